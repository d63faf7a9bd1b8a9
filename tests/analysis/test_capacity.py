from __future__ import annotations

from spse_monev.analysis.capacity import prospects
from tests.analysis.rules.given import observations


def test_what_fills_first_stands_first() -> None:
    def growing(name: str, start: float, per_day: float, subject: str, source: str) -> dict[str, object]:
        values = [start - per_day * back for back in range(28)]
        return {"name": name, "subject": subject, "source": source, "days": 28, "value": values}

    found = prospects(
        observations(
            {
                "metrics": [
                    growing("database_size_bytes", 5e9, 1e7, "spse", "database"),
                    growing("host_disk_mean_pct", 70, 0.1, "db:/", "monitoring"),
                    growing("host_disk_mean_pct", 80, 1, "app:/", "monitoring"),
                    {"name": "connection_usage_pct", "days": 28, "value": 40, "source": "database"},
                    {"name": "request_count", "days": 5, "value": 100, "source": "web_log"},
                    {"name": "deadlock_count", "days": 28, "value": 1, "source": "database"},
                ]
            }
        )
    )
    assert [(each.name, each.subject, each.state, each.expected) for each in found] == [
        ("host_disk_mean_pct", "app:/", "reaches", 20),
        ("host_disk_mean_pct", "db:/", "reaches", 300),
        ("connection_usage_pct", "", "no_trend", None),
        ("database_size_bytes", "spse", "grows", None),
        ("request_count", "", "too_few_days", None),
    ]
    assert found[0].value == 80


def test_without_figures_there_is_nothing_to_tell() -> None:
    assert prospects(observations({})) == ()
