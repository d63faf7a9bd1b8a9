"""One change request of a month: what it rests on, how often that was seen, and how well its sources were read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from spse_monev.changes import ChangeRecord
from spse_monev.completeness import month_days
from spse_monev.facts import CoverageState
from spse_monev.findings import Priority
from spse_monev.period import Month
from spse_monev.reports.complaintsview import helpdesk_reading
from spse_monev.reports.course import Course, compact
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import month_reading
from spse_monev.reports.words import month_name
from spse_monev.settings import Site


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How much of it by day: events, pieces of evidence that were kept, or the highest figure among those.

    Only events are counted in full: a day without a figure is then one without an event, if it was read.
    """

    measure: str  # 'kejadian', 'bukti' or 'nilai'
    by_day: Mapping[date, float]

    @property
    def is_counted(self) -> bool:
        """Whether a day that was read and has no figure had no event."""
        return self.measure == "kejadian"


_WITHOUT_FINDINGS: Mapping[str, Any] = MappingProxyType({"findings": (), "month_count": 1})
_TEXTS = ("title", "change", "how", "test", "undo", "purpose", "proof")
# Of what a submitted request proposed; the register has what was decided instead.
_PROPOSED = ("change_class", "class_reason", "urgency", "impact", "priority")


class RequestView:
    """A request with the state of the sources of its evidence worked out once; `rows` as for `write_documents`.

    `course` is None for a draft. Class, urgency, impact and priority of `row` are those that were proposed.
    """

    def __init__(
        self,
        site: Site,
        month: Month,
        row: Row,
        rows: Mapping[str, list[dict[str, Any]]],
        course: Course | None = None,
    ) -> None:
        self.site = site
        self.month = month
        self.row = row
        self.course = course
        self.number: str = row["number"]
        self.findings: Sequence[Row] = row["findings"]
        self.versions: Sequence[Row] = rows["month_versions"]
        # The strongest of each finding before the second of any.
        by_rank = zip_longest(*(finding["evidence"] for finding in self.findings))
        self.evidence: tuple[Row, ...] = tuple(each for rank in by_rank for each in rank if each)
        names = {each["source"] for each in self.evidence} & site.sources.keys()
        days = month_days(site, month, rows["month_coverage"], rows["month_checks"])
        self._days = {name: days[name] for name in site.sources if name in names}
        self._readings = [month_reading(name, site.sources[name], found) for name, found in self._days.items()]
        if site.helpdesk and any(not each["source"] for each in self.evidence):
            told = {each["source"]: each for each in rows["complaint_coverage"]}
            self._readings += [
                helpdesk_reading(name, source, told.get(name)) for name, source in site.helpdesk.sources.items()
            ]
        self.occurrences = self._occurrences(
            [each for each in rows["month_request_days"] if each["number"] == self.number]
        )

    @classmethod
    def of_record(cls, site: Site, record: ChangeRecord, rows: Mapping[str, list[dict[str, Any]]]) -> RequestView:
        """A submitted request; `rows` are of the month in which it was first found or proposed.

        It has no findings if a person proposed it, or if a later evaluation of the month did not find it again.
        """
        request, course = record.request, Course(site, record)
        found = next((row for row in rows["month_requests"] if row["number"] == request.number), None)
        row = {name: getattr(request, name) for name in request.__slots__}
        row |= {name: compact(row[name]) for name in _TEXTS}
        row |= {name: course.proposed[name] for name in _PROPOSED}
        row |= {name: found[name] for name in ("findings", "month_count")} if found else _WITHOUT_FINDINGS
        return cls(site, Month(request.first_month, site.zone), row, rows, course)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person proposed it; it rests on that person's words then."""
        return self.course is not None and bool(self.course.record.request.requested_by)

    @property
    def purpose(self) -> str:
        """What it is for, in the words of the person who proposed it or else of the program."""
        if self.is_by_hand:
            return str(self.row["purpose"])
        return (
            f"Menangani hasil evaluasi {month_name(self.month)}: {self.row['title']}, agar layanan SPSE berjalan tanpa "
            "gangguan."
        )

    @property
    def priority(self) -> Priority:
        """As it stands: what was decided, or else what is proposed."""
        return self.course.record.request.priority if self.course else Priority(self.row["priority"])

    @property
    def is_complete(self) -> bool:
        """Whether all sources that the request rests on were read whole on every day of the month."""
        return not any(reading.reasons for reading in self._readings)

    @property
    def unread_days(self) -> frozenset[date]:
        """The days on which none of its sources was read; none if it rests on complaints alone."""
        return self._days_on(lambda states: all(state is CoverageState.MISSING for state in states))

    @property
    def partial_days(self) -> frozenset[date]:
        """The other days on which not all of its sources were read whole."""
        found = self._days_on(lambda states: any(state is not CoverageState.OK for state in states))
        return found - self.unread_days

    def label(self, source: str) -> str:
        """What the office calls a source; complaints have none."""
        if not source:
            return "Keluhan pengguna"
        return self.site.sources[source].label if source in self.site.sources else source

    def unread_sentences(self) -> Iterator[str]:
        """Which of its sources were not read whole, and when."""
        for reading in self._readings:
            if reading.reasons:
                yield f"{reading.label} {'; '.join(reading.reasons)}."

    def _days_on(self, is_so: Callable[[list[CoverageState]], bool]) -> frozenset[date]:
        by_day = zip(*self._days.values(), strict=True)
        return frozenset(each[0].day.date for each in by_day if is_so([found.state for found in each]))

    def _occurrences(self, counted: Sequence[Row]) -> Occurrences:
        subjects = {finding["subject"] for finding in self.findings}
        if subjects and subjects == {row["subject"] for row in counted}:
            by_day: dict[date, float] = {}
            for row in counted:
                by_day[row["day"]] = by_day.get(row["day"], 0) + row["count"]
            return Occurrences("kejadian", by_day)
        kept: dict[date, list[float]] = {}
        for each in self.evidence:
            if each["day"] is not None:
                kept.setdefault(date.fromisoformat(each["day"]), []).append(each["value"])
        kept = {day: values for day, values in kept.items() if self.month.first <= day < self.month.shift(1).first}
        if any(value is None for values in kept.values() for value in values):
            return Occurrences("bukti", {day: len(values) for day, values in kept.items()})
        return Occurrences("nilai", {day: max(values) for day, values in kept.items()})
