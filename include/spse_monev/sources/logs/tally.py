"""What is counted of any log: its entries by day and hour, and the lines that belong to none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from spse_monev.facts import HOURS, Place
from spse_monev.sources.logs.clock import Slot
from spse_monev.text import mask

MAX_PLACES = 5
MAX_TEXT_BYTES = 1 << 18  # of a message or statement looked at; normalising looks at no more


@dataclass(slots=True)
class Occurrences:
    """How often, when first, when last and in which hours something happened."""

    count: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    per_hour: list[int] = field(default_factory=lambda: [0] * HOURS)

    def add(self, count: int, hour: int, first: datetime, last: datetime) -> None:
        self.count += count
        self.per_hour[hour] += count
        if self.first_at is None or first < self.first_at:
            self.first_at = first
        if self.last_at is None or last > self.last_at:
            self.last_at = last

    def merge(self, other: Occurrences) -> None:
        self.count += other.count
        for hour, count in enumerate(other.per_hour):
            self.per_hour[hour] += count
        if other.first_at and (self.first_at is None or other.first_at < self.first_at):
            self.first_at = other.first_at
        if other.last_at and (self.last_at is None or other.last_at > self.last_at):
            self.last_at = other.last_at


def cut_text(data: bytes) -> str:
    """A bounded piece of log text, decoded; what is not UTF-8 becomes U+FFFD, NULs go."""
    return data[:MAX_TEXT_BYTES].decode(errors="replace").replace("\0", "")


class LogTally:
    """Entries and unparsed lines of a log, or of a slice of it. Entries outside the day only count in `dates`."""

    def __init__(self) -> None:
        self.dates: Counter[str] = Counter()  # entries by the site's calendar day, inside or not
        self.seen = Occurrences()
        self.unparsed_count = 0
        self.unparsed_places: list[Place] = []

    def seen_in(self, slot: Slot, count: int, first: datetime, last: datetime) -> bool:
        """Count entries of one slot; whether they are inside the day."""
        self.dates[slot.date] += count
        if slot.inside:
            self.seen.add(count, slot.hour, first, last)
        return slot.inside

    def unparsed(self, file: str, line: int | None, text: bytes, lines: int = 1) -> None:
        """Count lines that belong to no entry."""
        self.unparsed_count += lines
        if len(self.unparsed_places) < MAX_PLACES:
            self.unparsed_places.append(Place(file, line, mask(cut_text(text[:200]), 120)))

    def merge_seen(self, other: LogTally) -> None:
        """Take in the entries and unparsed lines of the next slice or file."""
        self.dates.update(other.dates)
        self.seen.merge(other.seen)
        self.unparsed_count += other.unparsed_count
        places = [*self.unparsed_places, *other.unparsed_places]
        # Pieces of one file may be added up in any order; sorting keeps that of the files.
        order = {place.file: number for number, place in reversed(list(enumerate(places)))}
        places.sort(key=lambda place: (order[place.file], place.line or 0))
        self.unparsed_places = places[:MAX_PLACES]
