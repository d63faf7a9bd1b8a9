"""Answers to change requests are checked before Airflow takes them.

Airflow takes any text for an answer, closes the question, and only then lets the task look at it; a question that is
asked again still shows its first text. So an answer that cannot be used is refused here: Airflow's page says what is
wrong, and the form stays filled. The same goes for an answer that cannot be checked, because the register cannot be
reached: the task could not enter it either, and would ask again. Who may answer is Airflow's to say.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# Of the statuses it has a name for, Airflow's page shows the name and not the words; this one has none. To a program it
# is a request that was not in order, as every status from 400 on that is not known (RFC 9110, 15).
UNUSABLE = 432
MAX_BODY = 256 * 1024  # bytes; the longest form has a tenth of it
_ANSWER = re.compile(
    r"/api/v2/dags/(?P<dag>spse_change_request(?:__[a-z0-9_]+)?)/dagRuns/(?P<run>[^/]+)/taskInstances/(?P<task>[^/]+)"
    r"/-?\d+/hitlDetails/?$"
)
log = logging.getLogger(__name__)


class AnswerCheck:
    """Refuses answers that cannot be used with a word, and hands everything else on as it came."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        match = scope["type"] == "http" and scope["method"] == "PATCH" and _ANSWER.search(scope["path"])
        if not match:
            await self.app(scope, receive, send)
            return
        from starlette.responses import JSONResponse

        body = await _read(receive)
        if body is None:
            await JSONResponse({"detail": "Jawaban terlalu panjang."}, 413)(scope, receive, send)
            return
        try:
            problems = await _problems(scope, match, body)
        except Exception:
            log.exception("Jawaban %s tidak dapat diperiksa", scope["path"])
            problems = ("register permohonan tidak dapat dihubungi; coba lagi, atau hubungi administrator",)
        if problems:
            told = {"detail": f"Jawaban belum dapat dipakai: {'; '.join(problems)}."}
            await JSONResponse(told, UNUSABLE)(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)


async def _read(receive: Receive) -> bytes | None:
    """The body of a request; None if it is too long to be an answer."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body as if it had not been read, and then what comes after it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Any:
        return messages.pop() if messages else await receive()

    return replayed


async def _problems(scope: Scope, match: re.Match[str], body: bytes) -> tuple[str, ...]:
    """What is wrong with an answer of somebody who may give it; none if it is not to be judged here."""
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
    from anyio import to_thread
    from fastapi import HTTPException
    from starlette.requests import Request

    try:
        answer = json.loads(body)
        option, fields = ", ".join(answer["chosen_options"]), answer.get("params_input") or {}
        request = Request(scope)
        user = await get_user(request, None, await bearer_scheme(request))
    except (ValueError, TypeError, KeyError, AttributeError, HTTPException):
        return ()  # Airflow knows what to say to that
    if not isinstance(fields, dict):
        return ()
    return await to_thread.run_sync(partial(_judge, match["dag"], match["run"], match["task"], option, fields, user))


def _judge(dag: str, number: str, task: str, option: str, fields: dict[str, Any], user: Any) -> tuple[str, ...]:
    """The same, with the register at hand."""
    from airflow.api_fastapi.app import get_auth_manager

    from airflow_connections import AirflowConnections
    from decision_operator import TASK_IDS, site_of
    from spse_monev import pipeline
    from spse_monev.analysis.changes import AnswerError, read_answer, respondents

    site, steps = site_of(dag), {task_id: step for step, task_id in TASK_IDS.items()}
    if site is None or task not in steps:
        return ()
    request = pipeline.waiting_request(site, number, steps[task], AirflowConnections())
    if request is None:
        return ()
    may_answer = get_auth_manager().is_authorized_hitl_task(assigned_users=set(respondents(site, request)), user=user)
    if may_answer:
        try:
            read_answer(site, request, option, fields, datetime.now(UTC))
        except AnswerError as error:
            return error.problems
    return ()


class AnswerCheckPlugin(AirflowPlugin):  # type: ignore[misc]  # Airflow's types are not followed
    """Puts the check before Airflow's API."""

    name = "answer_check"
    fastapi_root_middlewares = [{"middleware": AnswerCheck, "args": [], "kwargs": {}, "name": "Answer check"}]  # noqa: RUF012
