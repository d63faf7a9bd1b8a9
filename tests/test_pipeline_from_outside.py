"""An office without access to SPSE's server: its own probes, and SPSE's statistics where they may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CheckState, CoverageState, ProbeResult
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.office import SITE_KEY, Office
from tests.sources.spse_status.stand_in import KEY, MONITORS, LkppFork, status
from tests.sources.web import Answering, serving


def settle(office: Office, sources: dict[str, object]) -> Site:
    """Let the site have these sources and no others."""
    path = office.sites / f"{SITE_KEY}.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"sources": sources}))
    pipeline.migrate(office.site, EnvironmentConnections())
    return office.site


def test_probes_alone_make_a_day(office: Office) -> None:
    targets = [{"name": "SPSE", "url": "https://spse.example/"}]
    site = settle(office, {"probe": {"kind": "probe", "label": "Probe LPSE", "targets": targets}})
    connections, day = EnvironmentConnections(), office.yesterday
    now = day.end + timedelta(minutes=30)
    coverage = pipeline.collect_source(site, day, "probe", connections, now)
    assert coverage.state is CoverageState.MISSING

    down_from, down_to = day.start + timedelta(hours=23), day.end + timedelta(minutes=10)
    moments = [day.start + timedelta(minutes=5 * number) for number in range(12 * 24 + 6)]
    found = [
        ProbeResult("SPSE", at, not down_from <= at < down_to, None if down_from <= at < down_to else 80.0, "x", 20.0)
        for at in moments
    ]
    with connections.postgres(site.warehouse) as connection:
        Warehouse(connection).add_probes(site.key, "probe", found)
    coverage = pipeline.collect_source(site, day, "probe", connections, now)
    assert (coverage.state, coverage.reasons, coverage.entry_count) == (CoverageState.OK, (), 288)
    assert office.rows("SELECT component, up_seconds, down_seconds, unknown_seconds FROM monev.availability_daily") == [
        ("SPSE", 23 * 3600, 3600, 0)
    ]
    assert office.rows("SELECT started_at, ended_at FROM monev.incident_daily") == [(down_from, down_to)]
    assert office.rows("SELECT kind, count FROM monev.failure_daily") == [("outage", 1)]

    artifact = pipeline.write_daily_report(site, day, connections, office.artifacts, now)
    assert (office.artifacts / artifact.path).read_bytes()[:2] == b"PK"


def test_probes_that_nobody_takes_are_stale(office: Office) -> None:
    with serving(Answering) as port:
        targets = [{"name": "SPSE", "url": f"tcp://127.0.0.1:{port}"}]
        site = settle(office, {"probe": {"kind": "probe", "label": "Probe LPSE", "targets": targets}})
        connections, now = EnvironmentConnections(), datetime.now(UTC)
        check = pipeline.check_source(site, office.yesterday, "probe", connections, now)
        assert check.state is CheckState.STALE
        assert "spse_probe" in check.evidence
        assert pipeline.take_probes(site, connections, now) == 1
        check = pipeline.check_source(site, office.yesterday, "probe", connections, now + timedelta(minutes=14))
        assert check.state is CheckState.OK, check.evidence
        check = pipeline.check_source(site, office.yesterday, "probe", connections, now + timedelta(minutes=16))
        assert check.state is CheckState.STALE


def test_spses_own_statistics_over_two_days(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_STATUS", f"http://:{KEY}@")
    connections, day = EnvironmentConnections(), office.yesterday
    with serving(LkppFork) as port:
        site = settle(
            office,
            {
                "status": {
                    "kind": "spse_status", "label": "Statistik SPSE", "connection": "spse_status",
                    "url": f"http://127.0.0.1:{port}/eproc4",
                }
            },
        )  # fmt: skip
        check = pipeline.check_source(site, day, "status", connections, datetime.now(UTC))
        assert check.state is CheckState.OK, check.evidence
        first = pipeline.collect_source(site, day.shift(-1), "status", connections, day.start + timedelta(minutes=30))
        assert "hari pertama" in first.reasons[0]

        busier = [{**monitor, "hits": monitor["hits"] + 2} for monitor in MONITORS]
        later = status(busier, uptime_ms=2 * 86_400_000)
        monkeypatch.setattr(LkppFork, "page", lambda _: later)
        second = pipeline.collect_source(site, day, "status", connections, day.end + timedelta(minutes=30))
        assert (second.state, second.reasons, second.entry_count) == (CoverageState.OK, (), 5)
    key = f"day = '{day}'"
    assert office.rows(f"SELECT query, calls, total_ms FROM monev.query_daily WHERE {key}") == [
        ("select * from paket where pkt_id = ?", 4, 2 * 12.5 + 2 * 7.5)
    ]
    assert office.rows(f"SELECT route, purpose, request_count FROM monev.route_daily WHERE {key} ORDER BY 1") == [
        ("/app/views/lelang/LelangCtr/index.html", "template", 2), ("lelang.LelangCtr.index()", "action", 2),
    ]  # fmt: skip
