"""A change request as people live through it: the real DAG, and answers over the real API."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
import yaml

from spse_monev import pipeline
from spse_monev.analysis.changes import SUCCESSORS, forms
from spse_monev.changes import ChangeRecord, ChangeState, EventKind
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.migrations import migrate
from spse_monev.period import Month
from spse_monev.settings import PROJECT
from spse_monev.warehouse import Warehouse
from tests.changes import (
    ADMINISTRATOR,
    APPROVED,
    DONE,
    HEAD,
    MAJOR,
    MANAGER,
    PATHS,
    REASON,
    REVIEWED,
    VIEWER,
    Answer,
    finding,
    review,
    store_drafts,
)
from tests.dags import handed_out, people
from tests.dags.people import ADMIN, PEOPLE, People
from tests.office import SITE_KEY, Office

DAG = "spse_change_request"
CONNECTIONS = EnvironmentConnections()
_NAP = threading.Event()  # never set


@pytest.fixture
def dags(airflow_database: None) -> Iterator[Callable[[str], Any]]:
    """Reads a DAG anew."""
    from airflow.dag_processing.dagbag import DagBag

    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))

    def read(dag: str) -> Any:
        bag = DagBag(PROJECT / "dags" / f"{dag}.py")
        assert bag.import_errors == {}
        return bag.dags[dag]

    yield read
    del sys.path[:2]


@pytest.fixture
def register(office: Office) -> Iterator[Warehouse]:
    """The register of the office, whose people are named; no request in it."""
    configure(office, people=PEOPLE)
    migrate(office.server.uri("warehouse"))
    with psycopg.connect(office.server.uri("warehouse")) as connection:
        yield Warehouse(connection)


def configure(office: Office, **change_requests: Any) -> None:
    path = office.sites / f"{SITE_KEY}.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"change_requests": change_requests}))


_numbers = iter(range(1, 100))


def drafted(register: Warehouse, **changes: Any) -> str:
    """The number of a draft, which no earlier test has used: Airflow remembers its runs."""
    month = Month(date(2000 + next(_numbers), 10, 1), UTC)  # type: ignore[arg-type]  # only its days matter here
    [number] = store_drafts(register, SITE_KEY, month, finding(month, **changes))
    return number


def run(dag: Any, number: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, dict[str, str]]:
    """Run the DAG for a request in this process; the run's state and that of each task."""
    from airflow.models.dagrun import DagRun

    monkeypatch.setattr(DagRun, "generate_run_id", lambda **_: number)
    # `test` looks for answers once in a second, and each path has several.
    monkeypatch.setattr(time, "sleep", lambda seconds: _NAP.wait(min(seconds, 0.1)))
    for task in dag.tasks:
        task.retry_delay = task.retry_delay * 0
    done = dag.test()
    return str(done.state), {ti.task_id: str(ti.state) for ti in done.get_task_instances()}


def record_of(office: Office, number: str) -> ChangeRecord:
    [record] = pipeline.find_changes(office.site, CONNECTIONS, [number])
    return record


