"""The tab of a run: its files, whichever way it was started."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.facts import Artifact
from spse_monev.period import Day, Month
from spse_monev.warehouse import Warehouse
from tests.plugins.reports.conftest import Served

ZONE = ZoneInfo("Asia/Jakarta")
AT = datetime(2025, 5, 7, 2, 0, tzinfo=UTC)
SCHEDULED = "scheduled__2025-05-07T18:30:00+00:00"
HOSTILE = "manual__<script>alert(1)</script>&'\""


def tab(served: Served, dag: str, run: str, user: str = "pemirsa") -> Any:
    return served.get(f"/run/?{urlencode({'dag': dag, 'run': run})}", user)


def add_run(served: Served, dag: str, run: str, after: str, conf: object = None, interval: str | None = None) -> None:
    """A run in Airflow's metadata database; times in UTC."""
    with sqlite3.connect(served.artifacts.parent / "airflow.db", timeout=30) as connection:
        connection.execute(
            "INSERT OR IGNORE INTO dag_run (dag_id, run_id, run_type, state, run_after, data_interval_end, conf, "
            "clear_number, span_status) VALUES (?, ?, 'manual', 'success', ?, ?, ?, 0, 'not_started')",
            (dag, run, after, interval, json.dumps(conf)),
        )
    connection.close()


@pytest.fixture(scope="module", autouse=True)
def runs(served: Served) -> None:
    # 18.30 UTC of 7 May is the morning of 8 May on the site's clock: the run is of 7 May.
    at = "2025-05-07 18:30:00.000000"
    add_run(served, "spse_daily", SCHEDULED, at, {}, at)
    add_run(served, "spse_daily", HOSTILE, at, {"day": "2025-05-01"})
    add_run(served, "spse_daily", "manual__salah", at, {"day": "kemarin"})
    add_run(served, "spse_monthly", "manual__bulan", at, None)
    add_run(served, "spse_change_request", "PP-2025-05-001", at)
    add_run(served, "spse_change_request", "PP-2025-13-001", at)
    add_run(served, "spse_probe", "probe", at)
    add_run(served, "spse_daily__lpse_lain", "rahasia", at)
    add_run(served, "dag_lain", "dag_lain", at)
    files: dict[str, Day | Month] = {
        "2025/05/07/tujuh.xlsx": Day.parse("2025-05-07", ZONE),
        "2025/05/01/satu.xlsx": Day.parse("2025-05-01", ZONE),
        "2025/04/bulanan/april.xlsx": Month.parse("2025-04", ZONE),
        "2025/05/perubahan/PP-2025-05-001/PP-2025-05-001_surat_v001.docx": Month.parse("2025-05", ZONE),
        "2025/05/perubahan/PP-2025-05-0012/PP-2025-05-0012_surat_v001.docx": Month.parse("2025-05", ZONE),
    }
    with psycopg.connect(served.warehouse) as connection:
        for place, period in files.items():
            content = place.encode()
            served.write(f"lpse_contoh/{place}", content)
            digest = hashlib.sha256(content).hexdigest()
            Warehouse(connection).record_artifact(
                "lpse_contoh", Artifact(f"lpse_contoh/{place}", "lain", period, "lengkap", digest, len(content), AT)
            )


def test_a_scheduled_run_has_the_files_of_the_day_that_had_ended(served: Served) -> None:
    text = tab(served, "spse_daily", SCHEDULED).text
    assert "Rabu, 7 Mei 2025" in text
    assert "tujuh.xlsx" in text
    assert "satu.xlsx" not in text
    assert 'href="/laporan/situs/lpse_contoh/hari/2025-05-07"' in text
    assert 'href="/laporan/situs/lpse_contoh/hari/2025-05-07/berkas.zip"' in text


def test_a_run_of_a_chosen_day_has_that_days_files_and_its_name_stays_text(served: Served) -> None:
    text = tab(served, "spse_daily", HOSTILE).text
    assert "satu.xlsx" in text
    assert "tujuh.xlsx" not in text
    assert text.count("<script") == 1
    assert "manual__&lt;script&gt;" in text


def test_a_monthly_run_and_a_change_request_have_their_own(served: Served) -> None:
    month = tab(served, "spse_monthly", "manual__bulan").text
    assert "April 2025" in month
    assert "april.xlsx" in month
    assert 'href="/laporan/situs/lpse_contoh/bulan/2025-04"' in month
    request = tab(served, "spse_change_request", "PP-2025-05-001").text
    assert "PP-2025-05-001_surat_v001.docx" in request
    assert "PP-2025-05-0012" not in request
    assert 'href="/laporan/situs/lpse_contoh/permohonan/PP-2025-05-001"' in request
    assert 'href="/laporan/situs/lpse_contoh/permohonan/PP-2025-05-001/berkas.zip"' in request


@pytest.mark.parametrize(
    ("dag", "run"),
    [("spse_daily", "manual__salah"), ("spse_change_request", "PP-2025-13-001"), ("spse_probe", "probe")],
)
def test_a_run_without_files_says_so(served: Served, dag: str, run: str) -> None:
    answer = tab(served, dag, run)
    assert answer.status_code == 200
    assert "Run ini tidak menulis berkas laporan." in answer.text


def test_no_other_run_is_known(served: Served) -> None:
    for dag, run in (
        ("dag_lain", "dag_lain"), ("spse_daily", "tidak_ada"), ("spse_monthly", SCHEDULED), ("", ""),
        ("spse_daily__lpse_rusak", SCHEDULED), ("spse_daily__lpse_contoh", SCHEDULED), ("spse_daily' OR 1=1", "x"),
    ):  # fmt: skip
        assert tab(served, dag, run, "kepala").status_code == 404, (dag, run)
    assert served.get("/run/", "kepala").status_code == 422


def test_a_run_is_for_those_who_may_read_its_site(served: Served) -> None:
    assert tab(served, "spse_daily__lpse_lain", "rahasia", "kepala").status_code == 200
    for user, dag, run in (
        ("pemirsa", "spse_daily__lpse_lain", "rahasia"), ("pemirsa", "spse_monthly__lpse_lain", "tidak_ada"),
        ("tamu", "spse_daily", SCHEDULED),
    ):  # fmt: skip
        answer = tab(served, dag, run, user)
        assert (answer.status_code, "rahasia" in answer.text) == (403, False), (user, dag)
