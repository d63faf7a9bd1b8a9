"""How whole a configured source was read on a day: the one rule that closing, reporting and judging a day share."""

from __future__ import annotations

from spse_monev.facts import CheckState, CoverageState
from spse_monev.settings import Source

# How the coverage's `parser` says that the server has no statistics of queries.
WITHOUT_STATEMENTS = "tanpa pg_stat_statements"


def source_state(source: Source, coverage: CoverageState | None, check: CheckState | None) -> CoverageState:
    """The state of a source from its stored coverage and its last check, None where there is no record.

    A source that is only checked counts as whole when it is alive. One without any record is missing.
    """
    if source.collected:
        return coverage or CoverageState.MISSING
    return CoverageState.OK if check is CheckState.OK else CoverageState.MISSING
