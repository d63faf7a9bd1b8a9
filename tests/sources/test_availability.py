"""Minutes of a component's day: what adds up, what is unknown, and where an outage begins and ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.period import Day
from spse_monev.sources.availability import downtimes, from_outages, from_samples

DAY = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return DAY.start + minutes * MINUTE


def test_a_state_holds_until_the_next_look_and_no_longer_than_the_gap() -> None:
    looks = [(at(0), True), (at(5), False), (at(10), True), (at(600), True)]
    found = from_samples("web", looks, DAY, DAY.end, 12 * MINUTE)
    assert found.up_seconds == (5 + 12 + 12) * 60
    assert found.down_seconds == 5 * 60
    assert found.unknown_seconds == (24 * 60 - 34) * 60
    assert (found.outage_count, found.longest_outage_seconds) == (1, 300)


def test_never_looked_at_is_unknown() -> None:
    found = from_samples("web", [], DAY, DAY.end, 12 * MINUTE)
    assert (found.up_seconds, found.down_seconds, found.unknown_seconds) == (0, 0, 86400)


def test_looks_before_and_after_the_day_tell_its_edges() -> None:
    found = from_samples("web", [(at(-3), False), (at(2), True), (DAY.end, False)], DAY, DAY.end, 30 * MINUTE)
    assert found.down_seconds == 2 * 60
    assert found.up_seconds == 30 * 60


def test_a_day_that_is_not_over_counts_only_what_has_passed() -> None:
    found = from_outages("web", [(at(30), at(40))], [(DAY.start, DAY.end)], DAY, at(60))
    assert (found.up_seconds, found.down_seconds, found.unknown_seconds) == (50 * 60, 10 * 60, 0)


def test_outages_that_overlap_are_one_and_count_where_nobody_watched() -> None:
    outages = [(at(100), at(110)), (at(105), at(120)), (at(-60), at(5)), (at(500), at(505))]
    found = from_outages("web", outages, [(at(0), at(200))], DAY, DAY.end)
    assert found.down_seconds == (20 + 5 + 5) * 60
    assert found.up_seconds == (200 - 25) * 60
    assert (found.outage_count, found.longest_outage_seconds) == (3, 20 * 60)


def test_downtimes_end_with_the_next_good_look_or_where_nobody_looked() -> None:
    looks = [(at(0), True), (at(5), False), (at(10), False), (at(15), True), (at(20), False), (at(300), False)]
    assert downtimes(looks, 12 * MINUTE) == [(at(5), at(15)), (at(20), at(32)), (at(300), None)]


looks = st.lists(st.tuples(st.integers(-200, 1700).map(at), st.booleans()), max_size=40)


@given(looks, st.integers(1, 120), st.integers(-100, 1700))
def test_the_three_add_up_to_what_has_passed(samples: list[tuple[datetime, bool]], gap: int, until: int) -> None:
    found = from_samples("web", samples, DAY, at(until), gap * MINUTE)
    passed = max(0, min(until, 24 * 60)) * 60
    assert found.up_seconds + found.down_seconds + found.unknown_seconds == pytest.approx(passed)
    assert min(found.up_seconds, found.down_seconds, found.unknown_seconds) >= 0
    assert from_samples("web", samples[::-1], DAY, at(until), gap * MINUTE).unknown_seconds == found.unknown_seconds
    assert (found.outage_count == 0) == (found.down_seconds == 0)


@given(looks, st.integers(1, 120))
def test_the_outages_told_are_the_time_that_is_down(samples: list[tuple[datetime, bool]], gap: int) -> None:
    distinct = sorted(dict(samples).items())
    found = from_samples("web", distinct, DAY, DAY.end, gap * MINUTE)
    spans = [(since, to or distinct[-1][0] + gap * MINUTE) for since, to in downtimes(distinct, gap * MINUTE)]
    assert from_outages("web", spans, [], DAY, DAY.end).down_seconds == found.down_seconds
