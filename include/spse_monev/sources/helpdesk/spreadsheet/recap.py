"""A recap's rows as tickets, and what of them could not be taken.

A row without a readable date or without words is rejected. Whatever else is wrong in it costs only that cell: the
complaint stays, and the cell is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintState, RecordPlace, Rejection
from spse_monev.sources.helpdesk.grid import Grid, Unusable, Value
from spse_monev.sources.helpdesk.spreadsheet import dates, people, words
from spse_monev.sources.helpdesk.spreadsheet.dates import Evidence, Moment, Order
from spse_monev.sources.helpdesk.spreadsheet.header import Column, Header
from spse_monev.sources.helpdesk.spreadsheet.headings import Headings, words_of
from spse_monev.sources.helpdesk.spreadsheet.refusals import FIELD_LABELS, UNUSABLE, Refusals, column_name
from spse_monev.sources.helpdesk.spreadsheet.rows import Block, Row, read_rows
from spse_monev.sources.helpdesk.systems.words import support_ticket_in, support_ticket_of
from spse_monev.sources.helpdesk.ticket import Ticket

if TYPE_CHECKING:
    from spse_monev.settings import SpreadsheetSource
    from spse_monev.settings.helpdesk import RecapField
    from spse_monev.sources.helpdesk.inbox import InboxFile

_DATES: tuple[RecapField, ...] = ("received_at", "answered_at", "solved_at")
_REPORTER: tuple[RecapField, ...] = ("name", "identity", "phone", "email", "address", "company", "institution")
_DATE_EXPECTED = "tanggal lengkap dengan tahunnya, misalnya 5 Oktober 2026 atau 05/10/2026"
_TEXT_EXPECTED = "isi permasalahan atau pertanyaan pengguna"
_MAX_TICKET = 60  # characters
# The first headings of Google Forms' answers, in the languages of the account.
_STAMP_ID, _STAMP_EN = words_of("Stempel waktu"), words_of("Timestamp")


@dataclass(slots=True)
class SheetReading:
    """What a sheet gave; `row_count` counts tickets and rejected rows."""

    row_count: int = 0
    tickets: list[Ticket] = field(default_factory=list, repr=False)
    rejections: list[Rejection] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


class _RowError(Exception):
    """A row that is no complaint: the column's index and label (None, '' for the row), problem and expected."""

    def __init__(self, index: int | None, label: str, problem: str, expected: str) -> None:
        super().__init__(problem)
        self.index = index
        self.label = label
        self.problem = problem
        self.expected = expected


def read_recap(
    grid: Grid,
    header: Header,
    headings: Headings,
    source: SpreadsheetSource,
    file: InboxFile,
    zone: ZoneInfo,
    limit: int,
) -> SheetReading:
    """The tickets of a sheet, at most `limit` rows of it."""
    reading = SheetReading()
    refusals = Refusals(file.name, grid.name)
    found = read_rows(grid, header, headings, limit)
    last_day = (file.modified_at.astimezone(zone) + timedelta(days=1)).date()
    for block in found.blocks:
        reader = _BlockReader(block, grid, source, file.name, zone, last_day, refusals)
        reading.reasons.extend(reader.reasons)
        for row in block.rows:
            reading.row_count += 1
            try:
                reading.tickets.append(reader.ticket(row))
            except _RowError as error:
                if error.index is None:
                    refusals.row(row.number, error.problem, error.expected)
                else:
                    refusals.cell(row.number, error.index, error.label, error.problem, error.expected)
    if found.left_out is not None:
        refusals.sheet(
            f"berkas memuat lebih dari {source.max_rows} baris keluhan; baris ini dan sesudahnya tidak dibaca",
            "pisahkan rekap menjadi beberapa berkas, atau naikkan max_rows sumber ini pada berkas situs",
            row=found.left_out,
        )
    reading.rejections = refusals.found
    return reading


