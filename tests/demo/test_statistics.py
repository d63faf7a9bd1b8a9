"""Derived closing snapshots: on each day the counters have grown by what that day's round did, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from spse_monev.demo.statistics import next_closing
from spse_monev.facts import Counter, CoverageState, Metric, StatementCounter, StatisticsSnapshot
from spse_monev.period import Day
from spse_monev.sources.query_statistics import day_reading
from spse_monev.sources.query_statistics.snapshot import MONITOR_CALLS

ZONE = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-02", ZONE)


def statement(query_id: int, calls: int, max_ms: float) -> StatementCounter:
    return StatementCounter(
        "spse_app", "spse", query_id, True, f"SELECT {'x' * query_id}", calls, 2.0 * calls, max_ms, calls,
        3 * calls, 0, 0,
    )  # fmt: skip


def snapshot(
    statements: list[StatementCounter], commits: float, indexes: dict[str, float], size: float, used: float
) -> StatisticsSnapshot:
    counters = [Counter("commit_count", commits, "spse"), Counter(MONITOR_CALLS, commits)]
    counters += [Counter("index_scan_count", value, name) for name, value in indexes.items()]
    return StatisticsSnapshot(
        taken_at=datetime(2026, 11, 24, tzinfo=UTC),
        server_version=180000,
        extension_version="1.12",
        started_at=datetime(2026, 11, 24, tzinfo=UTC),
        statements_reset_at=datetime(2026, 11, 24, tzinfo=UTC),
        deallocations=0,
        statements=tuple(statements),
        counters=tuple(counters),
        gauges=(Metric("database_size_bytes", size, "spse"), Metric("connection_count", used)),
        settings=(),
    )


# The server as it really was: before the rounds, and after each of three.
OPENING = snapshot([statement(1, 10, 5.0)], 100, {"a": 4, "b": 1}, 1000, 3)
FIRST = snapshot([statement(1, 30, 9.0), statement(2, 5, 7.0)], 160, {"a": 10, "b": 2}, 1100, 5)
SECOND = snapshot([statement(1, 37, 9.0), statement(2, 5, 7.0), statement(3, 1, 1.0)], 170, {"a": 11, "b": 2}, 1100, 4)
THIRD = snapshot([statement(1, 40, 12.0), statement(2, 6, 7.0)], 190, {"a": 12}, 1150, 6)
ROUNDS = {"first": (OPENING, FIRST), "second": (FIRST, SECOND), "third": (SECOND, THIRD)}


def closings(*names: str) -> list[StatisticsSnapshot]:
    found = [next_closing(OPENING, OPENING, OPENING, DAY.start)]
    for number, name in enumerate(names):
        found.append(next_closing(found[-1], *ROUNDS[name], DAY.shift(number).end))
    return found


def test_every_day_of_one_round_has_its_difference_whatever_lies_between() -> None:
    names = ("second", "first", "first", "second", "first")
    days = closings(*names)
    expected = {"first": (60, [20, 5]), "second": (10, [7, 1])}
    for number, name in enumerate(names):
        reading = day_reading(days[number], days[number + 1], DAY.shift(number))
        assert (reading.coverage.state, reading.coverage.reasons) == (CoverageState.OK, ())
        commits = [one.value for one in reading.metrics if (one.name, one.subject) == ("commit_count", "spse")]
        calls = sorted((query.calls for query in reading.queries), reverse=True)
        assert (commits, calls) == ([expected[name][0]], expected[name][1])


def test_sizes_grow_from_day_to_day_and_other_gauges_are_as_they_were() -> None:
    gauges = [{one.name: one.value for one in each.gauges} for each in closings("first", "second", "first")]
    assert [each["database_size_bytes"] for each in gauges] == [1000, 1100, 1100, 1200]
    assert [each["connection_count"] for each in gauges] == [3, 5, 4, 5]


def test_what_a_round_dropped_is_gone_and_its_longest_call_is_known() -> None:
    last = closings("first", "first", "third")[-1]
    assert {one.subject for one in last.counters if one.name == "index_scan_count"} == {"a"}
    assert [(row.query_id, row.max_ms) for row in last.statements] == [(1, 12.0), (2, 7.0)]
    assert closings("second")[-1].statements[0] == replace(OPENING.statements[0], calls=17, total_ms=34.0,
                                                           row_count=17, shared_hit_blocks=51)  # fmt: skip
