from __future__ import annotations

import io
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import psycopg
import pytest

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import Artifact, CheckState, Coverage, CoverageState, SourceCheck
from tests.office import SITE_KEY, Office

FACTS = ("coverage", "error_daily", "query_daily", "failure_daily", "metric_daily")
CONNECTIONS = EnvironmentConnections()
COLLECT = f"""
import sys
from datetime import UTC, datetime
from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.period import Day
from spse_monev.settings import find_site
site = find_site({SITE_KEY!r})
day = Day.parse(sys.argv[1], site.zone)
pipeline.collect_source(site, day, "database_log", EnvironmentConnections(), datetime.now(UTC))
"""


def facts(office: Office) -> list[list[tuple[object, ...]]]:
    """Every row that a reading left, in a fixed order."""
    return [office.rows(f"SELECT t::text FROM monev.{table} t ORDER BY 1") for table in FACTS]


def members(office: Office, artifact: Artifact) -> dict[str, str]:
    """Each member of a written workbook, pictures as their hash, beside the hash of the whole file."""
    content = (office.artifacts / artifact.path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        found = {name: workbook.read(name) for name in workbook.namelist()}
    return {"": artifact.sha256} | {
        name: sha256(each).hexdigest() if name.endswith(".png") else each.decode() for name, each in found.items()
    }


@pytest.fixture
def migrated(office: Office) -> Office:
    """An office whose warehouse is ready."""
    pipeline.migrate(office.site, CONNECTIONS)
    return office


def test_killed_while_collecting_and_run_again_leaves_what_one_clean_run_leaves(migrated: Office) -> None:
    office = migrated
    # The live log grows by the test's own queries.
    (office.logs / "postgresql-kini.csv").unlink()
    # Long enough that most kills fall into reading or storing.
    log = office.logs / "postgresql-kemarin.csv"
    content = log.read_bytes()
    log.write_bytes(content * (1 + 40_000_000 // len(content)))
    command = [sys.executable, "-c", COLLECT, str(office.yesterday)]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - begun
    clean = facts(office)
    assert clean[1]
    assert clean[2]

    survived = 0
    for share in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        office.clear()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * share * random.Random(share).uniform(0.9, 1.0))
        process.send_signal(signal.SIGKILL)
        survived += process.wait() == 0
        office.wait_until_alone()
        assert facts(office) in ([[], [], [], [], []], clean)
        subprocess.run(command, check=True, capture_output=True)
        assert facts(office) == clean
    assert survived < 6


def test_a_rerun_over_an_overwritten_log_keeps_the_better_day(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    first = pipeline.collect_source(office.site, office.yesterday, "database_log", CONNECTIONS, now)
    assert first.state is CoverageState.OK
    kept = facts(office)
    (office.logs / "postgresql-kemarin.csv").unlink()
    again = pipeline.collect_source(office.site, office.yesterday, "database_log", CONNECTIONS, now)
    assert again.state is CoverageState.MISSING
    assert facts(office) == kept


def test_a_source_that_fails_leaves_its_reason_and_the_error_goes_on(
    migrated: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = migrated
    office.kill_database(monkeypatch)
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        pipeline.collect_source(office.site, office.yesterday, "database", CONNECTIONS, datetime.now(UTC))
    [(state, reasons)] = office.rows("SELECT state, reasons FROM monev.coverage")
    assert state == "missing"
    assert "Basis data SPSE gagal dibaca" in reasons[0]  # type: ignore[index]


def test_an_old_days_statistics_are_not_made_up(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    coverage = pipeline.collect_source(office.site, office.yesterday.shift(-90), "database", CONNECTIONS, now)
    assert coverage.state is CoverageState.MISSING
    assert "tidak dapat diambil lagi" in coverage.reasons[0]
    assert office.rows("SELECT count(*) FROM monev.statistics_snapshot") == [(0,)]


def test_a_day_that_has_not_ended_is_partial_and_takes_no_closing_snapshot(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    today = office.yesterday.shift(1)
    log = pipeline.collect_source(office.site, today, "database_log", CONNECTIONS, now)
    assert log.state is CoverageState.PARTIAL
    assert "hari belum berakhir" in log.reasons
    statistics = pipeline.collect_source(office.site, today, "database", CONNECTIONS, now)
    assert statistics.state is CoverageState.MISSING


def test_a_closing_snapshot_is_taken_once(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    pipeline.collect_source(office.site, office.yesterday.shift(-1), "database", CONNECTIONS, now - timedelta(hours=1))
    pipeline.collect_source(office.site, office.yesterday, "database", CONNECTIONS, now)
    kept = facts(office)
    pipeline.collect_source(office.site, office.yesterday, "database", CONNECTIONS, now + timedelta(minutes=5))
    assert facts(office) == kept


def test_the_same_day_gives_the_same_file(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    for name in office.site.sources:
        pipeline.check_source(office.site, office.yesterday, name, CONNECTIONS, now)
    pipeline.collect_source(office.site, office.yesterday, "database_log", CONNECTIONS, now)
    first, second = (
        members(office, pipeline.write_daily_report(office.site, office.yesterday, CONNECTIONS, office.artifacts, then))
        for then in (now, now + timedelta(hours=1))
    )
    # Members one by one, so that a difference names its place.
    assert first == second
    assert office.rows("SELECT count(*) FROM monev.artifact") == [(1,)]
    assert not list(office.artifacts.rglob("*.tmp"))


def test_a_day_whose_details_were_deleted_keeps_its_report(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    pipeline.collect_source(office.site, office.yesterday, "database_log", CONNECTIONS, now)
    artifact = pipeline.write_daily_report(office.site, office.yesterday, CONNECTIONS, office.artifacts, now)
    pipeline.close_day(office.site, office.yesterday, CONNECTIONS, now + timedelta(days=1000))
    assert office.rows("SELECT count(*) FROM monev.error_daily") == [(0,)]
    with pytest.raises(ValueError, match="masa simpan"):
        pipeline.write_daily_report(office.site, office.yesterday, CONNECTIONS, office.artifacts, now)
    assert (office.artifacts / artifact.path).stat().st_size == artifact.bytes


def test_no_planted_value_reaches_the_warehouse_or_the_workbook(migrated: Office) -> None:
    office, now = migrated, datetime.now(UTC)
    planted = {
        "nik": "3508121503870002",
        "email": "warga.sintetis@contoh.example",
        "telepon": "081234567890",
        "sandi": "kata-sandi-sintetis",
        "nama": "Bapak Sintetis Contoh",
    }
    with office.server.connect("spse") as connection:
        connection.execute("CREATE TABLE warga (nik text PRIMARY KEY, nama text, hp text CHECK (hp <> hp))")
        for statement in (
            "INSERT INTO warga (nik, nama) VALUES ('{nik}', '{nama}')",
            "INSERT INTO warga (nik, nama) VALUES ('{nik}', '{email}')",
            "INSERT INTO warga VALUES ('1', '{nama}', '{telepon}')",
            "SELECT '{email}'::int",
            "CREATE ROLE x PASSWORD '{sandi}' NOSUCH",
            "SELECT '{telepon}' FROM tidak_ada WHERE nama = '{nama}' AND nik = {nik}",
        ):
            with suppress(psycopg.Error):
                connection.execute(statement.format(**planted).encode())
    # They stand in the log as the server wrote it ...
    office.write_yesterdays_log()
    logged = (office.logs / "postgresql-kemarin.csv").read_text()
    assert [name for name, value in planted.items() if value not in logged] == []

    # ... and nowhere in what is kept and shown of it.
    pipeline.collect_source(office.site, office.yesterday, "database_log", CONNECTIONS, now)
    artifact = pipeline.write_daily_report(office.site, office.yesterday, CONNECTIONS, office.artifacts, now)
    kept = str(facts(office))
    with zipfile.ZipFile(office.artifacts / artifact.path) as workbook:
        shown = " ".join(workbook.read(name).decode("utf-8", "replace") for name in workbook.namelist())
    for name, value in planted.items():
        assert value not in kept, name
        assert value not in shown, name
    assert "warga_pkey" in kept
    assert "warga_pkey" in shown


def test_a_day_is_complete_only_when_every_source_was_read_whole(office: Office) -> None:
    now = datetime.now(UTC)
    whole = Coverage(CoverageState.OK)
    partial = Coverage(CoverageState.PARTIAL, reasons=("sebab",))
    alive = SourceCheck("monitoring", "http", CheckState.OK, now, 1.0, "hidup")
    dead = SourceCheck("monitoring", "http", CheckState.DOWN, now, None, "mati")
    judge = pipeline.judge_day

    complete = judge(office.site, {"database": whole, "database_log": whole}, {"monitoring": alive})
    assert complete.is_complete
    some = judge(office.site, {"database": whole, "database_log": partial}, {"monitoring": alive})
    assert (some.missing, some.partial) == ((), ("Log server basis data: sebab",))
    unread = judge(office.site, {"database": whole}, {"monitoring": dead})
    assert unread.missing == ("Log server basis data: belum dibaca", "Sistem pemantauan aplikasi: mati")
    assert judge(office.site, {}, {}).missing[-1] == "Sistem pemantauan aplikasi: belum diperiksa"


def test_logs_and_their_rotated_archives_are_read_together(migrated: Office) -> None:
    import gzip

    office, now = migrated, datetime.now(UTC)
    log = office.logs / "postgresql-kemarin.csv"
    half = log.read_bytes().splitlines(keepends=True)
    with gzip.open(office.logs / "postgresql-lama.csv.gz", "wb") as archive:
        archive.writelines(half[:5])
    log.write_bytes(b"".join(half[5:]))
    site = office.site
    source = site.sources["database_log"].model_copy(update={"files": (f"{office.logs}/*.csv", f"{office.logs}/*.gz")})
    site = site.model_copy(update={"sources": {**site.sources, "database_log": source}})
    coverage = pipeline.collect_source(site, office.yesterday, "database_log", CONNECTIONS, now)
    shutil.rmtree(office.logs)
    assert coverage.file_count >= 2
    assert coverage.state is CoverageState.OK