class _BlockReader:
    """Reads the rows under one header, once it is known how their dates are written."""

    def __init__(
        self,
        block: Block,
        grid: Grid,
        source: SpreadsheetSource,
        file: str,
        zone: ZoneInfo,
        last_day: date,
        refusals: Refusals,
    ) -> None:
        self._header = block.header
        self._columns = {name: self._header.of(name) for name in FIELD_LABELS}
        self._merged = _side_by_side(grid)
        self._sheet = grid.name
        self._file = file
        self._zone = zone
        self._last_day = last_day
        self._refusals = refusals
        self.reasons: list[str] = []
        self._orders = self._find_orders(block, source)
        first = words_of(self._header.first_heading)
        self._channel = Channel.WEB_FORM if first in (_STAMP_ID, _STAMP_EN) else Channel.UNKNOWN

    def ticket(self, row: Row) -> Ticket:
        """The row as a ticket; _RowError if it is none."""
        if row.is_unclear:
            raise _RowError(
                None,
                "",
                "uraian digabung (merge) dengan baris di atasnya, padahal baris ini punya tanggal, tiket atau pelapor "
                "sendiri",
                "pisahkan sel gabungan pada kolom uraian, lalu isi uraian pada setiap baris",
            )
        received = self._received(row)
        title, text = self._said(row)
        answered, solved = self._later(row, "answered_at", received), self._later(row, "solved_at", received)
        solution = self._joined(row, "solution", "\n")
        solution = "" if words.is_empty(solution) else solution
        # 'Selesai' may be a column of dates, or be ticked.
        told = self._value(row, "state") or ("" if solved else self._without_digits(row, "solved_at"))
        state = words.state(told)
        if state is None:
            state = ComplaintState.SOLVED if solved or solution else ComplaintState.RECORDED
        reporter, institution = people.reporter(
            (name, text_of(row.values[column.index])) for name in _REPORTER for column in self._columns[name]
        )
        way = words.channel(self._value(row, "channel")) if self._columns["channel"] else self._channel
        return Ticket(
            place=RecordPlace(self._file, self._sheet, row.number),
            received_at=received.at,
            has_time=received.has_time,
            state=state,
            text=text,
            title=title,
            solution=solution,
            ticket=self._ticket_number(row),
            support_ticket=support_ticket_of(self._value(row, "support_ticket"))
            or support_ticket_in(solution)
            or support_ticket_in(text),
            answered_at=answered.at if answered else None,
            solved_at=solved.at if solved else None,
            answer_has_time=answered.has_time if answered else False,
            solution_has_time=solved.has_time if solved else False,
            is_reopened=words.is_reopened(told),
            is_informed=words.informed(self._value(row, "informed")),
            channel=way,
            user_type=words.user_type(self._value(row, "user_type")),
            institution=institution,
            category=self._filled(self._joined(row, "category", " / ")),
            urgency=words.grade("urgency", self._value(row, "urgency")),
            impact=words.grade("impact", self._value(row, "impact")),
            priority=words.grade("priority", self._value(row, "priority")),
            handler=self._filled(self._joined(row, "handler", ", ")),
            reporter=reporter,
        )

    # --- Dates -----------------------------------------------------------------------------------------------------

    def _find_orders(self, block: Block, source: SpreadsheetSource) -> dict[RecapField, Order]:
        columns = {name: self._columns[name][0] for name in _DATES if self._columns[name]}
        evidence = {
            name: dates.evidence_of((row.values[column.index] for row in block.rows), self._last_day)
            for name, column in columns.items()
        }
        for name, column in columns.items():
            if evidence[name].may_be_swapped:
                self._tell(
                    column,
                    "memuat tanggal asli dan tanggal berupa teks; hari dan bulan pada tanggal aslinya mungkin tertukar "
                    "ketika berkas dibuka, periksa dan ketik ulang tanggal yang keliru",
                )
        if source.date_order != "auto":
            return dict.fromkeys(columns, Order(source.date_order))
        decided = {each.order for each in evidence.values()} - {None}
        of_sheet = decided.pop() if len(decided) == 1 else None
        return {
            name: evidence[name].order or self._undecided(columns[name], evidence[name], of_sheet) for name in columns
        }

    def _undecided(self, column: Column, evidence: Evidence, of_sheet: Order | None) -> Order:
        """The order where a column's own values do not tell: its neighbours' or its heading's, else day first."""
        if not evidence.open:
            return Order.DAY
        if of_sheet and not evidence.is_mixed:
            return of_sheet
        heading = words_of(column.heading)
        if heading == _STAMP_ID and not evidence.is_mixed:
            return Order.DAY  # Google Forms in Indonesian writes dd/MM/yyyy
        # In English it writes M/d/yyyy; with a 0 before a single digit the sheet was set to another country.
        is_english = heading == _STAMP_EN and not evidence.padded and not evidence.is_mixed
        how = "bulan dahulu (10/05 = 5 Oktober)" if is_english else "hari dahulu (05/10 = 5 Oktober)"
        self._tell(
            column,
            f"memuat tanggal yang urutan hari dan bulannya tidak dapat dipastikan; dibaca {how}, bila keliru tetapkan "
            "date_order sumber ini (dmy atau mdy) pada berkas situs",
        )
        return Order.MONTH if is_english else Order.DAY

    def _tell(self, column: Column, what: str) -> None:
        sheet = f"lembar {self._sheet}: " if self._sheet else ""
        self.reasons.append(f"{sheet}kolom {column_name(column.index, FIELD_LABELS[column.field])} {what}")

    def _received(self, row: Row) -> Moment:
        column = self._columns["received_at"][0]
        value = row.values[column.index]
        label = FIELD_LABELS["received_at"]
        if isinstance(value, Unusable):
            raise _RowError(column.index, label, *UNUSABLE[value])
        if value is None or (isinstance(value, str) and words.is_empty(value)):
            if self._is_covered(row, column):
                raise _covered(column, label)
            raise _RowError(column.index, label, "tanggal kosong", _DATE_EXPECTED)
        moment = dates.read_value(value, self._orders["received_at"], self._zone)
        if moment is None:
            raise _RowError(column.index, label, "tanggal tidak terbaca", _DATE_EXPECTED)
        if problem := self._improbable(moment):
            raise _RowError(column.index, label, *problem)
        if self._columns["received_time"]:
            moment = self._with_time(row, moment)
        return moment

    def _with_time(self, row: Row, moment: Moment) -> Moment:
        column = self._columns["received_time"][0]
        value = row.values[column.index]
        if moment.has_time or value is None or (isinstance(value, str) and words.is_empty(value)):
            return moment
        at = dates.read_time(value)
        if at is None:
            self._refusals.cell(
                row.number,
                column.index,
                FIELD_LABELS["received_time"],
                "jam tidak terbaca; keluhan dipakai tanpa jam",
                "jam dan menit, misalnya 09.05",
            )
            return moment
        return Moment(datetime.combine(moment.at.date(), at, moment.at.tzinfo), at != time())

    def _improbable(self, moment: Moment) -> tuple[str, str] | None:
        day = moment.at.date()
        if dates.FIRST_DAY <= day <= self._last_day:
            return None
        what = "tanggal sebelum ada SPSE" if day < dates.FIRST_DAY else "tanggal lebih baru daripada berkasnya"
        return (
            what,
            f"tanggal antara {dates.FIRST_DAY:%d-%m-%Y} dan {self._last_day:%d-%m-%Y}; periksa hari, bulan dan tahun",
        )

    def _later(self, row: Row, name: RecapField, received: Moment) -> Moment | None:
        """An answer's or a solution's moment; None if there is none that can be used."""
        for column in self._columns[name]:
            value = row.values[column.index]
            if value is None or (
                isinstance(value, str) and (words.is_empty(value) or not any(map(str.isdigit, value)))
            ):
                return None
            problem: tuple[str, str] | None
            moment = None
            if isinstance(value, Unusable):
                problem = UNUSABLE[value]
            elif (moment := dates.read_value(value, self._orders[name], self._zone)) is None:
                problem = ("tanggal tidak terbaca", _DATE_EXPECTED)
            elif not (problem := self._improbable(moment)) and _is_before(moment, received):
                problem = ("tanggal lebih awal daripada tanggal keluhan", "tanggal yang sama atau sesudahnya")
            if problem is None:
                return moment
            self._refusals.cell(
                row.number,
                column.index,
                FIELD_LABELS[name],
                f"{problem[0]}; keluhan dipakai tanpa tanggal ini",
                problem[1],
            )
        return None

    # --- Words -----------------------------------------------------------------------------------------------------

    def _said(self, row: Row) -> tuple[str, str]:
        """Title and text; the title is the text where there is no other."""
        title = self._filled(self._joined(row, "title", "\n"))
        text = self._filled(self._joined(row, "text", "\n"))
        if text:
            return title, text
        if title:
            return "", title
        column = (self._columns["text"] or self._columns["title"])[0]
        label = FIELD_LABELS[column.field]
        for each in (*self._columns["text"], *self._columns["title"]):
            if isinstance(value := row.values[each.index], Unusable):
                raise _RowError(each.index, FIELD_LABELS[each.field], *UNUSABLE[value])
        if self._is_covered(row, column):
            raise _covered(column, label)
        raise _RowError(column.index, label, "uraian kosong", _TEXT_EXPECTED)

    @staticmethod
    def _filled(text: str) -> str:
        return "" if words.is_empty(text) else text

    def _is_covered(self, row: Row, column: Column) -> bool:
        return any(left < column.index <= right for left, right in self._merged.get(row.number, ()))

    def _cells(self, row: Row, name: RecapField) -> Iterator[str]:
        for column in self._columns[name]:
            text = text_of(row.values[column.index])
            if column.tick:
                text = column.tick if words.is_tick(text) else ""
            if text:
                yield text

    def _joined(self, row: Row, name: RecapField, between: str) -> str:
        return between.join(self._cells(row, name)) if self._columns[name] else ""

    def _value(self, row: Row, name: RecapField) -> str:
        return self._joined(row, name, ", ")

    def _without_digits(self, row: Row, name: RecapField) -> str:
        text = self._value(row, name)
        return "" if any(map(str.isdigit, text)) else text

    def _ticket_number(self, row: Row) -> str:
        number = self._filled(self._value(row, "ticket"))
        return number if len(number) <= _MAX_TICKET else ""


