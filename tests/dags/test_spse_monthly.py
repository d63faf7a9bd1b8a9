from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import duckdb
import pytest
import yaml

from spse_monev.demo.helpdesk import MIN_ROWS, MadeMonth
from spse_monev.demo.postgres import free_port
from spse_monev.period import Month
from spse_monev.settings import PROJECT
from tests.dags import handed_out
from tests.helpdesk_month import SALT, SOURCE, document_texts, everything_logged, fill_inbox, leaks, workbook_texts
from tests.office import SITE_KEY, Office

LAST_MONTH = Month.before(datetime.now(UTC), ZoneInfo("UTC"))
IMPORT = f"import_{SOURCE}"
STARTING = "start_requests"
ALWAYS = [
    "analyse_month", "archive_month", "check_days", "close_month", "draft_requests", "migrate_warehouse",
    "record_deviations", STARTING, "write_documents", "write_evaluation",
]  # fmt: skip
TASKS = sorted([*ALWAYS, "classify_complaints", IMPORT, "write_complaint_reports"])
TABLES = (
    "complaint", "complaint_import", "complaint_place", "complaint_rejection", "complaint_label", "complaint_link",
    "finding", "rule_judgement", "change_request_finding",
)  # fmt: skip


@pytest.fixture
def made(office: Office, monkeypatch: pytest.MonkeyPatch) -> MadeMonth:
    """Last month's complaints in the inbox of the office."""
    found = fill_inbox(office.sites.parent / "inbox", LAST_MONTH, rows=MIN_ROWS)
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_HELPDESK_SALT", SALT)
    configure(office, {"sources": {SOURCE: spreadsheet(office)}})
    return found


def spreadsheet(office: Office) -> dict[str, Any]:
    return {"kind": "spreadsheet", "label": "Rekap helpdesk", "files": [str(office.sites.parent / "inbox" / "*")]}


def configure(office: Office, helpdesk: dict[str, Any], key: str = SITE_KEY, **changes: Any) -> None:
    content = yaml.safe_load((office.sites / f"{SITE_KEY}.yaml").read_text())
    (office.sites / f"{key}.yaml").write_text(yaml.safe_dump(content | {"helpdesk": helpdesk} | changes))


@pytest.fixture
def dags(airflow_database: None) -> Iterator[Callable[[], dict[str, Any]]]:
    """Reads the DAGs of the file anew."""
    from airflow.dag_processing.dagbag import DagBag

    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))

    def read() -> dict[str, Any]:
        bag = DagBag(PROJECT / "dags" / "spse_monthly.py")
        assert bag.import_errors == {}
        return dict(bag.dags)

    yield read
    del sys.path[:2]


def run(dag: Any, **options: Any) -> tuple[str, dict[str, str]]:
    """Run the whole DAG in this process, without retries; the run's state and the state of every task.

    A month without a request has none to start, which Airflow calls skipped: that is left out.
    """
    for task in dag.tasks:
        task.retries = 0
    done = dag.test(**options)
    states = {ti.task_id: str(ti.state) for ti in done.get_task_instances()}
    if states.get(STARTING) == "skipped":
        del states[STARTING]
    return str(done.state), states


def test_a_site_without_a_helpdesk_has_its_evaluation_too(dags: Any, office: Office) -> None:
    (office.sites / "rusak.yaml").write_text("zone: Mars/Olympus\n")
    dag = dags()["spse_monthly"]
    assert sorted(task.task_id for task in dag.tasks) == ALWAYS
    state, tasks = run(dag, run_conf={"month": str(LAST_MONTH)})
    assert (state, set(tasks.values())) == ("success", {"success"})
    kinds = {kind for (kind,) in office.rows("SELECT kind FROM monev.artifact")}
    assert {"laporan_evaluasi", "data_bulanan", "manifes", "arsip"} <= kinds
    assert not kinds & {"rekap_keluhan", "lembar_koreksi"}
    # Not one day was read, which is partial and a deviation, and stops nothing.
    assert {state for (state,) in office.rows("SELECT state FROM monev.artifact")} == {"sebagian"}
    said = office.rows("SELECT actual FROM monev.deviation WHERE step = '4' AND kind = 'output'")
    assert said == [("sebagian: tidak semua hari terbaca utuh",)]


