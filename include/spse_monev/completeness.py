"""How whole a configured source was read on a day: the one rule that closing, reporting and judging share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day, Month
from spse_monev.settings import Site, Source

Row = Mapping[str, Any]

# How the coverage's `parser` says that the server has no statistics of queries.
WITHOUT_STATEMENTS = "tanpa pg_stat_statements"


def source_state(source: Source, coverage: CoverageState | None, check: CheckState | None) -> CoverageState:
    """The state of a source from its stored coverage and its last check, None where there is no record.

    A source that is only checked counts as whole when it is alive. One without any record is missing.
    """
    if source.collected:
        return coverage or CoverageState.MISSING
    return CoverageState.OK if check is CheckState.OK else CoverageState.MISSING


@dataclass(frozen=True, slots=True)
class DayState:
    """How one source stands on one day; `reasons` is empty exactly when it is whole."""

    day: Day
    state: CoverageState
    reasons: tuple[str, ...]
    is_deleted: bool = False  # its details went with retention

    @property
    def is_read(self) -> bool:
        """Whether the day's numbers exist, if perhaps not all of them."""
        return self.state is not CoverageState.MISSING


def month_days(
    site: Site, month: Month, coverages: Iterable[Row], checks: Iterable[Row]
) -> dict[str, tuple[DayState, ...]]:
    """Every day of a month by the key of each configured source, from the answers `month_coverage` and `month_checks`.

    Details that are gone give no numbers, whatever was once read.
    """
    covered = {(row["source"], row["day"]): row for row in coverages}
    checked = {(row["source"], row["day"]): row for row in checks}
    return {
        name: tuple(
            day_state(source, day, covered.get((name, day.date)), checked.get((name, day.date))) for day in month.days
        )
        for name, source in site.sources.items()
    }


def day_ranges(days: Iterable[date]) -> str:
    """Days of one month as an office writes them: '3, 5–9 dan 12'."""
    numbered = enumerate(sorted(day.day for day in days))
    runs = [[day for _, day in run] for _, run in groupby(numbered, lambda each: each[1] - each[0])]
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return " dan ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def day_state(source: Source, day: Day, coverage: Row | None, check: Row | None) -> DayState:
    """How a source stands on a day, from its row of coverage and that of its last check."""
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
    return DayState(day, state, tuple(reason.strip().rstrip(".") for reason in reasons), is_deleted)
