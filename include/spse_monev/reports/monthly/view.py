"""One month of a site as its evaluation sees it: the rows of each question, and on which days each source was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from spse_monev.completeness import source_state
from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day, Month
from spse_monev.reports.complaints.monthview import MonthView
from spse_monev.reports.dayview import COVERAGE_WORDS, Row, SourceReading, empty_note
from spse_monev.reports.deviations import ToldDeviations
from spse_monev.reports.words import month_name, zone_name
from spse_monev.settings import Site, Source

QUERIES: tuple[str, ...] = ("month_coverage", "month_checks")


@dataclass(frozen=True, slots=True)
class DayState:
    """How one source stands on one day of the month; `reasons` is empty exactly when it is whole."""

    day: Day
    state: CoverageState
    reasons: tuple[str, ...]

    @property
    def is_read(self) -> bool:
        """Whether the day's numbers exist, if perhaps not all of them."""
        return self.state is not CoverageState.MISSING


class EvaluationView:
    """The rows handed in for one month, with the state of every configured source worked out once.

    `complaints` is the month's complaints as their own recap sees them; None if the site has no helpdesk.
    """

    subject: ClassVar[str] = "Laporan Evaluasi Bulanan SPSE"

    def __init__(self, site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.site = site
        self.month = month
        self._rows = rows
        coverage = {(row["source"], row["day"]): row for row in rows["month_coverage"]}
        checks = {(row["source"], row["day"]): row for row in rows["month_checks"]}
        self.days: Mapping[str, tuple[DayState, ...]] = {
            name: tuple(
                _day_state(source, day, coverage.get((name, day.date)), checks.get((name, day.date)))
                for day in month.days
            )
            for name, source in site.sources.items()
        }
        self.sources = tuple(_reading(name, source, self.days[name]) for name, source in site.sources.items())
        self._labels = {source.name: source.label for source in self.sources}
        self.deviations = ToldDeviations(rows)
        self.complaints = MonthView(site, month, rows) if site.helpdesk else None

    @property
    def caption(self) -> str:
        """The month in words, with the name of its zone."""
        return f"{month_name(self.month)} ({zone_name(self.month.days[0])})"

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


def day_ranges(days: Iterable[date]) -> str:
    """Days of one month as an office writes them: '3, 5–9 dan 12'."""
    numbered = enumerate(sorted(day.day for day in days))
    runs = [[day for _, day in run] for _, run in groupby(numbered, lambda each: each[1] - each[0])]
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return " dan ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _day_state(source: Source, day: Day, coverage: Row | None, check: Row | None) -> DayState:
    is_deleted = coverage is not None and coverage["details_deleted_at"] is not None
    read = None if coverage is None else CoverageState.MISSING if is_deleted else CoverageState(coverage["state"])
    state = source_state(source, read, None if check is None else CheckState(check["state"]))
    if state is CoverageState.OK:
        return DayState(day, state, ())
    if is_deleted:
        reasons = ["rinciannya telah dihapus sesuai masa simpan"]
    elif source.collected:
        reasons = ["belum dibaca"] if coverage is None else list(coverage["reasons"])
    else:
        reasons = ["belum diperiksa"] if check is None else [check["evidence"]]
    return DayState(day, state, tuple(reason.strip().rstrip(".") for reason in reasons))


def _reading(name: str, source: Source, days: tuple[DayState, ...]) -> SourceReading:
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