def test_every_site_has_its_dag_on_the_first_of_the_month_by_its_own_clock(
    dags: Any, office: Office, made: MadeMonth
) -> None:
    helpdesk = {"sources": {"rekap_helpdesk": spreadsheet(office), "tiket": osticket()}}
    configure(office, helpdesk, "lpse_timur", default=False, zone="Asia/Jayapura", schedule={"monthly_at": "05:15"})
    found = dags()
    assert set(found) == {"spse_monthly", "spse_monthly__lpse_timur"}
    dag, east = found["spse_monthly"], found["spse_monthly__lpse_timur"]
    assert (dag.timetable.expression, dag.timetable.timezone) == ("0 2 1 * *", "UTC")
    assert (east.timetable.expression, east.timetable.timezone) == ("15 5 1 * *", "Asia/Jayapura")
    assert sorted(task.task_id for task in dag.tasks) == TASKS
    assert sorted(task.task_id for task in east.tasks) == sorted([*TASKS, "import_tiket"])
    assert all(task.task_display_name != task.task_id for task in dag.tasks)
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    assert "Lembar koreksi".casefold() in dag.doc_md.casefold()
    assert dag.get_task("check_days").upstream_task_ids == {"migrate_warehouse"}
    assert dag.get_task(IMPORT).upstream_task_ids == {"check_days"}
    assert dag.get_task("write_complaint_reports").upstream_task_ids == {"classify_complaints"}
    assert dag.get_task("analyse_month").upstream_task_ids == {"classify_complaints"}
    assert dag.get_task("draft_requests").upstream_task_ids == {"analyse_month"}
    assert dag.get_task("write_evaluation").upstream_task_ids == {"write_complaint_reports", "draft_requests"}
    assert dag.get_task("write_documents").upstream_task_ids == {"draft_requests"}
    written = {"write_complaint_reports", "write_documents", "write_evaluation"}
    for last in ("archive_month", "close_month", "record_deviations"):
        assert dag.get_task(last).upstream_task_ids == written
    assert dag.get_task("close_month").downstream_task_ids == set()
    assert dag.get_task("record_deviations").downstream_task_ids == set()
    # What people get is what was archived.
    assert dag.get_task(STARTING).upstream_task_ids == {"draft_requests", "archive_month"}
    assert dag.get_task(STARTING).downstream_task_ids == set()


def file_texts(file: Path) -> Iterator[str]:
    """All texts of a file of the month, also those inside of its archive."""
    if file.suffix == ".parquet":
        # As text: times in a zone would need a package that nothing else needs.
        yield str(duckdb.read_parquet(str(file)).select("COLUMNS(*)::VARCHAR").fetchall())
    elif file.suffix == ".zip":
        with ZipFile(file) as archive, TemporaryDirectory() as folder:
            for inside in map(Path, (archive.extract(name, folder) for name in archive.namelist())):
                yield from file_texts(inside)
    elif file.suffix == ".xlsx":
        yield from workbook_texts(file.read_bytes())
    elif file.suffix == ".docx":
        yield from document_texts(file.read_bytes())
    else:
        yield file.read_text(encoding="utf-8")


def osticket() -> dict[str, Any]:
    return {"kind": "osticket", "label": "Tiket helpdesk", "connection": "osticket_database"}


def test_a_month_is_read_classified_and_reported_and_nothing_personal_leaves_it(
    dags: Any, office: Office, made: MadeMonth, capfd: pytest.CaptureFixture[str]
) -> None:
    from airflow.models.dagrun import DagRun
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with everything_logged() as logged:
        state, tasks = run(dags()["spse_monthly"], run_conf={"month": str(LAST_MONTH)})
    assert (state, set(tasks.values())) == ("success", {"success"})
    assert office.rows("SELECT count(*) FROM monev.complaint") == [(len(made.records),)]
    assert office.rows("SELECT count(*) FROM monev.complaint_current WHERE class IS NULL") == [(0,)]
    register = office.rows("SELECT kind, state, path FROM monev.artifact ORDER BY kind")
    # Rows were rejected and no day was read, so that the month is not whole.
    assert {state for _, state, _ in register} == {"sebagian"}
    assert {kind for kind, _, _ in register} >= {
        "laporan_evaluasi", "lembar_koreksi", "rekap_keluhan", "formulir_perubahan", "data_bulanan", "arsip",
    }  # fmt: skip
    files = [office.artifacts / str(path) for _, _, path in register]

    [(finding_count,)] = office.rows("SELECT count(*) FROM monev.finding WHERE period = 'month'")
    numbers = [number for (number,) in office.rows("SELECT number FROM monev.change_request ORDER BY 1")]
    assert finding_count
    assert numbers
    with create_session() as session:
        values = [str(row.value) for row in session.query(XComModel).all()]
    assert any(f"'finding_count': {finding_count}," in value.replace('"', "'") for value in values)
    assert all(any(str(number) in value for value in values) for number in numbers)
    assert any(str(files[0]) in value for value in values)
    # Each request has a run of its own, which waits for the scheduler.
    with create_session() as session:
        started = {
            each.run_id: str(each.state) for each in session.query(DagRun).filter_by(dag_id="spse_change_request")
        }
    assert {number: started.get(str(number)) for number in numbers} == dict.fromkeys(numbers, "queued")
    texts = [*values, *logged, *capfd.readouterr(), *(text for file in files for text in file_texts(file))]
    assert leaks(made.planted, texts) == []

    # Every task that hands files out leads to them, and its event says what the register says.
    handed, registered = (
        handed_out.last_run("spse_monthly"),
        dict(office.rows("SELECT path, sha256 FROM monev.artifact")),
    )
    told: dict[str, str] = {}
    for task in ("write_complaint_reports", "write_evaluation", "write_documents", "archive_month"):
        written = handed_out.files("spse_monthly", handed, task)
        page = f"/laporan/run/?{urlencode({'dag': 'spse_monthly', 'run': handed})}"
        expected = f"/laporan/berkas/{written[0][0]}" if len(written) == 1 else page
        assert (task, handed_out.link("spse_monthly", handed, task)) == (task, expected)
        told |= dict(written)
    assert told.items() <= registered.items()
    assert {Path(path).name for path in told} >= {"manifest.json", "SHA256SUMS"}
    assert len(told) >= len(numbers) + 5

    # Again, without anything new: the same rows, the same bytes.
    before = [office.rows(f"SELECT * FROM monev.{table} ORDER BY 1, 2, 3") for table in TABLES]
    content = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert run(dags()["spse_monthly"], run_conf={"month": str(LAST_MONTH)})[0] == "success"
    assert [office.rows(f"SELECT * FROM monev.{table} ORDER BY 1, 2, 3") for table in TABLES] == before
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == content


