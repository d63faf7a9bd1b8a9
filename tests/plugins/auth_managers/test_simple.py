"""Who may answer, with the simple auth manager and the real API server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import jwt
import pytest

from spse_monev.demo.postgres import Server, free_port
from tests.plugins.auth_managers.real_airflow import DAG, JWT_SECRET, Asked, Questions, created, waiting

OK, ANONYMOUS, REFUSED, DONE = (
    httpx.codes.OK, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.CONFLICT,
)  # fmt: skip
ROLES = {"admin": "admin", "operator": "op", "kepala": "user", "staf": "user", "pembaca": "viewer"}
MANAGER = {
    "AIRFLOW__CORE__AUTH_MANAGER": "auth_managers.simple.SpseSimpleAuthManager",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in ROLES.items()),
}
ASKED = {
    "by_name": Asked(users=("kepala", "pembaca")),
    "by_role": Asked(roles=("op",)),
    "own": Asked(roles=("user",), more=("except:kepala",)),
    "stale": Asked(roles=("op",), users=("bekas",)),
    "closed": Asked(users=("kepala",)),
    "cleared": Asked(users=("kepala",)),
    "changed": Asked(users=("kepala",)),
    "open": None,
}


@pytest.fixture(scope="module")
def questions(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Questions]:
    """A run with the questions of ASKED, and a token of everyone."""
    folder = tmp_path_factory.mktemp("simple")
    passwords = folder / "passwords.json"
    passwords.write_text(json.dumps({user: user[::-1] for user in ROLES}))
    settings = {**MANAGER, "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords)}
    with created(server, folder, "airflow_simple", ASKED, **settings) as airflow:
        airflow.start()
        yield waiting(airflow, {user: airflow.token(user) for user in ROLES}, "admin", len(ASKED))


def test_only_those_who_are_named_may_answer_and_only_once(questions: Questions) -> None:
    assert [questions.answer("by_name", user) for user in ("", "staf", "operator", "admin")] == [
        ANONYMOUS, REFUSED, REFUSED, REFUSED,
    ]  # fmt: skip
    assert questions.detail("by_name", "admin")["responded_by_user"] is None
    assert questions.answer("by_name", "kepala") == OK
    assert questions.detail("by_name", "admin")["responded_by_user"] == {"id": "kepala", "name": "kepala"}
    assert [questions.answer("by_name", user) for user in ("kepala", "staf")] == [DONE, DONE]
    questions.wait_for("by_name", "success", "admin")


def test_a_reader_may_not_answer_even_if_named(questions: Questions) -> None:
    assert questions.answer("by_name", "pembaca") == REFUSED


def test_a_role_may_answer_and_a_higher_one_does_not_stand_in_for_it(questions: Questions) -> None:
    assert [questions.answer("by_role", user) for user in ("kepala", "admin", "operator")] == [REFUSED, REFUSED, OK]


def test_one_who_asked_may_not_answer_though_the_role_may(questions: Questions) -> None:
    assert [questions.answer("own", user) for user in ("kepala", "staf")] == [REFUSED, OK]


def test_a_question_that_waits_is_for_those_whom_the_site_names_now(questions: Questions) -> None:
    site = questions.airflow.folder / "sites" / "changed.yaml"
    site.write_text("zone: [")
    assert questions.answer("changed", "kepala") == REFUSED
    site.unlink()
    assert questions.answer("changed", "kepala") == REFUSED
    questions.airflow.write_site("changed", Asked(users=("staf",)))
    assert [questions.answer("changed", user) for user in ("kepala", "staf")] == [REFUSED, OK]


def test_a_token_does_not_outlive_what_is_configured(questions: Questions) -> None:
    told = jwt.decode(questions.tokens["staf"], options={"verify_signature": False})
    for changed in ({"role": "op"}, {"sub": "bekas"}):
        token = jwt.encode(told | changed, JWT_SECRET, algorithm="HS512")
        assert questions.airflow.call("GET", questions.path(), token).status_code == OK  # a good token otherwise
        assert questions.answer("stale", "", token) == REFUSED


def test_a_token_of_a_person_is_none_of_a_task(questions: Questions) -> None:
    task = questions.call("GET", questions.path("stale"), "kepala").json()["id"]
    body = {"ti_id": task, "chosen_options": ["Setuju"], "params_input": {}}
    told = questions.call("PATCH", f"/execution/hitlDetails/{task}", "admin", body)
    assert told.status_code in (ANONYMOUS, REFUSED)
    assert questions.detail("stale", "kepala")["responded_by_user"] is None


def test_marking_a_question_as_done_is_no_answer(questions: Questions) -> None:
    told = questions.call("PATCH", questions.path("closed"), "staf", {"new_state": "success"})
    assert told.status_code == OK  # Airflow lets everyone do so who may edit DAGs
    assert questions.detail("closed", "admin")["response_received"] is False
    # Airflow takes a late answer, and shows it; the task that would have entered it anywhere is over.
    assert questions.answer("closed", "kepala") == OK
    assert questions.call("GET", f"{questions.path('closed')}/xcomEntries", "admin").json()["xcom_entries"] == []


def test_clearing_an_answered_question_asks_the_same_people_again(questions: Questions) -> None:
    assert questions.answer("cleared", "kepala") == OK
    questions.wait_for("cleared", "success", "admin")
    body = {"dry_run": False, "dag_run_id": questions.run, "task_ids": ["cleared"], "only_failed": False}
    assert questions.call("POST", f"/api/v2/dags/{DAG}/clearTaskInstances", "staf", body).status_code == OK
    questions.wait_for("cleared", "awaiting_input", "admin")
    assert questions.detail("cleared", "admin")["response_received"] is False
    first = questions.call("GET", f"{questions.path('cleared')}/-1/hitlDetails/tries/1", "admin").json()
    assert first["responded_by_user"]["name"] == "kepala"
    assert questions.answer("cleared", "staf") == REFUSED


def test_a_question_without_entries_is_open_to_all_who_may_edit(questions: Questions) -> None:
    assert [questions.answer("open", user) for user in ("pembaca", "staf")] == [REFUSED, OK]


def test_airflow_does_not_start_where_everyone_is_the_same_administrator(questions: Questions) -> None:
    settings = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True", "AIRFLOW__API__PORT": str(free_port())}
    told = questions.airflow.run(["api-server"], settings)
    assert told.returncode == 1
    assert "tidak diketahui siapa yang menjawab permohonan perubahan" in told.stderr
