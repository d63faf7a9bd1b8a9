"""The whole demo as an operator runs it: some three minutes, a real Airflow, a real scheduler."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from spse_monev import pipeline
from spse_monev.analysis.changes import FORMS, forms
from spse_monev.changes import ChangeRecord, ChangeState, EventKind
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo import airflow
from spse_monev.demo.airflow import Api, Run
from spse_monev.demo.home import Home
from spse_monev.demo.people import CHANGES
from spse_monev.demo.services import ServiceError
from spse_monev.settings import Site, artifacts_folder, load_site

pytestmark = [pytest.mark.demo, pytest.mark.timeout(600)]
SPSE = [sys.executable, "-c", "from spse_monev.cli import app; app()", "demo"]


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """A demo that has run once and is still up."""
    folder = Path(tempfile.mkdtemp(prefix="spse-demo-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPSE_DEMO_DIR", str(folder / "demo"))
        patch.setenv("SPSE_ARTIFACTS_DIR", str(folder / "artifacts"))
        home = Home()
        try:
            done = command("run", "--round-seconds", "2")
            assert done.returncode == 0, done.stdout
            yield home
        finally:
            command("clean")
            shutil.rmtree(folder)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SPSE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=os.environ
    )


@pytest.fixture(scope="module")
def key(home: Home) -> dict[str, Any]:
    """What was provoked."""
    found: dict[str, Any] = json.loads(home.key_file.read_text())
    return found


@pytest.fixture
def warehouse(home: Home) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(home.env()["AIRFLOW_CONN_SPSE_WAREHOUSE"]) as connection:
        yield connection


def stored(warehouse: psycopg.Connection[Any], query: str) -> Counter[tuple[Any, ...]]:
    """Rows of a query whose last column is a count."""
    return Counter({tuple(row[:-1]): int(row[-1]) for row in warehouse.execute(query.encode()).fetchall()})


def test_the_report_is_there_and_every_source_was_read_whole(warehouse: psycopg.Connection[Any]) -> None:
    artifacts = warehouse.execute("SELECT period, kind, path FROM monev.artifact").fetchall()
    kinds = Counter((period, kind) for period, kind, _ in artifacts)
    once = [("day", "laporan_harian"), *(("month", kind) for kind in ("laporan_evaluasi", "rekap_keluhan", "arsip"))]
    assert {each: kinds[each] for each in once} == dict.fromkeys(once, 1)
    for *_, path in artifacts:
        assert (Path(os.environ["SPSE_ARTIFACTS_DIR"]) / path).stat().st_size > 0
    [[last]] = warehouse.execute("SELECT max(day) FROM monev.coverage").fetchall()
    found = warehouse.execute("SELECT source, state, reasons FROM monev.coverage WHERE day = %s", [last]).fetchall()
    assert sorted(found) == [
        (name, "ok", [])
        for name in ("application_log", "database", "database_log", "monitoring", "probe", "spse_status", "web_log")
    ]
    checks = warehouse.execute("SELECT source, state, evidence FROM monev.source_check WHERE state <> 'ok'").fetchall()
    assert checks == []


def test_every_day_was_read_but_for_the_log_that_was_lost(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    [lost] = [day for day, sources in key["days"].items() if not sources["database_log"]]
    restarted = {day for day, sources in key["days"].items() if sources["spse_status"]["restarted"]}
    days = sorted(key["days"])
    assert date.fromisoformat(days[0]).day == 1
    assert (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days == len(days) - 1
    found = warehouse.execute(
        "SELECT day::text, source, state FROM monev.coverage WHERE day >= %s ORDER BY day", [days[0]]
    ).fetchall()
    assert {(day, source) for day, source, _ in found} == {
        (day, source)
        for day in days
        for source in (
            "application_log", "database", "database_log", "monitoring", "probe", "spse_status", "web_log",
        )
    }  # fmt: skip
    assert {each for each in found if each[2] != "ok"} == {
        (lost, "database_log", "missing"),
        *((day, "spse_status", "partial") for day in restarted),
    }
    # Counters of statistics that days share grow on each of them.
    fell = (
        "SELECT count(*) FROM (SELECT value - lag(value) OVER (PARTITION BY name, subject ORDER BY day) AS grown "
        "FROM monev.statistics_counter) AS counters WHERE grown < 0"
    )
    assert warehouse.execute(fell.encode()).fetchone() == (0,)


def test_the_key_is_what_the_warehouse_counts_of_the_database_log(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    provoked: Counter[tuple[Any, ...]] = Counter()
    for day, sources in key["days"].items():
        for name, count in sources["database_log"].items():
            kind = key["kinds"]["database_log"][name]
            if kind["severity"] != "LOG":
                provoked[day, kind["severity"], kind["sqlstate"]] += count
    assert provoked == stored(
        warehouse,
        "SELECT day::text, severity, code, sum(count) FROM monev.error_daily "
        "WHERE source = 'database_log' GROUP BY day, severity, code",
    )


def test_the_key_is_what_the_warehouse_counts_of_the_application_log(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    errors: Counter[tuple[Any, ...]] = Counter()
    failures: Counter[tuple[Any, ...]] = Counter()
    for day, sources in key["days"].items():
        for name, count in sources["application_log"].items():
            kind = key["kinds"]["application_log"][name]
            errors[day, kind["code"], kind["place"]] += count
            failures[day, kind["failure"]] += count
    assert errors == stored(
        warehouse,
        "SELECT day::text, code, split_part(place, ' ', 1), count FROM monev.error_daily "
        "WHERE source = 'application_log'",
    )
    assert failures == stored(
        warehouse, "SELECT day::text, kind, count FROM monev.failure_daily WHERE source = 'application_log'"
    )


def test_the_key_is_what_the_warehouse_counts_of_the_web_log(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    requests: Counter[tuple[Any, ...]] = Counter()
    failures: Counter[tuple[Any, ...]] = Counter()
    for day, sources in key["days"].items():
        for client, method, path, status, count in sources["web_log"]["requests"]:
            suffix = path.rpartition(".")[2] if "." in path else ""
            if client == "user":
                requests[day, method, f"*.{suffix}" if suffix else path, str(status)] += count
                failures[day, "server_error"] += count * (status == 500)
        for name, count in sources["web_log"]["faults"].items():
            failures[day, name] += count
    assert requests == stored(
        warehouse,
        "SELECT day::text, method, route, status.key, sum(status.value::integer) FROM monev.route_daily, "
        "jsonb_each_text(by_status) AS status WHERE source = 'web_log' AND client = 'user' "
        "GROUP BY day, method, route, status.key",
    )
    counted = stored(warehouse, "SELECT day::text, kind, count FROM monev.failure_daily WHERE source = 'web_log'")
    assert {found: counted[found] for found in failures} == dict(failures)


def test_the_key_is_what_the_warehouse_counts_of_spse_itself(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    actions: Counter[tuple[Any, ...]] = Counter()
    for day, sources in key["days"].items():
        for name, count in sources["spse_status"]["actions"].items():
            actions[day, name] += count
    assert actions == stored(
        warehouse,
        "SELECT day::text, route, request_count FROM monev.route_daily "
        "WHERE source = 'spse_status' AND purpose = 'action'",
    )
    restarts = stored(
        warehouse,
        "SELECT day::text, value FROM monev.metric_daily WHERE name = 'application_restart_count'",
    )
    assert {day for (day,), count in restarts.items() if count} == {
        day for day, sources in key["days"].items() if sources["spse_status"]["restarted"]
    }


def test_monitoring_and_probes_saw_the_same_outage_and_the_alert(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    expected = set()
    for day, sources in key["days"].items():
        for span, is_outage in ((sources["monitoring"]["outage"], True), (sources["monitoring"]["alert"], False)):
            if span:
                expected.add((day, is_outage, *map(datetime.fromisoformat, span)))
    found = warehouse.execute(
        "SELECT day::text, is_outage, started_at, ended_at FROM monev.incident_daily WHERE source = 'monitoring'"
    ).fetchall()
    assert (len(found), set(found)) == (4, expected)
    assert stored(
        warehouse, "SELECT day::text, count FROM monev.failure_daily WHERE source = 'probe' AND kind = 'outage'"
    ) == Counter({(day,): sources["probe"]["outages"] for day, sources in key["days"].items()})
    assert stored(warehouse, "SELECT day::text, entry_count FROM monev.coverage WHERE source = 'probe'") == Counter(
        {(day,): sources["probe"]["probes"] for day, sources in key["days"].items()}
    )


def test_the_key_is_what_the_warehouse_has_of_the_helpdesk(home: Home, warehouse: psycopg.Connection[Any]) -> None:
    key = json.loads(home.complaint_key_file.read_text())
    assert len(key["records"]) >= 500
    written = Counter(
        (datetime.fromisoformat(each["received_at"]), each["ticket"], each["state"]) for each in key["records"]
    )
    assert written == Counter(warehouse.execute("SELECT received_at, ticket, state FROM monev.complaint").fetchall())
    rejected = "SELECT sheet, row_number FROM monev.complaint_rejection WHERE row_number IS NOT NULL"
    assert {(each["place"]["sheet"], each["place"]["row"]) for each in key["bad_rows"]} == set(
        warehouse.execute(rejected.encode()).fetchall()
    )
    counted = "SELECT count(*) FROM monev.complaint_current WHERE is_counted"
    assert warehouse.execute(counted.encode()).fetchone() == (len({each["group"] for each in key["records"]}),)
    unclassified = "SELECT count(*) FROM monev.complaint_current WHERE class IS NULL"
    assert warehouse.execute(unclassified.encode()).fetchone() == (0,)


# What was provoked -> how often in a day it has to be found, and the finding and class it must lead to. The key says
# what was provoked, the table of rules what that calls for.
PLANTED = [
    ("application_log", "out_of_memory", 1, "R01", "minor"),
    ("database_log", "too_many_connections", 1, "R05", "minor"),
    ("application_log", "database_refused", 1, "R07", "minor"),
    ("database_log", "deadlock", 3, "R20", "major"),
    ("application_log", "null_pointer", 1, "R21", "major"),
    ("database_log", "foreign_key_violation", 3, "R22", "major"),
    ("application_log", "pool_exhausted", 5, "R04", "minor"),
    ("application_log", "mail", 5, "R27", "minor"),
]
# The same for answers of the web server: method, path, status.
PLANTED_ANSWERS = [
    ("POST", "/eproc4/dokumen/upload", 413, 3, "R11", "minor"),
    ("POST", "/eproc4/lelang/?/simpan", 403, 3, "R12", "minor"),
]
# Of the demo's server itself: quick writing, a missing index, and queries made slow.
ALWAYS = {"P02": "major", "P18": "minor", "R18": "major"}


def test_what_was_planted_leads_to_its_finding_with_the_right_class(
    warehouse: psycopg.Connection[Any], key: dict[str, Any]
) -> None:
    day, planted = max(key["days"].items())
    rows = warehouse.execute(
        "SELECT DISTINCT rule_id, change_class FROM monev.finding WHERE period = 'day' AND period_start = %s", [day]
    ).fetchall()
    found = dict(rows)
    answers = Counter(
        {(method, path, status): count for _, method, path, status, count in planted["web_log"]["requests"]}
    )
    expected = [(planted[source].get(kind, 0), *others) for source, kind, *others in PLANTED]
    expected += [(answers[method, path, status], *others) for method, path, status, *others in PLANTED_ANSWERS]
    for count, least, rule_id, change_class in expected:
        assert found.get(rule_id) == (change_class if count >= least else None), (rule_id, count)
    assert {rule_id: found.get(rule_id) for rule_id in ALWAYS} == ALWAYS
    assert sum(count >= least for count, least, *_ in expected) + len(ALWAYS) >= 8


@pytest.fixture(scope="module")
def site(home: Home) -> Site:
    return load_site(home.site_file)


@pytest.fixture
def records(home: Home, site: Site, monkeypatch: pytest.MonkeyPatch) -> list[ChangeRecord]:
    """The demo's change requests as they stand."""
    for name, value in home.env().items():
        monkeypatch.setenv(name, value)
    return pipeline.find_changes(site, EnvironmentConnections())


