"""The counters of the synthetic SPSE, as JAMon keeps them in Play 1 and `/@status.json` shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class _Times:
    hits: int = 0
    total: float = 0.0
    least: float = float("inf")
    most: float = 0.0


@dataclass(slots=True)
class Monitors:
    """Hits and times in milliseconds since the application started."""

    _times: dict[str, _Times] = field(default_factory=dict)

    def add(self, label: str, ms: float) -> None:
        """Count one run of an action, template, query or job."""
        times = self._times.setdefault(f"{label}, ms.", _Times())
        times.hits += 1
        times.total += ms
        times.least = min(times.least, ms)
        times.most = max(times.most, ms)

    def status(self, uptime_seconds: float) -> dict[str, Any]:
        """The document of `/@status.json`."""
        used = 900_000_000 + 35_000 * sum(times.hits for times in self._times.values()) % 600_000_000
        return {
            "play.plugins.PlayStatusPlugin": {
                "java": {"version": "11.0.22"},
                "memory": {"max": 4_294_967_296, "total": 2_147_483_648, "free": 2_147_483_648 - used},
                "application": {"uptime": round(uptime_seconds * 1000), "path": "/home/appserv/spse-sintetis"},
                "monitors": [
                    {
                        "name": name,
                        "hits": times.hits,
                        "avg": times.total / times.hits,
                        "min": times.least,
                        "max": times.most,
                    }
                    for name, times in self._times.items()
                ],
            }
        }
