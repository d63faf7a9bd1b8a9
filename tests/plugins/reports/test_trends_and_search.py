"""Trends, search and histories as they are served: hostile text is text, gaps are gaps, others' sites are closed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import psycopg
import pytest

from spse_monev.facts import Coverage, CoverageState, ErrorCount, Histogram, QueryTiming, Reading
from spse_monev.period import Day, find_zone
from spse_monev.warehouse import Warehouse
from tests.plugins.reports.conftest import Served

SITE = "lpse_lain"  # which no other test fills
SCRIPT = "<script>alert('galat')</script><img src=x onerror=alert(1)>"
ERROR, QUERY = f"/situs/{SITE}/kesalahan/database_log/jahat", f"/situs/{SITE}/kueri/database_log/jahat"
PAGES = (f"/situs/{SITE}/tren", f"/situs/{SITE}/tren?bulan=3", f"/situs/{SITE}/cari?q=alert", ERROR, QUERY)
GAP = "tidak terbaca"


@pytest.fixture(scope="module")
def filled(served: Served) -> Iterator[Served]:
    """Yesterday and the three days before it: read, not read, partial, read; all with hostile text."""
    yesterday = Day.before(datetime.now(UTC), find_zone("Asia/Jakarta"))
    with psycopg.connect(served.warehouse) as connection:
        warehouse = Warehouse(connection)
        for ago, state in ((3, "ok"), (2, "missing"), (1, "partial"), (0, "ok")):
            day = yesterday.shift(-ago)
            coverage = Coverage(CoverageState(state), reasons=() if state == "ok" else ("rusak",))
            error = ErrorCount(
                "jahat", "ERROR", SCRIPT, SCRIPT, 7, day.start, day.start, (0,) * 23 + (7,), place=SCRIPT,
                sample=SCRIPT, sample_statement=SCRIPT,
            )  # fmt: skip
            query = QueryTiming("jahat", SCRIPT, (), 10, 200, 20, Histogram.of([20] * 10))
            reading = Reading(coverage, errors=(error,), queries=(query,))
            warehouse.store_reading(SITE, day, "database_log", Reading(coverage) if state == "missing" else reading)
    yield served
    with psycopg.connect(served.warehouse) as connection:
        connection.execute("DELETE FROM monev.coverage WHERE site = %s", [SITE])


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_is_only_text(filled: Served, path: str) -> None:
    answer = filled.get(path, "kepala")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    if "tren" not in path:
        assert html.escape(SCRIPT, quote=False)[:20] in answer.text
    # What the policy forbids would be lost in a browser.
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=|<style", answer.text)


def test_hostile_words_are_only_text(filled: Served) -> None:
    dropping = "'; DROP TABLE monev.error_daily; --"
    for text in (SCRIPT, f'">{SCRIPT}', "%", "_", "\0", dropping, "{{7*7}}"):
        answer = filled.get(f"/situs/{SITE}/cari?{urlencode({'q': text})}", "kepala")
        assert answer.status_code == 200, text
        assert "<script>alert" not in answer.text, text
    assert filled.get(ERROR, "kepala").status_code == 200


def test_what_was_not_read_is_a_gap_in_the_picture_and_in_the_table(filled: Served) -> None:
    for path in (ERROR, QUERY, f"/situs/{SITE}/tren?bulan=3"):
        text = filled.get(path, "kepala").text
        assert re.search(rf'<rect class="gap"[^>]*><title>[^<]*: {GAP}</title>', text), path
        assert re.search(rf"<td>{GAP}</td>", text), path
        assert "terbaca sebagian" in text, path
        assert re.search(r"<td>sebagian</td>", text), path


def test_history_leads_to_its_days_and_search_to_the_history(filled: Served) -> None:
    yesterday = Day.before(datetime.now(UTC), find_zone("Asia/Jakarta"))
    assert f'href="/laporan/situs/{SITE}/hari/{yesterday}"' in filled.get(ERROR, "kepala").text
    found = filled.get(f"/situs/{SITE}/cari?q=ALERT", "kepala").text
    assert f'href="/laporan{ERROR}"' in found
    assert f'href="/laporan{QUERY}"' in found
    only = filled.get(f"/situs/{SITE}/cari?q=ALERT&jenis=kueri", "kepala").text
    assert f'href="/laporan{ERROR}"' not in only
    assert f'href="/laporan{QUERY}"' in only


def test_nothing_found_says_what_was_sought_and_how_far_it_reaches(filled: Served) -> None:
    text = filled.get(f"/situs/{SITE}/cari?q=tidakada+samasekali", "kepala").text
    assert "<q>tidakada</q>, <q>samasekali</q> pada hari yang tersimpan" in text


def test_senseless_addresses_are_told_apart(filled: Served) -> None:
    for path, status in (
        ("tren?bulan=5", 422), ("tren?bulan=abc", 422), ("cari?q=a&jenis=lain", 422),
        ("kesalahan/database_log/tidakada", 404), ("kueri/lain/jahat", 404), ("kueri/%00/jahat", 404),
    ):  # fmt: skip
        assert filled.get(f"/situs/{SITE}/{path}", "kepala").status_code == status, path


def test_pages_of_a_site_are_for_its_readers(filled: Served) -> None:
    for path in PAGES:
        assert filled.get(path).status_code == 403, path
        assert filled.get(path, user=None).status_code == 401, path


def test_nothing_of_another_site_is_found(filled: Served) -> None:
    own = "/situs/lpse_contoh"
    assert "jahat" not in filled.get(f"{own}/cari?q=alert").text
    assert filled.get(f"{own}/kesalahan/database_log/jahat").status_code == 404
