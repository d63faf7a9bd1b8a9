"""Closing snapshots of the database's statistics for days that share rounds of load.

A server counts on and on. The difference that a round really made is added to the closing snapshot of the day before,
so that on each day the counters have grown by what that day's round did.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from spse_monev.facts import Counter, Metric, StatementCounter, StatisticsSnapshot

# Gauges that grow with the work done; all others are taken as they were after the round.
GROWING = {"database_size_bytes", "table_size_bytes", "index_size_bytes"}
_SUMS = ("calls", "total_ms", "row_count", "shared_hit_blocks", "shared_read_blocks", "temp_blocks")


def next_closing(
    previous: StatisticsSnapshot, before: StatisticsSnapshot, after: StatisticsSnapshot, taken_at: datetime
) -> StatisticsSnapshot:
    """The closing snapshot that follows `previous` after a round that took the server from `before` to `after`."""
    return replace(
        after,
        taken_at=taken_at,
        statements=_statements(previous, before, after),
        counters=_counters(previous, before, after),
        gauges=_gauges(previous, before, after),
    )


def _statements(
    previous: StatisticsSnapshot, before: StatisticsSnapshot, after: StatisticsSnapshot
) -> tuple[StatementCounter, ...]:
    base, old, new = ({_key(row): row for row in each.statements} for each in (previous, before, after))
    grown = (_grown(base.get(key), old.get(key), row) for key, row in new.items())
    # What other rounds have asked stays; what this round made vanish is gone.
    return (*grown, *(row for key, row in base.items() if key not in new and key not in old))


def _grown(base: StatementCounter | None, old: StatementCounter | None, new: StatementCounter) -> StatementCounter:
    sums = {
        name: getattr(base, name, 0) + max(0, getattr(new, name) - getattr(old, name, 0))  # None has no counters: zero
        for name in _SUMS
    }
    # The longest call belongs to the round only where the round has raised it.
    longest = new.max_ms if old is None or new.max_ms > old.max_ms else 0.0
    return replace(new, **sums, max_ms=max(longest, base.max_ms if base else 0.0))


def _counters(
    previous: StatisticsSnapshot, before: StatisticsSnapshot, after: StatisticsSnapshot
) -> tuple[Counter, ...]:
    base, old, new = ({(one.name, one.subject): one for one in each.counters} for each in (previous, before, after))

    def value(found: dict[tuple[str, str], Counter], key: tuple[str, str]) -> float:
        return found[key].value if key in found else 0.0

    grown = (replace(one, value=value(base, key) + max(0.0, one.value - value(old, key))) for key, one in new.items())
    return (*grown, *(one for key, one in base.items() if key not in new and key not in old))


def _gauges(previous: StatisticsSnapshot, before: StatisticsSnapshot, after: StatisticsSnapshot) -> tuple[Metric, ...]:
    base, old = ({(one.name, one.subject): one.value for one in each.gauges} for each in (previous, before))

    def gauge(one: Metric) -> Metric:
        key = (one.name, one.subject)
        if one.name not in GROWING or key not in base or key not in old:
            return one
        return replace(one, value=base[key] + max(0.0, one.value - old[key]))

    return tuple(map(gauge, after.gauges))


def _key(row: StatementCounter) -> tuple[object, ...]:
    return (row.user, row.database, row.query_id, row.toplevel)
