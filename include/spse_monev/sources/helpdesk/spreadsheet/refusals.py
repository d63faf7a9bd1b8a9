"""Where something is that could not be taken, in the words of whoever has to mend it; never what stands there.

A column is named by its letter and by what it was taken for, in this project's words: a heading that a person wrote may
hold a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spse_monev.complaints import Rejection
from spse_monev.settings.helpdesk import RecapField
from spse_monev.sources.helpdesk.grid import Unusable

FIELD_LABELS: Mapping[RecapField, str] = MappingProxyType(
    {
        "ticket": "No. Tiket",
        "received_at": "Tanggal",
        "received_time": "Jam",
        "name": "Nama Pelapor",
        "identity": "No. Identitas",
        "phone": "No. Telepon",
        "email": "E-mail",
        "address": "Alamat",
        "company": "Perusahaan",
        "institution": "Instansi",
        "channel": "Media",
        "title": "Judul",
        "text": "Uraian",
        "user_type": "Jenis Pengguna",
        "category": "Kategori",
        "urgency": "Urgensi",
        "impact": "Dampak",
        "priority": "Prioritas",
        "handler": "Petugas",
        "answered_at": "Tanggal Jawaban",
        "state": "Status",
        "solution": "Solusi",
        "solved_at": "Tanggal Selesai",
        "informed": "Status Konfirmasi",
        "support_ticket": "No. Tiket LPSE Support",
    }
)
UNUSABLE: Mapping[Unusable, tuple[str, str]] = MappingProxyType(
    {
        Unusable.FORMULA: (
            "berisi rumus yang hasilnya tidak tersimpan dalam berkas",
            "buka berkas di Excel atau LibreOffice, simpan, lalu letakkan kembali; atau tempel sebagai nilai",
        ),
        Unusable.ERROR: (
            "berisi galat rumus seperti #N/A atau #REF!",
            "perbaiki rumusnya, atau ketik nilainya",
        ),
    }
)


def letter(index: int) -> str:
    """The letters of a column; 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_name(index: int, label: str) -> str:
    """'B (Tanggal)'."""
    return f"{letter(index)} ({label})"


class Refusals:
    """The rejections of one sheet."""

    def __init__(self, file: str, sheet: str) -> None:
        self._file = file
        self._sheet = sheet
        self.found: list[Rejection] = []

    def sheet(self, problem: str, expected: str, row: int | None = None) -> None:
        """The sheet as a whole, or from a row on."""
        self.found.append(Rejection(self._file, self._sheet, row, "", problem, expected))

    def row(self, row: int, problem: str, expected: str) -> None:
        """A row; 1-based."""
        self.found.append(Rejection(self._file, self._sheet, row, "", problem, expected))

    def cell(self, row: int, index: int, label: str, problem: str, expected: str) -> None:
        """A cell by its row and its column's index, from 0."""
        self.found.append(Rejection(self._file, self._sheet, row, column_name(index, label), problem, expected))
