from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from spse_monev.complaints import Channel, ComplaintState, UserType
from spse_monev.sources.helpdesk.systems import freescout as module
from tests.sources.helpdesk.systems.freescout_stand_in import FreeScout
from tests.sources.helpdesk.systems.stand_in import Fault, at, running


@pytest.fixture
def freescout() -> Iterator[FreeScout]:
    stand_in = FreeScout()
    with running(stand_in):
        yield stand_in


def test_a_conversation_from_the_first_thread_to_the_last(freescout: FreeScout) -> None:
    freescout.add(
        5, "2026-10-05T01:30:00Z",
        ("customer", "2026-10-05T01:30:00Z", "Unggah gagal<br>di 99%", "active"),
        ("note", "2026-10-05T01:40:00Z", "Intern: https://lpse-support.lkpp.go.id/tickets/48213"),
        ("message", "2026-10-05T02:00:00Z", "Kami periksa", "pending"),
        ("lineitem", "2026-10-05T02:30:00Z", ""),
        ("customer", "2026-10-05T02:40:00Z", "Baik<div class='gmail_quote'>Kami periksa</div>", "active"),
        ("message", "2026-10-05T03:00:00Z", "<p>Sudah baik</p>", "closed"),
        status="closed", closedAt="2026-10-05T03:00:00Z",
        customFields=[{"id": 1, "name": "Kategori", "value": "3", "text": "Penawaran"},
                      {"id": 2, "name": "Prioritas", "value": "2", "text": "Tinggi"}],
    )  # fmt: skip
    (found,) = freescout.read().tickets
    assert (found.text, found.title, found.ticket, found.origin_id) == ("Unggah gagal\ndi 99%", "Judul 5", "305", "5")
    assert (found.solution, found.support_ticket) == ("Sudah baik", "48213")
    assert (found.received_at, found.answered_at, found.solved_at) == (
        at("2026-10-05 08:30:00"), at("2026-10-05 09:00:00"), at("2026-10-05 10:00:00"),
    )  # fmt: skip
    assert (found.state, found.is_reopened) == (ComplaintState.SOLVED, False)
    assert (found.channel, found.user_type) == (Channel.EMAIL, UserType.PROVIDER)
    assert (found.category, found.priority, found.institution) == ("Penawaran", "Tinggi", "CV Contoh Sintetis")
    assert found.handler == "Petugas Contoh"
    assert found.reporter.emails == ("sintetis@contoh.id", "kedua@contoh.id")
    assert (found.reporter.phones, found.reporter.names) == (("0812-0000-0000",), ("Pengguna Sintetis",))
    assert (found.reporter.addresses, found.reporter.companies) == (("Jalan Contoh 1",), ("CV Contoh Sintetis",))


def test_every_status_is_asked_for_and_no_spam_draft_or_deleted_one(freescout: FreeScout) -> None:
    rows: list[dict[str, Any]] = [
        {"status": "active"}, {"status": "pending"}, {"status": "closed"}, {"status": "spam"},
        {"state": "deleted"}, {"state": "draft"},
    ]  # fmt: skip
    for number, more in enumerate(rows, 1):
        freescout.add(number, f"2026-10-0{number}T01:00:00Z", **more)
    found = freescout.read()
    assert [(ticket.origin_id, ticket.state.value) for ticket in found.tickets] == [
        ("1", "recorded"), ("2", "in_progress"), ("3", "solved"),
    ]  # fmt: skip
    assert found.reasons == ()


def test_reopened(freescout: FreeScout) -> None:
    threads = (
        ("customer", "2026-10-05T01:00:00Z", "x", "active"),
        ("message", "2026-10-05T02:00:00Z", "y", "closed"),
        ("customer", "2026-10-05T03:00:00Z", "masih", "active"),
    )
    freescout.add(1, "2026-10-05T01:00:00Z", *threads)
    freescout.add(2, "2026-10-05T01:00:00Z", *threads[:2], status="closed", closedAt="2026-10-05T02:00:00Z")
    assert [(ticket.is_reopened, ticket.state.value) for ticket in freescout.read().tickets] == [
        (True, "in_progress"), (False, "solved"),
    ]  # fmt: skip