def text_of(value: Value) -> str:
    """A cell as text; '' for nothing and for what cannot be used."""
    if value is None or isinstance(value, Unusable):
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, int):
        return str(value)
    return value.isoformat()


def _is_before(moment: Moment, received: Moment) -> bool:
    """By the time only where both have one."""
    if moment.has_time and received.has_time:
        return moment.at < received.at
    return moment.at.date() < received.at.date()


def _covered(column: Column, label: str) -> _RowError:
    return _RowError(
        column.index,
        label,
        "sel ini digabung (merge) dengan sel di sebelahnya, sehingga isinya tidak jelas milik kolom mana",
        "pisahkan sel gabungan (Unmerge Cells), lalu isi setiap kolom",
    )


def _side_by_side(grid: Grid) -> dict[int, list[tuple[int, int]]]:
    """Row (from 1) -> the first and last column, from 0, of the ranges that are merged over several columns."""
    found: dict[int, list[tuple[int, int]]] = {}
    room = len(grid.rows) * (len(grid.rows[0]) if grid.rows else 0)
    for top, left, bottom, right in grid.merged:
        if right > left and (room := room - (bottom - top + 1)) >= 0:
            for row in range(top, bottom + 1):
                found.setdefault(row, []).append((left - 1, right - 1))
    return found
