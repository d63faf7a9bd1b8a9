"""What analysis reads back is what was stored, and a rerun replaces what was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.findings import (
    Actor,
    ChangeClass,
    Evidence,
    Finding,
    Impact,
    Judgement,
    JudgementState,
    Priority,
    Urgency,
)
from spse_monev.migrations import migrate
from spse_monev.observations import Observations, SourceSeen
from spse_monev.period import Month
from spse_monev.warehouse import Warehouse
from tests import full_day
from tests.full_day import DAY, SITE, SOURCE

SOURCES = (SourceSeen(SOURCE, "postgres_log", "Log"),)


@pytest.fixture
def warehouse(server: Server, database: str) -> Iterator[Warehouse]:
    migrate(server.uri(database))
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection)


def observed(warehouse: Warehouse) -> Observations:
    return warehouse.analysis.observations(SITE, DAY, SOURCES, None)


def test_every_fact_of_a_day_is_seen(warehouse: Warehouse) -> None:
    reading = full_day.reading()
    assert warehouse.store_reading(SITE, DAY, SOURCE, reading)
    seen = observed(warehouse)
    assert seen.coverage == {(DAY.date, SOURCE): reading.coverage.state}
    assert [(each.fingerprint, each.count, each.per_hour) for each in seen.errors] == sorted(
        (each.fingerprint, each.count, each.per_hour) for each in reading.errors
    )
    assert len(seen.queries) == len(reading.queries)
    assert len(seen.failures) == len(reading.failures)
    assert len(seen.metrics) == len(reading.metrics)
    assert len(seen.incidents) == len(reading.incidents)
    assert len(seen.availability) == len(reading.availability)
    assert {each.kind for each in (*seen.errors, *seen.queries, *seen.metrics)} == {"postgres_log"}


def test_a_source_that_is_no_longer_configured_tells_nothing(warehouse: Warehouse) -> None:
    warehouse.store_reading(SITE, DAY, SOURCE, full_day.reading())
    seen = warehouse.analysis.observations(SITE, DAY, (SourceSeen("lain", "probe", "Lain"),), None)
    assert (seen.errors, seen.metrics) == ((), ())


def finding(number: int, **changes: object) -> Finding:
    content = {
        "finding_id": f"{number:016x}", "rule_id": "R01", "subject": "", "title": "Judul", "class_reason": "Sebab",
        "change_class": ChangeClass.MINOR, "change": "Ubah", "how": "Cara", "test": "Uji", "undo": "Balik",
        "actor": Actor.ADMINISTRATOR, "urgency": Urgency.URGENT, "impact": Impact.LARGE, "priority": Priority.HIGH,
        "evidence": (
            Evidence("Bukti \x00", SOURCE, DAY.date, datetime(2026, 11, 23, 3, tzinfo=UTC), 2.5), Evidence("Lain", ""),
        ),
        "doubts": ("ragu",),
    }  # fmt: skip
    return Finding(**content | changes)  # type: ignore[arg-type]


def test_findings_come_back_in_their_order_and_a_rerun_replaces_them(warehouse: Warehouse) -> None:
    month = Month(date(2026, 11, 1), DAY.zone)
    judgements = [
        Judgement("R01", "a", JudgementState.FIRED),
        Judgement("R01", "b", JudgementState.UNDECIDED, missing=("x",)),
        Judgement("R02", "", JudgementState.CANNOT_JUDGE, missing=("RAM tidak diukur",)),
    ]
    for found in ([finding(3), finding(1)], [finding(2), finding(1, title="Lain")]):
        warehouse.analysis.store(SITE, DAY, found, judgements)
    warehouse.analysis.store(SITE, month, [finding(9)], [])
    [second, first] = warehouse.analysis.findings(SITE, DAY)
    assert (second.finding_id, first.title) == (f"{2:016x}", "Lain")
    assert first.evidence[0].text == "Bukti \ufffd"
    assert first.evidence[1:] == finding(1).evidence[1:]
    assert [each.finding_id for each in warehouse.analysis.findings(SITE, month)] == [f"{9:016x}"]
    rows = warehouse._connection.execute(
        "SELECT rule_id, state, subject_count, missing FROM monev.rule_judgement ORDER BY rule_id"
    ).fetchall()
    assert rows == [("R01", "fired", 2, ["x"]), ("R02", "cannot_judge", 0, ["RAM tidak diukur"])]


def test_days_that_nobody_told_of_are_not_there(warehouse: Warehouse) -> None:
    assert observed(warehouse).coverage == {}
    warehouse.store_reading(SITE, DAY.shift(-3), SOURCE, full_day.reading())
    assert list(observed(warehouse).coverage) == [(DAY.shift(-3).date, SOURCE)]
    assert observed(warehouse).read_days(SOURCE) == ()
