"""Did what caused a change request go away after the change? Before and after side by side; no claim of cause.

>>> judge_effects(month, records, days, grounds, signals)
(Effect(number='PP-2026-08-001', verdict=<EffectVerdict.SEEN: 'terlihat'>, reason='Turun dari 12 menjadi 0 kali ...'),)

Requests are told that were closed in the month or the three before, and whose change was carried out with success. The
days of the month that found a request are compared with those of this month after the day of the change, as a month is
with the days before it (`analysis.baseline`). Only days count on which every source that the request rests on was read
whole: a day that was not read is no day without trouble. What names nothing that is counted is judged by its rule
alone, and only in a month that lies behind the change as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spse_monev.analysis.baseline.judge import judge_counts
from spse_monev.analysis.baseline.series import MIN_DAYS, Reach
from spse_monev.analysis.changes.forms import DONE
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, Request
from spse_monev.figures import shown
from spse_monev.findings import Effect, EffectVerdict, HistoryState, JudgementState
from spse_monev.period import Month

MONTHS_BACK = 3
_Judged = tuple[EffectVerdict, str]


@dataclass(frozen=True, slots=True)
class CountedDay:
    """How often a day saw what a request names; a count of the day only if all was read that the request rests on."""

    day: date
    is_whole: bool
    count: int


@dataclass(frozen=True, slots=True)
class Signals:
    """What the rules came to in the month."""

    is_analysed: bool
    states: Mapping[str, JudgementState]  # by rule
    missing: Mapping[str, Sequence[str]]  # by rule: which facts were not there, as sentences
    found: frozenset[tuple[str, str]]  # rule and subject of each finding


def carried_out(records: Iterable[ChangeRecord], month: Month) -> Iterator[tuple[ChangeRecord, ChangeEvent]]:
    """The requests of which the effect is told in a month, with the answer by which each was carried out."""
    since = month.shift(-MONTHS_BACK).start
    for record in records:
        request, done = record.request, record.answer(ChangeState.EXECUTION)
        if request.state is not ChangeState.CLOSED or request.ended_at is None or done is None:
            continue
        if done.details["option"] == DONE and since <= request.ended_at < month.end:
            yield record, done


def judge_effects(
    month: Month, records: Iterable[ChangeRecord], days: Mapping[str, Sequence[CountedDay]],
    grounds: Mapping[str, frozenset[str]], signals: Signals,
) -> tuple[Effect, ...]:  # fmt: skip
    """The effect of each change, in the order of the records.

    Of each request by its number, `days` are those of the month that found it and of this one, and `grounds` the
    subjects it rested on.
    """
    return tuple(
        _Change(month, record.request, done, days.get(record.request.number, ())).effect(
            grounds.get(record.request.number, frozenset()), signals
        )
        for record, done in carried_out(records, month)
    )


class _Change:
    """A change that was carried out, and the days before and after it that were read whole."""

    def __init__(self, month: Month, request: Request, done: ChangeEvent, days: Sequence[CountedDay]) -> None:
        self._month = month
        self._request = request
        self._is_read = bool(days)
        self._on = date.fromisoformat(str(done.details["tanggal_implementasi"]))
        found = request.first_month, Month(request.first_month, month.zone).shift(1).first
        whole = {each.day: each.count for each in days if each.is_whole}
        self._before = {day: count for day, count in whole.items() if found[0] <= day < min(self._on, found[1])}
        # On the day of the change itself nobody knows what was before it.
        self._after = {day: count for day, count in whole.items() if day > self._on and day >= month.first}

    def effect(self, subjects: frozenset[str], signals: Signals) -> Effect:
        """What came of it."""
        request, is_counted = self._request, any(self._before.values())
        verdict, reason = self._judge(subjects, signals, is_counted=is_counted)
        return Effect(
            number=request.number,
            rule_id=request.rule_id,
            title=request.title,
            requested_by=request.requested_by,
            first_month=request.first_month,
            implemented_on=self._on,
            verdict=verdict,
            reason=reason,
            count_before=sum(self._before.values()) if is_counted else None,
            days_before=len(self._before) if is_counted else None,
            count_after=sum(self._after.values()) if is_counted else None,
            days_after=len(self._after) if is_counted else None,
        )

    def _judge(self, subjects: frozenset[str], signals: Signals, *, is_counted: bool) -> _Judged:
        rule = self._request.rule_id
        if not rule:
            return _unknown("Diusulkan oleh orang, bukan oleh aturan: tidak ada tanda yang dapat dibandingkan.")
        if self._is_read and len(self._after) < MIN_DAYS:
            return _unknown(
                f"Hanya {len(self._after)} hari dalam bulan ini terbaca utuh sesudah tanggal implementasi; perlu "
                f"sedikitnya {MIN_DAYS}."
            )
        # What the rules found in a month is of its days before the change, too.
        is_behind = self._on < self._month.first
        is_found = is_behind and any((rule, subject) in signals.found for subject in subjects)
        if is_counted:
            return self._by_counts(rule, is_found=is_found)
        if not signals.is_analysed:
            return _unknown("Bulan ini belum dinilai menurut aturan, dan tidak ada jumlah harian untuk dibandingkan.")
        if not is_behind:
            return _unknown(
                "Perubahan dilaksanakan dalam bulan ini, sedangkan aturan menilai bulan itu seutuhnya; dinilai dalam "
                "laporan bulan berikutnya."
            )
        if is_found:
            return EffectVerdict.NOT_SEEN, f"Aturan {rule} masih menemukan hal yang sama pada bulan ini."
        return _by_rule(rule, signals)

    def _by_counts(self, rule: str, *, is_found: bool) -> _Judged:
        before, after = tuple(sorted(self._before)), tuple(sorted(self._after))
        verdict = judge_counts({**self._before, **self._after}, Reach(after, after, before, before), is_month=True)
        count = sum(self._after.values())
        change = f"dari {_told(self._before)} menjadi {_told(self._after)}"
        if verdict.state is HistoryState.TOO_LITTLE_HISTORY:
            return _unknown(
                f"Hari terbaca sebelum perubahan yang sepadan terlalu sedikit: {len(verdict.compared)}, perlu "
                f"sedikitnya {verdict.needed}."
            )
        if verdict.state in (HistoryState.FALLEN, HistoryState.GONE):
            told = "Tidak terlihat lagi" if not count else "Turun"
            if is_found:
                return EffectVerdict.NOT_SEEN, f"{told}: {change}, tetapi aturan {rule} masih menemukannya bulan ini."
            return EffectVerdict.SEEN, f"{told}: {change}."
        if verdict.state is not HistoryState.AS_BEFORE:
            how = f"Melonjak pada {shown(verdict.peak)}" if verdict.peak else "Naik"
            return EffectVerdict.NOT_SEEN, f"{how}: {change}."
        if not count:
            return _unknown(
                f"Tidak terlihat sesudah perubahan, tetapi sebelumnya pun jarang ({_told(self._before)}): "
                f"{len(after)} hari tanpa kejadian dapat saja kebetulan."
            )
        return EffectVerdict.NOT_SEEN, f"Tidak berbeda nyata: {change}."


def _by_rule(rule: str, signals: Signals) -> _Judged:
    state = signals.states.get(rule)
    if state is JudgementState.NOT_FIRED:
        return EffectVerdict.SEEN, f"Aturan {rule} tidak menemukannya lagi pada bulan ini; tidak ada jumlah harian."
    if state is None:
        return _unknown(f"Aturan {rule} tidak lagi dinilai, dan tidak ada jumlah harian untuk dibandingkan.")
    if state is JudgementState.FIRED:
        return _unknown(f"Aturan {rule} menemukan hal lain pada bulan ini; apakah yang semula hilang tidak diketahui.")
    missing = "; ".join(each.strip().rstrip(".") for each in signals.missing.get(rule, ()))
    return _unknown(f"Aturan {rule} tidak dapat dinilai pada bulan ini{f': {missing}' if missing else ''}.")


def _unknown(reason: str) -> _Judged:
    return EffectVerdict.CANNOT_JUDGE, reason


def _told(counts: Mapping[date, int]) -> str:
    return f"{shown(sum(counts.values()))} kali dalam {len(counts)} hari terbaca"
