"""Change requests on a real warehouse: every path to its end, answers that cannot be used, and a chain that holds."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import RaiseException

from spse_monev import pipeline
from spse_monev.analysis.changes import SUCCESSORS, AnswerError, forms
from spse_monev.changes import ChangeRecord, ChangeState, EventKind
from spse_monev.connections import EnvironmentConnections
from spse_monev.findings import ChangeClass
from spse_monev.period import Month
from spse_monev.settings import Site
from spse_monev.warehouse import UnknownRequestError, Warehouse
from tests.changes import (
    APPROVED,
    EMERGENCY,
    HEAD,
    MAJOR,
    MANAGER,
    PATHS,
    REVIEWED,
    TODAY,
    Answer,
    finding,
    review,
    store_drafts,
)

CONNECTIONS = EnvironmentConnections()


@pytest.fixture
def site(requests_site: Site) -> Site:
    return requests_site


@pytest.fixture
def warehouse(requests_warehouse: Warehouse) -> Warehouse:
    return requests_warehouse


@pytest.fixture
def month(site: Site) -> Month:
    return Month(date(2026, 10, 1), site.zone)


@pytest.fixture
def minor(site: Site, month: Month, warehouse: Warehouse) -> str:
    """The number of a submitted minor request."""
    [number] = store_drafts(warehouse, site.key, month, finding(month))
    assert pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC)) is ChangeState.REVIEW
    return number


def answer(site: Site, number: str, told: Answer) -> ChangeState:
    step, option, fields, who = told
    return pipeline.answer_change(site, number, step, option, fields, who, CONNECTIONS, datetime.now(UTC))


def record_of(site: Site, number: str) -> ChangeRecord:
    [record] = pipeline.find_changes(site, CONNECTIONS, [number])
    return record


def kinds(record: ChangeRecord) -> list[EventKind]:
    return [event.kind for event in record.events]


def faults(site: Site, number: str, folder: Path) -> list[str]:
    return list(pipeline.faults_of(site, record_of(site, number), folder))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_ends_where_it_should_and_its_events_tell_it(
    path: str, site: Site, month: Month, warehouse: Warehouse, tmp_path: Path
) -> None:
    answers, end = PATHS[path]
    changes = MAJOR if answers[0][2].get("kelas") == "major" else {}
    [number] = store_drafts(warehouse, site.key, month, finding(month, **changes))
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    for told in answers:
        asked = pipeline.ask_change(site, number, told[0], CONNECTIONS, "/berkas")
        assert asked is not None
        assert told[1] in asked.choices
        state = answer(site, number, told)
        assert pipeline.ask_change(site, number, told[0], CONNECTIONS, "/berkas") is None
        assert pipeline.state_after(site, number, told[0], CONNECTIONS) is state
        assert state in SUCCESSORS[told[0]]
    assert state is end
    record = record_of(site, number)
    assert record.request.state is end
    assert record.request.ended_at == record.events[-1].at
    assert record.request.waiting_since is None
    assert kinds(record) == [EventKind.SUBMITTED, *[EventKind.ANSWERED] * len(answers)]
    assert [event.said_by for event in record.events] == ["", *(who for *_, who in answers)]
    assert faults(site, number, tmp_path) == []


def test_a_step_is_not_asked_out_of_turn(site: Site, minor: str) -> None:
    for step in ChangeState:
        if step.is_waiting and step is not ChangeState.REVIEW:
            assert pipeline.ask_change(site, minor, step, CONNECTIONS, "") is None
    with pytest.raises(ValueError, match="tidak menunggu"):
        answer(site, minor, APPROVED)
    assert kinds(record_of(site, minor)) == [EventKind.SUBMITTED]


def test_submitting_twice_is_once(site: Site, minor: str) -> None:
    answer(site, minor, REVIEWED)
    before = record_of(site, minor)
    assert pipeline.submit_change(site, minor, CONNECTIONS, datetime.now(UTC)) is ChangeState.REVIEW
    assert record_of(site, minor) == before


def test_a_number_that_nobody_gave_is_refused(site: Site) -> None:
    with pytest.raises(UnknownRequestError, match="PP-2026-10-999"):
        pipeline.submit_change(site, "PP-2026-10-999", CONNECTIONS, datetime.now(UTC))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (review(uji_coba=""), "isian 'Rencana uji coba' wajib diisi untuk pilihan 'Teruskan'"),
        (review(uji_coba=None), "isian 'Rencana uji coba' wajib diisi"),
        (review(dampak_lingkungan=" - "), "isian 'Dampak kepada lingkungan' tidak menjelaskan apa pun: '-'"),
        (review(jenis="perangkat"), "isian 'Jenis' harus salah satu dari: Aplikasi, Infrastruktur, Layanan"),
        (review(kelas="major"), "isian 'Alasan kelas' wajib diisi, karena kelas berbeda dari usulan"),
        (review(sdm="x" * 2001), "isian 'Sumber yang dibutuhkan: SDM' paling panjang 2000 huruf, sekarang 2001"),
        (review(urgensi=3), "isian 'Urgensi' harus berupa teks"),
        (review(nama="Budi"), "isian 'nama' tidak dikenal"),
        ({}, "isian 'Kelas perubahan' wajib diisi"),
    ],
)
def test_an_answer_that_cannot_be_used_is_kept_and_decides_nothing(
    site: Site, minor: str, tmp_path: Path, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(AnswerError) as refused:
        answer(site, minor, (ChangeState.REVIEW, forms.FORWARD, fields, MANAGER))
    assert any(problem in each for each in refused.value.problems)
    record = record_of(site, minor)
    assert record.request.state is ChangeState.REVIEW
    assert kinds(record) == [EventKind.SUBMITTED, EventKind.MISANSWERED]
    assert problem in str(record.events[-1].details["problems"])
    # What was filled in is not lost.
    assert record.events[-1].details.get("isian_pengembalian") == fields.get("pengembalian")
    assert answer(site, minor, REVIEWED) is ChangeState.APPROVAL
    assert faults(site, minor, tmp_path) == []


def test_people_are_reminded_of_what_waits_again_and_again(site: Site, minor: str, tmp_path: Path) -> None:
    def remind(days: float) -> list[str]:
        return pipeline.remind_people(site, CONNECTIONS, datetime.now(UTC) + timedelta(days=days))

    assert remind(1.9) == []
    assert remind(2.1) == [minor]
    # Run again, the same day reminds nobody again.
    assert remind(2.1) == []
    assert remind(4.2) == [minor]
    assert record_of(site, minor).request.state is ChangeState.REVIEW
    assert pipeline.ask_change(site, minor, ChangeState.REVIEW, CONNECTIONS, "") is not None
    assert faults(site, minor, tmp_path) == []
    answer(site, minor, (ChangeState.REVIEW, forms.WITHDRAW, {"alasan": "Sudah beres."}, MANAGER))
    assert remind(99) == []


def test_an_option_that_is_none_is_refused(site: Site, minor: str) -> None:
    with pytest.raises(AnswerError, match="pilihan 'Approve' tidak ada; pilih salah satu: Teruskan, Tarik permohonan"):
        answer(site, minor, (ChangeState.REVIEW, "Approve", review(), MANAGER))


@pytest.mark.parametrize(
    ("day", "problem"), [("30-11-2026", "bukan tanggal"), ("2020-01-01", "tidak boleh sebelum hari ini")]
)
def test_a_schedule_is_a_day_to_come(site: Site, minor: str, day: str, problem: str) -> None:
    answer(site, minor, REVIEWED)
    with pytest.raises(AnswerError, match=problem):
        answer(site, minor, (ChangeState.APPROVAL, forms.APPROVE, {"jadwal": day, "pelaksana": "Administrator"}, HEAD))


def test_what_was_done_is_not_of_tomorrow(site: Site, minor: str) -> None:
    answer(site, minor, REVIEWED)
    answer(site, minor, APPROVED)
    step, option, fields, who = PATHS["minor"][0][-1]
    fields = fields | {"tanggal_implementasi": (TODAY + timedelta(days=3)).isoformat()}
    with pytest.raises(AnswerError, match="tidak boleh sesudah hari ini"):
        answer(site, minor, (step, option, fields, who))


def test_a_class_that_nobody_proposed_needs_a_reason(site: Site, month: Month, warehouse: Warehouse) -> None:
    unsure = finding(month, change_class=ChangeClass.REVIEW, class_reason="Tidak ada aturan yang mengenalnya.")
    [number] = store_drafts(warehouse, site.key, month, unsure)
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    with pytest.raises(AnswerError, match="belum menyebut kelas"):
        answer(site, number, REVIEWED)
    fields = review(alasan_kelas="Hanya pengaturan.", urgensi="mendesak", dampak="besar")
    answer(site, number, (ChangeState.REVIEW, forms.FORWARD, fields, MANAGER))
    request = record_of(site, number).request
    assert (request.change_class, request.class_reason) == (ChangeClass.MINOR, "Hanya pengaturan.")
    # The priority is that of the office's matrix.
    assert request.priority == "tinggi"


def test_hostile_text_becomes_no_markup(site: Site, minor: str) -> None:
    said = "[klik](http://jahat.example) ![x](y) | <b>tebal</b>"
    answer(site, minor, (ChangeState.REVIEW, forms.FORWARD, review(dampak_lingkungan=said), "nama|kolom"))
    asked = pipeline.ask_change(site, minor, ChangeState.APPROVAL, CONNECTIONS, "")
    assert asked is not None
    assert "jahat" in asked.body
    unescaped = re.sub(r"\\.", "", asked.body)
    assert not re.search(r"\]\(|<b>|!\[|javascript:|https?:", unescaped)
    assert "nama|" not in asked.body


def test_a_proposal_by_hand_goes_the_same_way_and_not_to_its_own_author(site: Site, tmp_path: Path) -> None:
    fields = {
        "judul": "Ganti UPS ruang server", "maksud": "Layanan tidak putus saat listrik padam.",
        "perubahan": "UPS baru 3 kVA.", "bukti": "Tiga kali padam pada Oktober.", "urgensi": "mendesak",
        "dampak": "besar",
    }  # fmt: skip
    now = datetime.now(UTC)
    number = pipeline.propose_change(site, fields, HEAD, CONNECTIONS, now)
    assert pipeline.propose_change(site, fields, HEAD, CONNECTIONS, now) == number
    assert re.fullmatch(r"PP-\d{4}-\d{2}-001", number)
    pipeline.submit_change(site, number, CONNECTIONS, now)
    asked = pipeline.ask_change(site, number, ChangeState.REVIEW, CONNECTIONS, "")
    assert asked is not None
    assert "Tiga kali padam" in asked.body
    answer(site, number, (ChangeState.REVIEW, forms.FORWARD, review(alasan_kelas="Pengaturan."), MANAGER))
    with pytest.raises(AnswerError, match="kepala mengajukan permohonan ini"):
        answer(site, number, APPROVED)
    approval = pipeline.ask_change(site, number, ChangeState.APPROVAL, CONNECTIONS, "")
    assert approval is not None
    assert f"except:{HEAD}" in approval.respondents
    allowed = site.model_copy(
        update={"change_requests": site.change_requests.model_copy(update={"own_approval": True})}
    )
    assert answer(allowed, number, APPROVED) is ChangeState.EXECUTION
    assert faults(site, number, tmp_path) == []


def test_a_proposal_that_says_nothing_is_refused_and_takes_no_number(site: Site) -> None:
    with pytest.raises(AnswerError) as refused:
        pipeline.propose_change(site, {"judul": "..."}, HEAD, CONNECTIONS, datetime.now(UTC))
    assert len(refused.value.problems) == 6
    assert pipeline.find_changes(site, CONNECTIONS) == []


def test_a_rerun_of_the_month_leaves_what_people_hold_alone(
    site: Site, month: Month, warehouse: Warehouse, minor: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    by_hand = pipeline.propose_change(
        site,
        {"judul": "Latih panitia", "maksud": "Kurangi salah unggah.", "perubahan": "Pelatihan.", "bukti": "Rekap.",
         "urgensi": "mendesak", "dampak": "kecil"},
        HEAD, CONNECTIONS, datetime.combine(month.first, datetime.min.time(), UTC) + timedelta(days=3),
    )  # fmt: skip
    assert store_drafts(warehouse, site.key, month) == []
    assert {each.request.number for each in pipeline.find_changes(site, CONNECTIONS)} == {minor, by_hand}
    asked = pipeline.ask_change(site, minor, ChangeState.REVIEW, CONNECTIONS, "")
    assert asked is not None
    assert "tidak ada lagi pada penilaian terakhir" in asked.body
    pipeline.submit_change(site, by_hand, CONNECTIONS, now)
    # The same change found again is no second request, and after the end it is a new one.
    assert store_drafts(warehouse, site.key, month, finding(month)) == [minor]
    answer(site, minor, (ChangeState.REVIEW, forms.WITHDRAW, {"alasan": "Sudah beres."}, MANAGER))
    [again] = store_drafts(warehouse, site.key, month, finding(month))
    assert again not in (minor, by_hand)
    assert faults(site, minor, tmp_path) == []


def test_a_standard_minor_change_is_approved_in_advance_where_the_site_says_so(
    site: Site, month: Month, warehouse: Warehouse, tmp_path: Path
) -> None:
    settings = site.change_requests.model_copy(update={"preapproved": ("R04", "R20")})
    lenient = site.model_copy(update={"change_requests": settings})
    numbers = store_drafts(warehouse, site.key, month, finding(month), finding(month, "R20", **MAJOR))
    states = {each: pipeline.submit_change(lenient, each, CONNECTIONS, datetime.now(UTC)) for each in numbers}
    records = {each: record_of(site, each) for each in numbers}
    # Only what is minor; a major change never is.
    assert {records[each].request.rule_id: state for each, state in states.items()} == {
        "R04": ChangeState.EXECUTION,
        "R20": ChangeState.REVIEW,
    }
    for each in numbers:
        assert faults(site, each, tmp_path) == []


def test_an_emergency_of_a_major_change_is_consulted_before_it_is_approved(
    site: Site, month: Month, warehouse: Warehouse
) -> None:
    [number] = store_drafts(warehouse, site.key, month, finding(month, **MAJOR))
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    step, option, fields, who = EMERGENCY
    assert answer(site, number, (step, option, fields | {"kelas": "major"}, who)) is ChangeState.CONSULTATION


def test_two_answers_at_once_are_one(site: Site, minor: str, tmp_path: Path) -> None:
    def say(_: int) -> str:
        try:
            return answer(site, minor, REVIEWED).value
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(say, range(4)))
    assert said == ["approval", *[f"permohonan {minor} tidak menunggu jawaban langkah review"] * 3]
    assert faults(site, minor, tmp_path) == []


def test_two_hundred_requests_wait_side_by_side(site: Site, tmp_path: Path) -> None:
    fields = {"judul": "Satu dari banyak", "maksud": "Banyak sekaligus.", "perubahan": "Tidak ada.",
              "bukti": "Sintetis.", "urgensi": "mendesak", "dampak": "kecil"}  # fmt: skip
    moments = [datetime.now(UTC) + timedelta(microseconds=each) for each in range(200)]

    def begin(moment: datetime) -> str:
        number = pipeline.propose_change(site, fields, HEAD, CONNECTIONS, moment)
        pipeline.submit_change(site, number, CONNECTIONS, moment)
        return number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(begin, moments))
    assert len(set(numbers)) == 200
    last = numbers[-1]
    answer(site, last, (ChangeState.REVIEW, forms.FORWARD, review(alasan_kelas="Pengaturan."), MANAGER))
    records = pipeline.find_changes(site, CONNECTIONS)
    states = {each.request.number: each.request.state for each in records}
    assert states == dict.fromkeys(numbers, ChangeState.REVIEW) | {last: ChangeState.APPROVAL}
    reminded = pipeline.remind_people(site, CONNECTIONS, datetime.now(UTC) + timedelta(days=3))
    assert sorted(reminded) == sorted(numbers)
    assert [fault for each in records for fault in pipeline.faults_of(site, each, tmp_path)] == []


def test_events_are_never_changed_and_who_changes_them_all_the_same_is_seen(
    requests_database: str, site: Site, minor: str, tmp_path: Path
) -> None:
    answer(site, minor, REVIEWED)
    answer(site, minor, APPROVED)
    forgeries = {
        'UPDATE monev.change_event SET details = details || \'{"jadwal": "2030-01-01"}\' WHERE sequence = 3': (
            "peristiwa 3 (answered): isinya tidak cocok"
        ),
        "UPDATE monev.change_event SET said_by = 'lain' WHERE sequence = 2": "peristiwa 2 (answered): isinya",
        "UPDATE monev.change_event SET at = at + interval '1 day' WHERE sequence = 1": (
            "peristiwa 1 (submitted): isinya"
        ),
        "DELETE FROM monev.change_event WHERE sequence = 2": "seharusnya peristiwa 2",
    }
    with psycopg.connect(requests_database, autocommit=True) as connection:
        for forgery, seen in forgeries.items():
            with pytest.raises(RaiseException):
                connection.execute(forgery)
            with connection.transaction(force_rollback=True):
                connection.execute("ALTER TABLE monev.change_event DISABLE TRIGGER append_only")
                connection.execute(forgery)
                record = _record(connection, site, minor)
            found = list(pipeline.faults_of(site, record, tmp_path))
            assert any(seen in each for each in found), (forgery, found)
    assert faults(site, minor, tmp_path) == []


def test_a_register_that_says_otherwise_than_its_events_is_seen(
    requests_database: str, site: Site, minor: str, tmp_path: Path
) -> None:
    record = record_of(site, minor)
    forged = replace(record, request=replace(record.request, change_class=ChangeClass.MAJOR))
    assert list(pipeline.faults_of(site, forged, tmp_path)) == [
        "register tidak sesuai dengan peristiwanya pada: change_class"
    ]
    silent = replace(record, events=())
    assert "tidak ada peristiwa yang menjelaskannya" in next(pipeline.faults_of(site, silent, tmp_path))


def _record(connection: psycopg.Connection[Any], site: Site, number: str) -> ChangeRecord:
    """A request as a session sees it that has forged its events."""
    from spse_monev.warehouse.changes import ChangeStore

    return ChangeStore(connection).record(site.key, number)
