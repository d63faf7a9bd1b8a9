"""One month of a site as its evaluation sees it: the rows of each question, and on which days each source was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from spse_monev.completeness import DayState, day_ranges, month_days
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.dayview import COVERAGE_WORDS, Row, SourceReading, empty_note
from spse_monev.reports.deviations import ToldDeviations
from spse_monev.reports.words import month_name, zone_name
from spse_monev.settings import Site, Source

QUERIES: tuple[str, ...] = ("month_coverage", "month_checks")


class EvaluationView:
    """The rows handed in for one month, with the state of every configured source worked out once.

    `complaints` is the month's complaints as their own recap sees them; None if the site has no helpdesk.
    """

    subject: ClassVar[str] = "Laporan Evaluasi Bulanan SPSE"

    def __init__(self, site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.site = site
        self.month = month
        self._rows = rows
        self.days = month_days(site, month, rows["month_coverage"], rows["month_checks"])
        self.sources = tuple(month_reading(name, source, self.days[name]) for name, source in site.sources.items())
        self._labels = {source.name: source.label for source in self.sources}
        self.deviations = ToldDeviations(rows)
        self.complaints = MonthView(site, month, rows, self.subject) if site.helpdesk else None

    @property
    def caption(self) -> str:
        """The month in words, with the name of its zone."""
        return f"{month_name(self.month)} ({zone_name(self.month.days[0])})"

    @property
    def period(self) -> Month:
        """Of which time the report is."""
        return self.month

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site's clock."""
        return self.month.zone

    @property
    def is_complete(self) -> bool:
        """Whether every configured source was read whole on every day, and the complaints too."""
        return not any(source.reasons for source in self.sources) and (
            self.complaints is None or self.complaints.is_complete
        )

    @property
    def is_analysed(self) -> bool:
        """Whether the rules were applied to the month; if not, nothing is known of needed changes."""
        return bool(self._rows["rule_judgements"])

    def of_kind(self, *kinds: str) -> tuple[SourceReading, ...]:
        """The configured sources of these kinds, in the order of the settings."""
        return tuple(source for source in self.sources if source.kind in kinds)

    def read_days(self, *kinds: str) -> frozenset[date]:
        """The days on which at least one source of these kinds was read."""
        return frozenset(
            each.day.date for source in self.of_kind(*kinds) for each in self.days[source.name] if each.is_read
        )

    def label(self, name: str) -> str:
        """What the office calls a source; its key if it is no longer configured."""
        return self._labels.get(name, name)

    def rows(self, question: str, *kinds: str) -> list[Row]:
        """The rows of a question; with kinds, only those of sources of these kinds that were read on some day."""
        if not kinds:
            return list(self._rows[question])
        read = {source.name for source in self.of_kind(*kinds) if source.is_read}
        return [row for row in self._rows[question] if row["source"] in read]

    def empty_note(self, sources: Iterable[SourceReading], nothing: str = "Tidak ada kejadian") -> str:
        """Why a table has no row: nothing happened, or nobody could know."""
        return empty_note(tuple(sources), nothing)


def month_reading(name: str, source: Source, days: tuple[DayState, ...]) -> SourceReading:
    """The month's state of a source: whole only when each of its days is."""
    by_state = {state: [each.day.date for each in days if each.state is state] for state in CoverageState}
    partial, missing = by_state[CoverageState.PARTIAL], by_state[CoverageState.MISSING]
    if len(missing) == len(days):
        state = CoverageState.MISSING
        reasons = ["tidak terbaca pada satu hari pun"]
    else:
        state = CoverageState.PARTIAL if partial or missing else CoverageState.OK
        reasons = [f"terbaca sebagian pada tanggal {day_ranges(partial)}"] if partial else []
        reasons += [f"tidak terbaca pada tanggal {day_ranges(missing)}"] if missing else []
    words = COVERAGE_WORDS[state]
    return SourceReading(name, source.label, source.kind, source.collected, state, words, tuple(reasons))
