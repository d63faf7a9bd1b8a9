"""From a file of the inbox to its import: every sheet looked at, and of each that is not read the reason told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spse_monev.complaints import Correction, Import, Rejection
from spse_monev.facts import CoverageState
from spse_monev.sources.helpdesk.book import open_book
from spse_monev.sources.helpdesk.grid import Grid, UnreadableError
from spse_monev.sources.helpdesk.spreadsheet.corrections import find_codes, read_corrections
from spse_monev.sources.helpdesk.spreadsheet.dates import forget_texts
from spse_monev.sources.helpdesk.spreadsheet.header import Header, NoHeader, find_header
from spse_monev.sources.helpdesk.spreadsheet.headings import Headings
from spse_monev.sources.helpdesk.spreadsheet.recap import read_recap
from spse_monev.sources.helpdesk.spreadsheet.refusals import Refusals, letter
from spse_monev.sources.helpdesk.spreadsheet.words import forget_words
from spse_monev.text import fingerprint

if TYPE_CHECKING:
    from spse_monev.settings import SpreadsheetSource
    from spse_monev.sources.helpdesk.inbox import InboxFile
    from spse_monev.sources.helpdesk.protect import Protector
    from spse_monev.sources.helpdesk.ticket import Ticket

# Raised whenever the same file would be read differently, so that files that were read before are read again.
READER_VERSION = "1"

# A sheet with fewer known headings is a list or a chart's data, not a recap that failed.
_MIN_FIELDS = 2
_MAX_COLUMNS_TOLD = 12


def import_id(name: str, source: SpreadsheetSource, file: InboxFile) -> str:
    """The id of what this file says by these settings of the source; the same under any name of the file."""
    columns = (f"{heading}={field}" for heading, field in sorted(source.columns.items()))
    return fingerprint(
        "spreadsheet",
        READER_VERSION,
        file.sha256,
        name,
        source.zone,
        source.date_order,
        str(source.max_rows),
        fingerprint(*columns),
        fingerprint(*source.sheets),
    )


def read_file(name: str, source: SpreadsheetSource, file: InboxFile, zone: ZoneInfo, protector: Protector) -> Import:
    """Read a recap or a correction sheet; what cannot be read is told in the import, whatever the file holds.

    `zone` is the site's, for a source that has none of its own. A sheet without a table of complaints is told only if
    it looks like one, or if the file has nothing else.
    """
    try:
        book = open_book(file)
    except UnreadableError as error:
        rejection = Rejection(file.name, "", None, "", error.problem, error.expected)
        return _missing(name, source, file, f"{error.problem}; {error.expected}", [rejection])
    own_zone = ZoneInfo(source.zone) if source.zone else zone
    try:
        reading = _Reading(name, source, file, own_zone)
        reading.read(book.grids)
    finally:
        forget_texts()
        forget_words()
    if not reading.has_table:
        reason = "tidak ada lembar yang memuat tabel keluhan atau koreksi; lihat daftar baris yang ditolak"
        return _missing(name, source, file, reason, reading.rejections)
    reasons = list(dict.fromkeys(reading.reasons))
    if reading.rejections:
        reasons.append(
            f"{len(reading.rejections)} baris, sel atau lembar tidak dapat dipakai; lihat daftar baris yang ditolak"
        )
    return Import(
        import_id=import_id(name, source, file),
        name=file.name,
        state=CoverageState.PARTIAL if reasons else CoverageState.OK,
        as_of=file.modified_at,
        reasons=tuple(reasons),
        sha256=file.sha256,
        size_bytes=len(file.content),
        row_count=reading.row_count,
        complaints=tuple(protector.protect(name, reading.tickets)),
        rejections=tuple(reading.rejections),
        # A note may tell of the reporter as any text may.
        corrections=tuple(replace(each, note=protector.mask(each.note)) for each in reading.corrections),
    )


def _missing(name: str, source: SpreadsheetSource, file: InboxFile, reason: str, rejections: list[Rejection]) -> Import:
    return Import(
        import_id=import_id(name, source, file),
        name=file.name,
        state=CoverageState.MISSING,
        as_of=file.modified_at,
        reasons=(f"{file.name}: {reason}",),
        sha256=file.sha256,
        size_bytes=len(file.content),
        rejections=tuple(rejections),
    )


@dataclass(slots=True)
class _Reading:
    """What the sheets of a file give together."""

    name: str
    source: SpreadsheetSource
    file: InboxFile
    zone: ZoneInfo
    has_table: bool = False
    row_count: int = 0
    reasons: list[str] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list, repr=False)
    rejections: list[Rejection] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    def read(self, grids: tuple[Grid, ...]) -> None:
        """Read the sheets that the source names, or all that can be seen."""
        headings = Headings(self.source.columns)
        wanted = {_plain(name) for name in self.source.sheets}
        known = {_plain(grid.name) for grid in grids}
        if unknown := [name for name in self.source.sheets if _plain(name) not in known]:
            self.reasons.append(
                f"lembar {', '.join(unknown)} yang disebut pada berkas situs tidak ada dalam berkas ini"
            )
        without_table: list[tuple[Grid, NoHeader | None]] = []
        for grid in grids:
            if not any(value is not None for row in grid.rows for value in row):
                continue
            codes = find_codes(grid)
            if codes and codes.is_form and not grid.is_hidden:
                # Whichever sheets a source names: a correction sheet is no recap.
                self.has_table = True
                found = read_corrections(grid, codes, self.file.name, self._room)
                self.row_count += found.row_count
                self.corrections.extend(found.corrections)
                self.rejections.extend(found.rejections)
                continue
            if wanted and _plain(grid.name) not in wanted:
                continue
            header = find_header(grid, headings)
            if not isinstance(header, Header):
                without_table.append((grid, header))
            elif codes:
                self._refuse(
                    grid,
                    "lembar ini dibuat monev dari keluhan yang sudah dibaca, sehingga akan terhitung dua kali",
                    "letakkan rekap asli helpdesk; untuk koreksi, letakkan lembar koreksi",
                )
            elif grid.is_hidden and not wanted:
                self._refuse(
                    grid,
                    "lembar tersembunyi dan tidak dibaca",
                    "klik kanan pada tab lembar lalu pilih Tampilkan (Unhide), atau hapus lembarnya; dapat juga sebut "
                    "nama lembar pada sheets sumber ini di berkas situs",
                )
            else:
                self._read_recap(grid, header, headings)
        for grid, nearest in without_table:
            self._tell_no_table(grid, nearest)

    def _read_recap(self, grid: Grid, header: Header, headings: Headings) -> None:
        self.has_table = True
        found = read_recap(grid, header, headings, self.source, self.file, self.zone, self._room)
        self.row_count += found.row_count
        self.tickets.extend(found.tickets)
        self.rejections.extend(found.rejections)
        self.reasons.extend(found.reasons)

    @property
    def _room(self) -> int:
        return self.source.max_rows - self.row_count

    def _refuse(self, grid: Grid, problem: str, expected: str) -> None:
        refusals = Refusals(self.file.name, grid.name)
        refusals.sheet(problem, expected)
        self.rejections.extend(refusals.found)

    def _tell_no_table(self, grid: Grid, nearest: NoHeader | None) -> None:
        """Say which headings are missing, unless the sheet is only something beside the recap."""
        fields = nearest.fields if nearest else frozenset()
        looks_like_one = len(fields) >= _MIN_FIELDS and bool(fields & {"received_at", "text", "title"})
        if self.has_table and not (looks_like_one or _plain(grid.name) in map(_plain, self.source.sheets)):
            return
        missing = []
        if "received_at" not in fields:
            missing.append("kolom tanggal, misalnya berjudul 'Tanggal', 'Tanggal Lapor' atau 'Stempel waktu'")
        if not fields & {"text", "title"}:
            missing.append("kolom uraian, misalnya berjudul 'Uraian Permasalahan', 'Keluhan' atau 'Pertanyaan'")
        where = ""
        if nearest and nearest.columns:
            shown = ", ".join(letter(index) for index in nearest.columns[:_MAX_COLUMNS_TOLD])
            more = " dan seterusnya" if len(nearest.columns) > _MAX_COLUMNS_TOLD else ""
            where = f"; judul yang tidak dikenal ada di baris {nearest.row + 1} kolom {shown}{more}"
        refusals = Refusals(self.file.name, grid.name)
        refusals.sheet(
            f"tidak ditemukan baris judul tabel keluhan{where}",
            f"baris judul dengan {' dan '.join(missing) or 'kolom tanggal dan uraian bersama-sama'}; judul lain dapat "
            f"dipetakan pada berkas situs di helpdesk: sources: {self.name}: columns:, misalnya 'Judul di berkas: "
            "received_at' untuk tanggal atau 'Judul di berkas: text' untuk uraian",
            row=nearest.row + 1 if nearest and nearest.fields else None,
        )
        self.rejections.extend(refusals.found)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
