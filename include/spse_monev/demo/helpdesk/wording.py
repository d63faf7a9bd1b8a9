"""How helpdesk staff write dates, ways in, roles and states: each in many ways, and each way in use somewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from babel.dates import format_datetime

from spse_monev.complaints import Channel, ComplaintState, UserType

Written = str | datetime


@dataclass(frozen=True, slots=True)
class DateStyle:
    """A way to write a moment (naive, on the office's clock); a `datetime` is written as a real date of the sheet."""

    write: Callable[[datetime], Written]
    has_time: bool
    number_format: str = "General"


def _in_words(pattern: str) -> Callable[[datetime], Written]:
    return lambda moment: format_datetime(moment, pattern, locale="id")


def _midnight(moment: datetime) -> Written:
    return moment.replace(hour=0, minute=0, second=0)


REAL_DATE = DateStyle(_midnight, has_time=False, number_format="dd/mm/yyyy")
REAL_TIME = DateStyle(lambda moment: moment, has_time=True, number_format="dd/mm/yyyy hh:mm")
DATES = (
    REAL_DATE,
    REAL_DATE,
    REAL_DATE,
    DateStyle(_midnight, has_time=False, number_format="d mmmm yyyy"),
    DateStyle(_in_words("d/M/y"), has_time=False),
    DateStyle(_in_words("dd-MM-y"), has_time=False),
    DateStyle(_in_words("dd.MM.y"), has_time=False),
    DateStyle(_in_words("dd/MM/yy"), has_time=False),
    DateStyle(_in_words("d MMMM y"), has_time=False),
    DateStyle(_in_words("d MMM y"), has_time=False),
    DateStyle(_in_words("EEEE, d MMMM y"), has_time=False),
    DateStyle(_in_words("y-MM-dd"), has_time=False),
    DateStyle(lambda moment: f" {format_datetime(moment, 'd  MMMM y', locale='id').upper()}\N{NO-BREAK SPACE}", False),
)
TIMES = (
    REAL_TIME,
    REAL_TIME,
    DateStyle(_in_words("d/M/y HH.mm"), has_time=True),
    DateStyle(_in_words("dd-MM-y HH:mm"), has_time=True),
    DateStyle(_in_words("d MMMM y 'pukul' HH.mm"), has_time=True),
    DateStyle(_in_words("EEEE, d MMM y 'jam' H.mm"), has_time=True),
)

CHANNELS: Mapping[Channel, tuple[str, ...]] = MappingProxyType(
    {
        Channel.CHAT: ("WA", "WA", "Whatsapp", "WhatsApp", "wa", "chat"),
        Channel.PHONE: ("Telepon", "Telp", "telp.", "Tlp"),
        Channel.EMAIL: ("Email", "E-mail", "e-mail", "Surel"),
        Channel.VISIT: ("Datang langsung", "Tatap muka", "Offline"),
        Channel.SMS: ("SMS",),
        Channel.LETTER: ("Surat",),
        Channel.VIDEO_CALL: ("Zoom", "VC"),
        Channel.LPSE_SUPPORT: ("LPSE Support",),
        Channel.UNKNOWN: ("", "-"),
    }
)
CHANNEL_WEIGHTS = (40, 18, 14, 12, 2, 2, 2, 4, 6)  # in the order of CHANNELS

USER_TYPES: Mapping[UserType, tuple[str, ...]] = MappingProxyType(
    {
        UserType.PROVIDER: ("Penyedia", "penyedia", "PENYEDIA", "Rekanan"),
        UserType.COMMITTEE: ("Pokja", "Pokja Pemilihan", "pokja 3", "Panitia", "Pejabat Pengadaan"),
        UserType.PPK: ("PPK", "ppk", "PA/KPA"),
        UserType.AUDITOR: ("Auditor",),
        UserType.PUBLIC: ("Masyarakat", "Umum"),
    }
)
USER_TYPE_WEIGHTS = (60, 18, 16, 2, 4)  # in the order of USER_TYPES

STATES: Mapping[ComplaintState, tuple[str, ...]] = MappingProxyType(
    {
        ComplaintState.SOLVED: ("Selesai", "Selesai", "selesai", "SELESAI", "Sudah selesai", "Done", "closed", "ok"),
        ComplaintState.IN_PROGRESS: (
            "Proses", "dalam proses", "on progress", "Ditangani", "pending", "menunggu jawaban LKPP", "eskalasi LKPP",
        ),
        ComplaintState.RECORDED: ("Tercatat", "baru", "Open", "belum ditangani"),
    }
)  # fmt: skip
STATE_WEIGHTS = (80, 13, 7)  # in the order of STATES
REOPENED = ("Dibuka kembali", "reopen", "dibuka lagi")
HANDLER_PHONE = "081200009998"
HANDLERS = ("Petugas A", "Petugas B", "petugas C", f"Petugas D ({HANDLER_PHONE})")
# What the staff note of the reporter stands in braces.
SOLUTIONS = (
    "Sudah ditelepon ke {phone}",
    "Dijelaskan kepada {name}, sudah mengerti",
    "Dikirim ke {email}",
    "Sudah dijelaskan langkahnya",
    "Dipandu lewat telepon sampai berhasil",
    "Diteruskan ke LPSE Support",
    "diminta mengganti peramban dan mencoba lagi",
    "Dikirim panduan (PDF)",
    "ok",
    "",
)
