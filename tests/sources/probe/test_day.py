"""A day from single tries: availability, outages, times, and what nobody saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.facts import CoverageState, Incident, Metric, ProbeResult, Reading, Severity
from spse_monev.labels import failure_label, metric_label
from spse_monev.period import Day
from spse_monev.settings import ProbeSource
from spse_monev.sources.probe import day_reading

DAY = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
NOW = DAY.end + timedelta(minutes=30)
SPSE, PORTAL = "SPSE", "Portal"


def source(*targets: tuple[str, str]) -> ProbeSource:
    wanted = targets or ((SPSE, "https://spse.example/"),)
    return ProbeSource(kind="probe", label="Probe", targets=[{"name": name, "url": url} for name, url in wanted])


def clock(hour: int, minute: int = 0) -> datetime:
    return DAY.start + timedelta(hours=hour, minutes=minute)


def tries(
    since: datetime, until: datetime, is_up: Callable[[datetime], bool] = lambda _: True, name: str = SPSE, **more: Any
) -> list[ProbeResult]:
    """A try every five minutes, as the DAG takes them."""
    found = []
    while since < until:
        up = is_up(since)
        evidence = "menjawab HTTP 200." if up else "menjawab HTTP 502."
        found.append(ProbeResult(name, since, up, 100.0 if up else None, evidence, **more))
        since += timedelta(minutes=5)
    return found


def read(results: Sequence[ProbeResult], *targets: tuple[str, str], now: datetime = NOW, day: Day = DAY) -> Reading:
    return day_reading(source(*targets), results, day, now)


def test_a_good_day_is_whole() -> None:
    found = read(tries(DAY.start - timedelta(minutes=4), DAY.end, certificate_days=30.5))
    assert found.coverage.state is CoverageState.OK, found.coverage.reasons
    assert found.coverage.entry_count == 288
    assert found.coverage.per_hour == (12,) * 24
    assert found.coverage.parser == "probe sendiri, tiap 5 menit"
    [availability] = found.availability
    assert (availability.up_seconds, availability.down_seconds, availability.unknown_seconds) == (86_400, 0, 0)
    assert availability.down_seconds == 0
    assert (found.incidents, found.failures) == ((), ())
    assert found.metrics == (
        Metric("probe_latency_mean_ms", 100, SPSE), Metric("probe_latency_p95_ms", 100, SPSE),
        Metric("probe_latency_max_ms", 100, SPSE), Metric("certificate_days", 30.5, SPSE),
    )  # fmt: skip
    assert all(metric_label(metric.name) != metric.name for metric in found.metrics)


def test_down_then_up_over_a_day_with_gaps() -> None:
    results = [
        *tries(DAY.start, clock(8), lambda at: not clock(2) <= at < clock(3)),
        # Nobody looks from 8 to 12; then it is down once more until 12.30.
        *tries(clock(12), DAY.end, lambda at: at >= clock(12, 30)),
    ]
    found = read(results)
    [availability] = found.availability
    assert availability.down_seconds == 90 * 60
    # The last look before the gap holds for two and a half intervals.
    assert availability.unknown_seconds == 4 * 3600 + 300 - 750
    assert availability.up_seconds + availability.down_seconds + availability.unknown_seconds == 86_400
    assert (availability.outage_count, availability.longest_outage_seconds) == (2, 3600)
    assert [(incident.started_at, incident.ended_at) for incident in found.incidents] == [
        (clock(2), clock(3)), (clock(12), clock(12, 30)),
    ]  # fmt: skip
    first = found.incidents[0]
    assert (first.component, first.name, first.severity, first.is_outage) == (
        SPSE, "menjawab HTTP 502.", Severity.CRITICAL, True,
    )  # fmt: skip
    assert len({incident.incident_id for incident in found.incidents}) == 2
    [failure] = found.failures
    assert (failure.kind, failure.count, failure.first_at, failure.last_at) == ("outage", 2, clock(2), clock(12))
    assert (failure.per_hour[2], failure.per_hour[12], sum(failure.per_hour)) == (1, 1, 2)
    assert failure.evidence == "SPSE: menjawab HTTP 502."
    assert failure_label(failure.kind) != failure.kind
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.reasons == (
        "semua sasaran tidak teramati selama sebagian hari (sampai 16,1%): probe tidak berjalan, atau sasaran itu "
        "belum ada",
    )


def test_an_outage_over_midnight_is_one_with_its_true_times() -> None:
    began, ended = DAY.start - timedelta(hours=1), DAY.end + timedelta(minutes=20)
    results = tries(began - timedelta(hours=1), NOW, lambda at: not began <= at < ended)
    found = read(results)
    [incident] = found.incidents
    assert (incident.started_at, incident.ended_at) == (began, ended)
    assert found.availability[0].down_seconds == 86_400
    # It began on the day before, where it is counted, under the same name.
    assert found.failures == ()
    before = read(results, day=DAY.shift(-1))
    assert before.failures[0].count == 1
    assert before.incidents[0].incident_id == incident.incident_id


def test_an_outage_that_is_on_has_no_end() -> None:
    down_from = clock(20)
    [incident] = read(tries(DAY.start, DAY.end, lambda at: at < down_from)).incidents
    assert (incident.started_at, incident.ended_at) == (down_from, None)
    # But when nobody looked any more within the day, it is not said to last.
    [incident] = read(tries(DAY.start, clock(21), lambda at: at < down_from)).incidents
    assert incident.ended_at == clock(20, 55) + timedelta(minutes=12.5)


def test_no_probe_is_missing_and_never_up() -> None:
    for results in ([], tries(DAY.start - timedelta(hours=1), DAY.start), tries(DAY.end, NOW)):
        found = read(results)
        assert found == Reading(found.coverage)
        assert found.coverage.state is CoverageState.MISSING
        assert "tidak ada probe pada 2026-11-23; periksa apakah DAG spse_probe aktif" in found.coverage.reasons[0]


def test_a_target_that_was_never_tried_is_unknown_and_one_that_is_gone_is_still_told() -> None:
    results = tries(DAY.start, DAY.end, name="Lama") + tries(DAY.start - timedelta(hours=1), DAY.start, name="Basi")
    found = read(results + tries(DAY.start, DAY.end), (SPSE, "https://a.example/"), (PORTAL, "https://b.example/"))
    by_name = {availability.component: availability for availability in found.availability}
    assert set(by_name) == {SPSE, PORTAL, "Lama"}
    assert by_name[PORTAL].unknown_seconds == 86_400
    assert by_name["Lama"].down_seconds == 0 < by_name["Lama"].up_seconds
    assert found.coverage.reasons == (
        "sasaran Portal tidak teramati selama sebagian hari (sampai 100,0%): probe tidak berjalan, atau sasaran itu "
        "belum ada",
    )


def test_of_a_day_that_is_not_over_what_has_passed_is_counted() -> None:
    found = read(tries(DAY.start, clock(6)), now=clock(6))
    [availability] = found.availability
    assert (availability.up_seconds, availability.unknown_seconds) == (6 * 3600, 0)
    assert found.coverage.state is CoverageState.OK


def test_all_targets_silent_at_once_may_be_our_own_network() -> None:
    targets = (SPSE, "https://spse.example/"), (PORTAL, "https://portal.example/")

    def both(other: Callable[[datetime], bool]) -> list[ProbeResult]:
        own = tries(DAY.start, DAY.end, lambda at: at.astimezone(DAY.zone).hour != 3)
        return own + tries(DAY.start, DAY.end, other, PORTAL)

    [reason] = read(both(lambda at: at.astimezone(DAY.zone).hour != 3), *targets).coverage.reasons
    assert reason.startswith("pada 12 kali pemeriksaan semua sasaran tidak menjawab bersamaan; mungkin jaringan mesin")
    assert read(both(lambda _: True), *targets).coverage.state is CoverageState.OK
    # On one host there is nothing to compare with.
    same = (SPSE, "https://spse.example/"), (PORTAL, "tcp://spse.example:443")
    assert read(both(lambda at: at.astimezone(DAY.zone).hour != 3), *same).coverage.state is CoverageState.OK


def test_times_are_those_of_answers_as_expected() -> None:
    times = [float(number) for number in range(1, 101)]
    results = [
        ProbeResult(SPSE, DAY.start + timedelta(minutes=5 * number), True, ms, "")
        for number, ms in enumerate(times)
    ] + [ProbeResult(SPSE, clock(23), False, 9_999, "menjawab HTTP 500.")]  # fmt: skip
    figures = {metric.name: metric.value for metric in read(results).metrics}
    assert figures == {"probe_latency_mean_ms": 50.5, "probe_latency_p95_ms": 95, "probe_latency_max_ms": 100}


_result = st.builds(
    ProbeResult,
    component=st.sampled_from([SPSE, PORTAL, "Lama"]),
    probed_at=st.datetimes(
        DAY.start_utc.replace(tzinfo=None) - timedelta(days=1), DAY.end_utc.replace(tzinfo=None) + timedelta(days=1),
        timezones=st.just(UTC),
    ),
    is_up=st.booleans(),
    latency_ms=st.none() | st.floats(0, 1e5),
    evidence=st.just("x"),
    certificate_days=st.none() | st.floats(-1e3, 1e3),
)  # fmt: skip


@given(
    st.lists(_result, max_size=60, unique_by=lambda result: (result.component, result.probed_at)),
    st.timedeltas(timedelta(hours=-30), timedelta(days=3)),
)
def test_any_tries_add_up(results: list[ProbeResult], later: timedelta) -> None:
    now = max([DAY.end + later, *(result.probed_at for result in results)])
    found = read(results, (SPSE, "https://a.example/"), (PORTAL, "https://b.example/"), now=now)
    of_day = [result for result in results if result.probed_at in DAY]
    assert found.coverage.entry_count == len(of_day) == sum(found.coverage.per_hour)
    assert (found.coverage.state is CoverageState.OK) == (not found.coverage.reasons)
    passed = (min(now, DAY.end) - DAY.start).total_seconds()
    for one in found.availability:
        assert min(one.up_seconds, one.down_seconds, one.unknown_seconds) >= 0
        assert one.up_seconds + one.down_seconds + one.unknown_seconds == pytest.approx(passed)
        incidents = [incident for incident in found.incidents if incident.component == one.component]
        # What an outage covers of the day was down, and nothing else was.
        assert sum(_within(incident, now) for incident in incidents) >= one.down_seconds - 1e-3
    for incident in found.incidents:
        assert incident.started_at < DAY.end
        assert incident.ended_at is None or incident.ended_at > max(DAY.start, incident.started_at)
    assert sum(failure.count for failure in found.failures) == sum(
        incident.started_at in DAY for incident in found.incidents
    )


def _within(incident: Incident, now: datetime) -> float:
    ended = incident.ended_at or now
    return max(0.0, (min(ended, DAY.end, now) - max(incident.started_at, DAY.start)).total_seconds())
