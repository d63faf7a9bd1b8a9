"""What the day calls for, in two or three sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spse_monev.findings import ChangeClass, HistoryState
from spse_monev.labels import change_class_label
from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.judgements import nothing_found, unjudged_rules
from spse_monev.reports.sheets import CHANGES, FINDINGS, UNJUDGED
from spse_monev.reports.sheets.changes import changes, counts
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
    # One rule may have found the same need in many places.
    by_rule: dict[str, list[Row]] = {}
    for row in wanted:
        by_rule.setdefault(row["rule_id"], []).append(row)
    named = "; ".join(_named(members) for members in list(by_rule.values())[:NAMED])
    left = len(by_rule) - NAMED
    return f"{head} Perlu keputusan: {named}{f'; dan menurut {number(left)} aturan lain' if left > 0 else ''}."


def _named(members: list[Row]) -> str:
    lead = members[0]
    times = f"{number(len(members))} temuan, " if len(members) > 1 else ""
    label = change_class_label(lead["change_class"]).lower()
    return f"{shortened(lead['title'], 90)} ({lead['rule_id']}, {times}{label}, prioritas {lead['priority']})"
