from __future__ import annotations

from collections.abc import Iterator

import pytest

from spse_monev.complaints import Channel, ComplaintState, UserType
from spse_monev.sources.helpdesk.systems import zammad as module
from tests.sources.helpdesk.systems.stand_in import Asked, Fault, at, running
from tests.sources.helpdesk.systems.zammad_stand_in import Zammad


@pytest.fixture
def zammad() -> Iterator[Zammad]:
    stand_in = Zammad()
    with running(stand_in):
        yield stand_in


def test_a_ticket_from_the_first_article_to_the_last(zammad: Zammad) -> None:
    zammad.add(
        5, "2026-10-05T01:30:00.000Z",
        ("System", "2026-10-05T01:30:01.000Z", "Balasan otomatis"),
        ("Customer", "2026-10-05T01:30:00.000Z", "<div>Unggah <b>gagal</b></div><div>di 99%</div>"),
        ("(Agent)", "2026-10-05T01:40:00.000Z", "Intern: tiket LPSE Support #48213"),
        ("Agent", "2026-10-05T02:00:00.000Z", "Kami periksa"),
        ("Agent", "2026-10-05T03:00:00.000Z", "Sudah baik<div data-signature='true' class='signature'>Salam</div>"),
        ("Agent", "2026-10-09T03:00:00.000Z", "Sama-sama"),
        state="closed", close_at="2026-10-05T03:00:00.500Z",
    )  # fmt: skip
    (found,) = zammad.read().tickets
    assert (found.text, found.title, found.ticket, found.origin_id) == ("Unggah gagal\ndi 99%", "Judul 5", "71005", "5")
    assert (found.solution, found.support_ticket) == ("Sudah baik", "48213")
    assert (found.received_at, found.answered_at) == (at("2026-10-05 08:30:00"), at("2026-10-05 09:00:00"))
    assert found.solved_at == at("2026-10-05 10:00:00.500000")
    assert (found.state, found.is_reopened) == (ComplaintState.SOLVED, False)
    assert (found.channel, found.user_type) == (Channel.EMAIL, UserType.PROVIDER)
    assert (found.category, found.institution, found.priority) == ("SPSE", "Dinas Contoh", "2 normal")
    assert found.handler == "Petugas Contoh"
    assert found.reporter.names == ("Pengguna Sintetis",)
    assert (found.reporter.emails, found.reporter.phones) == (("sintetis@contoh.id",), ("+62 812-0000-0000",))


def test_states_by_their_kind_whatever_their_names(zammad: Zammad) -> None:
    when = "2026-10-05T01:00:00.000Z"
    for number, state in enumerate(("diterima", "open", "pending reminder", "selesai dijawab", "merged"), 1):
        zammad.add(number, when, state=state, close_at="2026-10-06T01:00:00Z" if number > 1 else None)
    found = zammad.read().tickets
    assert [ticket.state.value for ticket in found] == ["recorded", "in_progress", "in_progress", "solved"]
    assert [ticket.is_reopened for ticket in found] == [False, True, True, False]
    assert [ticket.solved_at for ticket in found] == [None, None, None, at("2026-10-06 08:00:00")]


def test_closed_again(zammad: Zammad) -> None:
    zammad.add(
        1, "2026-10-05T01:00:00Z", state="closed", close_at="2026-10-06T01:00:00Z", last_close_at="2026-10-08T01:00:00Z"
    )
    (found,) = zammad.read().tickets
    assert (found.is_reopened, found.solved_at) == (True, at("2026-10-08 08:00:00"))


def test_all_pages_though_they_are_shorter_than_asked_for_and_the_end_is_outside(zammad: Zammad) -> None:
    zammad.largest_page = 3
    for number in range(1, 9):
        zammad.add(number, f"2026-10-{number:02}T01:00:00.000Z")
    zammad.add(9, "2026-09-30T16:59:59.000Z")
    zammad.add(10, "2026-09-30T17:00:00.000Z")
    zammad.add(11, "2026-10-31T17:00:00.000Z")
    found = zammad.read()
    assert [ticket.origin_id for ticket in found.tickets] == ["10", *"12345678"]
    assert found.reasons == ()


