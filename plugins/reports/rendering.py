"""Pages from the templates of this folder: every value is escaped, and no page loads anything from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, status
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spse_monev.figures import clock, shown
from spse_monev.pipeline.pages.calendar import Standing
from spse_monev.reports.words import byte_size, milliseconds, number, signed

# Airflow shows the page in a frame of its own; nobody else may. Nothing stays in a cache behind a logout.
HEADERS: Mapping[str, str] = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}

# How the standing of a day is coloured beside its word.
STANDING_LOOKS: Mapping[Standing, str] = {
    Standing.COMPLETE: "good",
    Standing.PARTIAL: "warn",
    Standing.FAILED: "bad",
    Standing.MISSING: "none",
    Standing.COMING: "none",
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "byte_size": byte_size,
    "clock": clock,
    "figure": shown,
    "milliseconds": milliseconds,
    "number": number,
    "signed": signed,
}


def page(
    request: Request, template: str, context: Mapping[str, Any], status_code: int = status.HTTP_200_OK
) -> HTMLResponse:
    """A page as the office reads it.

    Templates have `path(route, **parameters)`, the address of a route without host, beside `context`. `base.html` asks
    for `title`, `sites` (those the user may read) and `site` (None if the page is of none).
    """

    def path(route: str, **parameters: Any) -> str:
        # Each is text of its own: a '?' in the name of a file begins no query.
        quoted = {key: quote(str(value)) for key, value in parameters.items()}
        return str(request.url_for(route, **quoted).path)

    content = _templates.get_template(template).render(request=request, path=path, **context)
    return HTMLResponse(content, status_code, headers=dict(HEADERS))


class SafeHeaders:
    """Gives every answer `HEADERS`, where its route has not said otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)
