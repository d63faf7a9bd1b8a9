"""The register of deviations in the real PostgreSQL: what software adds, what people say, what nobody can change."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.demo.postgres import Server
from spse_monev.deviations import (
    RECAP,
    REPORT,
    Answer,
    Deviation,
    DeviationKind,
    DeviationStatus,
    Judgement,
    Step,
    deviation_id,
)
from spse_monev.facts import Artifact, CheckState, SourceCheck
from spse_monev.migrations import migrate
from spse_monev.period import Day, Month
from spse_monev.settings import Retention
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.deviations import DeviationError, Deviations, Recorded, StoredDeviation
from tests.full_day import HOSTILE, STORED, UNSTORABLE

SITE = "lpse_contoh"
WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", WIB)
OCTOBER = Month.parse("2026-10", WIB)
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
BY = "Administrator Sintetis"


@pytest.fixture
def warehouse(server: Server, database: str) -> Iterator[Warehouse]:
    migrate(server.uri(database))
    with psycopg.connect(server.uri(database)) as connection:
        yield Warehouse(connection)


@pytest.fixture
def register(warehouse: Warehouse) -> Deviations:
    return warehouse.deviations


def deviation(subject: str = "database", **changes: Any) -> Deviation:
    made = Deviation(
        DAY, Step.CHECK, DeviationKind.EQUIPMENT, subject, "aktif", "tidak aktif", "koneksi ditolak",
        "Administrator Sistem LPSE", "(Nama Administrator)",
    )  # fmt: skip
    return replace(made, **changes)


def of(*deviations: Deviation, in_order: tuple[Deviation, ...] = ()) -> Judgement:
    return Judgement(deviations, frozenset(each.deviation_id for each in in_order))


def one(register: Deviations) -> StoredDeviation:
    [found] = register.span(SITE)
    return found


def rows(register: Deviations, table: str) -> list[tuple[Any, ...]]:
    return register._connection.execute(f"SELECT * FROM monev.{table} ORDER BY 1, 2, 3".encode()).fetchall()


def test_what_was_recorded_comes_back(register: Deviations) -> None:
    made = deviation(
        HOSTILE, period=OCTOBER, step=Step.COMPLAINTS, standard=HOSTILE, actual=HOSTILE, evidence=HOSTILE + UNSTORABLE,
        accountable_title=HOSTILE, accountable_name=HOSTILE,
    )  # fmt: skip
    assert register.record(SITE, of(made), NOW) == Recorded(1, 0, 0)
    found = one(register)
    assert (found.period, found.period_start, found.step, found.kind) == (
        "month", date(2026, 10, 1), Step.COMPLAINTS, DeviationKind.EQUIPMENT,
    )  # fmt: skip
    assert found.evidence == HOSTILE + STORED
    assert {found.subject, found.standard, found.actual, found.accountable_title, found.accountable_name} == {HOSTILE}
    assert (found.status, found.last_actual, found.recorded_at) == (DeviationStatus.OPEN, HOSTILE, NOW)


def test_each_part_of_the_id_makes_another_deviation(register: Deviations) -> None:
    each = [
        deviation(),
        deviation("monitoring"),
        deviation(step=Step.COLLECT),
        deviation(kind=DeviationKind.OUTPUT),
        deviation(period=DAY.shift(1)),
        deviation(period=OCTOBER),
        deviation(period=Day(OCTOBER.first, WIB)),
    ]
    assert register.record(SITE, of(*each), NOW).new_count == len(each)
    assert register.record("lpse_lain", of(each[0]), NOW).new_count == 1
    # What is said of it is no part of it.
    assert register.record(SITE, of(deviation(standard="x", evidence="y", accountable_name="z")), NOW).new_count == 0


def test_the_same_again_adds_nothing_and_another_state_adds_one_event(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    assert register.record(SITE, of(deviation(evidence="koneksi ditolak, 3 menit")), NOW) == Recorded(0, 0, 0)
    other = deviation(actual="tidak terbaca", evidence="berkas hilang")
    assert register.record(SITE, of(other), NOW + timedelta(hours=1)) == Recorded(0, 1, 0)
    assert register.record(SITE, of(other), NOW + timedelta(hours=2)) == Recorded(0, 0, 0)
    found = one(register)
    assert (found.actual, found.last_actual, found.last_seen_at) == (
        "tidak aktif", "tidak terbaca", NOW + timedelta(hours=1),
    )  # fmt: skip
    [event] = register.trail(SITE, found.deviation_id)
    assert (event.event, event.actual, event.said, event.said_by) == (
        "seen_again",
        "tidak terbaca",
        "berkas hilang",
        "",
    )


def test_a_mended_deviation_stays_and_is_not_closed(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    assert register.record(SITE, of(in_order=(deviation(), deviation("lain"))), NOW) == Recorded(0, 0, 1)
    assert register.record(SITE, of(in_order=(deviation(),)), NOW) == Recorded(0, 0, 0)
    found = one(register)
    assert (found.status, found.last_actual, found.actual) == (DeviationStatus.OPEN, None, "tidak aktif")
    # Back again, even in its first state, is news.
    assert register.record(SITE, of(deviation()), NOW) == Recorded(0, 1, 0)
    assert one(register).last_actual == "tidak aktif"


def test_what_could_not_be_judged_is_left_alone(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    assert register.record(SITE, Judgement(unjudged="hari belum berakhir"), NOW) == Recorded(0, 0, 0)
    assert one(register).last_actual == "tidak aktif"


def test_a_person_explains_acts_and_closes(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    code = deviation().deviation_id
    assert register.answer(SITE, code, Answer.ACTED, " server dinyalakan ", BY, NOW)
    assert one(register).status is DeviationStatus.OPEN
    assert register.answer(SITE, code, Answer.EXPLAINED, "listrik padam", f" {BY} ", NOW)
    assert one(register).status is DeviationStatus.EXPLAINED
    assert register.answer(SITE, code, Answer.CLOSED, "sudah dipasang UPS", "Kepala Sintetis", NOW)
    found = one(register)
    assert (found.status, found.explanation, found.explained_by, found.action, found.closed_by) == (
        DeviationStatus.CLOSED, "listrik padam", BY, "server dinyalakan", "Kepala Sintetis",
    )  # fmt: skip
    assert register.span(SITE, open_only=True) == []

    assert register.answer(SITE, code, Answer.REOPENED, "padam lagi", "Kepala Sintetis", NOW)
    found = one(register)
    # A new explanation is wanted before it can be closed again; the old one stays to be read.
    assert (found.status, found.closed_by, found.explanation) == (DeviationStatus.OPEN, None, "listrik padam")
    with pytest.raises(DeviationError, match="sudah dijelaskan"):
        register.answer(SITE, code, Answer.CLOSED, "x", BY, NOW)
    register.answer(SITE, code, Answer.EXPLAINED, "UPS rusak", BY, NOW)
    assert register.answer(SITE, code, Answer.CLOSED, "UPS diganti", BY, NOW)
    assert [event.event for event in register.trail(SITE, code)] == [
        "acted", "explained", "closed", "reopened", "explained", "closed",
    ]  # fmt: skip


def test_what_looks_otherwise_after_closing_is_for_a_person_again(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    code = deviation().deviation_id
    register.answer(SITE, code, Answer.EXPLAINED, "listrik padam", BY, NOW)
    register.record(SITE, of(deviation(actual="aktif, tetapi tanpa data baru")), NOW)
    register.answer(SITE, code, Answer.CLOSED, "selesai", BY, NOW)
    assert register.span(SITE, open_only=True) == []
    register.record(SITE, of(in_order=(deviation(),)), NOW)
    assert register.span(SITE, open_only=True) == []
    register.record(SITE, of(deviation(actual="tidak terbaca")), NOW)
    [found] = register.span(SITE, open_only=True)
    assert (found.status, found.is_seen_since_closing) == (DeviationStatus.CLOSED, True)


def test_the_same_words_of_the_same_person_are_entered_once(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    code = deviation().deviation_id
    assert register.answer(SITE, code, Answer.EXPLAINED, "listrik padam", BY, NOW)
    assert not register.answer(SITE, code, Answer.EXPLAINED, "listrik padam", BY, NOW + timedelta(minutes=1))
    assert register.answer(SITE, code, Answer.EXPLAINED, "listrik padam", "Orang Lain", NOW)
    assert len(register.trail(SITE, code)) == 2


@pytest.mark.parametrize(
    ("code", "answer", "said", "by", "says"),
    [
        ("0" * 16, Answer.EXPLAINED, "x", BY, "tidak ada dalam register"),
        ("\x00'; DROP", Answer.EXPLAINED, "x", BY, "tidak ada dalam register"),
        (None, Answer.EXPLAINED, " ", BY, "wajib diisi"),
        (None, Answer.EXPLAINED, "x", "\t", "wajib diisi"),
        (None, Answer.CLOSED, "x", BY, "sudah dijelaskan"),
        (None, Answer.REOPENED, "x", BY, "sudah ditutup"),
    ],
)
def test_an_answer_that_cannot_be_entered_says_why(
    register: Deviations, code: str | None, answer: Answer, said: str, by: str, says: str
) -> None:
    register.record(SITE, of(deviation()), NOW)
    with pytest.raises(DeviationError, match=says):
        register.answer(SITE, code or deviation().deviation_id, answer, said, by, NOW)
    assert rows(register, "deviation_event") == []


@pytest.mark.parametrize("answer", [Answer.EXPLAINED, Answer.ACTED, Answer.CLOSED])
def test_a_closed_deviation_takes_no_more_words(register: Deviations, answer: Answer) -> None:
    register.record(SITE, of(deviation()), NOW)
    code = deviation().deviation_id
    register.answer(SITE, code, Answer.EXPLAINED, "sebab", BY, NOW)
    register.answer(SITE, code, Answer.CLOSED, "selesai", BY, NOW)
    with pytest.raises(DeviationError, match="ditutup"):
        register.answer(SITE, code, answer, "lagi", BY, NOW)


@pytest.mark.parametrize("table", ["deviation", "deviation_event"])
@pytest.mark.parametrize(
    "change", ["UPDATE monev.{} SET site = 'x'", "DELETE FROM monev.{}", "TRUNCATE monev.{} CASCADE"]
)
def test_the_database_refuses_every_change(register: Deviations, table: str, change: str) -> None:
    register.record(SITE, of(deviation()), NOW)
    register.answer(SITE, deviation().deviation_id, Answer.EXPLAINED, "sebab", BY, NOW)
    before = rows(register, table)
    with pytest.raises(psycopg.errors.RaiseException, match="never changed or deleted"):
        register._connection.execute(change.format(table).encode())
    assert rows(register, table) == before


def test_the_database_takes_no_closing_by_the_software(register: Deviations) -> None:
    register.record(SITE, of(deviation()), NOW)
    insert = (
        "INSERT INTO monev.deviation_event (site, deviation_id, event, actual, said, said_by, said_at) "
        f"VALUES ('{SITE}', '{deviation().deviation_id}', 'closed', '', 'x', '', now())"
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        register._connection.execute(insert.encode())


def test_retention_never_touches_it(warehouse: Warehouse, register: Deviations) -> None:
    register.record(SITE, of(deviation(period=DAY.shift(-5000))), NOW)
    register.record(SITE, of(in_order=(deviation(period=DAY.shift(-5000)),)), NOW)
    before = [rows(register, table) for table in ("deviation", "deviation_event")]
    warehouse.apply_retention(SITE, DAY.date, Retention(detail_days=1, snapshot_days=1))
    assert [rows(register, table) for table in ("deviation", "deviation_event")] == before


def test_the_set_up_and_the_first_writing_are_found(warehouse: Warehouse, register: Deviations) -> None:
    assert register.known(SITE, DAY, "laporan_harian").set_up_at is None
    for hours in (5, 2):
        check = SourceCheck("database", "postgres", CheckState.OK, NOW + timedelta(hours=hours), 1.0, "menjawab")
        warehouse.add_check(SITE, DAY, check)
    for number, kind in enumerate(("laporan_harian", "laporan_harian", "lain")):
        at = NOW + timedelta(hours=6 - number)
        warehouse.record_artifact(SITE, Artifact(f"{number}.xlsx", kind, DAY, "lengkap", f"{number}" * 64, 1, at))
    known = register.known(SITE, DAY, "laporan_harian")
    assert known.set_up_at == NOW + timedelta(hours=2)
    assert known.first_written == {DAY.date: NOW + timedelta(hours=5)}
    assert register.known(SITE, DAY.shift(1), "laporan_harian").first_written == {}
    # Of months nothing is known yet.
    assert register.known(SITE, OCTOBER, "rekap_keluhan").set_up_at is None
    register.record(SITE, of(deviation(RECAP, period=OCTOBER)), NOW)
    assert register.known(SITE, OCTOBER, "rekap_keluhan").set_up_at == NOW


@pytest.mark.parametrize("period", [DAY, OCTOBER])
def test_what_was_written_before_a_period_was_over_does_not_count(
    warehouse: Warehouse, register: Deviations, period: Day | Month
) -> None:
    for hours, kept in ((-1, False), (0, True)):
        at = period.end + timedelta(hours=hours)
        warehouse.record_artifact(SITE, Artifact("a.xlsx", "laporan", period, "lengkap", f"{abs(hours)}" * 64, 1, at))
        assert register.known(SITE, period, "laporan").first_written == ({period.start.date(): at} if kept else {})


def test_months_are_listed_with_their_days(register: Deviations) -> None:
    november = Month.parse("2026-11", WIB)
    each = [deviation(period=period) for period in (OCTOBER, Day(date(2026, 10, 31), WIB), DAY, november)]
    register.record(SITE, of(*each), NOW)
    assert len(register.span(SITE)) == 4
    assert [found.period for found in register.span(SITE, november.first, november.shift(1).first)] == ["month", "day"]


def test_runs_that_record_at_once_enter_each_deviation_once(
    server: Server, database: str, register: Deviations
) -> None:
    subjects = [f"sumber_{number}" for number in range(40)]
    register.record(SITE, of(*map(deviation, subjects)), NOW)
    # The new one last: waiting for its key would bring the runs in line already.
    judgement = of(*(deviation(subject, actual="tidak terbaca") for subject in subjects), deviation("baru"))
    runs = 4
    ready = threading.Barrier(runs)

    def record(_: int) -> Recorded:
        with psycopg.connect(server.uri(database)) as connection:
            warehouse = Warehouse(connection)
            ready.wait()
            return warehouse.deviations.record(SITE, judgement, NOW)

    with ThreadPoolExecutor(runs) as pool:
        recorded = list(pool.map(record, range(runs)))
    counts = sorted((each.new_count, each.seen_again_count) for each in recorded)
    assert counts == [*[(0, 0)] * (runs - 1), (1, len(subjects))]
    assert len(rows(register, "deviation_event")) == len(subjects)


_sites = itertools.count()
SUBJECTS = ("database", "database_log", REPORT)
STATES = st.fixed_dictionaries(
    {subject: st.sampled_from([None, "", "tidak aktif", "tidak terbaca"]) for subject in SUBJECTS}
)


def judgement_of(states: dict[str, str | None]) -> Judgement:
    """None: not judged; '': in order."""
    return of(
        *(deviation(subject, actual=actual) for subject, actual in states.items() if actual),
        in_order=tuple(deviation(subject) for subject, actual in states.items() if actual == ""),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(STATES, min_size=1, max_size=5), order=st.randoms(use_true_random=False))
def test_reruns_in_any_order_end_in_the_same_register(
    register: Deviations, runs: list[dict[str, str | None]], order: Any
) -> None:
    site = f"situs_{next(_sites)}"  # every example begins with an empty register
    for states in runs:
        judgement = judgement_of(states)
        register.record(site, judgement, NOW)
        assert register.record(site, judgement, NOW) == Recorded(0, 0, 0)
    seen = {subject for states in runs for subject, actual in states.items() if actual}
    found = {each.subject: each for each in register.span(site)}
    # Whatever was once seen is there, whatever came after it ...
    assert set(found) == seen
    assert {each.status for each in found.values()} <= {DeviationStatus.OPEN}
    for subject in seen:
        # ... in the state of the last run that could judge it.
        judged = [states[subject] for states in runs if states[subject] is not None]
        first = next(index for index, actual in enumerate(judged) if actual)
        assert found[subject].last_actual == (judged[-1] or None)
        assert found[subject].actual == judged[first]

    shuffled = list(runs)
    order.shuffle(shuffled)
    for states in shuffled:
        register.record(f"{site}/2", judgement_of(states), NOW)
    again = register.span(f"{site}/2")
    assert {each.deviation_id for each in again} == {each.deviation_id for each in found.values()}


def test_the_id_is_a_fingerprint_of_what_is_judged() -> None:
    assert deviation().deviation_id == deviation_id(DAY, Step.CHECK, DeviationKind.EQUIPMENT, "database")
    # Stored for years: another way of making it would enter everything anew.
    assert deviation().deviation_id == "e9387588db64ba60"
