"""The search over a real warehouse: words in any order, and signs of LIKE and SQL that are only text."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server
from spse_monev.facts import Coverage, CoverageState, ErrorCount, QueryTiming, Reading
from spse_monev.migrations import migrate
from spse_monev.period import Day
from spse_monev.pipeline.pages.search import LIMIT, MAX_WORDS, Search, Sought, read_search
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.warehouse import Warehouse

MESSAGES = {
    "a": ("ERROR", "23505", "duplicate key value violates unique constraint", ""),
    "b": ("FATAL", None, "disk 100% penuh", ""),
    "c": ("ERROR", "java.lang.NullPointerException", "gagal_simpan", "controllers.BerkasCtr (BerkasCtr.java:12)"),
    "d": ("ERROR", None, r"jalur C:\data 'kutip'", ""),
}


@pytest.fixture
def site(server: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    migrate(server.uri(database))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", server.uri(database))
    site = read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]
    with psycopg.connect(server.uri(database)) as connection:
        for date_ in (date(2026, 11, 1), date(2026, 11, 3)):
            store(site, Warehouse(connection), Day(date_, site.zone))
    return site


def store(site: Site, warehouse: Warehouse, day: Day) -> None:
    errors = tuple(
        ErrorCount(fingerprint, severity, code, message, 2, day.start, day.start, (0,) * 24, place=place, sample="x")
        for fingerprint, (severity, code, message, place) in MESSAGES.items()
    )
    queries = tuple(
        QueryTiming(f"q{index}", f"SELECT {index} FROM lelang_seleksi", (), 10, 100, 20) for index in range(LIMIT + 2)
    )
    warehouse.store_reading(
        site.key, day, "database_log", Reading(Coverage(CoverageState.OK), errors=errors, queries=queries)
    )


def found(site: Site, text: str, sought: Sought | None = Sought.ERRORS) -> Search:
    return read_search(site, text, sought, EnvironmentConnections())


@pytest.mark.parametrize(
    ("text", "fingerprints"),
    [
        ("KEY duplicate", "a"), ("23505", "a"), ("fatal", "b"), ("nullpointer berkas", "c"), ("java:12", "c"),
        ("%", "b"), ("_", "c"), ("\\", "d"), ("'kutip'", "d"), ("duplicate penuh", ""), ("dupli%key", ""),
        ("'; DROP TABLE monev.error_daily; --", ""), ("100%%", ""), ("\0penuh\0", "b"), ("\ud800penuh", "b"),
    ],
)  # fmt: skip
def test_each_word_is_sought_as_it_is_written(site: Site, text: str, fingerprints: str) -> None:
    assert [each.fingerprint for each in found(site, text).errors] == list(fingerprints)


def test_found_errors_have_their_history(site: Site) -> None:
    (each,) = found(site, "duplicate").errors
    assert (each.count, each.days_seen, each.first_day, each.last_day) == (4, 2, date(2026, 11, 1), date(2026, 11, 3))
    assert each.source_label == site.sources["database_log"].label


def test_no_more_than_the_first_are_shown_and_all_are_counted(site: Site) -> None:
    search = found(site, "lelang", None)
    assert (len(search.queries), search.query_count, search.error_count) == (LIMIT, LIMIT + 2, 0)
    assert search.sought == tuple(Sought)


def test_only_what_is_asked_for_is_sought(site: Site) -> None:
    assert found(site, "lelang").queries == ()
    assert found(site, "duplicate", Sought.QUERIES).errors == ()


@pytest.mark.parametrize("text", ["", "  ", "\0"])
def test_without_words_nothing_is_sought(site: Site, text: str) -> None:
    search = found(site, text, None)
    assert (search.words, search.errors, search.queries) == ((), (), ())
    assert (search.first_day, search.last_day, search.deleted_until) == (date(2026, 11, 1), date(2026, 11, 3), None)


def test_long_texts_are_cut(site: Site) -> None:
    assert len(found(site, " ".join(f"kata{index}" for index in range(1000))).words) == MAX_WORDS
