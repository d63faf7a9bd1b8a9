from __future__ import annotations

from typing import Any

import pytest

from spse_monev.analysis.rules.catalogue import load_rules
from spse_monev.analysis.rules.recommend import RECOMMENDATIONS
from spse_monev.analysis.rules.values import in_base_unit
from tests.analysis.rules.given import observations

MIB = 1024**2


def settings(**values: str) -> dict[str, Any]:
    units = {"shared_buffers": "8kB", "effective_cache_size": "8kB", "work_mem": "kB"}
    return {"settings": [{"name": name, "value": value, "unit": units.get(name)} for name, value in values.items()]}


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("raise_heap", {"metrics": [{"name": "heap_max_bytes", "value": 1024 * MIB, "source": "spse_status"}]},
         {"heap_from": "1024m", "heap_to": "1280m"}),
        ("raise_max_connections", settings(max_connections="100")
         | {"metrics": [{"name": "host_memory_p95_pct", "value": 72, "source": "monitoring"}]},
         {"max_connections_from": 100.0, "max_connections_to": 130.0, "memory_used": "72% (persentil 95)"}),
        ("raise_pool", settings(max_connections="100"), {"max_connections": 100.0, "pool_to": 87.0}),
        ("raise_shared_buffers", settings(shared_buffers="16384", effective_cache_size="524288"),
         {"shared_buffers_from": "128MB", "shared_buffers_to": "256MB", "effective_cache_size_from": "4GB",
          "effective_cache_size_to": "4GB"}),
        ("raise_work_mem", settings(work_mem="4096")
         | {"metrics": [{"name": "temp_file_max_bytes", "value": 30 * MIB, "source": "database_log"}]},
         {"work_mem_from": "4MB", "work_mem_to": "32MB", "temp_file_max": "30 MB"}),
        ("raise_work_mem", settings(work_mem="131072"),
         {"work_mem_from": "128MB", "work_mem_to": "256MB",
          "temp_file_max": "tidak tercatat (log_temp_files tidak aktif)"}),
        ("raise_max_wal_size", {"settings": [{"name": "max_wal_size", "value": "1024", "unit": "MB"}]},
         {"max_wal_size_from": "1GB", "max_wal_size_to": "2GB"}),
        ("autovacuum_for_table", settings(autovacuum_vacuum_scale_factor="0.2")
         | {"metrics": [{"name": "table_dead_row_pct", "subject": "spse.a", "value": 40},
                        {"name": "table_dead_row_count", "subject": "spse.a", "value": 50000}]},
         {"tables": "spse.a", "scale_factor_from": "0.2", "scale_factor_to": "0.05"}),
    ],
)  # fmt: skip
def test_from_what_to_what(name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    found = RECOMMENDATIONS[name](observations(given), {})
    assert (found.figures, found.missing) == (expected, ())


@pytest.mark.parametrize("name", RECOMMENDATIONS)
def test_what_cannot_be_worked_out_is_told(name: str) -> None:
    found = RECOMMENDATIONS[name](observations({}), {})
    assert found.figures == {}
    assert found.missing


def test_every_one_is_used_by_a_rule() -> None:
    assert {rule.change.compute for rule in load_rules()} - {None} == set(RECOMMENDATIONS)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("16384", "8kB", 128 * MIB), ("4096", "kB", 4 * MIB), ("5min", None, 300_000), ("1GB", None, 1024 * MIB),
     ("200", "ms", 200), ("100", None, 100), ("-1", "kB", -1024), ("on", None, None), ("10", "ekor", None)],
)  # fmt: skip
def test_settings_in_base_units(value: str, unit: str | None, expected: float | None) -> None:
    assert in_base_unit(value, unit) == expected
