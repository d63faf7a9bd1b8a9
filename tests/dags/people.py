"""The people of an office who answer over Airflow's real API, each with a token of their own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.changes import ADMINISTRATOR, HEAD, MANAGER, VIEWER, Answer

ADMIN = "admin"  # of Airflow, who is none of the SOP's executors
USERS = {ADMINISTRATOR: "user", MANAGER: "user", HEAD: "user", VIEWER: "viewer", ADMIN: "admin"}
PEOPLE = {
    "administrator": {"users": [ADMINISTRATOR], "roles": []},
    "change_manager": {"users": [MANAGER], "roles": []},
    "head": {"users": [HEAD], "roles": []},
}


def auth_settings(home: Path) -> dict[str, str]:
    """Environment by which the simple auth manager knows these people; their names are their passwords."""
    passwords = home / "passwords.json"
    passwords.write_text(json.dumps({user: user for user in USERS}))
    return {
        "AIRFLOW__CORE__AUTH_MANAGER": "auth_managers.simple.SpseSimpleAuthManager",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in USERS.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
    }


@cache
def client() -> Any:
    """The real API in this process."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    return TestClient(create_app(apps="all"), base_url="http://127.0.0.1", raise_server_exceptions=True)


@cache
def headers(user: str) -> dict[str, str]:
    answer = client().post("/auth/token", json={"username": user, "password": user})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def get(path: str, user: str = ADMIN) -> Any:
    answer = client().get(f"/api/v2{path}", headers=headers(user))
    assert answer.status_code == 200, answer.text
    return answer.json()


def waiting(dag: str, number: str) -> dict[str, Any] | None:
    """What is asked of people in a run, once it can be answered."""
    open_questions = get(f"/dags/{dag}/dagRuns/{number}/hitlDetails?response_received=false")["hitl_details"]
    return next((each for each in open_questions if each["task_instance"]["state"] == "awaiting_input"), None)


def say(dag: str, number: str, task: str, option: str, fields: dict[str, Any], user: str) -> tuple[int, str]:
    """Answer a question; the status and the words of the API."""
    answer = client().patch(
        f"/api/v2/dags/{dag}/dagRuns/{number}/taskInstances/{task}/-1/hitlDetails",
        json={"chosen_options": [option], "params_input": fields},
        headers=headers(user),
    )
    return int(answer.status_code), answer.text


@dataclass
class People(threading.Thread):
    """Gives answers in turn as they are asked for; others try first, and are refused.

    `refused` has what the API said to each who may not answer, `accepted` and `said` what it said to those who may.
    """

    dag: str
    number: str
    tasks: dict[Any, str]
    answers: Sequence[Answer]
    others: Sequence[str] = ()
    refused: list[tuple[str, int]] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    failure: BaseException | None = None
    _moment: threading.Event = field(default_factory=threading.Event)  # never set: to wait by

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        try:
            for step, option, fields, user in self.answers:
                question = self.await_question(self.tasks[step])
                task = question["task_instance"]["task_id"]
                for other in self.others:
                    if other != user:
                        status, _ = say(self.dag, self.number, task, option, fields, other)
                        self.refused.append((other, status))
                status, words = say(self.dag, self.number, task, option, fields, user)
                self.accepted.append(status)
                self.said.append(words)
        except BaseException as error:
            self.failure = error

    def await_question(self, task: str) -> dict[str, Any]:
        """Wait until a task asks, and a moment more."""
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            question = waiting(self.dag, self.number)
            if question and question["task_instance"]["task_id"] == task:
                # An answer in the moment in which the task is parked can fail it.
                self._moment.wait(0.5)
                return question
            self._moment.wait(0.1)
        raise TimeoutError(f"{task} of {self.number} was not asked")

    def __hash__(self) -> int:
        return id(self)
