"""The month in plain sentences, made of the figures alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spse_monev import labels
from spse_monev.complaints import ComplaintState
from spse_monev.reports.complaints.durations import Spread, Waiting, first_answer, solution
from spse_monev.reports.complaints.repeats import LIMITS, repeated_problems, reporters_sentence
from spse_monev.reports.complaintsview import MonthView, class_label, state_counts, topic_label
from spse_monev.reports.words import long_date, month_name, number

TOP_TOPICS = 3
TOP_PROBLEMS = 3


def sentences(view: MonthView) -> Iterator[str]:
    """How many, of which class, how far, how fast, when, on what, how often again, and what is left for people."""
    month = month_name(view.month)
    if not view.is_read and not view.records:
        yield f"Tidak satu pun sumber keluhan terbaca untuk {month}, sehingga jumlah keluhan tidak diketahui."
        yield from _rejected(view)
        return
    yield _how_many(view, month)
    if view.counted:
        yield _classes(view)
        yield _states(view)
        yield from _times("Jawaban pertama", first_answer(view.counted, view.zone))
        yield from _times("Penyelesaian", solution(view.counted, view.zone))
        yield _busiest_day(view)
        yield _topics(view)
        yield _problems(view)
        yield reporters_sentence(view)
        yield _review(view)
    yield from _rejected(view)


def _how_many(view: MonthView, month: str) -> str:
    if not view.records:
        part = "" if view.is_complete else " pada bagian yang terbaca"
        return f"Helpdesk tidak mencatat keluhan selama {month}{part}."
    told = (
        f"Selama {month} terhitung {view.least}{number(len(view.counted))} keluhan dari {number(len(view.records))} "
        "catatan helpdesk"
    )
    if not view.uncounted:
        return f"{told}; tidak ada catatan ganda."
    spam = sum(not row["is_complaint"] for row in view.uncounted)
    parts = []
    if repeats := len(view.uncounted) - spam:
        parts.append(f"{number(repeats)} mengulang keluhan yang sudah terhitung")
    if spam:
        parts.append(f"{number(spam)} bukan keluhan menurut petugas")
    return f"{told}; {number(len(view.uncounted))} catatan tidak dihitung ({' dan '.join(parts)})."


def _classes(view: MonthView) -> str:
    parts = []
    for each in view.classes:
        count = len(view.of_class(each))
        parts.append(f"{class_label(each)} {number(count)} ({number(100 * count / len(view.counted), 1)}%)")
    return f"Menurut kelas SOP: {'; '.join(parts)}."


def _states(view: MonthView) -> str:
    counts = state_counts(view.counted)
    open_count = len(view.counted) - counts[ComplaintState.SOLVED]
    reopened = sum(row["is_reopened"] for row in view.counted)
    again = f" {number(reopened)} keluhan pernah dibuka kembali." if reopened else ""
    if not open_count:
        return f"Seluruh keluhan berstatus selesai.{again}"
    parts = ", ".join(
        f"{number(counts[state])} {labels.complaint_state_label(state).lower()}"
        for state in (ComplaintState.IN_PROGRESS, ComplaintState.RECORDED)
    )
    return (
        f"{number(counts[ComplaintState.SOLVED])} keluhan selesai dan {number(open_count)} masih terbuka ({parts}) "
        f"menurut pembacaan terakhir.{again}"
    )


def _times(what: str, waiting: Waiting) -> Iterator[str]:
    if not waiting.expected:
        return
    remarks = []
    if waiting.unrecorded:
        remarks.append(f"pada {number(waiting.unrecorded)} keluhan tidak dicatat")
    if waiting.backwards:
        remarks.append(f"{number(waiting.backwards)} tidak dihitung karena mendahului tanggal keluhan")
    parts = [_spread(spread, unit) for spread, unit in ((waiting.hours, "jam"), (waiting.days, "hari")) if spread.count]
    if not parts:
        yield f"{what}: waktunya tidak dapat dihitung ({'; '.join(remarks)})."
        return
    rest = f"; {'; '.join(remarks)}" if remarks else ""
    yield f"{what}: {'; '.join(parts)}{rest}."


def _spread(spread: Spread, unit: str) -> str:
    assert spread.median is not None  # noqa: S101  # there is one wherever there is a value
    assert spread.p90 is not None  # noqa: S101
    digits = 1 if unit == "jam" else 1 if spread.median % 1 else 0
    return (
        f"median {number(spread.median, digits)} {unit}, 90 dari 100 tidak lebih dari "
        f"{number(spread.p90, 1 if unit == 'jam' else 0)} {unit} (n = {number(spread.count)})"
    )


def _busiest_day(view: MonthView) -> str:
    totals = {day: counts.total() for day, counts in view.per_day.items()}
    most = max(totals.values())
    first, *others = sorted(day for day, count in totals.items() if count == most)
    also = f", sama banyak dengan {number(len(others))} hari lain" if others else ""
    return f"Hari tersibuk {long_date(first)} dengan {number(most)} keluhan{also}."


def top_topics(view: MonthView, limit: int) -> list[tuple[str, int]]:
    """The most frequent topics over all classes."""
    counts = Counter(topic_label(row["topic"]) for row in view.counted)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]


def _topics(view: MonthView) -> str:
    parts = ", ".join(f"{topic} ({number(count)})" for topic, count in top_topics(view, TOP_TOPICS))
    return f"Topik terbanyak: {parts}."


def _problems(view: MonthView) -> str:
    problems = repeated_problems(view)
    if not problems:
        return f"Tidak ada masalah berulang ({LIMITS})."
    parts = "; ".join(
        f"{topic_label(each.topic)} pada kelas {class_label(each.complaint_class)} ({number(len(each.rows))} keluhan, "
        f"terbanyak {number(each.busiest_count)} pada {long_date(each.busiest_day)})"
        for each in problems[:TOP_PROBLEMS]
    )
    more = f"; dan {number(len(problems) - TOP_PROBLEMS)} lainnya" if len(problems) > TOP_PROBLEMS else ""
    return f"{number(len(problems))} masalah berulang ({LIMITS}): {parts}{more}."


def _review(view: MonthView) -> str:
    if not view.to_review:
        return "Tidak ada keluhan yang menunggu telaah petugas."
    return (
        f"{number(len(view.to_review))} keluhan menunggu telaah petugas karena kelasnya belum pasti (lembar Perlu "
        "Ditelaah); pada angka di atas mereka dihitung menurut usulan program."
    )


def _rejected(view: MonthView) -> Iterator[str]:
    if rejections := len(view.rows("complaint_rejections")):
        yield f"{number(rejections)} baris atau bagian berkas ditolak dan tidak ikut dihitung (lembar Baris Ditolak)."