def test_without_elasticsearch_all_tickets_are_listed(zammad: Zammad) -> None:
    zammad.has_elasticsearch = False
    zammad.add(1, "2026-10-05T01:00:00.000Z")
    zammad.add(2, "2025-10-05T01:00:00.000Z")
    found = zammad.read()
    assert ([ticket.origin_id for ticket in found.tickets], found.reasons) == (["1"], ())


def test_no_tickets_are_no_fault(zammad: Zammad) -> None:
    found = zammad.read()
    assert (found.tickets, found.reasons, found.rejections) == ((), (), ())


def test_groups(zammad: Zammad) -> None:
    for number, group in enumerate(("SPSE", "Umum", "Spam", "Keuangan"), 1):
        zammad.add(number, "2026-10-05T01:00:00.000Z", group=group)
    assert [ticket.category for ticket in zammad.read().tickets] == ["SPSE", "Umum", "Keuangan"]
    found = zammad.read(groups=["SPSE", "Tertutup", "Tidak ada"])
    assert [ticket.category for ticket in found.tickets] == ["SPSE"]
    assert found.reasons == (
        "token tidak boleh membaca grup Tertutup, Tidak ada; beri hak baca atau perbaiki 'groups'",
    )


def test_a_complaint_that_the_staff_wrote_down(zammad: Zammad) -> None:
    zammad.add(
        1, "2026-10-05T01:00:00.000Z", ("Agent", "2026-10-05T01:00:00.000Z", "Penelepon tidak dapat masuk"),
        ("Agent", "2026-10-05T01:05:00.000Z", "Dijawab"), create_article_type="phone",
    )  # fmt: skip
    (found,) = zammad.read().tickets
    assert (found.text, found.channel) == ("Penelepon tidak dapat masuk", Channel.PHONE)
    assert found.answered_at == at("2026-10-05 08:05:00")


def test_fields_of_ones_own(zammad: Zammad) -> None:
    zammad.add(1, "2026-10-05T01:00:00Z", kategori="Login", no_tiket_lkpp="771204", create_article_type="note")
    (found,) = zammad.read().tickets
    assert (found.category, found.support_ticket, found.channel) == ("Login", "771204", Channel.UNKNOWN)


def test_a_ticket_without_a_time_is_rejected_without_its_content(zammad: Zammad) -> None:
    zammad.has_elasticsearch = False
    zammad.add(4, "")
    (rejection,) = zammad.read().rejections
    assert (rejection.file, rejection.sheet, rejection.problem) == (
        "Zammad", "tiket 4", "waktu pembuatannya tidak terbaca",
    )  # fmt: skip


def test_people_that_may_not_be_read(zammad: Zammad) -> None:
    zammad.add(1, "2026-10-05T01:00:00Z")
    zammad.fault = lambda asked: Fault(403, "{}") if asked.path.startswith("/api/v1/users/") else None
    found = zammad.read()
    assert found.tickets[0].reporter.emails == ("sintetis@contoh.id",)
    assert len(found.reasons) == 1
    assert found.reasons[0].startswith("nama dan telepon sebagian orang tidak terbaca: ")


def test_a_limit_of_tickets(zammad: Zammad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TICKETS", 2)
    for number in range(1, 4):
        zammad.add(number, "2026-10-05T01:00:00Z")
    found = zammad.read()
    assert (len(found.tickets), found.reasons) == (2, ("lebih dari 2 tiket; sisanya tidak dibaca",))


def test_a_server_that_repeats_its_first_page_ends(zammad: Zammad) -> None:
    zammad.add(1, "2026-10-05T01:00:00Z")

    def first_page(asked: Asked) -> Fault | None:
        asked.query["page"] = "1"
        return None

    zammad.fault = first_page
    found = zammad.read()
    assert (len(found.tickets), len(found.reasons)) == (1, 1)
    assert "hanya mengulang" in found.reasons[0]
