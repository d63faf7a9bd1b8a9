"""Whether what caused a request went away: only from days that were read, and never more than they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spse_monev.analysis.changes import forms
from spse_monev.analysis.effects import CountedDay, Signals, judge_effects
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, EventKind, Request
from spse_monev.findings import Actor, ChangeClass, Effect, EffectVerdict, Impact, JudgementState, Priority, Urgency
from spse_monev.period import Month

WIB = ZoneInfo("Asia/Jakarta")
AUGUST, OCTOBER = Month(date(2026, 8, 1), WIB), Month(date(2026, 10, 1), WIB)
NUMBER, RULE, SUBJECT = "PP-2026-08-001", "R20", "deadlock"
IN_SEPTEMBER, IN_OCTOBER = date(2026, 9, 15), date(2026, 10, 10)
SEEN, NOT_SEEN, UNKNOWN = EffectVerdict.SEEN, EffectVerdict.NOT_SEEN, EffectVerdict.CANNOT_JUDGE
QUIET = Signals(is_analysed=True, states={RULE: JudgementState.NOT_FIRED}, missing={}, found=frozenset())


def closed(
    on: date = IN_SEPTEMBER, ended: datetime | None = None, option: str = forms.DONE, **changes: Any
) -> ChangeRecord:
    """A request that was closed on the day of its change, unless `ended` says when."""
    ended = ended or datetime(on.year, on.month, on.day, 16, tzinfo=WIB)
    told: dict[str, Any] = {
        "number": NUMBER, "rule_id": RULE, "first_month": AUGUST.first, "state": ChangeState.CLOSED, "title": "",
        "change_class": ChangeClass.MINOR, "class_reason": "", "change": "", "how": "", "test": "", "undo": "",
        "actor": Actor.ADMINISTRATOR, "urgency": Urgency.URGENT, "impact": Impact.LARGE, "priority": Priority.HIGH,
        "drafted_at": AUGUST.end, "ended_at": ended,
    }  # fmt: skip
    details = {"step": "execution", "option": option, "tanggal_implementasi": on.isoformat()}
    done = ChangeEvent(4, EventKind.ANSWERED, ChangeState.CLOSED, ended, "administrator", details, "", "")
    return ChangeRecord(Request(**told | changes), (done,))


def days(month: Month, count: int, numbers: Iterable[int] = range(1, 32), *, is_whole: bool = True) -> list[CountedDay]:
    return [CountedDay(day.date, is_whole, count) for day in month.days if day.date.day in numbers]


def only(counted: list[CountedDay], signals: Signals = QUIET, on: date = IN_SEPTEMBER, **changes: Any) -> Effect:
    [effect] = judge_effects(
        OCTOBER, [closed(on, **changes)], {NUMBER: counted}, {NUMBER: frozenset({SUBJECT})}, signals
    )
    return effect


def signals(state: JudgementState | None, *subjects: str, missing: tuple[str, ...] = ()) -> Signals:
    states = {RULE: state} if state else {"R99": JudgementState.FIRED}
    return Signals(True, states, {RULE: missing}, frozenset((RULE, each) for each in subjects))


def test_what_is_gone_or_fewer_is_seen_with_its_figures() -> None:
    gone = only(days(AUGUST, 4) + days(OCTOBER, 0))
    assert (gone.verdict, gone.count_before, gone.days_before) == (SEEN, 124, 31)
    assert (gone.count_after, gone.days_after) == (0, 31)
    assert gone.reason == (
        "Tidak terlihat lagi: dari 124 kali dalam 31 hari terbaca menjadi 0 kali dalam 31 hari terbaca."
    )
    fewer = only(days(AUGUST, 10) + days(OCTOBER, 2))
    assert (fewer.verdict, fewer.reason[:6]) == (SEEN, "Turun:")
    for effect in (gone, fewer):
        assert "karena" not in effect.reason


def test_what_went_on_is_not_seen() -> None:
    assert only(days(AUGUST, 4) + days(OCTOBER, 4)).verdict is NOT_SEEN
    assert only(days(AUGUST, 4) + days(OCTOBER, 9)).reason.startswith("Naik: ")
    spike = only(days(AUGUST, 4) + days(OCTOBER, 3, range(1, 31)) + days(OCTOBER, 60, [31]))
    assert (spike.verdict, spike.reason.split(":")[0]) == (NOT_SEEN, "Melonjak pada 31 Oktober 2026")


def test_fewer_that_the_rule_still_finds_are_not_gone() -> None:
    counted = days(AUGUST, 100) + days(OCTOBER, 20)
    found = only(counted, signals(JudgementState.FIRED, SUBJECT))
    assert (found.verdict, "aturan R20 masih menemukannya" in found.reason) == (NOT_SEEN, True)
    # Another subject of the same rule is another matter.
    assert only(counted, signals(JudgementState.FIRED, "lain")).verdict is SEEN
    # In the month of the change itself the rule may have found what was before it.
    assert only(counted, signals(JudgementState.FIRED, SUBJECT), on=IN_OCTOBER).verdict is SEEN


def test_only_days_after_the_change_and_read_whole_count() -> None:
    # Of October: one bad day before the change, the day of the change, one day read in part, one not read.
    noise = (
        days(OCTOBER, 90, [9, 10]) + days(OCTOBER, 90, [12], is_whole=False) + days(OCTOBER, 0, [13], is_whole=False)
    )
    effect = only(days(AUGUST, 4) + noise + days(OCTOBER, 0, range(14, 32)), on=IN_OCTOBER)
    assert (effect.verdict, effect.count_after, effect.days_after) == (SEEN, 0, 18)
    # Days of August that were not read whole are no ground to compare with.
    partial = days(AUGUST, 50, range(1, 11), is_whole=False)
    assert only(partial + days(AUGUST, 4, range(11, 32)) + days(OCTOBER, 0)).days_before == 21


@pytest.mark.parametrize(("read", "verdict"), [(range(1, 8), SEEN), (range(1, 7), UNKNOWN)])
def test_too_few_days_read_after_the_change_tell_nothing(read: Iterable[int], verdict: EffectVerdict) -> None:
    counted = days(AUGUST, 9) + days(OCTOBER, 0, read)
    assert only(counted).verdict is verdict
    # Neither do days that were not read.
    effect = only(counted + days(OCTOBER, 0, range(8, 32), is_whole=False))
    assert effect.verdict is verdict
    if verdict is UNKNOWN:
        assert (
            effect.reason
            == "Hanya 6 hari dalam bulan ini terbaca utuh sesudah tanggal implementasi; perlu sedikitnya 7."
        )


def test_too_few_days_before_tell_nothing() -> None:
    effect = only(days(AUGUST, 9, range(1, 5)) + days(OCTOBER, 0))
    assert (effect.verdict, effect.reason.split(":")[0]) == (
        UNKNOWN, "Hari terbaca sebelum perubahan yang sepadan terlalu sedikit",
    )  # fmt: skip


def test_what_was_rare_before_may_be_away_by_chance() -> None:
    counted = days(AUGUST, 0, range(1, 31)) + days(AUGUST, 1, [31]) + days(OCTOBER, 0)
    effect = only(counted)
    assert (effect.verdict, "dapat saja kebetulan" in effect.reason) == (UNKNOWN, True)


@pytest.mark.parametrize(
    ("told", "verdict", "word"),
    [
        (QUIET, SEEN, "tidak menemukannya lagi"),
        (signals(JudgementState.FIRED, SUBJECT), NOT_SEEN, "masih menemukan hal yang sama"),
        (signals(JudgementState.UNDECIDED, SUBJECT), NOT_SEEN, "masih menemukan hal yang sama"),
        (signals(JudgementState.FIRED, "lain"), UNKNOWN, "menemukan hal lain"),
        (signals(JudgementState.CANNOT_JUDGE, missing=("Log tidak terbaca.",)), UNKNOWN, ": Log tidak terbaca."),
        (signals(None), UNKNOWN, "tidak lagi dinilai"),
        (Signals(False, {}, {}, frozenset()), UNKNOWN, "belum dinilai"),
    ],
)  # fmt: skip
def test_what_names_nothing_that_is_counted_is_judged_by_its_rule(
    told: Signals, verdict: EffectVerdict, word: str
) -> None:
    for counted in (days(AUGUST, 0) + days(OCTOBER, 0), []):
        effect = only(counted, told)
        assert (effect.verdict, effect.count_before, effect.days_after) == (verdict, None, None)
        assert word in effect.reason


def test_a_rule_judges_a_month_as_a_whole_so_the_month_of_the_change_is_too_early() -> None:
    effect = only(days(AUGUST, 0) + days(OCTOBER, 0), on=IN_OCTOBER)
    assert (effect.verdict, "laporan bulan berikutnya" in effect.reason) == (UNKNOWN, True)


def test_a_rule_that_hardly_could_see_is_not_believed() -> None:
    unread = days(AUGUST, 0) + days(OCTOBER, 0, range(1, 5)) + days(OCTOBER, 0, range(5, 32), is_whole=False)
    assert only(unread).verdict is UNKNOWN


def test_what_a_person_proposed_has_no_signal() -> None:
    [effect] = judge_effects(OCTOBER, [closed(rule_id="", requested_by="kepala")], {}, {}, QUIET)
    assert (effect.verdict, effect.requested_by) == (UNKNOWN, "kepala")


@pytest.mark.parametrize(
    ("record", "is_told"),
    [
        (closed(ended=datetime(2026, 7, 1, tzinfo=WIB)), True),
        (closed(ended=datetime(2026, 7, 1, tzinfo=WIB) - timedelta(seconds=1)), False),
        (closed(ended=OCTOBER.end - timedelta(seconds=1)), True),
        (closed(ended=OCTOBER.end), False),
        (closed(option=forms.UNDONE), False),
        (closed(state=ChangeState.REFUSED), False),
        (closed(state=ChangeState.LATE_APPROVAL, ended_at=None), False),
        (ChangeRecord(closed().request, ()), False),
    ],
)
def test_only_changes_that_were_carried_out_and_closed_lately_are_told(record: ChangeRecord, is_told: bool) -> None:
    assert bool(judge_effects(OCTOBER, [record], {}, {}, QUIET)) is is_told


def test_a_change_of_the_month_that_found_it_is_compared_within_it() -> None:
    counted = days(OCTOBER, 6, range(1, 10)) + days(OCTOBER, 0, range(10, 32))
    effect = only(counted, on=IN_OCTOBER, first_month=OCTOBER.first)
    assert (effect.verdict, effect.days_before, effect.days_after) == (SEEN, 9, 21)
