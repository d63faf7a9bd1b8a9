"""Periods against their own history, out of few facts."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spse_monev.analysis.baseline import compare, lead
from spse_monev.facts import CoverageState
from spse_monev.findings import Baseline, Compared, Comparison, HistoryState, Measure
from spse_monev.observations import Observations
from tests.analysis.rules.given import DAY, observations

# Counted back from 31 October: the days of the month, and the 28 days before it.
OCTOBER = range(31)
BEFORE = range(31, 59)
MESSAGE = "remaining connection slots are reserved"


def errors(counts: dict[int, int], message: str = MESSAGE, source: str = "database_log") -> list[dict[str, Any]]:
    return [{"source": source, "message": message, "day": day, "count": count} for day, count in counts.items()]


def every(days: range, count: int) -> dict[int, int]:
    return dict.fromkeys(days, count)


def the_one(baseline: Baseline, measure: Measure = Measure.COUNT) -> Comparison:
    (found,) = [each for each in baseline.comparisons if each.measure is measure]
    return found


def with_coverage(seen: Observations, state: CoverageState | None, days: range, source: str) -> Observations:
    """The same, with another state of a source on some days; None: no row at all."""
    coverage = dict(seen.coverage)
    for back in days:
        coverage.pop((DAY.date - timedelta(days=back), source), None)
        if state is not None:
            coverage[DAY.date - timedelta(days=back), source] = state
    return replace(seen, coverage=coverage)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ({}, {3: 1}, HistoryState.NEW),
        (every(BEFORE, 10), every(OCTOBER, 30), HistoryState.RISEN),
        (every(BEFORE, 30), every(OCTOBER, 10), HistoryState.FALLEN),
        (every(BEFORE, 10), {}, HistoryState.GONE),
        (every(BEFORE, 10), every(OCTOBER, 11), HistoryState.AS_BEFORE),
        # Once before and twice now is no rise; nor is three times, as long as chance does it.
        ({40: 1}, {3: 1, 9: 1}, HistoryState.AS_BEFORE),
        ({40: 1}, {3: 1, 9: 1, 20: 1}, HistoryState.AS_BEFORE),
        ({40: 1}, {}, HistoryState.AS_BEFORE),
        # One bad day before does not hide that all days are worse now, nor make the others better.
        (every(BEFORE, 10) | {40: 5000}, every(OCTOBER, 30), HistoryState.RISEN),
        (every(BEFORE, 10) | {40: 5000}, every(OCTOBER, 10), HistoryState.AS_BEFORE),
        # One bad day now is told, though the month as a whole is as before.
        (every(BEFORE, 10), every(OCTOBER, 10) | {9: 5000}, HistoryState.RISEN),
    ],
)
def test_a_month_against_the_28_days_before(before: dict[int, int], after: dict[int, int], state: HistoryState) -> None:
    found = the_one(compare(observations({"errors": errors(before | after)})))
    assert found.state is state
    assert (found.count_after, found.days_after) == (sum(after.values()), 31)
    assert found.kind is Compared.ERROR


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ({}, 1, HistoryState.NEW),
        (every(range(1, 40), 20), 60, HistoryState.RISEN),
        (every(range(1, 40), 60), 10, HistoryState.FALLEN),
        (every(range(1, 40), 20), 0, HistoryState.GONE),
        (every(range(1, 40), 20), 22, HistoryState.AS_BEFORE),
        (every(range(1, 40), 1), 2, HistoryState.AS_BEFORE),
        (every(range(1, 40), 1), 0, HistoryState.AS_BEFORE),
        ({12: 1}, 0, HistoryState.AS_BEFORE),
        # A job of every Saturday, as 31 October 2026 is one, is no news on a Saturday.
        ({7: 100, 14: 100, 21: 100, 28: 100}, 100, HistoryState.AS_BEFORE),
        ({7: 100, 14: 100, 21: 100, 28: 100}, 300, HistoryState.RISEN),
        ({7: 100, 14: 100, 21: 100, 28: 100}, 0, HistoryState.GONE),
    ],
)
def test_a_day_against_its_own_kind_of_days(before: dict[int, int], after: int, state: HistoryState) -> None:
    found = the_one(compare(observations({"errors": errors(before | ({0: after} if after else {}))}, grain="day")))
    assert found.state is state


def test_a_weekend_is_not_compared_with_working_days() -> None:
    quiet_weekends = {back: 0 if (DAY.date - timedelta(days=back)).weekday() >= 5 else 100 for back in range(1, 40)}
    seen = observations({"errors": errors(quiet_weekends | {0: 30})}, grain="day")
    found = the_one(compare(seen))
    assert (found.state, found.before) == (HistoryState.RISEN, 0.0)
    assert "8 hari Sabtu dan Minggu sebelumnya" in found.text


def test_what_changed_is_said_with_its_figures() -> None:
    seen = observations({"errors": errors(every(BEFORE, 10) | every(OCTOBER, 30) | {0: 1030})})
    assert the_one(compare(seen)).text == (
        f'Galat "ERROR: {MESSAGE}" pada database_log naik dari sekitar 10 menjadi 62,3 kali per hari (1.930 kali dalam '
        "31 hari yang terbaca; pembandingnya 28 hari terbaca sebelumnya). Pertama terlihat 3 September 2026, terakhir "
        "31 Oktober 2026."
    )


# --- Days that were not read, or only in part ----------------------------------------------------------------------


def test_days_that_were_not_read_are_left_out() -> None:
    """Ten a day on the few days that were read is no fall, and no rise against the unread days before."""
    seen = observations({"errors": errors(every(range(20, 59), 10))})
    seen = with_coverage(seen, None, range(20), "database_log")
    seen = with_coverage(seen, CoverageState.MISSING, range(40, 60), "database_log")
    found = the_one(compare(seen))
    assert (found.state, found.before, found.after) == (HistoryState.AS_BEFORE, 10, 10)
    assert (found.days_before, found.days_after) == (9, 11)


def test_a_source_that_was_not_read_in_the_period_is_not_compared() -> None:
    baseline = compare(observations({"errors": errors(every(BEFORE, 10))}, unread=("database_log",)))
    assert baseline.comparisons == ()
    assert "database_log tidak terbaca pada masa ini, sehingga tidak dibandingkan dengan sebelumnya." in baseline.notes


@pytest.mark.parametrize("grain", ["month", "day"])
def test_days_read_in_part_make_nothing_fallen_or_gone(grain: str) -> None:
    for count in ({}, {0: 1}):
        seen = observations(
            {"errors": errors(every(range(1, 59) if grain == "day" else BEFORE, 50) | count)}, grain=grain
        )
        partial = with_coverage(seen, CoverageState.PARTIAL, OCTOBER if grain == "month" else range(1), "database_log")
        assert the_one(compare(seen)).state in (HistoryState.FALLEN, HistoryState.GONE)
        assert the_one(compare(partial)).state is HistoryState.AS_BEFORE
        assert any("hanya terbaca sebagian" in note for note in compare(partial).notes)


def test_days_read_in_part_can_show_a_rise() -> None:
    seen = observations({"errors": errors(every(BEFORE, 10) | every(OCTOBER, 30))})
    assert the_one(compare(with_coverage(seen, CoverageState.PARTIAL, OCTOBER, "database_log"))).state is (
        HistoryState.RISEN
    )


def test_earlier_days_read_in_part_do_not_make_a_full_month_look_risen() -> None:
    seen = observations({"errors": errors(every(BEFORE, 10) | every(OCTOBER, 30))})
    baseline = compare(with_coverage(seen, CoverageState.PARTIAL, range(31, 60), "database_log"))
    assert the_one(baseline).state is HistoryState.TOO_LITTLE_HISTORY


def test_a_source_always_read_in_part_is_compared_with_itself() -> None:
    seen = observations({"errors": errors(every(BEFORE, 10) | every(OCTOBER, 30))})
    baseline = compare(with_coverage(seen, CoverageState.PARTIAL, range(90), "database_log"))
    assert the_one(baseline).state is HistoryState.RISEN
    assert any("hampir selalu hanya terbaca sebagian" in note for note in baseline.notes)


@pytest.mark.parametrize("days", range(8))
@pytest.mark.parametrize("grain", ["month", "day"])
def test_too_few_days_are_said_with_their_number(days: int, grain: str) -> None:
    first = 31 if grain == "month" else 1
    earlier = range(first, first + days)
    seen = observations({"errors": errors(every(earlier, 1) | {0: 50})}, grain=grain)
    seen = with_coverage(seen, None, range(first + days, 99), "database_log")
    found = the_one(compare(seen))
    is_enough = days >= 7 and grain == "month"  # seven days hold two of a weekend, too few for one more
    assert (found.state is HistoryState.TOO_LITTLE_HISTORY) is not is_enough
    if not is_enough:
        assert found.before is None
        assert f"{found.days_before} hari sebelumnya terbaca dan sepadan" in found.text


@settings(max_examples=40, deadline=None)
@given(
    counts=st.dictionaries(st.sampled_from(OCTOBER), st.integers(1, 10**6)),
    grain=st.sampled_from(["month", "day"]),
)
def test_without_history_nothing_has_risen(counts: dict[int, int], grain: str) -> None:
    seen = observations(
        {"errors": errors(counts), "failures": [{"source": "web_log", "failure": "deadlock"}]}, grain=grain
    )
    first = 31 if grain == "month" else 1
    for source in ("database_log", "web_log"):
        seen = with_coverage(seen, None, range(first, 99), source)
    assert {each.state for each in compare(seen).comparisons} == {HistoryState.TOO_LITTLE_HISTORY}


# --- All kinds -----------------------------------------------------------------------------------------------------


def test_a_query_that_became_slower_is_named_with_before_and_after() -> None:
    rows = [
        {"query": "select * from paket where id = ?", "calls": 400, "mean_ms": 200.0 if day < 31 else 40.0,
         "p95_ms": 900.0 if day < 31 else 90.0, "day": day}
        for day in range(59)
    ]  # fmt: skip
    baseline = compare(observations({"queries": rows}))
    mean = the_one(baseline, Measure.MEAN_MS)
    assert (mean.state, mean.before, mean.after) == (HistoryState.RISEN, 40, 200)
    assert mean.text == (
        'Waktu rata-rata query "select * from paket where id = ?" pada database melambat dari 40 milidetik menjadi '
        "200 milidetik (12.400 panggilan; sebelumnya 11.200 panggilan dalam 28 hari)."
    )
    assert the_one(baseline, Measure.P95_MS).state is HistoryState.RISEN
    assert the_one(baseline, Measure.COUNT).state is HistoryState.AS_BEFORE


@pytest.mark.parametrize("grain", ["month", "day"])
def test_few_calls_tell_nothing_of_times(grain: str) -> None:
    slow = range(31) if grain == "month" else range(1)
    rows = [
        {"query": "select ?", "calls": 4, "mean_ms": 9000.0 if day in slow else 10.0, "day": day} for day in range(59)
    ]
    comparisons = compare(observations({"queries": rows}, grain=grain)).comparisons
    assert [each.measure for each in comparisons] == [Measure.COUNT]


def test_a_difference_nobody_feels_is_none() -> None:
    rows = [{"query": "select ?", "calls": 50, "mean_ms": 0.9 if day < 31 else 0.1, "day": day} for day in range(59)]
    assert the_one(compare(observations({"queries": rows})), Measure.MEAN_MS).state is HistoryState.AS_BEFORE
    rows = [row | {"calls": 500_000} for row in rows]
    assert the_one(compare(observations({"queries": rows})), Measure.MEAN_MS).state is HistoryState.RISEN


def test_a_day_is_slower_only_beyond_what_its_days_vary() -> None:
    def rows(today: float) -> list[dict[str, Any]]:
        earlier = [
            {"query": "select ?", "calls": 90, "mean_ms": 300.0 * (2 if day % 3 else 1), "day": day}
            for day in range(1, 40)
        ]
        return [*earlier, {"query": "select ?", "calls": 90, "mean_ms": today, "day": 0}]

    for today, state in ((650.0, HistoryState.AS_BEFORE), (60_000.0, HistoryState.RISEN), (4.0, HistoryState.FALLEN)):
        assert the_one(compare(observations({"queries": rows(today)}, grain="day")), Measure.MEAN_MS).state is state


def test_failures_routes_and_topics_are_compared_too() -> None:
    # Every day of September has one complaint, so that it counts as read.
    complaints = [
        {"complaint_class": "keluhan_lain", "topic": "lambat", "day": day} for day in [*BEFORE, *[*OCTOBER] * 4]
    ]
    seen = observations(
        {
            "failures": [
                {"source": "web_log", "failure": "bad_gateway", "day": day, "count": 40 if day < 31 else 10}
                for day in range(59)
            ],
            "routes": [
                {"route": "/paket", "by_status": {"200": 100, "502": 20 if day < 31 else 0}, "day": day}
                for day in range(59)
            ],
            "complaints": complaints,
        }
    )
    texts = {(each.kind, each.measure): each for each in compare(seen).comparisons}
    assert texts[Compared.FAILURE, Measure.COUNT].state is HistoryState.RISEN
    assert texts[Compared.ROUTE, Measure.COUNT].state is HistoryState.AS_BEFORE
    assert texts[Compared.ROUTE, Measure.SERVER_ERRORS].state is HistoryState.NEW
    topic = texts[Compared.TOPIC, Measure.COUNT]
    assert (topic.state, topic.before, topic.after) == (HistoryState.RISEN, 1, 4)
    assert topic.text.startswith('Keluhan "Lambat" naik dari sekitar 1 menjadi 4 kali per hari')


def test_complaints_of_a_first_month_are_compared_with_nothing() -> None:
    complaints = [{"complaint_class": "keluhan_lain", "topic": "lambat", "day": day} for day in OCTOBER]
    baseline = compare(observations({"complaints": complaints}))
    assert the_one(baseline).state is HistoryState.TOO_LITTLE_HISTORY
    assert any(note.startswith("Keluhan pengguna: riwayatnya terlalu sedikit") for note in baseline.notes)


def test_complaints_that_were_not_read_are_not_gone() -> None:
    complaints = [{"complaint_class": "keluhan_lain", "topic": "lambat", "day": day} for day in BEFORE]
    baseline = compare(observations({"complaints": complaints}, unread=("helpdesk",)))
    assert baseline.comparisons == ()
    assert any(note.startswith("Keluhan pengguna tidak terbaca") for note in baseline.notes)


# --- Order ---------------------------------------------------------------------------------------------------------


def mixed() -> Observations:
    return observations(
        {
            "errors": [
                *errors(every(BEFORE, 10) | every(OCTOBER, 12), "sama"),
                *errors(every(BEFORE, 10) | every(OCTOBER, 40), "naik sedikit"),
                *errors(every(BEFORE, 10) | every(OCTOBER, 400), "naik banyak"),
                *errors(every(BEFORE, 10), "hilang"),
            ],
            "failures": [{"source": "web_log", "failure": "bad_gateway", "day": 2, "count": 3}],
            "queries": [
                {"query": "select a", "calls": 100, "mean_ms": 900.0 if day < 31 else 100.0, "day": day}
                for day in range(59)
            ],
            "routes": [
                {"route": "/paket", "by_status": {"200": 9000 if day < 31 else 1000}, "day": day} for day in range(59)
            ],
        }
    )


def test_trouble_comes_first_and_every_kind_has_its_turn() -> None:
    changed = compare(mixed()).changed
    assert [(each.kind, each.label.removeprefix("ERROR: "), each.state.value) for each in changed] == [
        (Compared.ERROR, "naik banyak", "risen"),
        (Compared.FAILURE, "Aplikasi menjawab salah atau tidak menjawab (502)", "new"),
        (Compared.ERROR, "naik sedikit", "risen"),
        (Compared.QUERY, "select a", "risen"),
        (Compared.ROUTE, "GET /paket", "risen"),
        (Compared.ERROR, "hilang", "gone"),
    ]


def test_the_rest_is_counted() -> None:
    told, rest = lead(compare(mixed()), at_most=2)
    assert len(told) == 2
    assert rest == "Masih ada 4 perubahan lain yang tidak dirinci di sini."
    assert lead(compare(mixed()))[1] == "Semua perubahan sudah dirinci."
    assert lead(compare(observations({})))[1] == "Tidak ada perubahan dibandingkan dengan kebiasaan."


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_order_of_the_facts_does_not_matter(seed: int) -> None:
    seen = mixed()
    shuffled = random.Random(seed)
    names = ("errors", "failures", "queries", "routes", "sources")
    other = replace(
        seen,
        **{name: tuple(shuffled.sample(getattr(seen, name), len(getattr(seen, name)))) for name in names},
        coverage=dict(shuffled.sample(list(seen.coverage.items()), len(seen.coverage))),
    )
    assert compare(other).comparisons == compare(seen).comparisons


def test_a_long_label_is_cut() -> None:
    found = the_one(compare(observations({"errors": errors({0: 1}, "x" * 900)})))
    assert len(found.text) < 500
    assert found.first_seen == found.last_seen == DAY.date
