"""One month of a site's complaints as the report sees it: which records count, and how completely they were read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from spse_monev import labels
from spse_monev.complaints import ComplaintClass, ComplaintState
from spse_monev.facts import CoverageState
from spse_monev.period import Day, Month
from spse_monev.reports.dayview import COVERAGE_WORDS, UNREAD, Row, SourceReading, empty_note
from spse_monev.reports.deviations import ToldDeviations
from spse_monev.reports.words import month_name, zone_name
from spse_monev.settings import Helpdesk, HelpdeskSource, Site

NOT_CLASSIFIED = "Belum diklasifikasi"
NO_COMPLAINT = "Tidak ada keluhan"


class MonthView:
    """The rows handed in for one month, with the state of every configured helpdesk source worked out once.

    `subject` is what the workbook is called in which its sheets stand.
    """

    def __init__(
        self,
        site: Site,
        month: Month,
        rows: Mapping[str, list[dict[str, Any]]],
        subject: str = "Rekap Penanganan Permasalahan",
    ) -> None:
        if site.helpdesk is None:
            raise ValueError(f"situs {site.key} belum punya sumber keluhan; isi 'helpdesk' pada berkas situs")
        self.subject = subject
        self.site = site
        self.month = month
        self.helpdesk: Helpdesk = site.helpdesk
        self._rows = rows
        self.coverage = {row["source"]: row for row in rows["complaint_coverage"]}
        self.sources = tuple(
            helpdesk_reading(name, source, self.coverage.get(name)) for name, source in site.helpdesk.sources.items()
        )
        self.deviations = ToldDeviations(rows)
        self._labels = {source.name: source.label for source in self.sources}
        self.records: Sequence[Row] = rows["complaints"]  # in order of time
        self.counted: list[Row] = [row for row in self.records if row["is_counted"]]
        self.uncounted = [row for row in self.records if not row["is_counted"]]
        self.to_review = [row for row in self.counted if row["needs_review"]]
        # The classes of the SOP always stand in the report; a complaint without one only where there is such.
        self.classes: tuple[str | None, ...] = tuple(ComplaintClass)
        if any(row["class"] is None for row in self.counted):
            self.classes = (*self.classes, None)

    @property
    def caption(self) -> str:
        """The month in words, with the name of its zone."""
        return f"{month_name(self.month)} ({self.zone_name})"

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site's clock."""
        return self.month.zone

    @property
    def zone_name(self) -> str:
        """The abbreviation of that zone."""
        return zone_name(self.month.days[0])

    @property
    def is_complete(self) -> bool:
        """Whether every configured source told of the whole month."""
        return all(source.state is CoverageState.OK for source in self.sources)

    @property
    def is_read(self) -> bool:
        """Whether any source told of the month: if not, no number is known."""
        return any(source.is_read for source in self.sources)

    @property
    def least(self) -> str:
        """What stands before every number that may be too small."""
        return "" if self.is_complete else "sekurang-kurangnya "

    @cached_property
    def read_at(self) -> datetime | None:
        """When the month was last read; None: never."""
        return max((row["read_at"] for row in self.coverage.values()), default=None)

    def has_begun(self, day: Day) -> bool:
        """Whether a day had begun when the month was last read: before, nobody could know of a complaint.

        Of a month that was never read no day is in the future: its days are not read.
        """
        return self.read_at is None or day.start <= self.read_at

    def rows(self, question: str) -> Sequence[Row]:
        """The rows of a question."""
        return self._rows[question]

    def label(self, name: str) -> str:
        """What the office calls a source; its key if it is no longer configured."""
        return self._labels.get(name, name)

    def of_class(self, complaint_class: str | None) -> list[Row]:
        """The counted complaints of a class."""
        return [row for row in self.counted if row["class"] == complaint_class]

    def day_of(self, row: Row) -> Day:
        """The site's day on which a complaint came in."""
        return Day(row["received_at"].astimezone(self.zone).date(), self.zone)

    def empty_note(self, sources: Iterable[SourceReading], nothing: str = NO_COMPLAINT) -> str:
        """Why a table has no row: there was nothing, or nobody could know."""
        return empty_note(tuple(sources), nothing)

    @cached_property
    def per_day(self) -> Mapping[Day, Counter[str | None]]:
        """The counted complaints of each day that has any, by class."""
        days: dict[Day, Counter[str | None]] = {}
        for row in self.counted:
            days.setdefault(self.day_of(row), Counter())[row["class"]] += 1
        return days


def class_label(complaint_class: str | None) -> str:
    """What an office calls a class."""
    return NOT_CLASSIFIED if complaint_class is None else labels.class_label(complaint_class)


def topic_label(topic: str | None) -> str:
    """What an office calls a topic; one that is no longer in the list is shown as it is."""
    return NOT_CLASSIFIED if topic is None else labels.topics().get(topic, topic)


def state_counts(rows: Iterable[Row]) -> dict[ComplaintState, int]:
    """How many complaints are how far, the most advanced first."""
    counts = Counter(row["state"] for row in rows)
    return {state: counts[state] for state in reversed(ComplaintState)}


def helpdesk_reading(name: str, source: HelpdeskSource, coverage: Row | None) -> SourceReading:
    """The month's state of a helpdesk source from its stored coverage; None: it was never read."""
    state = CoverageState.MISSING if coverage is None else CoverageState(coverage["state"])
    if coverage is None:
        words, reasons = UNREAD, ["tidak ada catatan pembacaan untuk bulan ini"]
    else:
        words, reasons = COVERAGE_WORDS[state], coverage["reasons"]
    clauses = tuple(reason.strip().rstrip(".") for reason in reasons)
    return SourceReading(name, source.label, source.kind, True, state, words, clauses)
