"""The pages of a month and of its change requests, asked of a real API server over a real warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev import pipeline
from spse_monev.changes import ChangeState
from spse_monev.connections import EnvironmentConnections
from spse_monev.deviations import Deviation, DeviationKind, Judgement, Step
from spse_monev.facts import Artifact, Coverage, CoverageState, Reading
from spse_monev.findings import Evidence
from spse_monev.period import Month
from spse_monev.settings import PROJECT, read_sites
from spse_monev.warehouse import Warehouse
from tests.changes import HEAD, MANAGER, finding, review, store_drafts
from tests.plugins.reports.conftest import Served

SITE = "lpse_contoh"
MONTH = Month.parse("2025-04", ZoneInfo("Asia/Jakarta"))
SCRIPT = "<script>alert('x')</script>{{ 7 * 7 }}"
ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;{{ 7 * 7 }}"
PATH = f"{SITE}/2025/04/bulanan/laporan.xlsx"


@pytest.fixture(scope="module")
def number(served: Served, module_monkeypatch: pytest.MonkeyPatch) -> str:
    """An overdue request, hostile wherever somebody could write: a log, a complaint, an answer."""
    module_monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", served.warehouse)
    site = read_sites(PROJECT / "include" / "sites")[0][SITE]
    connections, at = EnvironmentConnections(), MONTH.end
    hostile = finding(
        MONTH,
        title=f"Judul {SCRIPT}",
        change=f"Ubah {SCRIPT}",
        class_reason=f"Sebab {SCRIPT}",
        evidence=(Evidence(f"Keluhan {SCRIPT}", "database_log", MONTH.first, None, 1.0),),
        doubts=(f"Ragu {SCRIPT}",),
    )
    served.write(PATH)
    with psycopg.connect(served.warehouse) as connection:
        warehouse = Warehouse(connection)
        partial = Coverage(CoverageState.PARTIAL, reasons=(f"terpotong {SCRIPT}",))
        warehouse.store_reading(SITE, MONTH.days[0], "database_log", Reading(partial))
        [made] = store_drafts(warehouse, SITE, MONTH, hostile)
        words = (f"baku {SCRIPT}", f"nyata {SCRIPT}", f"bukti {SCRIPT}", "Administrator", f"Nama {SCRIPT}")
        told = Deviation(MONTH.days[0], Step.COLLECT, DeviationKind.OUTPUT, f"hal {SCRIPT}", *words)
        warehouse.deviations.record(SITE, Judgement((told,)), at)
        warehouse.record_artifact(SITE, Artifact(PATH, "laporan_evaluasi", MONTH, "lengkap", "0" * 64, 3, at))
    pipeline.submit_change(site, made, connections, at)
    given = review(dampak_lingkungan=f"Dampak {SCRIPT}", uji_coba=f"Uji {SCRIPT}")
    pipeline.answer_change(
        site, made, ChangeState.REVIEW, "Teruskan", given, f"{MANAGER} {SCRIPT}", connections, at + timedelta(hours=1)
    )
    return made


@pytest.fixture(scope="module")
def module_monkeypatch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def month_page(served: Served, month: object = MONTH, user: str = "pemirsa") -> str:
    answer = served.get(f"/situs/{SITE}/bulan/{month}", user)
    assert answer.status_code == 200, answer.text
    return answer.text


def request_page(served: Served, number: str) -> str:
    answer = served.get(f"/situs/{SITE}/permohonan/{number}")
    assert answer.status_code == 200, answer.text
    return answer.text


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_what_waits_stands_first_with_the_way_to_its_form(served: Served, number: str) -> None:
    page = month_page(served)
    assert "Kepala LPSE: 1 ." in words(page)
    row = page[page.index("Menunggu keputusan</h2>") : page.index("Ringkasan</h2>")]
    assert f'href="/laporan/situs/{SITE}/permohonan/{number}"' in row
    address = f"/dags/spse_change_request/runs/{number}/tasks/approve_request/required_actions"
    assert f'<a class="airflow under" target="_top" href="{address}">' in row
    assert "Persetujuan permohonan perubahan" in row
    assert '<span class="state bad">terlambat</span>' in row
    assert "01-05-2025 01.00 WIB" in row
    assert "05-05-2025 01.00 WIB" in row  # two working days later: a Thursday and a weekend between


@pytest.mark.usefixtures("number")
def test_the_month_says_what_it_knows_and_leads_on(served: Served) -> None:
    page = month_page(served)
    told = words(page)
    assert "1 hari gagal 29 hari tidak dibaca" in told
    assert "Keluhan bulan ini tidak terbaca; ini tidak berarti tidak ada keluhan." in told
    for address in ("bulan/2025-03", "bulan/2025-05", "?bulan=2025-04", "hari/2025-04-01", "hari/2025-04-30"):
        assert f'/laporan/situs/{SITE}/{address}"' in page, address
    assert f'href="/laporan/berkas/{PATH}"' in page
    assert f'href="/laporan/situs/{SITE}/bulan/2025-04/berkas.zip"' in page


def test_an_unread_month_is_no_month_without_problems(served: Served) -> None:
    told = words(month_page(served, "2019-07"))
    assert "Tidak ada catatan apa pun tentang hari-hari bulan ini." in told
    assert "Tidak dibaca tidak berarti tidak ada kejadian." in told
    assert "Ini tidak berarti bahwa tidak ada perubahan yang diperlukan." in told
    assert "Tidak ada penyimpangan yang tercatat untuk bulan ini, tetapi bulan itu tidak dibaca." in told


def test_a_request_tells_its_content_its_course_and_what_it_waits_for(served: Served, number: str) -> None:
    page = request_page(served, number)
    told = words(page)
    assert "menunggu persetujuan" in told
    assert "Telaah permohonan perubahan: Teruskan" in told
    assert "01-05-2025 01.00 WIB dijawab oleh pengelola" in told
    assert "aturan R04" in told
    assert f'href="/dags/spse_change_request/runs/{number}/tasks/approve_request/required_actions"' in page
    assert f'href="/dags/spse_change_request/runs/{number}"' in page
    assert f'href="/laporan/situs/{SITE}/bulan/2025-04"' in page


def test_nothing_that_was_planted_is_markup(served: Served, number: str) -> None:
    pages = {"month": month_page(served), "request": request_page(served, number)}
    for name, texts in {
        "month": ("Judul", "Ubah", "Keluhan", "baku", "nyata", "bukti", "hal", "Nama"),
        "request": ("Judul", "Ubah", "Sebab", "Keluhan", "Ragu", "Dampak", "Uji", MANAGER),
    }.items():
        assert "<script>alert" not in pages[name]
        for text in texts:
            assert f"{text} {ESCAPED}" in pages[name], (name, text)


@pytest.mark.parametrize("month", ["2025-13", "2025-4", "0000-01", "besok", "2025-04-01"])
def test_a_month_that_is_none_has_no_page(served: Served, month: str) -> None:
    assert served.get(f"/situs/{SITE}/bulan/{month}").status_code == 404


@pytest.mark.parametrize("named", ["PP-2025-04-999", "apa saja", "'; DROP TABLE monev.change_request; --", "%00"])
def test_a_request_that_is_none_has_no_page(served: Served, named: str) -> None:
    assert served.get(f"/situs/{SITE}/permohonan/{named}").status_code == 404


def test_other_sites_and_their_requests_are_not_for_a_viewer(served: Served, number: str) -> None:
    for path in (f"bulan/{MONTH}", f"permohonan/{number}"):
        assert served.get(f"/situs/lpse_lain/{path}").status_code == 403
        assert served.get(f"/situs/{SITE}/{path}", "tamu").status_code == 403
        assert served.get(f"/situs/{SITE}/{path}", None).status_code == 401
    # The same number is none of another site, also for one who may read both.
    assert served.get(f"/situs/lpse_lain/permohonan/{number}", HEAD).status_code == 404
    assert number not in served.get(f"/situs/lpse_lain/bulan/{MONTH}", HEAD).text