def test_requests_wait_for_the_right_people(home: Home, records: list[ChangeRecord]) -> None:
    states = Counter(each.request.state for each in records)
    assert {state for state in states if not state.is_waiting} == {ChangeState.CLOSED}
    assert states[ChangeState.CLOSED] == states[ChangeState.CONSULTATION] == states[ChangeState.APPROVAL] == 1
    assert states[ChangeState.REVIEW] >= 5
    asked = Api(home).questions(CHANGES)
    assert {each["task_instance"]["dag_run_id"]: each["assigned_users"][0]["id"] for each in asked} == {
        each.request.number: f"executor:lpse_contoh/{FORMS[each.request.state].executor}"
        for each in records
        if each.request.state.is_waiting
    }


def test_one_request_went_the_whole_way_of_a_vendor(site: Site, records: list[ChangeRecord]) -> None:
    [record] = [each for each in records if each.request.state is ChangeState.CLOSED]
    assert record.request.change_class == "major"
    assert [event.details["step"] for event in record.events if event.kind is EventKind.ANSWERED] == [
        "review", "approval", "consultation", "proposal", "proposal_result", "execution",
    ]  # fmt: skip
    assert {event.details["kind"] for event in record.events if event.kind is EventKind.DOCUMENTED} == {
        "formulir_perubahan", "formulir_konsultasi", "nota_dinas_usulan", "kerangka_acuan_kerja",
    }  # fmt: skip
    for each in records:
        assert list(pipeline.faults_of(site, each, artifacts_folder())) == []


