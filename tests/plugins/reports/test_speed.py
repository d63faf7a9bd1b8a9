"""With three years of days in the warehouse every page is there in less than a second of the server's time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spse_monev.demo.postgres import Server
from spse_monev.migrations import migrate
from tests.plugins.reports.conftest import LONG_HISTORY, Served
from tests.plugins.reports.long_history import fill

LIMIT_SECONDS = 1.0
TRIES = 5  # the best counts: other work on the machine is no fault of the page


@pytest.fixture(scope="module")
def long_history(server: Server, served: Served) -> Iterator[Served]:
    server.execute(f"CREATE DATABASE {LONG_HISTORY}")
    migrate(server.uri(LONG_HISTORY))
    fill(server.uri(LONG_HISTORY), "lpse_lama")
    yield served
    server.execute(f"DROP DATABASE {LONG_HISTORY} WITH (FORCE)")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("", "Kalender Oktober 2026"),
        ("?bulan=2024-05", "Kalender Mei 2024"),
        ("hari/2025-05-14", "14 Mei 2025"),
        ("bulan/2025-05", "Mei 2025"),
        ("tren", "Tren"),
        ("cari?q=galat", "Cari"),
    ],
)
def test_a_page_over_36_months_is_there_in_a_second(long_history: Served, path: str, shown: str) -> None:
    seconds = []
    for _ in range(TRIES):
        answer = long_history.get(f"/situs/lpse_lama/{path}", "kepala", Accept="text/html")
        assert (answer.status_code, shown in answer.text) == (200, True)
        # From the request to the last byte on the same machine: never less than what the server took.
        seconds.append(answer.elapsed.total_seconds())
        if min(seconds) < LIMIT_SECONDS:
            break
    assert min(seconds) < LIMIT_SECONDS


def test_the_calendar_shows_what_was_entered(long_history: Served) -> None:
    text = long_history.get("/situs/lpse_lama/?bulan=2024-05", "kepala", Accept="text/html").text
    assert "31 hari lengkap" in text
    # The 32 kinds of error that are no warning, in each of two logs.
    assert text.count("<dd>672</dd>") == 62
    assert text.count("<option") == 36
