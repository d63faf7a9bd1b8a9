from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spse_monev.complaints import Channel, UserType
from spse_monev.sources.helpdesk.systems.moments import moment
from spse_monev.sources.helpdesk.systems.story import Message, tell
from spse_monev.sources.helpdesk.systems.words import (
    channel_of,
    is_support_field,
    support_ticket_in,
    support_ticket_of,
    user_type_of,
)
from tests.sources.helpdesk.systems.stand_in import ZONE

BEGUN = datetime(2026, 10, 5, 8, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("words", "channel"),
    [("E-Mail", Channel.EMAIL), ("email", Channel.EMAIL), ("Phone", Channel.PHONE), ("Telepon", Channel.PHONE),
     ("WhatsApp", Channel.CHAT), ("telegram personal-message", Channel.CHAT), ("SMS", Channel.SMS),
     ("Helpdesk", Channel.WEB_FORM), ("web", Channel.WEB_FORM), ("Direct", Channel.VISIT),
     ("Tatap muka", Channel.VISIT), ("Written", Channel.LETTER), ("Surat dinas", Channel.LETTER),
     ("LPSE Support", Channel.LPSE_SUPPORT), ("Zoom", Channel.VIDEO_CALL), ("Surel", Channel.EMAIL),
     ("Merpati", Channel.OTHER), ("", Channel.UNKNOWN), ("  ", Channel.UNKNOWN)],
)  # fmt: skip
def test_channels(words: str, channel: Channel) -> None:
    assert channel_of(words) is channel


@pytest.mark.parametrize(
    ("names", "user_type"),
    [(("Pokja Pemilihan 3",), UserType.COMMITTEE), (("", "UKPBJ"), UserType.COMMITTEE), (("PPK",), UserType.PPK),
     (("Umum PA/KPA",), UserType.PPK), (("Pejabat Pembuat Komitmen",), UserType.PPK),
     (("Penyedia / Unggah",), UserType.PROVIDER), (("Rekanan",), UserType.PROVIDER),
     (("Inspektorat Daerah",), UserType.AUDITOR), (("BPK",), UserType.AUDITOR), (("Masyarakat",), UserType.PUBLIC),
     (("Helpdesk", "Dinas Kesehatan"), UserType.UNKNOWN), (("Kepada Pa Budi",), UserType.UNKNOWN),
     ((), UserType.UNKNOWN)],
)  # fmt: skip
def test_user_types(names: tuple[str, ...], user_type: UserType) -> None:
    assert user_type_of(*names) is user_type


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sudah dibuat tiket LPSE Support #48213 tadi", "48213"),
        ("Tiket LPSE Support nomor: LS-2026/771", "LS-2026/771"),
        ("dilaporkan ke LPSE Support dengan nomor tiket 48213.", "48213"),
        ("tiket di lpse-support no. 48213", "48213"),
        ("LPSE Support LKPP tiket #A48213", "A48213"),
        ("https://lpse-support.lkpp.go.id/tickets/48213?x=1", "48213"),
        ("lihat https://lpse-support.lkpp.go.id/index.php?tiket=771204", "771204"),
        ("mohon bantu lewat LPSE Support", ""),
        ("tiket LPSE Support belum ada, NIK 3500000000000000", ""),
        ("tiket LPSE Support 3500000000000000", ""),
        ("tiket 48213", ""),
        ("https://lpse-support.lkpp.go.id/", ""),
        ("support 48213", ""),
    ],
)
def test_the_number_at_lpse_support(text: str, number: str) -> None:
    assert support_ticket_in(text) == number


def test_fields_for_it() -> None:
    names = ("tiket_lpse_support", "No Tiket LKPP", "LPSE Support", "support_lkpp", "tiket", "support", "lkpp")
    assert [is_support_field(name) for name in names] == [True] * 4 + [False] * 3
    assert [support_ticket_of(value) for value in ("48213", "No. LS-77/1", "belum", "", "3500000000000000")] == [
        "48213", "LS-77/1", "", "", "",
    ]  # fmt: skip


def message(minutes: int, text: str, *, by_staff: bool = False, is_internal: bool = False) -> Message:
    return Message(BEGUN + timedelta(minutes=minutes), by_staff, text, is_internal)


def test_a_story_in_any_order() -> None:
    found = tell(
        [message(30, "beres", by_staff=True), message(40, "makasih"), message(0, "gagal"),
         message(5, "intern", by_staff=True, is_internal=True), message(10, "dicek", by_staff=True),
         message(99, "sama-sama", by_staff=True)],
        BEGUN, BEGUN + timedelta(minutes=30),
    )  # fmt: skip
    assert (found.text, found.solution, found.answered_at) == ("gagal", "beres", BEGUN + timedelta(minutes=10))


def test_what_is_not_solved_has_no_solution_and_what_nobody_wrote_no_text() -> None:
    assert tell([message(0, "gagal"), message(1, "dicek", by_staff=True)], BEGUN, None).solution == ""
    assert tell([message(0, "intern", by_staff=True, is_internal=True)], BEGUN, BEGUN).text == ""
    late = tell([message(0, "gagal"), message(60, "susulan", by_staff=True)], BEGUN, BEGUN + timedelta(minutes=30))
    assert late.solution == "susulan"


@pytest.mark.parametrize(
    ("value", "found"),
    [("2026-10-05T01:00:00.000Z", BEGUN), ("2026-10-05T08:00:00+07:00", BEGUN), ("2026-10-05 08:00:00", BEGUN),
     ("0000-00-00 00:00:00", None), ("", None), (None, None), (5, None), ("kemarin", None),
     ("0001-01-01T00:00:00+14:00", None)],
)  # fmt: skip
def test_times(value: object, found: datetime | None) -> None:
    assert moment(value, ZONE) == found
    assert found is None or found.astimezone(UTC).hour == 1