def test_a_request_outlives_airflow_and_is_answered_by_the_right_person_only(
    home: Home, site: Site, records: list[ChangeRecord]
) -> None:
    number = next(each.request.number for each in records if each.request.state is ChangeState.APPROVAL)
    run = Run(CHANGES, number)
    fields = {"jadwal": "2099-01-04", "pelaksana": "Administrator"}

    def kill_airflow() -> None:
        running = [(service, service.pid) for service in airflow.services(home)]
        for _, group in running:
            assert group
            os.killpg(group, signal.SIGKILL)
        limit = time.monotonic() + 20
        while any(service.pid for service, _ in running):
            assert time.monotonic() < limit
            time.sleep(0.1)

    kill_airflow()
    airflow.start(home)
    Api(home).wait_until_asked(run, "approve_request")
    for other in ("administrator", "pengelola", "pemirsa", "admin"):
        with pytest.raises(ServiceError, match="403"):
            Api(home, other).answer(run, "approve_request", forms.APPROVE, fields)
    with pytest.raises(ServiceError, match=r"432.*isian 'Jadwal perubahan' wajib diisi"):
        Api(home, "kepala").answer(run, "approve_request", forms.APPROVE, {"pelaksana": "Administrator"})
    Api(home, "kepala").answer(run, "approve_request", forms.APPROVE, fields)
    # Killed before anything could follow the answer, or while it is followed.
    kill_airflow()
    airflow.start(home)
    Api(home).wait_until_asked(run, "carry_out_change")
    [record] = pipeline.find_changes(site, EnvironmentConnections(), [number])
    assert record.request.state is ChangeState.EXECUTION
    answers = [event for event in record.events if event.kind is EventKind.ANSWERED]
    assert [(each.details["step"], each.said_by) for each in answers] == [
        ("review", "pengelola"),
        ("approval", "kepala"),
    ]
    assert list(pipeline.faults_of(site, record, artifacts_folder())) == []


def test_it_stops_and_starts_again_with_its_data(home: Home, warehouse: psycopg.Connection[Any]) -> None:
    artifacts = warehouse.execute("SELECT count(*) FROM monev.artifact").fetchone()
    warehouse.close()
    url = f"http://127.0.0.1:{home.secrets().ports['airflow']}/api/v2/monitor/health"
    assert command("status").returncode == 0
    assert command("down").returncode == 0
    assert command("status").returncode == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    assert command("up").returncode == 0
    assert httpx.get(url).status_code == 200
    with psycopg.connect(home.env()["AIRFLOW_CONN_SPSE_WAREHOUSE"]) as again:
        assert again.execute("SELECT count(*) FROM monev.artifact").fetchone() == artifacts
