"""A real browser before a real Airflow with the project's plugins, DAGs and people.

Airflow runs as it does for an office but for the scheduler: the runs are made by a process of their own (`runs`).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from spse_monev.demo.home import process_environment
from spse_monev.demo.postgres import Server
from spse_monev.demo.services import Service
from spse_monev.settings import PROJECT
from tests.browser.office import BrowserOffice, auth_settings, founded
from tests.changes import MANAGER, REVIEWED
from tests.plugins.auth_managers.real_airflow import PARKED_SECONDS, RealAirflow, created

REQUIRED_VARIABLE = "SPSE_BROWSER_TESTS"  # 'required': a missing browser is a failure
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
CHANGES, DAILY_RUN = "spse_change_request", "sehari"
LIVING_SECONDS = 240  # for the runs to come as far as they shall
MILLISECONDS = 60_000  # for one thing to happen on a page, on a busy machine
expect.set_options(timeout=MILLISECONDS)


@dataclass(frozen=True)
class Lived:
    """The office and its Airflow; `at` opens it as one of the people."""

    office: BrowserOffice
    airflow: RealAirflow
    _sessions: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Airflow's address."""
        return self.airflow.url

    def context(self, browser: Browser, user: str, **options: Any) -> BrowserContext:
        """A browser's session of somebody who has logged in through the form."""
        if user not in self._sessions:
            with browser.new_context(viewport=DESKTOP) as fresh:
                log_in(fresh.new_page(), self.url, user)
                self._sessions[user] = fresh.storage_state()
        context = browser.new_context(**{"viewport": DESKTOP, "storage_state": self._sessions[user], **options})
        context.set_default_timeout(MILLISECONDS)
        return context

    def task_state(self, task: str, dag: str = CHANGES) -> str:
        """Where a task of the change request's run, or of the day's, stands."""
        run = {CHANGES: self.office.number, "spse_daily": DAILY_RUN}[dag]
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}"
        return str(self.airflow.call("GET", path, self.token).json().get("state"))

    @cached_property
    def token(self) -> str:
        """Of Airflow's administrator."""
        return self.airflow.token("admin")

    def wait_until(self, dag: str, task: str, state: str) -> None:
        """Wait until the task of a run stands so; a question is asked only a moment after it seems to be."""
        run = _service(self.office.folder, dag, [])
        deadline = time.monotonic() + LIVING_SECONDS
        while (now := self.task_state(task, dag)) != state:
            assert now not in {"failed", "upstream_failed"}, (task, now, run.tail())
            assert time.monotonic() < deadline, (task, now, run.tail())
            time.sleep(0.3)
        time.sleep(PARKED_SECONDS)


def log_in(page: Page, url: str, user: str) -> None:
    """Fill Airflow's own form, from wherever it sends an unknown visitor."""
    page.set_default_timeout(MILLISECONDS)
    page.goto(url)
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password", exact=True).fill(user[::-1])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_test_id("nav-home-link").wait_for()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give these tests the time to start everything on a busy machine; whichever is the first pays for all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def program() -> str:
    """The browser; a test without one is skipped, or fails where it was promised."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        told = f"no browser: none of {', '.join(PROGRAMS)} is installed (Debian: apt install chromium)"
        if os.environ.get(REQUIRED_VARIABLE) == "required":
            pytest.fail(told)
        pytest.skip(told)
    return found


@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[Browser]:
    """The browser. Not for the whole session: until it ends, nothing else in this thread may use asyncio."""
    with sync_playwright() as playwright:
        # As root, as in a container, Chromium has no sandbox to offer.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def lived(program: str, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """The day is collected, and the change request waits for the head of the LPSE."""
    folder = tmp_path_factory.mktemp("browser")
    server.execute("CREATE DATABASE browser")
    office = founded(folder, server.uri("browser"))
    settings = {
        **office.environment,
        **auth_settings(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "PYTHONPATH": str(PROJECT),
    }
    with created(server, folder, "airflow_browser", {}, **settings) as airflow:
        daily = _run(folder, "spse_daily", DAILY_RUN, {"day": str(office.yesterday)})
        request = _run(folder, CHANGES, office.number, {})
        _, api = airflow.services
        environment = process_environment(airflow.environment)
        try:
            request.start(environment)
            api.start(environment)
            airflow.wait()
            office_of_people = Lived(office, airflow)
            office_of_people.wait_until(CHANGES, "review_request", "awaiting_input")
            # Only now: two that enter the DAGs for the first time at once would hinder each other.
            daily.start(environment)
            _, option, fields, _ = REVIEWED
            _answer(airflow, office.number, "review_request", option, fields)
            office_of_people.wait_until(CHANGES, "approve_request", "awaiting_input")
            office_of_people.wait_until("spse_daily", "close_day", "success")
            yield office_of_people
        finally:
            for each in (request, daily):
                each.stop(seconds=1)


def _run(folder: Path, dag: str, run: str, conf: Mapping[str, str]) -> Service:
    command = [sys.executable, "-m", "tests.browser.runs", dag, run, json.dumps(conf)]
    return _service(folder, dag, command)


def _service(folder: Path, dag: str, command: Sequence[str]) -> Service:
    return Service(dag, command, folder / "pids", folder / "logs")


def _answer(airflow: RealAirflow, number: str, task: str, option: str, fields: Mapping[str, Any]) -> None:
    path = f"/api/v2/dags/{CHANGES}/dagRuns/{number}/taskInstances/{task}/-1/hitlDetails"
    body = {"chosen_options": [option], "params_input": fields}
    told = airflow.call("PATCH", path, airflow.token(MANAGER), body)
    assert told.is_success, told.text


@pytest.fixture
def at(lived: Lived, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as one of the people; options are those of a browser's session. Dialogs fail the test."""
    contexts: list[BrowserContext] = []
    dialogs: list[str] = []

    def opened(user: str, path: str, **options: Any) -> Page:
        context = lived.context(browser, user, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(f"{lived.url}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert dialogs == []
