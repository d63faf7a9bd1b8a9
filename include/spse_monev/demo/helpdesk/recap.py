"""The recap as an .xlsx file that has grown for years: furniture above, between and below the rows."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.complaints import ComplaintState, RecordPlace
from spse_monev.demo.helpdesk import wording
from spse_monev.demo.helpdesk.key import BadRow, Line, WrittenFile
from spse_monev.demo.helpdesk.people import Person, abroad, civil_number, dashed, tax_number
from spse_monev.demo.helpdesk.plan import Entry, Plan
from spse_monev.demo.helpdesk.spoiled import DATE, SPOILED, TEXT
from spse_monev.period import Month
from spse_monev.reports.words import month_name
from spse_monev.reports.workbook import new_workbook, save

SHEET = "Rekap"
HIDDEN_SHEET = "Data Lama"
OLD_ROWS = 3
_LETTERHEAD = (
    "PEMERINTAH KABUPATEN CONTOH",
    "DINAS KOMUNIKASI DAN INFORMATIKA",
    "UPT LAYANAN PENGADAAN SECARA ELEKTRONIK",
)
_PERSON = ("Nama", "No. HP", "E-mail", "NIK/NPWP", "Alamat", "Perusahaan/Instansi")
_HEADINGS = {
    "A": "No", "B": "No. Tiket", DATE: "Tanggal", "J": "Media", "K": "Jenis Pengguna", TEXT: "Uraian",
    "M": "Penanganan", "N": "Petugas", "O": "Tgl Selesai", "P": "Status",
}  # fmt: skip
_LAST = "P"
_THIN = Side(style="thin")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WEEKS = ("MINGGU PERTAMA", "MINGGU KEDUA", "MINGGU KETIGA", "MINGGU KEEMPAT")


def write_recap(plan: Plan, folder: Path) -> WrittenFile:
    """Write the recap into `folder`; the bytes depend on the plan only."""
    path = folder / f"Rekap Helpdesk {month_name(plan.month)}.xlsx"
    workbook = new_workbook()
    writer = _Writer(workbook.create_sheet(SHEET), plan, path.name)
    writer.write()
    workbook.create_sheet("Sheet2")
    _write_old_rows(workbook.create_sheet(HIDDEN_SHEET), plan)
    path.write_bytes(save(workbook, plan.month.end, "Rekap Helpdesk (sintetis)", "Petugas Helpdesk"))
    return WrittenFile(path, tuple(writer.lines), tuple(writer.bad_rows))


class _Writer:
    def __init__(self, sheet: Worksheet, plan: Plan, file: str) -> None:
        self._sheet = sheet
        self._plan = plan
        self._file = file
        self._chance = random.Random(f"recap {plan.seed} {plan.month}")
        self._row = 0
        self._number = 0
        self.lines: list[Line] = []
        self.bad_rows: list[BadRow] = []

    def write(self) -> None:
        self._write_top()
        self._write_header()
        # Many offices number the columns below their headings.
        for column in range(1, self._sheet.max_column + 1):
            self._sheet.cell(self._row + 1, column, column)
        self._row += 1
        entries = self._plan.recap
        # Furniture and bad rows stand between rows, but never inside a merged cell.
        places = [index for index, entry in enumerate(entries) if not entry.shares_date]
        spoiled = dict(zip(sorted(self._chance.sample(places[5:], len(SPOILED))), range(len(SPOILED)), strict=True))
        quarters = {places[len(places) * part // 4]: part for part in range(4)}
        for index, entry in enumerate(entries):
            if index in quarters:
                self._write_between(quarters[index])
            if index in spoiled:
                self._write_spoiled(spoiled[index], entry)
            self._write_entry(entry)
        self._write_bottom()

    def _write_top(self) -> None:
        title = ("REKAP PENANGANAN PERMASALAHAN HELPDESK", f"BULAN {month_name(self._plan.month).upper()}")
        for text in (*_LETTERHEAD, "", *title, "Data sintetis; tidak ada orang atau perusahaan yang nyata", ""):
            self._write_across(text)

    def _write_across(self, text: str) -> None:
        self._row += 1
        if text:
            cell = self._sheet[f"A{self._row}"]
            cell.value = text
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center")
            self._sheet.merge_cells(f"A{self._row}:{_LAST}{self._row}")

    def _write_header(self) -> None:
        top, bottom = self._row + 1, self._row + 2
        for column, heading in _HEADINGS.items():
            self._sheet[f"{column}{top}"] = heading
            self._sheet.merge_cells(f"{column}{top}:{column}{bottom}")
        self._sheet[f"D{top}"] = "Pelapor"
        self._sheet.merge_cells(f"D{top}:I{top}")
        for column, heading in zip("DEFGHI", _PERSON, strict=True):
            self._sheet[f"{column}{bottom}"] = heading
        self._row = bottom

    def _write_between(self, part: int) -> None:
        """A week's title; after the first half a subtotal and the whole header again, as on a second page."""
        if part == 2:
            self._row += 1
            self._sheet[f"B{self._row}"] = "Jumlah s.d. minggu kedua"
            self._sheet[f"C{self._row}"] = self._number
            self._row += 1
            self._write_header()
        self._write_across(_WEEKS[part])

    def _write_entry(self, entry: Entry) -> None:
        self._write_common(entry.person, entry.ticket)
        row = self._row
        if entry.shares_date:
            self._share_date()
        else:
            self._put(DATE, entry.style.write(entry.moment), entry.style.number_format)
        self._put("J", self._chance.choice(wording.CHANNELS[entry.channel]))
        self._put("K", self._chance.choice(wording.USER_TYPES[entry.person.user_type]))
        self._put(TEXT, entry.said)
        self._write_treatment(entry)
        self.lines.append(Line(RecordPlace(self._file, SHEET, row), entry))

    def _share_date(self) -> None:
        """Let the merged cell of the date above reach down to this row."""
        above = self._row - 1
        merged = next((r for r in self._sheet.merged_cells.ranges if r.max_row == above and r.min_col == 3), None)
        first = above
        if merged is not None:
            first = merged.min_row
            self._sheet.unmerge_cells(merged.coord)
        self._sheet.merge_cells(f"{DATE}{first}:{DATE}{self._row}")

    def _write_treatment(self, entry: Entry) -> None:
        words = wording.REOPENED if entry.is_reopened else wording.STATES[entry.state]
        if entry.state is not ComplaintState.RECORDED:
            person = entry.person
            solution = self._chance.choice(wording.SOLUTIONS)
            self._put("M", solution.format(phone=dashed(person.phone), name=person.name, email=person.email))
        self._put("N", self._chance.choice(wording.HANDLERS))
        if entry.solved_on:
            style = self._chance.choice(wording.DATES)
            self._put("O", style.write(datetime.combine(entry.solved_on, time())), style.number_format)
        self._put("P", self._chance.choice(words))

    def _write_spoiled(self, number: int, beside: Entry) -> None:
        """A row of a stranger that would be whole but for one cell."""
        column, spoil = SPOILED[number]
        self._write_common(self._plan.strangers[number], f"LPSE-{self._plan.month.first:%Y%m}-8{number:03}")
        self._put(DATE, beside.moment, wording.REAL_DATE.number_format)
        self._put("J", "WA")
        self._put("K", "Penyedia")
        self._put(TEXT, f"Baris rusak nomor {number}: tidak bisa masuk ke aplikasi")
        self._put("P", "Selesai")
        value = spoil(self._plan.month)
        cell = self._sheet[f"{column}{self._row}"]
        # As openpyxl takes it: '=...' is a formula without a result, '#N/A' an error.
        cell.value = value
        self.bad_rows.append(BadRow(RecordPlace(self._file, SHEET, self._row), f"{column} ({_HEADINGS[column]})"))

    def _write_common(self, person: Person, ticket: str) -> None:
        self._row += 1
        self._number += 1
        self._sheet[f"A{self._row}"] = self._number
        self._put("B", ticket)
        for column, value in zip("DEFGHI", self._told(person), strict=True):
            self._put(column, value)

    def _told(self, person: Person) -> tuple[str | int, ...]:
        """The six cells of a reporter; numbers as text, as numbers without their 0, or in groups."""
        phones = (person.phone, dashed(person.phone), abroad(person.phone), int(person.phone), f"{person.phone} (WA)")
        identities: tuple[str | int, ...] = (person.nik, int(person.nik), f"'{person.nik}")
        if person.npwp:
            identities = (*identities, tax_number(person.npwp))
        if person.nip:
            identities = (person.nip, civil_number(person.nip))
        return (
            self._chance.choice((person.name, person.name, person.name.upper(), f"Bpk/Ibu {person.name}")),
            self._chance.choice(phones),
            person.email,
            self._chance.choice(identities),
            person.address,
            person.company or person.institution,
        )

    def _put(self, column: str, value: str | int | datetime, number_format: str = "General") -> None:
        if value == "":
            return
        cell: Cell = self._sheet[f"{column}{self._row}"]
        cell.value = value
        cell.border = _GRID
        if isinstance(value, str):
            # Every text is meant as text, the hostile ones too.
            cell.data_type = "s"
        else:
            cell.number_format = number_format

    def _write_bottom(self) -> None:
        self._row += 2
        self._sheet[f"A{self._row}"] = "Keterangan: tiket yang dibuka kembali dicatat pada baris baru."
        for text in (
            f"Contoh, {month_name(self._plan.month)}", "Mengetahui,", "Kepala UPT LPSE", "", "(Nama Kepala LPSE)",
            "NIP. 00000000 000000 0 000",
        ):  # fmt: skip
            self._row += 1
            self._sheet[f"{TEXT}{self._row}"] = text


def _write_old_rows(sheet: Worksheet, plan: Plan) -> None:
    """Rows of the year before on a sheet that was hidden and forgotten, persons and all."""
    sheet.sheet_state = "hidden"
    sheet.append(["No", "No. Tiket", "Tanggal", "Nama", "No. HP", "Uraian", "Status"])
    for number, person in enumerate(plan.strangers[-OLD_ROWS:], 1):
        day = _a_year_before(plan.month, number)
        row = [number, f"LAMA-{number}", day, person.name, person.phone, "Catatan lama yang disembunyikan", "Selesai"]
        sheet.append(row)


def _a_year_before(month: Month, number: int) -> date:
    return month.shift(-12).first + timedelta(days=number)
