"""What is in a made month: which rows are complaints, which cannot be taken, and what of a person must not be kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path

from spse_monev.complaints import Channel, ComplaintClass, ComplaintState, RecordPlace, UserType
from spse_monev.demo.helpdesk.people import Person
from spse_monev.demo.helpdesk.plan import Entry, Plan
from spse_monev.demo.helpdesk.wording import HANDLER_PHONE
from spse_monev.period import Month


class PlantedKind(Enum):
    """How a personal value can be looked for."""

    TEXT = "text"  # as it is written, in small or capital letters
    DIGITS = "digits"  # whatever stands between the digits


# Shorter ones occur by chance.
_TELLING = {PlantedKind.TEXT: 6, PlantedKind.DIGITS: 9}


@dataclass(frozen=True, slots=True)
class Planted:
    """Something that identifies a person, as it was written or as bare digits."""

    kind: PlantedKind
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row that is a complaint. Records of one `group` are one complaint, of which the earliest is counted."""

    place: RecordPlace  # with the file's name, without its folder
    group: int
    ticket: str
    received_at: datetime
    has_time: bool
    channel: Channel
    user_type: UserType
    state: ComplaintState
    is_reopened: bool
    solved_on: date | None
    institution: str  # '' where it must not be kept
    complaint_class: ComplaintClass | None  # None for hostile texts, of which nothing is claimed
    topic: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken, and the column that is to blame: its letter and heading."""

    place: RecordPlace
    column: str


@dataclass(frozen=True, slots=True)
class MadeMonth:
    """The files and their key. Every row of a table that is in neither list is furniture."""

    files: tuple[Path, ...]
    records: tuple[Record, ...]
    bad_rows: tuple[BadRow, ...]
    planted: tuple[Planted, ...]

    def text(self) -> str:
        """The rows of the key as JSON."""
        rows = {"records": [*map(asdict, self.records)], "bad_rows": [*map(asdict, self.bad_rows)]}
        return json.dumps({"synthetic": True, **rows}, indent=1, default=str)


@dataclass(frozen=True, slots=True)
class Line:
    """Where an entry was written."""

    place: RecordPlace
    entry: Entry


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file, and where what stands in it."""

    path: Path
    lines: tuple[Line, ...]
    bad_rows: tuple[BadRow, ...]


def group_records(month: Month, lines: Iterable[Line]) -> tuple[Record, ...]:
    """The records of the written entries."""
    return tuple(_record(month, line) for line in lines)


def _record(month: Month, line: Line) -> Record:
    entry = line.entry
    moment = entry.moment if entry.style.has_time else datetime.combine(entry.moment, time())
    return Record(
        place=line.place,
        group=entry.group,
        ticket=entry.ticket,
        received_at=moment.replace(tzinfo=month.zone),
        has_time=entry.style.has_time,
        channel=entry.channel,
        user_type=entry.person.user_type,
        state=entry.state,
        is_reopened=entry.is_reopened,
        solved_on=entry.solved_on,
        institution=entry.person.institution,
        complaint_class=entry.example.complaint_class if entry.example else None,
        topic=entry.example.topic if entry.example else "",
    )


def planted_in(plan: Plan) -> tuple[Planted, ...]:
    """What identifies the persons of a plan, and what its texts tell of them, each once."""
    found = [_number(HANDLER_PHONE), *(planted for person in plan.people for planted in _of_person(person))]
    for said in plan.mentioned:
        found.append(Planted(PlantedKind.TEXT, said))
        found.append(_number(said))
    return tuple(dict.fromkeys(each for each in found if len(each.value) >= _TELLING[each.kind]))


def _of_person(person: Person) -> Iterable[Planted]:
    for text in (person.name, person.surname, person.email, person.address, person.company):
        yield Planted(PlantedKind.TEXT, text)
    yield Planted(PlantedKind.TEXT, person.address.rpartition(" ")[2])  # the village
    for number in (person.phone, person.nik, person.nip, person.npwp):
        yield _number(number)


def _number(text: str) -> Planted:
    # A spreadsheet takes the first 0 away, and abroad it is 62.
    return Planted(PlantedKind.DIGITS, "".join(filter(str.isdecimal, text)).removeprefix("62").lstrip("0"))
