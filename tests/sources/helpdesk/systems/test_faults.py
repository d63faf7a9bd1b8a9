"""The three APIs when something is wrong: an error with the mend, or a reading that says what it lacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from spse_monev.sources.helpdesk.systems import freescout, glpi, zammad
from spse_monev.sources.http import FetchError
from tests.sources.helpdesk.systems import freescout_stand_in, glpi_stand_in, zammad_stand_in
from tests.sources.helpdesk.systems.freescout_stand_in import FreeScout
from tests.sources.helpdesk.systems.glpi_stand_in import Glpi
from tests.sources.helpdesk.systems.stand_in import Asked, Fault, running, says_nothing_secret
from tests.sources.helpdesk.systems.zammad_stand_in import Zammad

System = Zammad | Glpi | FreeScout
_LISTS = ("/api/v1/tickets/search", "/apirest.php/search/Ticket", "/api/conversations")


@pytest.fixture(params=[Zammad, Glpi, FreeScout])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """One of them with five tickets on three pages."""
    for module in (zammad, glpi, freescout):
        monkeypatch.setattr(module, "_PAGE", 2)
    stand_in: System = request.param()
    for number in range(1, 6):
        if isinstance(stand_in, Glpi):
            stand_in.add(number, f"2026-10-0{number} 08:00:00")
        else:
            stand_in.add(number, f"2026-10-0{number}T01:00:00Z")
    with running(stand_in):
        yield stand_in


def on_list(fault: Fault, number: int = 1) -> Callable[[Asked], Fault | None]:
    """The fault instead of the n-th answer of the list of tickets."""
    count = 0

    def answer(asked: Asked) -> Fault | None:
        nonlocal count
        count += asked.path in _LISTS
        return fault if asked.path in _LISTS and count == number else None

    return answer


def test_all_five(system: System) -> None:
    found = system.read()
    assert ([ticket.origin_id for ticket in found.tickets], found.reasons) == ([*"12345"], ())


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(401, '{"error": "Pengguna Sintetis"}'), "menolak"),
        (Fault(403, "Pengguna Sintetis"), "menolak"),
        (Fault(200, "<!DOCTYPE html><html><title>Masuk</title></html>"), "halaman HTML"),
        (Fault(200, '{"benar": '), "bukan JSON"),
        (Fault(200, '{"lain": "Pengguna Sintetis"}'), "tidak dikenal|tidak memberi sesi|GLPI"),
        (Fault(200, '"Pengguna Sintetis"'), "tidak dikenal"),
        (Fault(500, "sintetis@contoh.id"), "HTTP 500"),
        (Fault(404), "HTTP 404"),
    ],
)
def test_nothing_can_be_read(system: System, fault: Fault, words: str) -> None:
    system.fault = lambda _: fault
    with pytest.raises(FetchError, match=words) as caught:
        system.read()
    assert says_nothing_secret(caught.value)


def test_nobody_answers(system: System) -> None:
    system.url = "http://127.0.0.1:1"
    with pytest.raises(FetchError, match="koneksi ditolak"):
        system.read()


def test_a_page_that_fails_midway_makes_it_partial(system: System) -> None:
    system.fault = on_list(Fault(502), 2)
    found = system.read()
    # FreeScout asks for each status by itself, and goes on with the next.
    assert [ticket.origin_id for ticket in found.tickets] == ["1", "2"]
    (reason,) = found.reasons
    assert reason.startswith("daftar tiket hanya terbaca sampai halaman 1 (2 tiket): ")
    assert says_nothing_secret(reason)


def test_an_html_page_midway_makes_it_partial(system: System) -> None:
    system.fault = on_list(Fault(200, "<html><title>Perawatan</title></html>"), 3)
    found = system.read()
    assert [ticket.origin_id for ticket in found.tickets] == ["1", "2", "3", "4"]
    assert "halaman HTML" in found.reasons[0]


@pytest.mark.parametrize("as_date", [False, True])
def test_a_limit_of_requests_is_waited_for(system: System, as_date: bool) -> None:
    # By the server's clock, which is an hour slow.
    served_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    wanted = format_datetime(served_at + timedelta(seconds=1), usegmt=True) if as_date else "1"
    system.clock = format_datetime(served_at, usegmt=True)
    system.fault = on_list(Fault(429, "Too many", (("Retry-After", wanted),)), 2)
    begun = time.monotonic()
    found = system.read()
    assert (len(found.tickets), found.reasons) == (5, ())
    assert 1 <= time.monotonic() - begun < 4


def test_a_pause_longer_than_the_time_limit_is_not_waited_for(system: System) -> None:
    system.fault = on_list(Fault(429, "", (("Retry-After", "86400"),)), 2)
    begun = time.monotonic()
    found = system.read()
    assert time.monotonic() - begun < 10
    assert len(found.tickets) == 2
    assert "minta jeda 86400 detik" in found.reasons[0]


def test_a_server_that_always_limits_ends(system: System) -> None:
    system.fault = lambda _: Fault(429, "", (("Retry-After", "1"),))
    with pytest.raises(FetchError, match=r"membatasi permintaan|terlalu lambat"):
        system.read(timeout_seconds=0.1)


def test_a_server_that_falls_silent_midway(system: System) -> None:
    lists = 0

    def silent(asked: Asked) -> Fault | None:
        nonlocal lists
        lists += asked.path in _LISTS
        if lists > 1 and asked.path in _LISTS:
            time.sleep(1.5)
        return None

    system.fault = silent
    found = system.read(timeout_seconds=0.5)
    assert [ticket.origin_id for ticket in found.tickets][:2] == ["1", "2"]
    assert any("dalam 0.5 detik" in reason for reason in found.reasons)


@pytest.mark.parametrize("password", ["", "  ", "tóken", "dua\nbaris"])
def test_a_secret_that_cannot_be_one(system: System, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    for module in (freescout_stand_in, glpi_stand_in, zammad_stand_in):
        monkeypatch.setattr(module, "CONNECTION", replace(module.CONNECTION, password=password))
    with pytest.raises(FetchError, match="salin ulang"):
        system.read()
    assert system.asked == []