def test_without_a_month_the_run_takes_the_one_before_its_date(dags: Any, office: Office, made: MadeMonth) -> None:
    tick = LAST_MONTH.end.replace(hour=2)
    state, _ = run(dags()["spse_monthly"], logical_date=tick)
    assert state == "success"
    assert office.rows("SELECT month, source FROM monev.complaint_coverage") == [(LAST_MONTH.first, SOURCE)]


@pytest.mark.parametrize("month", ["2026-13", "Oktober 2026", "2026-10-01", ""])
def test_a_month_that_is_none_is_refused_before_anything_runs(
    dags: Any, office: Office, made: MadeMonth, month: str
) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError, match="month"):
        dags()["spse_monthly"].test(run_conf={"month": month})


def test_missing_days_are_collected_again_where_their_logs_still_exist(
    dags: Any, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.now(UTC)
    month = Month(office.yesterday.date.replace(day=1), office.site.zone)
    assert month.start <= today
    state, _ = run(dags()["spse_monthly"], run_conf={"month": str(month), "recollect": True})
    assert state == "success"
    read = office.rows("SELECT day FROM monev.coverage WHERE source = 'database_log' AND state <> 'missing'")
    assert (office.yesterday.date,) in read
    assert (office.artifacts / office.site.key / f"{office.yesterday.date:%Y/%m/%d}").is_dir()


def test_a_dead_source_is_red_and_what_the_others_tell_is_reported_as_partial(
    dags: Any, office: Office, made: MadeMonth, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(office, {"sources": {SOURCE: spreadsheet(office), "tiket": osticket()}})
    monkeypatch.setenv("AIRFLOW_CONN_OSTICKET_DATABASE", f"mysql://helpdesk:rahasia@127.0.0.1:{free_port()}/osticket")
    state, tasks = run(dags()["spse_monthly"], run_conf={"month": str(LAST_MONTH)})
    assert state == "failed"
    failed = {name for name, task_state in tasks.items() if task_state != "success"}
    assert failed == {"import_tiket", "close_month"}
    [(coverage, reasons)] = office.rows("SELECT state, reasons FROM monev.complaint_coverage WHERE source = 'tiket'")
    assert coverage == "missing"
    assert "rahasia" not in str(reasons)
    assert {row[0] for row in office.rows("SELECT state FROM monev.artifact")} == {"sebagian"}
    assert office.rows("SELECT count(*) FROM monev.complaint_current WHERE class IS NULL") == [(0,)]


def test_a_month_that_cannot_be_analysed_is_red_and_still_has_its_recap(
    dags: Any, office: Office, made: MadeMonth
) -> None:
    configure(office, {"sources": {SOURCE: spreadsheet(office)}}, rules={"R05": {"signal.tidak_ada": 1}})
    state, tasks = run(dags()["spse_monthly"], run_conf={"month": str(LAST_MONTH)})
    assert state == "failed"
    failed = {name: task_state for name, task_state in tasks.items() if task_state != "success"}
    assert failed == {
        "analyse_month": "failed", "draft_requests": "upstream_failed", "write_documents": "upstream_failed",
        "archive_month": "upstream_failed", "close_month": "failed", STARTING: "upstream_failed",
    }  # fmt: skip
    written = office.rows("SELECT kind FROM monev.artifact ORDER BY 1")
    assert written == [("laporan_evaluasi",), ("lembar_koreksi",), ("rekap_keluhan",)]
    assert office.rows("SELECT * FROM monev.finding") == []
    # No button leads to what was not written.
    assert handed_out.link("spse_monthly", handed_out.last_run("spse_monthly"), "write_documents") == ""


def test_an_empty_inbox_is_missing_and_never_zero(dags: Any, office: Office, made: MadeMonth) -> None:
    for file in Path(office.sites.parent / "inbox").iterdir():
        file.unlink()
    state, tasks = run(dags()["spse_monthly"], run_conf={"month": str(LAST_MONTH)})
    assert state == "failed"
    assert tasks["close_month"] == "failed"
    assert office.rows("SELECT state FROM monev.complaint_coverage") == [("missing",)]
    assert {row[0] for row in office.rows("SELECT state FROM monev.artifact")} == {"sebagian"}
