"""The key of the demo: what was provoked on each day, by source, as those who provoked it have seen it.

Only tests read it. Names of sources are those of the demo's site.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from spse_monev.demo.application.faults import FAULTS
from spse_monev.demo.application.load import Seen
from spse_monev.demo.faults import KINDS
from spse_monev.demo.story import DayPlan, Span

# Faults that one kind of failure of the web log, of the same name, counts and nothing else does.
WEB_FAILURES = {
    "upload_too_large", "upload_aborted", "upload_rejected", "waf_denied", "bad_gateway", "gateway_timeout",
    "worker_limit",
}  # fmt: skip


@dataclass(slots=True)
class Key:
    """Gathers the days and writes them as JSON."""

    seed: int
    days: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, plan: DayPlan, database_faults: Counter[str], seen: Seen) -> None:
        """Take in what was seen of one day; `database_faults` are those of its round."""
        self.days[str(plan.day)] = {
            "database_log": {} if plan.is_log_lost else _sorted(database_faults),
            "application_log": _sorted(
                Counter({name: count for name, count in seen.faults.items() if FAULTS[name].error is not None})
            ),
            "web_log": {
                "requests": [[*request, count] for request, count in sorted(seen.requests.items())],
                "faults": _sorted(
                    Counter({name: count for name, count in seen.faults.items() if name in WEB_FAILURES})
                ),
                "unreachable": seen.unreachable,
            },
            "spse_status": {"actions": _sorted(seen.actions), "restarted": plan.outage is not None},
            "probe": {"probes": seen.probes, "outages": int(plan.outage is not None)},
            "monitoring": {"outage": _span(plan.outage), "alert": _span(plan.alert)},
        }

    def text(self) -> str:
        """The key as JSON, with how each kind of fault stands in the logs."""
        content = {
            "synthetic": True,
            "seed": self.seed,
            "kinds": {
                "database_log": {name: kind._asdict() for name, kind in KINDS.items()},
                "application_log": {
                    name: {"code": fault.error.root, "failure": fault.error.failure, "place": fault.error.place}
                    for name, fault in FAULTS.items()
                    if fault.error is not None
                },
            },
            "days": self.days,
        }
        return json.dumps(content, indent=1)


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _span(span: Span | None) -> list[str] | None:
    return None if span is None else [moment.isoformat() for moment in span]
