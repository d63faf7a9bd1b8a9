"""What the day calls for, in two or three sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spse_monev.findings import ChangeClass, HistoryState
from spse_monev.labels import change_class_label
from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.sheets import CHANGES, FINDINGS, UNJUDGED
from spse_monev.reports.sheets.changes import changes, counts
from spse_monev.reports.sheets.findings import nothing_found, unjudged_rules
from spse_monev.reports.words import number, shortened

NAMED = 3


def judged_sentences(view: DayView) -> Iterator[str]:
    """What needs a decision, what is new or has risen, and what could not be judged."""
    findings = view.rows("findings")
    yield _decisions(findings) if findings else nothing_found(view)
    worse = [row for row in changes(view) if row["state"] in (HistoryState.NEW, HistoryState.RISEN)]
    if worse:
        told = " ".join(shortened(row["text"], 200) for row in worse[:2])
        yield f"Terhadap kebiasaannya: {counts(worse)} (lihat lembar {CHANGES}). {told}"
    if unjudged := unjudged_rules(view):
        total = number(len(view.rows("rule_judgements")))
        yield (
            f"{number(len(unjudged))} dari {total} aturan tidak dapat dinilai karena datanya tidak ada (lihat lembar "
            f"{UNJUDGED})."
        )


def _decisions(findings: list[Row]) -> str:
    by_class = Counter(row["change_class"] for row in findings)
    classes = ", ".join(
        f"{number(by_class[each])} {change_class_label(each).lower()}" for each in ChangeClass if by_class[each]
    )
    wanted = [row for row in findings if row["change_class"] != ChangeClass.NONE]
    head = f"Temuan: {classes} (lihat lembar {FINDINGS})."
    if not wanted:
        return f"{head} Tidak ada yang memerlukan keputusan perubahan."
    named = "; ".join(
        f"{shortened(row['title'], 90)} ({row['rule_id']}, {change_class_label(row['change_class']).lower()}, "
        f"prioritas {row['priority']})"
        for row in wanted[:NAMED]
    )
    left = len(wanted) - NAMED
    return f"{head} Perlu keputusan: {named}{f'; dan {number(left)} lainnya' if left > 0 else ''}."
