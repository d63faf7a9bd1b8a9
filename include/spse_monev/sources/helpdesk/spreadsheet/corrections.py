"""The correction sheet that reports hand out, as a person gives it back: filled columns become corrections.

The form is `correction_sheet`; its columns are known by their headings wherever they stand. A wrong field costs only
itself, the row's other fields are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from spse_monev import correction_sheet as form
from spse_monev.complaints import ComplaintClass, CorrectedField, Correction, RecordPlace, Rejection
from spse_monev.labels import class_label, topics
from spse_monev.sources.helpdesk.grid import Grid, Unusable, Value
from spse_monev.sources.helpdesk.spreadsheet.header import MAX_ROWS_ABOVE
from spse_monev.sources.helpdesk.spreadsheet.recap import text_of
from spse_monev.sources.helpdesk.spreadsheet.refusals import UNUSABLE, Refusals

_CODE = re.compile(r"[0-9a-f]{16}")
_FIELDS: Mapping[CorrectedField, str] = {
    CorrectedField.CLASS: form.CLASS,
    CorrectedField.TOPIC: form.TOPIC,
    CorrectedField.SAME_AS: form.SAME_AS,
    CorrectedField.IS_COMPLAINT: form.IS_COMPLAINT,
}
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_NAME, _MAX_NOTE = 100, 1000  # characters
_YES_NO = {
    "ya": "ya",
    "y": "ya",
    "yes": "ya",
    "true": "ya",
    "tidak": "tidak",
    "t": "tidak",
    "no": "tidak",
    "false": "tidak",
}


@dataclass(frozen=True, slots=True)
class CorrectionHeader:
    """Where the form's columns stand in a sheet: heading -> index, from 0."""

    row: int  # 0-based
    columns: Mapping[str, int]

    @property
    def is_form(self) -> bool:
        """Whether it is the form, not only a list of complaints with their codes."""
        return any(heading in self.columns for heading in _FIELDS.values())


@dataclass(slots=True)
class CorrectionReading:
    """What a correction sheet gave; `row_count` counts the rows that a person has filled."""

    row_count: int = 0
    corrections: list[Correction] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


class _FieldError(Exception):
    def __init__(self, problem: str, expected: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected


def find_codes(grid: Grid) -> CorrectionHeader | None:
    """The row with the heading of the complaints' codes, which only this project's own sheets have."""
    wanted = {_plain(heading): heading for heading in (form.CODE, *form.FILLED)}
    for index, row in enumerate(grid.rows[:MAX_ROWS_ABOVE]):
        columns: dict[str, int] = {}
        for at, value in enumerate(row):
            if isinstance(value, str) and (heading := wanted.get(_plain(value[:100]))):
                columns.setdefault(heading, at)
        if form.CODE in columns:
            return CorrectionHeader(index, columns)
    return None


def read_corrections(grid: Grid, header: CorrectionHeader, file: str, limit: int) -> CorrectionReading:
    """The corrections of a sheet, at most `limit` filled rows."""
    reading = CorrectionReading()
    refusals = Refusals(file, grid.name)
    for number, row in enumerate(grid.rows[header.row + 1 :], start=header.row + 2):
        filled = {
            each: row[header.columns[heading]]
            for each, heading in _FIELDS.items()
            if heading in header.columns and _is_filled(row[header.columns[heading]])
        }
        if not filled:
            continue
        if reading.row_count == limit:
            refusals.sheet(
                f"lebih dari {limit} baris terisi; baris ini dan sesudahnya tidak dibaca",
                "pisahkan lembar koreksi menjadi beberapa berkas",
                row=number,
            )
            break
        reading.row_count += 1
        _read_row(row, number, header, filled, RecordPlace(file, grid.name, number), reading, refusals)
    reading.rejections = refusals.found
    return reading


def _read_row(
    row: tuple[Value, ...], number: int, header: CorrectionHeader, filled: Mapping[CorrectedField, Value],
    place: RecordPlace, reading: CorrectionReading, refusals: Refusals,
) -> None:  # fmt: skip
    def given(heading: str) -> str:
        return text_of(row[header.columns[heading]]) if heading in header.columns else ""

    code = given(form.CODE).casefold()
    if not _CODE.fullmatch(code):
        refusals.cell(
            number, header.columns[form.CODE], form.CODE, "kode keluhan kosong atau bukan kode", _CODE_EXPECTED
        )
        return
    by = " ".join(given(form.CORRECTED_BY).split())[:_MAX_NAME]
    if not by:
        expected = "nama orang yang bertanggung jawab atas koreksi ini"
        if form.CORRECTED_BY in header.columns:
            at = header.columns[form.CORRECTED_BY]
            refusals.cell(number, at, form.CORRECTED_BY, "nama pengoreksi kosong", expected)
        else:
            refusals.row(number, f"kolom {form.CORRECTED_BY} tidak ada pada lembar ini", expected)
        return
    note = given(form.NOTE)[:_MAX_NOTE]
    for each, value in filled.items():
        heading = _FIELDS[each]
        try:
            if isinstance(value, Unusable):
                raise _FieldError(*UNUSABLE[value])
            read = _READINGS[each](text_of(value))
        except _FieldError as error:
            refusals.cell(number, header.columns[heading], heading, error.problem, error.expected)
            continue
        reading.corrections.append(Correction(code, each, read, by, note, place))


def _is_filled(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or bool(_plain(value)))


_CODE_EXPECTED = "kode 16 huruf dan angka dari lembar koreksi yang dibuat monev; jangan diubah"


def _plain(text: str) -> str:
    return _NOT_LETTERS.sub(" ", text).strip().casefold()


def _class(text: str) -> str:
    return _known(text, {str(each): class_label(each) for each in ComplaintClass}, "kelas")


def _topic(text: str) -> str:
    return _known(text, topics(), "topik")


def _known(text: str, labels: Mapping[str, str], what: str) -> str:
    """The key by its label or by itself, in any case."""
    wanted = _plain(text[:200])
    for key, label in labels.items():
        if wanted in (_plain(key), _plain(label)):
            return key
    raise _FieldError(f"{what} tidak dikenal", f"salah satu dari: {'; '.join(labels.values())}")


def _same_as(text: str) -> str:
    if _plain(text[:100]) == form.NONE:
        return ""
    code = text.strip().casefold()
    if not _CODE.fullmatch(code):
        raise _FieldError("bukan kode keluhan", f"kode 16 huruf dan angka dari lembar koreksi, atau '{form.NONE}'")
    return code


def _is_complaint(text: str) -> str:
    answer = _YES_NO.get(_plain(text[:100]))
    if answer is None:
        raise _FieldError("jawaban tidak dikenal", "'ya' atau 'tidak'")
    return answer


_READINGS: Mapping[CorrectedField, Callable[[str], str]] = {
    CorrectedField.CLASS: _class,
    CorrectedField.TOPIC: _topic,
    CorrectedField.SAME_AS: _same_as,
    CorrectedField.IS_COMPLAINT: _is_complaint,
}
