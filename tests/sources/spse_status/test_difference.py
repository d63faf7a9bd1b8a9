"""A day's figures of SPSE's own statistics: differences, restarts, resets, and what cannot be known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.facts import (
    Client,
    CoverageState,
    Metric,
    MonitorKind,
    Purpose,
    Reading,
    StatusMonitor,
    StatusSnapshot,
)
from spse_monev.labels import metric_label
from spse_monev.period import Day
from spse_monev.sources.spse_status import day_reading

DAY = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
OPEN = DAY.start + timedelta(minutes=30)
CLOSE = DAY.end + timedelta(minutes=30)
STARTED = DAY.start - timedelta(days=9)
Q, A, T, O = MonitorKind  # noqa: E741


def monitor(name: str = "select ?", hits: int = 10, total: float = 100, most: float = 50, kind: MonitorKind = Q,
            least: float = 1) -> StatusMonitor:  # fmt: skip
    return StatusMonitor(kind, name, hits, total, least, most)


def snapshot(at: datetime, *monitors: StatusMonitor, started: datetime = STARTED, notes: tuple[str, ...] = ()
             ) -> StatusSnapshot:  # fmt: skip
    return StatusSnapshot(at, started, monitors, (Metric("heap_used_pct", 37.5),), "11.0.22", notes)


def read(before: tuple[StatusMonitor, ...], after: tuple[StatusMonitor, ...]) -> Reading:
    return day_reading(snapshot(OPEN, *before), snapshot(CLOSE, *after), DAY)


def test_a_quiet_day_is_the_difference() -> None:
    before = (monitor(), monitor("a.B.c()", kind=A), monitor("/app/x.html", kind=T), monitor("jobs.J.doJob()", kind=O))
    after = (
        monitor(hits=25, total=250, most=80),
        monitor("a.B.c()", 11, 130, 50, A),
        monitor("/app/x.html", 10, 100, 50, T),
        monitor("jobs.J.doJob()", 12, 700, 600, O),
        monitor("/app/baru.html", 2, 6, 4, T),
    )
    found = read(before, after)
    assert found.coverage.state is CoverageState.OK, found.coverage.reasons
    assert (found.coverage.first_at, found.coverage.last_at, found.coverage.entry_count) == (OPEN, CLOSE, 4)
    assert found.coverage.parser == (
        "statistik SPSE (Java 11.0.22), selisih 23-11-2026 00.30 WIB sampai 24-11-2026 00.30 WIB"
    )
    [query] = found.queries
    assert (query.query, query.calls, query.total_ms, query.max_ms, query.mean_ms) == ("select ?", 15, 150, 80, 10)
    assert [
        (route.method, route.route, route.client, route.purpose, route.request_count, route.timed_count,
         route.total_ms, route.max_ms)
        for route in found.traffic
    ] == [
        # The longest one is of an earlier day, as far as can be known.
        ("", "a.B.c()", Client.USER, Purpose.ACTION, 1, 1, 30, None),
        ("", "/app/baru.html", Client.USER, Purpose.TEMPLATE, 2, 2, 6, 4),
    ]  # fmt: skip
    assert found.metrics == (
        Metric("heap_used_pct", 37.5),
        Metric("application_restart_count", 0),
        Metric("internal_run_count", 2, "jobs.J.doJob()"),
        Metric("internal_run_total_ms", 600, "jobs.J.doJob()"),
    )
    assert all(metric_label(metric.name) != metric.name for metric in found.metrics)


def test_nothing_counted_is_ok_and_empty() -> None:
    found = read((monitor(),), (monitor(),))
    assert found.coverage.state is CoverageState.OK
    assert (found.queries, found.traffic, found.coverage.entry_count) == ((), (), 0)


def test_the_first_day_has_the_moment_only() -> None:
    found = day_reading(None, snapshot(CLOSE, monitor()), DAY)
    assert found.coverage.state is CoverageState.PARTIAL
    assert "hari pertama: belum ada potret statistik sebelumnya" in found.coverage.reasons[0]
    assert found.queries == ()
    assert found.metrics == (Metric("heap_used_pct", 37.5),)


def test_after_a_restart_counts_are_those_since_then() -> None:
    noon = DAY.start + timedelta(hours=12)
    # More hits than before: the moment of the start tells all the same.
    found = day_reading(snapshot(OPEN, monitor()), snapshot(CLOSE, monitor(hits=40, total=400), started=noon), DAY)
    assert [(query.calls, query.max_ms) for query in found.queries] == [(40, 50)]
    assert Metric("application_restart_count", 1) in found.metrics
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.first_at == noon
    [reason] = found.coverage.reasons
    assert reason.startswith("aplikasi menyala ulang 23-11-2026 12.00 WIB: angka dihitung sejak itu")


def test_a_start_that_moves_by_an_answers_delay_is_no_restart() -> None:
    later = STARTED + timedelta(seconds=60)
    found = day_reading(snapshot(OPEN, monitor()), snapshot(CLOSE, monitor(hits=11, total=101), started=later), DAY)
    assert found.coverage.state is CoverageState.OK
    assert found.queries[0].calls == 1


@pytest.mark.parametrize(
    "started", [STARTED - timedelta(days=1), STARTED + timedelta(days=1)], ids=["earlier", "later, but before"]
)
def test_another_server_is_not_compared(started: datetime) -> None:
    found = day_reading(snapshot(OPEN, monitor()), snapshot(CLOSE, monitor(hits=99), started=started), DAY)
    assert found.coverage.state is CoverageState.PARTIAL
    assert "aplikasi lain dari potret sebelumnya" in found.coverage.reasons[0]
    assert found.queries == ()


@pytest.mark.parametrize(
    "after",
    [
        monitor(hits=4, total=300), monitor(hits=12, total=60), monitor(hits=10, total=120),
        monitor(hits=12, total=140, most=49), monitor(hits=12, total=140, least=2),
    ],
    ids=["hits", "total", "total alone grew", "maximum", "minimum"],
)  # fmt: skip
def test_a_monitor_that_fell_was_reset(after: StatusMonitor) -> None:
    found = read((monitor(),), (after,))
    assert (found.queries[0].calls, found.queries[0].total_ms) == (after.hits, after.total_ms)
    assert found.coverage.state is CoverageState.PARTIAL
    assert "1 hitungan mulai lagi dari nol di tengah hari (reset)" in found.coverage.reasons[0]


def test_a_monitor_that_is_gone_is_not_known() -> None:
    found = read((monitor(), monitor("select b")), (monitor(hits=11, total=110),))
    assert found.coverage.reasons == (
        "1 hitungan tidak ada lagi pada statistik SPSE: pemakaiannya pada hari ini tidak diketahui",
    )


def test_notes_and_a_wrong_window_are_reasons() -> None:
    early = snapshot(OPEN - timedelta(days=2), monitor())
    found = day_reading(early, snapshot(CLOSE, monitor(), notes=("x tidak terbaca",)), DAY)
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.reasons[0] == "x tidak terbaca"
    assert "angka mencakup 72,0 jam, dari 21-11-2026 00.30 WIB" in found.coverage.reasons[1]
    with pytest.raises(ValueError, match="tidak lebih dulu"):
        day_reading(snapshot(CLOSE), snapshot(OPEN), DAY)


_names = st.sampled_from(["select ?", "select b", "a.B.c()", "/app/x.html", "job"])
_kinds = {"select ?": Q, "select b": Q, "a.B.c()": A, "/app/x.html": T, "job": O}
_times = st.lists(st.floats(0, 1e6), min_size=1, max_size=8)


def _monitors(times: dict[str, list[float]]) -> tuple[StatusMonitor, ...]:
    return tuple(
        # As JAMon tells it: a mean, from which the total is made again.
        StatusMonitor(_kinds[name], name, len(ms), sum(ms) / len(ms) * len(ms), min(ms), max(ms))
        for name, ms in times.items()
        if ms
    )


def _sums(reading: Reading) -> dict[str, tuple[int, float]]:
    found = {query.query: (query.calls, query.total_ms) for query in reading.queries}
    found |= {route.route: (route.request_count, route.total_ms) for route in reading.traffic}
    metrics = {(metric.name, metric.subject): metric.value for metric in reading.metrics}
    for (name, subject), value in metrics.items():
        if name == "internal_run_count":
            found[subject] = (int(value), metrics["internal_run_total_ms", subject])
    return found


@given(st.dictionaries(_names, _times), st.dictionaries(_names, _times))
def test_the_difference_is_what_happened_in_between(
    before: dict[str, list[float]], later: dict[str, list[float]]
) -> None:
    everything = {name: before.get(name, []) + later.get(name, []) for name in before | later}
    found = read(_monitors(before), _monitors(everything))
    assert found.coverage.state is CoverageState.OK, found.coverage.reasons
    sums = _sums(found)
    assert {name: hits for name, (hits, _) in sums.items()} == {name: len(ms) for name, ms in later.items()}
    for name, ms in later.items():
        assert sums[name][1] == pytest.approx(sum(ms), rel=1e-6, abs=1e-2)
    longest = {query.query: query.max_ms for query in found.queries}
    for name, most in longest.items():
        assert most is None or most == max(later[name])


_monitor = st.builds(
    lambda name, hits, mean, spread: StatusMonitor(_kinds[name], name, hits, hits * mean, mean - spread, mean + spread),
    _names, st.integers(1, 100), st.floats(10, 1000), st.floats(0, 10),
)  # fmt: skip
_any_monitors = st.lists(_monitor, unique_by=lambda found: found.name).map(tuple)


@given(_any_monitors, _any_monitors, st.timedeltas(timedelta(days=-20), timedelta(days=20)))
def test_nothing_is_ever_negative_or_more_than_was_counted(
    before: tuple[StatusMonitor, ...], after: tuple[StatusMonitor, ...], moved: timedelta
) -> None:
    started = min(STARTED + moved, CLOSE)
    found = day_reading(snapshot(OPEN, *before), snapshot(CLOSE, *after, started=started), DAY)
    known = {monitor.name: monitor for monitor in after}
    for name, (hits, total) in _sums(found).items():
        assert 0 < hits <= known[name].hits
        assert 0 <= total <= known[name].total_ms
    assert (found.coverage.state is CoverageState.OK) == (not found.coverage.reasons)
    assert found.coverage.last_at == CLOSE.astimezone(UTC)