def test_pages_and_the_ends_of_the_span(freescout: FreeScout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    for number, created_at in enumerate(
        ("2026-09-30T16:59:59Z", "2026-09-30T17:00:00Z", "2026-10-07T01:00:00Z", "2026-10-08T01:00:00Z",
         "2026-10-31T16:59:59Z", "2026-10-31T17:00:00Z", "2026-11-07T01:00:00Z", "2026-11-08T01:00:00Z"), 1,
    ):  # fmt: skip
        freescout.add(number, created_at)
    found = freescout.read()
    assert [ticket.origin_id for ticket in found.tickets] == ["2", "3", "4", "5"]
    assert found.reasons == ()
    # What is newer than the span is not fetched.
    pages = [asked.query["page"] for asked in freescout.asked if asked.query.get("status") == "active"]
    assert pages == ["1", "2", "3"]


def test_mailboxes(freescout: FreeScout) -> None:
    freescout.add(1, "2026-10-05T01:00:00Z")
    freescout.add(2, "2026-10-05T01:00:00Z", mailboxId=16)
    assert [ticket.category for ticket in freescout.read().tickets] == ["Helpdesk SPSE", "Umum"]
    found = freescout.read(mailboxes=[16, 99])
    assert [ticket.category for ticket in found.tickets] == ["Umum"]
    assert found.reasons == ("kotak surat 99 tidak ada di FreeScout; perbaiki 'mailboxes'",)


@pytest.mark.parametrize(
    ("kind", "way", "expected"),
    [("phone", "web", Channel.PHONE), ("chat", "api", Channel.CHAT), ("email", "web", Channel.WEB_FORM),
     ("email", "api", Channel.OTHER), ("email", "email", Channel.EMAIL)],
)  # fmt: skip
def test_channels(freescout: FreeScout, kind: str, way: str, expected: Channel) -> None:
    freescout.add(1, "2026-10-05T01:00:00Z", type=kind, source={"type": way, "via": "customer"})
    assert freescout.read().tickets[0].channel is expected


def test_tags_are_the_category_where_no_field_tells_it(freescout: FreeScout) -> None:
    freescout.add(1, "2026-10-05T01:00:00Z", _embedded={"threads": [], "tags": [{"id": 1, "name": "login"}]})
    (found,) = freescout.read().tickets
    assert (found.category, found.text) == ("login", "")


def test_a_conversation_without_a_time_is_rejected(freescout: FreeScout) -> None:
    freescout.add(1, "2026-10-05T01:00:00Z")
    freescout.conversations[0]["createdAt"] = None
    found = freescout.read()
    assert [(one.sheet, one.problem) for one in found.rejections] == [("tiket 1", "waktu pembuatannya tidak terbaca")]


def test_a_status_that_fails_makes_it_partial(freescout: FreeScout) -> None:
    freescout.add(1, "2026-10-05T01:00:00Z")
    freescout.fault = lambda asked: Fault(500) if asked.query.get("status") == "closed" else None
    found = freescout.read()
    assert len(found.tickets) == 1
    assert found.reasons[0].startswith("tiket berstatus closed tidak terbaca: ")


def test_customers_that_may_not_be_read(freescout: FreeScout) -> None:
    freescout.add(1, "2026-10-05T01:00:00Z")
    freescout.add(2, "2026-10-05T01:00:00Z")
    freescout.fault = lambda asked: Fault(404, "{}") if asked.path.startswith("/api/customers/") else None
    found = freescout.read()
    assert found.tickets[0].reporter.emails == ("sintetis@contoh.id",)
    assert len(found.reasons) == 1
    assert freescout.paths().count("/api/customers/91") == 1
