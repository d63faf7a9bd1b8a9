"""Where disk, memory, database, connections and traffic are going.

>>> [(each.name, each.expected) for each in prospects(seen)]
[('host_disk_mean_pct', 41)]
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from spse_monev.analysis.forecast import forecast
from spse_monev.findings import Prospect
from spse_monev.observations import Observations

HISTORY_DAYS = 28
# A share is full at 100; of a size, nobody knows the room that is left.
_WATCHED: tuple[tuple[str, float | None], ...] = (
    ("host_disk_mean_pct", 100.0),
    ("host_memory_p95_pct", 100.0),
    ("connection_usage_pct", 100.0),
    ("database_size_bytes", None),
    ("request_count", None),
)


def prospects(seen: Observations) -> tuple[Prospect, ...]:
    """One for each figure, subject and source that were read in the last 28 days, in the order of urgency."""
    last = seen.days[-1]
    first = last - timedelta(days=HISTORY_DAYS - 1)
    limits = dict(_WATCHED)
    series: dict[tuple[str, str, str], dict[date, float]] = defaultdict(dict)
    for metric in seen.metrics:
        if metric.name in limits and first <= metric.day <= last:
            series[metric.name, metric.subject, metric.source][metric.day] = metric.value
    found = []
    for (name, subject, source), values in series.items():
        judged = forecast(values, limits[name])
        found.append(
            Prospect(
                name=name,
                subject=subject,
                source=source,
                value=values[max(values)],
                limit=limits[name],
                state=str(judged.state),
                days_observed=judged.days_observed,
                per_day=judged.per_day,
                earliest=judged.earliest,
                expected=judged.expected,
                latest=judged.latest,
            )
        )
    order = [name for name, _ in _WATCHED]
    far = HISTORY_DAYS * 1000
    return tuple(
        sorted(found, key=lambda each: (each.expected or far, order.index(each.name), each.subject, each.source))
    )
