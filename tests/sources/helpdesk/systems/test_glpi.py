from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from spse_monev.complaints import Channel, ComplaintState, UserType
from spse_monev.sources.helpdesk.systems import glpi as module
from spse_monev.sources.http import FetchError
from tests.sources.helpdesk.systems import glpi_stand_in
from tests.sources.helpdesk.systems.glpi_stand_in import CONNECTION, Glpi
from tests.sources.helpdesk.systems.stand_in import Fault, at, running, says_nothing_secret


@pytest.fixture
def glpi() -> Iterator[Glpi]:
    stand_in = Glpi()
    with running(stand_in):
        yield stand_in


def test_a_ticket_from_its_content_to_its_solution(glpi: Glpi) -> None:
    glpi.add(
        5,
        "2026-10-05 08:30:00",
        "&#60;p&#62;Unggah gagal&#60;/p&#62;&#60;p&#62;berkas &#38;lt; 2 GB&#60;/p&#62;",
        followups=(
            (7, "2026-10-05 08:45:00", "&lt;p&gt;Tambahan dari pelapor&lt;/p&gt;"),
            (8, "2026-10-05 08:46:00", "<p>Dari pengamat</p>"),
            (-2, "2026-10-05 08:50:00", "<p>Intern: tiket LPSE Support 48213</p>"),
            (3, "2026-10-05 09:00:00", "<p>Kami periksa</p>"),
        ),
        solutions=(("2026-10-05 10:00:00", "<p>Sudah baik</p>", 3),),
        status=6,
        solvedate="2026-10-05 10:00:00",
        closedate="2026-10-08 10:00:00",
    )
    (found,) = glpi.read().tickets
    assert (found.text, found.title) == ("Unggah gagal\nberkas < 2 GB", "Judul 5")
    assert (found.ticket, found.origin_id, found.support_ticket) == ("5", "5", "48213")
    assert (found.received_at, found.answered_at, found.solved_at) == (
        at("2026-10-05 08:30:00"), at("2026-10-05 09:00:00"), at("2026-10-05 10:00:00"),
    )  # fmt: skip
    assert (found.solution, found.state, found.is_reopened) == ("Sudah baik", ComplaintState.SOLVED, False)
    assert (found.channel, found.user_type) == (Channel.EMAIL, UserType.PROVIDER)
    assert (found.category, found.institution) == ("SPSE > Penyedia", "Dinas Contoh")
    assert (found.urgency, found.impact, found.priority) == ("Sedang", "Rendah", "Tinggi")
    assert found.handler == "Orang Sintetis 2"
    assert found.reporter.names == ("Orang Sintetis 7",)
    assert found.reporter.emails == ("orang7@contoh.id", "luar@contoh.id")
    assert (found.reporter.phones, found.reporter.identities) == (("0812-0000-0000",), ("3500000000000000",))
    assert glpi.had_all_entities


def test_the_session_is_closed_whatever_happens(glpi: Glpi) -> None:
    glpi.add(1, "2026-10-05 08:00:00")
    glpi.read()
    glpi.fault = lambda asked: Fault(500) if asked.path.endswith("/search/Ticket") else None
    with pytest.raises(FetchError):
        glpi.read()
    assert glpi.paths().count("/apirest.php/killSession") == 2
    assert glpi.open_sessions == 0


def test_a_refused_solution_reopens(glpi: Glpi) -> None:
    refused = ("2026-10-05 09:00:00", "<p>Coba lagi</p>", 4)
    glpi.add(1, "2026-10-05 08:00:00", solutions=(refused,), status=2)
    glpi.add(2, "2026-10-05 08:00:00", solutions=(refused, ("2026-10-06 09:00:00", "Beres", 2)), status=5,
             solvedate="2026-10-06 09:00:00")  # fmt: skip
    first, second = glpi.read().tickets
    assert (first.state, first.is_reopened, first.solution) == (ComplaintState.IN_PROGRESS, True, "")
    assert (second.state, second.is_reopened, second.solution) == (ComplaintState.SOLVED, True, "Beres")


def test_pages_deleted_tickets_and_the_ends_of_the_span(glpi: Glpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    for number, date in enumerate(
        ("2026-09-30 23:59:59", "2026-10-01 00:00:00", "2026-10-05 08:00:00", "2026-10-06 08:00:00",
         "2026-10-31 23:59:59", "2026-11-01 00:00:00"), 1,
    ):  # fmt: skip
        glpi.add(number, date, followups=((3, date, "a"), (3, date, "b")))
    glpi.add(7, "2026-10-05 08:00:00", is_deleted=1)
    found = glpi.read()
    assert [ticket.origin_id for ticket in found.tickets] == ["2", "3", "4", "5"]
    assert found.reasons == ()


def test_times_are_in_the_zone_of_the_settings(glpi: Glpi) -> None:
    glpi.add(1, "2026-10-01 01:30:00")
    glpi.add(2, "2026-10-01 02:00:00")
    found = glpi.read(zone="Asia/Jayapura")
    assert [(ticket.origin_id, ticket.received_at) for ticket in found.tickets] == [("2", at("2026-10-01 00:00:00"))]


def test_an_account_that_sees_its_own_tickets_only(glpi: Glpi) -> None:
    glpi.interface = "helpdesk"
    glpi.add(1, "2026-10-05 08:00:00")
    (reason,) = glpi.read().reasons
    assert reason.startswith("profil akun itu hanya melihat tiketnya sendiri")


def test_tickets_that_may_not_be_read(glpi: Glpi) -> None:
    glpi.add(1, "2026-10-05 08:00:00")
    glpi.add(2, "2026-10-05 08:00:00")
    glpi.hidden = {1}
    found = glpi.read()
    assert [ticket.origin_id for ticket in found.tickets] == ["2"]
    assert found.reasons[0].startswith("isi 1 dari 2 tiket tidak terbaca: ")
    glpi.hidden = {1, 2}
    with pytest.raises(FetchError):
        glpi.read()


@pytest.mark.parametrize("change", [{"login": "salah"}, {"password": "salah"}, {"login": ""}])
def test_tokens_that_are_wrong(glpi: Glpi, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]) -> None:
    monkeypatch.setattr(glpi_stand_in, "CONNECTION", replace(CONNECTION, **change))
    with pytest.raises(FetchError, match="menolak membuka sesi") as caught:
        glpi.read()
    assert says_nothing_secret(caught.value)
    assert glpi.open_sessions == 0


def test_the_address_may_name_the_script(glpi: Glpi) -> None:
    glpi.add(1, "2026-10-05 08:00:00")
    glpi.url += "/apirest.php/"
    assert len(glpi.read().tickets) == 1


def test_the_root_entity_is_no_institution_and_no_source_no_channel(glpi: Glpi) -> None:
    glpi.add(1, "2026-10-05 08:00:00", entities_id="LPSE", requesttypes_id=0, itilcategories_id="&nbsp;")
    (found,) = glpi.read().tickets
    assert (found.institution, found.channel, found.category) == ("", Channel.UNKNOWN, "")