def live(
    dags: Callable[[str], Any], number: str, answers: tuple[Answer, ...], monkeypatch: pytest.MonkeyPatch,
    others: tuple[str, ...] = (),
) -> tuple[str, dict[str, str], People]:  # fmt: skip
    """Let a request live while people give these answers."""
    dag = dags(DAG)
    from decision_operator import TASK_IDS

    office_people = People(DAG, number, TASK_IDS, answers, others)
    office_people.start()
    state, tasks = run(dag, number, monkeypatch)
    office_people.join(5)
    if office_people.failure:
        raise office_people.failure
    return state, tasks, office_people


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_lived_through_by_the_right_people_only(
    path: str, dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, end = PATHS[path]
    number = drafted(register, **(MAJOR if answers[0][2].get("kelas") == "major" else {}))
    others = (ADMINISTRATOR, MANAGER, HEAD, VIEWER, ADMIN)
    state, tasks, answering = live(dags, number, answers, monkeypatch, others)
    assert state == "success"
    assert answering.accepted == [200] * len(answers)
    # Nobody else, not even Airflow's own administrator.
    assert len(answering.refused) == 4 * len(answers)
    assert {status for _, status in answering.refused} == {403}
    from decision_operator import TASK_IDS

    answered = {TASK_IDS[step] for step, *_ in answers}
    assert {task for task, done in tasks.items() if done == "success"} == {*answered, "open_request", "close_request"}
    assert {done for task, done in tasks.items() if task in TASK_IDS.values() and task not in answered} == {"skipped"}
    record = record_of(office, number)
    assert record.request.state is end
    assert [event.said_by for event in record.events if event.kind is EventKind.ANSWERED] == [
        who for *_, who in answers
    ]
    assert list(pipeline.faults_of(office.site, record, office.artifacts)) == []
    told = []
    for task in ("open_request", *answered):
        assert handed_out.link(DAG, number, task) == f"/laporan/run/?dag={DAG}&run={number}"
        assert handed_out.event(DAG, number, task)["number"] == number
        told += handed_out.files(DAG, number, task)
    documented = [event.details for event in record.events if event.kind is EventKind.DOCUMENTED]
    assert sorted(told) == sorted((each["path"], each["sha256"]) for each in documented)


def test_what_cannot_be_used_is_refused_and_the_question_stays(
    dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = drafted(register)
    wrong: Answer = (ChangeState.REVIEW, forms.FORWARD, review(uji_coba="", sdm="Satu orang."), MANAGER)
    state, _, answering = live(dags, number, (wrong, REVIEWED, APPROVED, DONE), monkeypatch, (VIEWER, HEAD))
    assert (state, answering.accepted) == ("success", [432, 200, 200, 200])
    # Who may not answer learns nothing of what would be right.
    assert {status for _, status in answering.refused} == {403}
    assert "isian 'Rencana uji coba' wajib diisi untuk pilihan 'Teruskan'" in answering.said[0]
    kinds = [each.kind for each in record_of(office, number).events]
    assert EventKind.MISANSWERED not in kinds


def test_an_answer_that_cannot_be_checked_is_not_taken(
    dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = drafted(register)
    dag = dags(DAG)
    asked = People(DAG, number, {}, ())
    said: list[tuple[int, str]] = []

    def answer_without_and_with_a_register() -> None:
        asked.await_question("review_request")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://nobody@127.0.0.1:{free_port()}/monev")
            said.append(people.say(DAG, number, "review_request", forms.WITHDRAW, REASON, MANAGER))
        said.append(people.say(DAG, number, "review_request", forms.WITHDRAW, REASON, MANAGER))

    person = threading.Thread(target=answer_without_and_with_a_register, daemon=True)
    person.start()
    state, _ = run(dag, number, monkeypatch)
    person.join(5)
    assert (state, [status for status, _ in said]) == ("success", [432, 200])
    assert "register permohonan tidak dapat dihubungi" in said[0][1]
    assert record_of(office, number).request.state is ChangeState.WITHDRAWN


def test_what_slips_through_is_kept_and_asked_again(
    dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = drafted(register)
    people.client()
    from airflow.plugins_manager import get_fastapi_plugins

    async def unseen(*_: Any) -> tuple[str, ...]:
        return ()

    [check] = [each["middleware"] for each in get_fastapi_plugins()[1] if each["name"] == "Answer check"]
    monkeypatch.setitem(check.__call__.__globals__, "_problems", unseen)
    wrong: Answer = (ChangeState.REVIEW, forms.FORWARD, review(uji_coba="", sdm="Satu orang."), MANAGER)
    state, _, answering = live(dags, number, (wrong, REVIEWED, APPROVED, DONE), monkeypatch)
    assert (state, answering.accepted) == ("success", [200] * 4)
    kinds = [each.kind for each in record_of(office, number).events if each.kind is not EventKind.DOCUMENTED]
    assert kinds == [EventKind.SUBMITTED, EventKind.MISANSWERED, *[EventKind.ANSWERED] * 3]


def test_who_proposed_it_cannot_approve_it(
    dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = "kepala_kedua"
    monkeypatch.setitem(people.USERS, second, "user")
    fields = {"judul": "Ganti UPS", "maksud": "Listrik sering padam.", "perubahan": "UPS baru.", "bukti": "Tiga kali.",
              "urgensi": "mendesak", "dampak": "besar"}  # fmt: skip
    configure(office, people=PEOPLE | {"head": {"users": [HEAD, ADMINISTRATOR], "roles": []}})
    number = pipeline.propose_change(office.site, fields, HEAD, CONNECTIONS, datetime(2099, 1, 1, tzinfo=UTC))
    reviewed: Answer = (ChangeState.REVIEW, forms.FORWARD, review(alasan_kelas="Pengaturan."), MANAGER)
    approved = (*APPROVED[:3], ADMINISTRATOR)
    state, _, answering = live(dags, number, (reviewed, approved, DONE), monkeypatch, (HEAD,))
    assert (state, answering.accepted) == ("success", [200] * 3)
    assert answering.refused == [(HEAD, 403)] * 3


def test_a_run_that_nobody_drafted_fails_with_a_word(
    dags: Any, register: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state, tasks = run(dags(DAG), "PP-1999-01-001", monkeypatch)
    assert (state, tasks["open_request"], tasks["close_request"]) == ("failed", "failed", "failed")
    assert "permohonan PP-1999-01-001 tidak ada dalam register" in "".join(capsys.readouterr())


def test_a_step_marked_as_done_decides_nothing(
    dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = drafted(register)
    dag = dags(DAG)
    from airflow.models.dagrun import DagRun

    monkeypatch.setattr(DagRun, "generate_run_id", lambda **_: number)
    done = dag.test(mark_success_pattern="review_request|approve_request")
    tasks = {ti.task_id: str(ti.state) for ti in done.get_task_instances()}
    assert str(done.state) == "failed"
    assert (tasks["carry_out_change"], tasks["close_request"]) == ("skipped", "failed")
    assert f"Permohonan {number} menunggu telaah. Clear tugas review_request dan sesudahnya" in "".join(
        capsys.readouterr()
    )
    assert record_of(office, number).request.state is ChangeState.REVIEW


def test_a_run_begun_anew_asks_only_what_was_not_answered(
    dags: Any, office: Office, register: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = drafted(register, **MAJOR)
    *answered, last = PATHS["vendor"][0]
    pipeline.submit_change(office.site, number, CONNECTIONS, datetime.now(UTC))
    for step, option, fields, who in answered:
        pipeline.answer_change(office.site, number, step, option, fields, who, CONNECTIONS, datetime.now(UTC))
    state, tasks, answering = live(dags, number, (last,), monkeypatch)
    assert (state, answering.accepted) == ("success", [200])
    record = record_of(office, number)
    assert record.request.state is ChangeState.CLOSED
    assert len([each for each in record.events if each.kind is EventKind.ANSWERED]) == len(answered) + 1
    from decision_operator import TASK_IDS

    assert {tasks[TASK_IDS[step]] for step, *_ in answered} == {"success"}


def test_the_graph_is_the_workflow(dags: Any, office: Office) -> None:
    dag = dags(DAG)
    from decision_operator import TASK_IDS

    for state, successors in SUCCESSORS.items():
        if not state.is_end:
            task = dag.get_task(TASK_IDS.get(state, "open_request"))
            expected = {TASK_IDS[each] for each in successors if not each.is_end} | {"close_request"}
            assert task.downstream_task_ids == expected
    assert dag.max_active_runs >= 1000
    assert dag.dagrun_timeout is None
    assert all(dag.get_task(each).execution_timeout is None for each in TASK_IDS.values())
