"""What analysis reads back is what was stored, and a rerun replaces what was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from spse_monev.analysis.requests import draft_requests
from spse_monev.complaints import Complaint, ComplaintClass, ComplaintState, Import, Label, RecordPlace
from spse_monev.demo.postgres import Server
from spse_monev.facts import CoverageState
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


def test_complaints_are_seen_with_those_of_the_days_before_the_month(warehouse: Warehouse) -> None:
    month = Month(date(2026, 10, 1), DAY.zone)
    days = (-61, -60, -1, 0, 30, 31)
    complaints = tuple(
        Complaint(
            complaint_id=f"{number:016x}",
            source="rekap",
            place=RecordPlace("rekap.xlsx"),
            received_at=month.start + timedelta(days=day),
            has_time=False,
            state=ComplaintState.SOLVED,
            text=str(day),
        )
        for number, day in enumerate(days)
    )
    found = Import("a" * 16, "rekap.xlsx", CoverageState.OK, month.end, sha256="a" * 64, complaints=complaints)
    warehouse.complaints.store_import(SITE, "rekap", found, month.end)
    labels = [Label(each.complaint_id, ComplaintClass.OTHER, "lambat", 0.9, 0.9, False) for each in complaints]
    warehouse.complaints.store_labels(SITE, labels, "uji", month.end)
    seen = warehouse.analysis.observations(SITE, month, SOURCES, CoverageState.OK)
    assert [each.text for each in seen.complaints] == ["-60", "-1", "0", "30"]
    assert warehouse.analysis.observations(SITE, month, SOURCES, None).complaints == ()


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


def drafted(warehouse: Warehouse, month: Month, *findings: Finding) -> list[tuple[str, str, int, int]]:
    drafts = draft_requests(findings)
    requests = warehouse.analysis.store_drafts(SITE, month, drafts, datetime(2026, 12, 1, tzinfo=UTC))
    return [(each.number, each.rule_id, each.month_count, each.finding_count) for each in requests]


NOVEMBER = Month(date(2026, 11, 1), DAY.zone)
DECEMBER = NOVEMBER.shift(1)


def close(warehouse: Warehouse, state: str) -> None:
    warehouse._connection.execute(
        "UPDATE monev.change_request SET state = %(state)s,"
        " waiting_since = CASE WHEN %(state)s = 'review' THEN now() END,"
        " ended_at = CASE WHEN %(state)s = 'closed' THEN now() END",
        {"state": state},
    )


def test_one_needed_change_is_one_request_with_all_its_findings(warehouse: Warehouse) -> None:
    found = [finding(1, rule_id="R21"), finding(2, rule_id="R21"), finding(3, rule_id="R04")]
    watched = finding(4, rule_id="R37", change_class=ChangeClass.NONE)
    expected = [("PP-2026-11-001", "R04", 1, 1), ("PP-2026-11-002", "R21", 1, 2)]
    assert drafted(warehouse, NOVEMBER, *found, watched) == expected
    assert drafted(warehouse, NOVEMBER, *found, watched) == expected


def test_any_major_signal_wins_and_doubt_is_never_minor(warehouse: Warehouse) -> None:
    classes = (ChangeClass.MINOR, ChangeClass.REVIEW, ChangeClass.MAJOR)
    findings = [finding(number, change_class=each) for number, each in enumerate(classes)]
    assert draft_requests(findings)[0].lead.change_class is ChangeClass.MAJOR
    assert draft_requests(findings[:2])[0].lead.change_class is ChangeClass.REVIEW


def test_what_is_found_again_while_its_request_is_open_is_no_new_one(warehouse: Warehouse) -> None:
    drafted(warehouse, NOVEMBER, finding(1))
    close(warehouse, "review")
    assert drafted(warehouse, DECEMBER, finding(2, title="Lain")) == [("PP-2026-11-001", "R01", 2, 2)]
    titles = warehouse._connection.execute("SELECT title FROM monev.change_request").fetchall()
    assert titles == [("Judul",)]
    close(warehouse, "closed")
    assert drafted(warehouse, DECEMBER.shift(1), finding(3)) == [("PP-2027-01-001", "R01", 1, 1)]


def test_a_rerun_takes_back_its_own_drafts_only(warehouse: Warehouse) -> None:
    drafted(warehouse, NOVEMBER, finding(1), finding(2, rule_id="R02"))
    assert drafted(warehouse, NOVEMBER, finding(2, rule_id="R02")) == [("PP-2026-11-002", "R02", 1, 1)]
    close(warehouse, "review")
    assert drafted(warehouse, NOVEMBER) == []
    assert warehouse._connection.execute("SELECT number FROM monev.change_request").fetchall() == [("PP-2026-11-002",)]


def test_an_earlier_month_that_is_judged_again_does_not_reword_a_draft(warehouse: Warehouse) -> None:
    drafted(warehouse, NOVEMBER, finding(1, title="November"))
    drafted(warehouse, DECEMBER, finding(2, title="Desember"))
    assert drafted(warehouse, NOVEMBER, finding(1, title="November")) == [("PP-2026-11-001", "R01", 2, 2)]
    assert warehouse._connection.execute("SELECT title FROM monev.change_request").fetchall() == [("Desember",)]
