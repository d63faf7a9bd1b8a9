"""Access logs with one JSON object a line: nginx with escape=json, Apache, Caddy-like, by the usual names of keys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from spse_monev.sources.web_log.pattern import CLF_TIME, ISO_TIME, REQUEST
from spse_monev.sources.web_log.requests import Request

_TIMES = ("time_iso8601", "@timestamp", "timestamp", "time_local", "time", "date", "msec", "ts")
_STATUSES = ("status", "response", "status_code", "response_code")
_ADDRESSES = ("remote_addr", "remote_ip", "client_ip", "clientip", "remote_host", "remotehost", "client", "host_ip")
_AGENTS = ("http_user_agent", "user_agent", "agent", "useragent")
_BYTES = ("body_bytes_sent", "bytes_sent", "bytes", "size", "response_bytes")
_PATHS = ("request_uri", "uri", "path", "url", "request_path")
_METHODS = ("request_method", "method", "verb")
# In milliseconds: what the key's name says. The bare 'request_time' is nginx's, in seconds with decimals; a whole
# number there may be Apache's %D or %T, a million times apart, so that it tells no time.
_DURATIONS = {
    "request_time": 1000.0, "request_time_seconds": 1000.0, "duration_seconds": 1000.0, "request_time_ms": 1.0,
    "duration_ms": 1.0, "time_ms": 1.0, "request_time_us": 0.001, "duration_us": 0.001, "time_us": 0.001,
}  # fmt: skip
_STAMP = re.compile(rf"\[?(?:{CLF_TIME})\]?\Z")
_ISO = re.compile(rf"(?:{ISO_TIME})\Z")
_REQUEST = re.compile(REQUEST)
_PATH = re.compile(r"(?:https?://[^/ ?]*+)?([^?;# \"\\]*+)")
_METHOD = re.compile(r"[A-Z][A-Z_-]{1,19}\Z")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,9})?\Z")


def is_request(line: str) -> bool:
    """Whether the line is a request of an access log."""
    return parse(line) is not None


def parse(line: str) -> Request | None:
    """The request of a line; None if it is none."""
    if not line.lstrip().startswith("{"):
        return None
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    status = _text(fields, _STATUSES)
    when = _when(_text(fields, _TIMES))
    if when is None or not re.fullmatch(r"\d{3}", status, re.ASCII):
        return None
    method, path = _asked(fields)
    size = _text(fields, _BYTES)
    time_ms = next(
        (
            float(value) * factor
            for key, factor in _DURATIONS.items()
            if _NUMBER.match(value := _text(fields, (key,))) and (key != "request_time" or "." in value)
        ),
        None,
    )
    return Request(
        *when, method, path, status, int(size) if re.fullmatch(r"\d{1,18}", size, re.ASCII) else 0,
        _text(fields, _AGENTS), _text(fields, _ADDRESSES), time_ms,
    )  # fmt: skip


def _asked(fields: Mapping[str, Any]) -> tuple[str, str]:
    request = fields.get("request")
    if isinstance(request, str) and (match := _REQUEST.match(request.replace('"', "%22"))) and match["method"]:
        return match["method"], match["path"]
    method = _text(fields, _METHODS)
    path = _PATH.match(_text(fields, _PATHS))
    if not _METHOD.match(method) or path is None:
        return "", ""
    return method, path[1]


def _when(text: str) -> tuple[str, str] | None:
    if _NUMBER.match(text) and len(text) >= 10:
        return text, ""
    match = _STAMP.match(text) or _ISO.match(text)
    return (match["stamp"], match["zone"] or "") if match else None


def _text(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
    return ""
