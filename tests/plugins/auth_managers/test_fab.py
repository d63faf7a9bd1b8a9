"""Who may answer, with the FAB auth manager, its own users and roles, and the real API server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from spse_monev.demo.postgres import Server
from tests.plugins.auth_managers.real_airflow import DAG, Asked, Questions, RealAirflow, created, waiting

OK, REFUSED, DONE = httpx.codes.OK, httpx.codes.FORBIDDEN, httpx.codes.CONFLICT
HEAD, MANAGER = "Kepala LPSE", "Pengelola Perubahan"
DATABASE = "airflow_fab"
# Visitors who are not logged in may edit here: a mistake of an office must not let nobody in particular decide.
SETTINGS = {
    "AIRFLOW__CORE__AUTH_MANAGER": "auth_managers.fab.SpseFabAuthManager",
    "AIRFLOW__FAB__AUTH_ROLE_PUBLIC": "User",
}
LOOKALIKE = "executor:by_role/head"  # what Airflow keeps with a question, as the name of a user
ROLES = {
    "kepala": ("Viewer", HEAD),
    "pengelola": ("Viewer", MANAGER),
    "rangkap": ("Viewer", MANAGER, HEAD),
    "pembaca": ("Viewer",),
    "penyunting": ("User",),
    "keluar": ("Viewer", HEAD),
    "dipindah": ("Viewer", HEAD),
    LOOKALIKE: ("User",),
}
ASKED = {
    "by_name": Asked(users=("kepala", "pembaca")),
    "by_role": Asked(roles=(HEAD,)),
    "several": Asked(roles=(HEAD,)),
    "public": Asked(users=("Anonymous",), roles=("User",)),
    "own": Asked(roles=(HEAD,), more=("except:kepala",)),
    "by_number": Asked(users=("1", "2"), more=("1", "2", "admin")),
    "stale": Asked(users=("keluar",), roles=(HEAD,)),
    "closed": Asked(roles=(HEAD,)),
}


@pytest.fixture(scope="module")
def questions(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Questions]:
    """A run with the questions of ASKED, and a token of everyone."""
    with created(server, tmp_path_factory.mktemp("fab"), DATABASE, ASKED, **SETTINGS) as airflow:
        airflow.command(
            "users", "create", "--username", "admin", "--password", "nimda", "--role", "Admin",
            "--firstname", "Admin", "--lastname", "LPSE", "--email", "admin@lpse.example",
        )  # fmt: skip
        airflow.start()
        tokens = {"admin": airflow.token("admin")}
        # First, because FAB knows what a DAG allows once the DAG was read.
        asked = waiting(airflow, tokens, "admin", len(ASKED))
        for role in (HEAD, MANAGER):
            add_deciding_role(airflow, tokens["admin"], role)
        for number, (user, roles) in enumerate(ROLES.items()):
            add_user(airflow, tokens["admin"], user, roles, f"{number}@lpse.example")
        yield Questions(airflow, asked.run, tokens | {user: airflow.token(user) for user in ROLES})


def add_deciding_role(airflow: RealAirflow, token: str, name: str) -> None:
    """A role with all that it takes to answer, besides what a Viewer has."""
    allowed = {"HITL Detail": ("can_edit", "menu_access"), f"DAG:{DAG}": ("can_read", "can_edit")}
    actions = [
        {"action": {"name": action}, "resource": {"name": resource}}
        for resource, names in allowed.items()
        for action in names
    ]
    told = airflow.call("POST", "/auth/fab/v1/roles", token, {"name": name, "actions": actions})
    assert told.status_code == OK, told.text


def add_user(airflow: RealAirflow, token: str, name: str, roles: tuple[str, ...], email: str) -> None:
    """A user whose password is the name backwards."""
    told = airflow.call("POST", "/auth/fab/v1/users", token, {
        "username": name, "email": email, "first_name": name, "last_name": "Uji", "password": name[::-1],
        "roles": [{"name": role} for role in roles],
    })  # fmt: skip
    assert told.status_code == OK, told.text


def test_only_those_who_are_named_may_answer_and_only_once(questions: Questions) -> None:
    others = ("", "pengelola", "penyunting", "admin")
    assert [questions.answer("by_name", user) for user in others] == [REFUSED] * 4
    assert questions.detail("by_name", "admin")["responded_by_user"] is None
    assert questions.answer("by_name", "kepala") == OK
    assert questions.detail("by_name", "admin")["responded_by_user"]["name"] == "kepala"
    assert [questions.answer("by_name", user) for user in ("kepala", "pengelola")] == [DONE, DONE]
    questions.wait_for("by_name", "success", "admin")


def test_a_reader_may_not_answer_even_if_named(questions: Questions) -> None:
    assert questions.answer("by_name", "pembaca") == REFUSED


def test_a_role_may_answer_and_neither_others_nor_a_user_of_its_name(questions: Questions) -> None:
    others = ("", "pengelola", "pembaca", "admin", LOOKALIKE)
    assert [questions.answer("by_role", user) for user in others] == [REFUSED] * 5
    assert questions.answer("by_role", "kepala") == OK


def test_one_role_of_several_is_enough(questions: Questions) -> None:
    assert questions.answer("several", "rangkap") == OK


def test_nobody_in_particular_may_answer_whatever_the_public_role(questions: Questions) -> None:
    assert questions.call("GET", questions.path("public"), "").status_code == OK
    assert [questions.answer("public", user) for user in ("", "penyunting")] == [REFUSED, OK]


def test_one_who_asked_may_not_answer_though_the_role_may(questions: Questions) -> None:
    assert [questions.answer("own", user) for user in ("kepala", "rangkap")] == [REFUSED, OK]


def test_a_number_names_nobody(questions: Questions) -> None:
    assert [questions.answer("by_number", user) for user in ("admin", "kepala")] == [REFUSED, REFUSED]


def test_whoever_was_dismissed_may_not_answer_any_more(questions: Questions, server: Server) -> None:
    for user in ("keluar", "dipindah"):  # Airflow remembers them from now on, with what they may do
        assert questions.call("GET", questions.path("stale"), user).status_code == OK
    server.execute("UPDATE ab_user SET active = false WHERE username = 'keluar'", DATABASE)
    told = questions.call(
        "PATCH", "/auth/fab/v1/users/dipindah?update_mask=roles", "admin", {"roles": [{"name": "User"}]}
    )
    assert told.status_code == OK, told.text
    for user in ("keluar", "dipindah"):
        assert questions.call("GET", questions.path("stale"), user).status_code == OK
        assert questions.answer("stale", user) == REFUSED


def test_whoever_decides_finds_the_questions_in_the_menu(questions: Questions) -> None:
    for user, shown in {"kepala": True, "pembaca": False}.items():
        menu = questions.call("GET", "/ui/auth/menus", user).json()["authorized_menu_items"]
        assert ("Required Actions" in menu) is shown


def test_whoever_decides_can_do_nothing_else_to_the_run(questions: Questions) -> None:
    cleared = {"dag_run_id": questions.run, "task_ids": ["closed"]}
    for method, path, body in (
        ("PATCH", questions.path("closed"), {"new_state": "success"}),
        ("POST", f"/api/v2/dags/{DAG}/clearTaskInstances", cleared),
        ("POST", f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None}),
        ("POST", f"{questions.path('closed')}/xcomEntries", {"key": "return_value", "value": "Setuju"}),
        ("DELETE", questions.path(), None),
    ):
        told = questions.call(method, path, "kepala", body)
        assert told.status_code == REFUSED, (path, told.text)


def test_marking_a_question_as_done_is_no_answer(questions: Questions) -> None:
    told = questions.call("PATCH", questions.path("closed"), "penyunting", {"new_state": "success"})
    assert told.status_code == OK  # Airflow lets everyone do so who may edit DAGs
    assert questions.detail("closed", "admin")["response_received"] is False
