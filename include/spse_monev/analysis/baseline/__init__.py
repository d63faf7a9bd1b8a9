"""Every error kind, failure, query, route and complaint topic of a period against its own history.

>>> baseline = compare(seen)
>>> baseline.changed[0].text
'Galat "FATAL 53300: sorry, too many clients already" pada Log basis data naik dari sekitar 10 menjadi 30 kali per ...'

A day is compared with the 28 days before it, by kind of day and by weekday; a month compares its days with the 28 days
before it. Days that were not read are left out, never taken for zero; days read in part can show that something has
risen, never that it has fallen or gone. With fewer than 7 days to compare with, nothing is called a change.

Measured (3,000 kinds of each sort, weekends at 30 %; tests/analysis/baseline/test_noise.py holds the bounds): of steady
Poisson counts of 0.1 to 10,000 a day at most 0.15 % are called risen, fallen or gone, in a month and on a day; of
counts whose mean itself varies (negative binomial of shape 2, lognormal of sigma 0.3) at most 0.5 %. A threefold rise
is found in a month for 90 % of the kinds seen once a day and for all seen three times a day; on a single day for 70 %
of those seen ten times a day and for all seen a hundred times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from spse_monev.analysis.baseline import words
from spse_monev.analysis.baseline.judge import Verdict, judge_counts, judge_times
from spse_monev.analysis.baseline.series import Reach, Thing, reaches, things
from spse_monev.findings import Baseline, Compared, Comparison, HistoryState, Measure
from spse_monev.observations import Observations
from spse_monev.period import Day

LEAD = 15
_MORE = (HistoryState.NEW, HistoryState.RISEN)
_LESS = (HistoryState.FALLEN, HistoryState.GONE)
# What is told first: more trouble, slower, more use; then the same for the better; then what stayed.
_TROUBLE = frozenset({Compared.ERROR, Compared.FAILURE, Compared.TOPIC})
_KINDS = tuple(Compared)


def compare(seen: Observations) -> Baseline:
    """Compare all that was seen in the period, or on the 28 days before it."""
    is_month = not isinstance(seen.period, Day)
    found = reaches(seen)
    labels = {source.name: source.label for source in seen.sources}
    comparisons = [
        comparison
        for thing in things(seen)
        if (reach := found.get(thing.source)) is not None and reach.told
        for comparison in _comparisons(thing, reach, labels.get(thing.source, ""), is_month=is_month)
    ]
    notes = [note for source, reach in found.items() if (note := words.note(labels.get(source, ""), reach))]
    return Baseline(tuple(_ranked(comparisons)), tuple(notes))


def lead(baseline: Baseline, at_most: int = LEAD) -> tuple[tuple[Comparison, ...], str]:
    """The changes that are told in full, at most `at_most`, and a sentence on all others."""
    changed = baseline.changed
    too_little = sum(each.state is HistoryState.TOO_LITTLE_HISTORY for each in baseline.comparisons)
    return changed[:at_most], words.rest(len(changed), max(0, len(changed) - at_most), too_little)


def _comparisons(thing: Thing, reach: Reach, source: str, *, is_month: bool) -> Iterator[Comparison]:
    wanted = {*reach.told, *reach.history}
    if not any(count and day in wanted for day, count in thing.counts.items()):
        return
    yield _comparison(thing, Measure.COUNT, reach, source, judge_counts(thing.counts, reach, is_month=is_month))
    if any(count and day in wanted for day, count in thing.server_errors.items()):
        verdict = judge_counts(thing.server_errors, reach, is_month=is_month)
        yield _comparison(thing, Measure.SERVER_ERRORS, reach, source, verdict)
    for measure, times in thing.times.items():
        timed = judge_times(times, reach, is_month=is_month)
        if timed is not None:
            yield _comparison(thing, measure, reach, source, timed)


def _comparison(thing: Thing, measure: Measure, reach: Reach, source: str, verdict: Verdict) -> Comparison:
    counts = thing.server_errors if measure is Measure.SERVER_ERRORS else thing.counts
    days = sorted(day for day, count in counts.items() if count)
    text = words.sentence(thing, measure, source, reach, verdict, counts)
    return Comparison(
        kind=thing.kind,
        measure=measure,
        source=thing.source,
        key=thing.key,
        label=thing.label,
        state=verdict.state,
        before=verdict.before,
        after=verdict.after,
        count_before=sum(counts.get(day, 0) for day in verdict.compared),
        count_after=sum(counts.get(day, 0) for day in reach.told),
        days_before=len(verdict.compared),
        days_after=len(reach.told),
        first_seen=days[0],
        last_seen=days[-1],
        text=text,
    )


def _ranked(comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
    """By what a reader must know first; within that the largest of each kind in turn, as kinds cannot be added up."""
    groups: dict[tuple[int, Compared], list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        groups[_group(comparison), comparison.kind].append(comparison)
    places = [
        (group, place, _KINDS.index(kind), comparison)
        for (group, kind), members in groups.items()
        for place, comparison in enumerate(sorted(members, key=_size))
    ]
    for *_, comparison in sorted(places, key=lambda each: each[:3]):
        yield comparison


def _group(comparison: Comparison) -> int:
    is_trouble = comparison.kind in _TROUBLE or comparison.measure is Measure.SERVER_ERRORS
    is_time = comparison.measure in (Measure.MEAN_MS, Measure.P95_MS)
    order = 0 if is_trouble else 1 if is_time else 2
    if comparison.state in _MORE:
        return order
    if comparison.state in _LESS:
        return 3 + order
    return 6 if comparison.state is HistoryState.AS_BEFORE else 7


def _size(comparison: Comparison) -> tuple[float, Sequence[str]]:
    """The events, or the time of all calls, by which a day differs; the largest first."""
    change = abs((comparison.after or 0.0) - (comparison.before or 0.0))
    if comparison.measure in (Measure.MEAN_MS, Measure.P95_MS):
        change *= comparison.count_after / comparison.days_after
    return -change, (comparison.source, comparison.key, comparison.measure)


__all__ = ["LEAD", "compare", "lead"]
