"""The month in at most eight sentences, made of the figures alone: what a head of office reads in one minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from spse_monev import labels
from spse_monev.changes import ChangeState
from spse_monev.complaints import ComplaintState
from spse_monev.findings import ChangeClass, JudgementState
from spse_monev.labels import change_class_label
from spse_monev.reports.complaints.narrative import top_topics
from spse_monev.reports.complaintsview import class_label, state_counts
from spse_monev.reports.dayview import NOT_CONFIGURED, NOT_READ
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.judgements import NOT_ANALYSED
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, WATCHING, WEB_LOG
from spse_monev.reports.monthfigures import COMPLAINTS, SHARE_5XX, Figure, MonthTotals, Value, figure_of
from spse_monev.reports.monthly.effects import effect_sentence
from spse_monev.reports.words import milliseconds, month_name, number, shortened

QUERIES: tuple[str, ...] = ("findings", "rule_judgements", "month_requests", "month_open_requests")

_NAMED_GAPS = 3


def sentences(view: EvaluationView, figures: Sequence[Figure]) -> Iterator[str]:
    """How much was read, what happened in each area, the worst problem, the complaints, and what is asked for."""
    yield _reading(view)
    yield _database(view, figures)
    yield _errors(view, figures, APPLICATION_LOG, "Log aplikasi", "aplikasi")
    yield _web(view, figures)
    yield _availability(view, figures)
    yield _worst_problem(view)
    yield _complaints(view, figures)
    # That nobody judged has been said with the problems.
    told = (_changes(view),) if view.is_analysed or view.rows("month_requests") else ()
    more = (each for each in (_open_requests(view), effect_sentence(view)) if each)
    yield " ".join((*told, *more, view.deviations.sentence))


def _reading(view: EvaluationView) -> str:
    month = month_name(view.month)
    gaps = [source for source in view.sources if source.reasons]
    if not gaps:
        return f"Semua sumber data ({number(len(view.sources))}) terbaca lengkap pada setiap hari {month}."
    if not any(source.is_read for source in view.sources):
        return (
            f"Tidak satu pun sumber data terbaca pada {month}, sehingga keadaan SPSE bulan itu tidak diketahui; ini "
            "tidak berarti bahwa tidak ada masalah."
        )
    named = "; ".join(f"{source.label} {' dan '.join(source.reasons)}" for source in gaps[:_NAMED_GAPS])
    left = len(gaps) - _NAMED_GAPS
    return (
        f"Pada {month}, {number(len(view.sources) - len(gaps))} dari {number(len(view.sources))} sumber data terbaca "
        f"lengkap; yang tidak: {named}{f'; dan {number(left)} sumber lain' if left > 0 else ''}."
    )


def _database(view: EvaluationView, figures: Sequence[Figure]) -> str:
    told = _errors(view, figures, DATABASE_LOG, "Log basis data", "basis data")
    times = [each for each in figures if each.what.name == "query_mean_ms" and each.now.amount is not None]
    return " ".join((told, *(_query_time(each) for each in times)))


def _query_time(figure: Figure) -> str:
    before = ""
    if figure.before.amount is not None:
        before = f" ({milliseconds(figure.before.amount)} pada bulan sebelumnya)"
    return f"{figure.label}: {milliseconds(figure.now.amount or 0)}{before}."


def _errors(view: EvaluationView, figures: Sequence[Figure], kind: str, source: str, of_what: str) -> str:
    errors, failures = (figure_of(figures, name, kind) for name in ("error_count", "failure_count"))
    if errors.now.amount is None:
        return _unknown(errors.now, source, f"galat dan kegagalan {of_what}")
    failed = f"kegagalan transaksi dan proses: {_least(failures.now)}{number(failures.now.amount or 0)}"
    if not errors.now.amount:
        return f"{source} tidak mencatat galat{_part(errors.now)}; {failed}."
    return f"{source} mencatat {_least(errors.now)}{number(errors.now.amount)} galat{_against(view, errors)}; {failed}."


def _web(view: EvaluationView, figures: Sequence[Figure]) -> str:
    requests, bad, share = (
        figure_of(figures, name, WEB_LOG) for name in ("request_count", "server_error_count", SHARE_5XX)
    )
    if requests.now.unknown in (NOT_READ, NOT_CONFIGURED):
        return _unknown(requests.now, "Log server web", "lalu lintas dan kegagalan web")
    if requests.now.amount is None:
        return "Log server web yang terbaca tidak memuat permintaan pengguna, sehingga lalu lintas web tidak diketahui."
    if not requests.now.amount or share.now.amount is None:
        return f"Log server web tidak mencatat permintaan pengguna{_part(requests.now)}."
    before = ""
    if share.before.amount is not None:
        before = f", terhadap {number(share.before.amount, 2)}% pada {month_name(view.month.shift(-1))}"
    return (
        f"Server web menerima {_least(requests.now)}{number(requests.now.amount)} permintaan pengguna"
        f"{_against(view, requests)}; {number(bad.now.amount or 0)} ({number(share.now.amount, 2)}%) dijawab 5xx"
        f"{before}."
    )


def _availability(view: EvaluationView, figures: Sequence[Figure]) -> str:
    worst = figure_of(figures, "worst_up_pct", WATCHING[0])
    if worst.now.unknown in (NOT_READ, NOT_CONFIGURED):
        return _unknown(worst.now, "Sistem pemantauan atau probe", "ketersediaan")
    rows = [row for row in MonthTotals(view).known(WATCHING) if row["worst_up_pct"] is not None]
    if not rows:
        return "Pemantauan tidak melihat satu komponen pun, sehingga ketersediaan bulan ini tidak diketahui."
    lowest = min(rows, key=lambda row: row["worst_up_pct"])
    outages = "; ".join(
        f"{view.label(row['source'])} {_least(worst.now)}{number(row['outage_count'])} gangguan, lama "
        f"mati {number(row['down_seconds'] / 60, 1)} menit"
        for row in rows
    )
    unseen = sum(row["component_count"] - row["seen_component_count"] for row in rows)
    never = f" {number(unseen)} komponen tidak pernah terlihat." if unseen else ""
    if not any(row["down_seconds"] or row["outage_count"] for row in rows):
        return f"Semua komponen yang terlihat hidup sepanjang waktu itu{_part(worst.now)}.{never}"
    return (
        f"Ketersediaan terendah {number(lowest['worst_up_pct'], 2)}% pada {shortened(lowest['worst_component'], 60)} "
        f"dari waktu yang terlihat ({outages}, dijumlahkan atas semua komponen).{never}"
    )


def _worst_problem(view: EvaluationView) -> str:
    if not view.is_analysed:
        return NOT_ANALYSED
    findings = view.rows("findings")
    unjudged = sum(row["state"] == JudgementState.CANNOT_JUDGE for row in view.rows("rule_judgements"))
    left = f" {number(unjudged)} aturan tidak dapat dinilai karena datanya tidak ada." if unjudged else ""
    if not findings:
        return f"Tidak ada temuan dari aturan yang dapat dinilai.{left}"
    # In the order of the analysis, the most pressing first.
    lead = findings[0]
    evidence = f" Buktinya: {shortened(lead['evidence'][0]['text'], 160).rstrip('.')}." if lead["evidence"] else ""
    return (
        f"Masalah terberat dari {number(len(findings))} temuan: “{shortened(lead['title'], 120)}” "
        f"(aturan {lead['rule_id']}, prioritas {lead['priority']}).{evidence}{left}"
    )


def _complaints(view: EvaluationView, figures: Sequence[Figure]) -> str:
    month = view.complaints
    if month is None:
        return "Sumber keluhan (helpdesk) tidak dikonfigurasi, sehingga keluhan di luar jangkauan laporan ini."
    if not month.is_read:
        return "Tidak satu pun sumber keluhan terbaca, sehingga jumlah keluhan bulan ini tidak diketahui."
    figure = next(each for each in figures if each.what is COMPLAINTS)
    if not month.counted:
        part = "" if month.is_complete else " pada bagian yang terbaca; jumlah seluruhnya tidak diketahui"
        return f"Tidak ada keluhan{part}."
    most, count = Counter(row["class"] for row in month.counted).most_common(1)[0]
    open_count = len(month.counted) - state_counts(month.counted)[ComplaintState.SOLVED]
    topic, topic_count = top_topics(month, 1)[0]
    return (
        f"Terhitung {month.least}{number(len(month.counted))} keluhan{_against(view, figure, 'per hari')}, terbanyak "
        f"kelas {class_label(most)} ({number(count)}) dan topik {topic} ({number(topic_count)}); "
        f"{number(open_count)} masih terbuka."
    )


def _changes(view: EvaluationView) -> str:
    requests = view.rows("month_requests")
    if not requests:
        return no_request(view)
    by_class = Counter(row["change_class"] for row in requests)
    states = Counter(row["state"] for row in requests)
    counts = ", ".join(
        f"{number(by_class[each])} {change_class_label(each).lower()}"
        for each in ChangeClass
        if by_class[each] or each in (ChangeClass.MINOR, ChangeClass.MAJOR)
    )
    told = ", ".join(
        f"{number(states[each])} {labels.change_request_state_label(each)}" for each in ChangeState if states[each]
    )
    return f"Kebutuhan perubahan: {counts} ({told})."


def _open_requests(view: EvaluationView) -> str:
    """How many requests have not ended, the oldest, and where most hang; '' if there is none."""
    rows = view.rows("month_open_requests")
    if not rows:
        return ""
    oldest = rows[0]  # in the order of the question
    state, count = Counter(row["state"] for row in rows).most_common(1)[0]
    return (
        f"Permohonan belum selesai: {number(len(rows))}, yang terlama {oldest['number']} ({number(oldest['age_days'])} "
        f"hari), terbanyak {labels.change_request_state_label(state)} ({number(count)})."
    )


def no_request(view: EvaluationView) -> str:
    """Why there is no change request: none is needed, none was written yet, or nobody judged."""
    if not view.is_analysed:
        return "Kebutuhan perubahan belum dinilai, sehingga tidak diketahui perubahan mana yang diperlukan."
    if wanted := sum(row["change_class"] != ChangeClass.NONE for row in view.rows("findings")):
        return f"Permohonan perubahan belum dibuat untuk {number(wanted)} temuan yang memerlukannya."
    return "Tidak ada kebutuhan perubahan menurut aturan yang dapat dinilai."


def _against(view: EvaluationView, figure: Figure, unit: str = "per hari terbaca") -> str:
    now, before, change = figure.now.per_day, figure.before.per_day, figure.change_pct
    if now is None:
        return ""
    mean, month = f", rata-rata {number(now, 1)} {unit}", month_name(view.month.shift(-1))
    if before is None:
        return f"{mean} (pembanding {month}: {figure.before.unknown})"
    if change is None:
        return f"{mean}, sedangkan pada {month} nihil"
    if not abs(change) >= 0.05:
        return f"{mean}, tetap terhadap {month}"
    word = "naik" if change > 0 else "turun"
    return f"{mean}, {word} {number(abs(change), 1)}% dari {number(before, 1)} pada {month}"


def _unknown(value: Value, source: str, what: str) -> str:
    if value.unknown == NOT_CONFIGURED:
        return f"{source} tidak dikonfigurasi, sehingga {what} di luar jangkauan laporan ini."
    return f"{source} tidak terbaca, sehingga {what} bulan ini tidak diketahui."


def _least(value: Value) -> str:
    return "sekurang-kurangnya " if value.least else ""


def _part(value: Value) -> str:
    return f" pada bagian yang terbaca ({value.days} hari)" if value.least else ""
