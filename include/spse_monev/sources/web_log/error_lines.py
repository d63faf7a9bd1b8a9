"""One entry of an error log: Apache with ModSecurity and mod_evasive, nginx, and what mod_evasive tells syslog."""

from __future__ import annotations

import re
from typing import NamedTuple

from spse_monev.sources.logs.routes import route_of
from spse_monev.sources.web_log.routes import Routes
from spse_monev.text import normalise_message

_APACHE = re.compile(
    r"\[[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]\d) (?P<clock>\d\d:\d\d:\d\d)"
    r"(?P<fraction>\.\d{1,9})? (?P<year>\d{4})\] "
    r"\[(?:(?P<module>[\w.-]*+):)?(?P<level>[a-z]+\d?)\] (?P<rest>.*)",
    re.ASCII,
)
_NGINX = re.compile(
    r"(?P<date>\d{4}/\d\d/\d\d) (?P<clock>\d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] \d+#\d+: (?:\*\d+ )?(?P<rest>.*)",
    re.ASCII,
)
_SYSLOG = re.compile(
    r"(?:<\d+>)?(?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]\d) (?P<clock>\d\d:\d\d:\d\d) \S+ "
    r"mod_evasive(?:\[\d+\])?: (?P<rest>.*)",
    re.ASCII,
)
_APACHE_HEAD = re.compile(
    r"(?:\[(?:pid|client|remote|tid) [^\]]*\] )*(?:\(\d+\)[^:]{1,120}: )?(?:\[client [^\]]*\] ?)*"
)
_CODE = re.compile(r"\b(AH\d{5}):")
_ERRNO = re.compile(r"\((?P<number>-?\d+): [^)]{1,100}\)|^\((?P<apache>\d+)\)[^:]{1,120}: ")
_TAG = re.compile(r'\[(id|msg|uri|severity) "((?:[^"\\]|\\.){0,500})"\]')
_DENIED = re.compile(r"ModSecurity: (?:Access denied with (?:code (?P<code>\d{3})|[\w ]{1,40})|Access denied)")
_NGINX_TAIL = re.compile(r", (?:client|server|request|upstream|host|referrer): .*")
_NGINX_REQUEST = re.compile(r', request: "(?P<method>[A-Z][A-Z_-]{1,19}) (?P<path>[^?;# "\\]*)')
_REFERER = re.compile(r", referer: .*")
_SEVERITIES = {"warn": "WARNING", "error": "ERROR", "crit": "FATAL", "alert": "FATAL", "emerg": "FATAL"}
_MONTHS = dict(
    zip(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], range(1, 13), strict=True)
)


class ErrorLine(NamedTuple):
    """`local` is 'MM-DD HH:MM:SS' from syslog, else 'YYYY-MM-DD HH:MM:SS[.f]'; `severity` '' is no error."""

    local: str
    severity: str
    code: str | None
    message: str  # normalised
    route: str
    kind: str | None  # of failure
    is_told: bool  # the status in an access log tells this failure too
    sample: str  # not yet masked


def is_entry(line: str) -> bool:
    """Whether an entry begins with this line."""
    return bool(_APACHE.match(line) or _NGINX.match(line) or _SYSLOG.match(line))


def time_of(line: str) -> str | None:
    """The local time of an entry; None if the line begins none."""
    match = _APACHE.match(line)
    if match:
        date = f"{match['year']}-{_MONTHS.get(match['month'], 0):02d}-{int(match['day']):02d}"
        return f"{date} {match['clock']}{(match['fraction'] or '')[:7]}"
    if match := _NGINX.match(line):
        return f"{match['date'].replace('/', '-')} {match['clock']}"
    if match := _SYSLOG.match(line):
        return f"{_MONTHS.get(match['month'], 0):02d}-{int(match['day']):02d} {match['clock']}"
    return None


def parse(line: str, routes: Routes) -> ErrorLine | None:
    """The entry that a line is; None if it is none."""
    local = time_of(line)
    if local is None:
        return None
    if match := _APACHE.match(line):
        return _apache(local, _SEVERITIES.get(match["level"], ""), match["module"] or "", match["rest"], routes)
    if match := _NGINX.match(line):
        return _nginx(local, _SEVERITIES.get(match["level"], ""), match["rest"], routes)
    match = _SYSLOG.match(line)
    rest = match["rest"] if match else ""
    return ErrorLine(local, "WARNING", "mod_evasive", normalise_message(rest), "", _evasive(rest), False, rest)


def _apache(local: str, severity: str, module: str, rest: str, routes: Routes) -> ErrorLine:
    if "ModSecurity: " in rest:
        return _modsecurity(local, severity, rest, routes)
    head = _APACHE_HEAD.match(rest)
    text = _REFERER.sub("", rest[head.end() :] if head else rest)
    code = _CODE.search(rest)
    number = _ERRNO.search(head[0].rpartition("] ")[2] if head else "")
    shown = normalise_message(_CODE.sub("", text).strip())
    has_client = "[client " in rest
    kind, is_told = _apache_kind(module, code[1] if code else "", rest, has_client)
    named = code[1] if code else (f"errno {number['apache']}" if number and number["apache"] else None)
    return ErrorLine(local, severity, named, shown, "", kind if severity else None, is_told, text)


def _apache_kind(module: str, code: str, text: str, has_client: bool) -> tuple[str | None, bool]:
    if (
        code in ("AH00161", "AH00484", "AH00485", "AH00286", "AH10159")
        or "server reached MaxRequestWorkers" in text
        or "server reached MaxClients" in text
    ):
        return "worker_limit", False
    if module.startswith("evasive") or "Blacklisting address" in text:
        return "dos_blocked", "client denied" in text
    if code == "AH01114":
        return "upstream_unreachable", True
    if code == "AH01102" or "error reading status line from remote server" in text:
        return ("gateway_timeout" if "timeout specified has expired" in text else "bad_gateway"), True
    if code in ("AH01587", "AH01588") or "larger than the configured limit" in text:
        return "upload_too_large", True
    return _resources(text), has_client


def _resources(text: str) -> str | None:
    lowered = text.lower()
    if "too many open files" in lowered:
        return "too_many_open_files"
    if "no space left on device" in lowered:
        return "disk_full"
    return "out_of_memory" if "cannot allocate memory" in lowered else None


def _evasive(text: str) -> str | None:
    return "dos_blocked" if "Blacklisting address" in text else None


def _modsecurity(local: str, severity: str, rest: str, routes: Routes) -> ErrorLine:
    """What matched is a piece of what a person sent, so of that nothing is kept: only the rule and its own message."""
    text = rest[rest.index("ModSecurity: ") :]
    tags: dict[str, str] = {}
    for name, value in _TAG.findall(text):
        tags.setdefault(name, value)
    denied = _DENIED.search(text)
    path = re.match(r"[^?;# ]*", tags.get("uri", ""))
    route = route_of(path[0]) if path and path[0] else ""
    rule = tags.get("id", "")
    what = (
        "Access denied" + (f" with code {denied['code']}" if denied and denied["code"] else "") if denied else "Warning"
    )
    said = tags.get("msg") or ("" if rule else text[len("ModSecurity: ") :])
    message = f"{what}: {normalise_message(said)}" if denied or rule else normalise_message(said)
    sample = f'ModSecurity: {what} [id "{rule}"] [msg "{said}"] [severity "{tags.get("severity", "")}"] {route}'
    too_large = "larger than the configured limit" in text
    kind = "upload_too_large" if too_large else "waf_denied" if denied else None
    code = denied["code"] if denied else None
    # A status of 5xx counts as such; uploads and downloads count by any status.
    is_told = (
        too_large or bool(code and code >= "500") or (bool(path) and routes.carries_files(path[0] if path else ""))
    )
    return ErrorLine(
        local,
        severity or ("ERROR" if denied else ""),
        f"ModSecurity {rule}" if rule else "ModSecurity",
        message,
        route,
        kind,
        is_told,
        sample,
    )


def _nginx(local: str, severity: str, rest: str, routes: Routes) -> ErrorLine:
    if "ModSecurity: " in rest:
        return _modsecurity(local, severity, rest, routes)
    request = _NGINX_REQUEST.search(rest)
    route = f"{request['method']} {route_of(request['path'])}" if request else ""
    text = _NGINX_TAIL.sub("", rest)
    number = _ERRNO.search(text)
    code = f"errno {number['number']}" if number and number["number"] else None
    kind, is_told = _nginx_kind(text, request is not None)
    return ErrorLine(local, severity, code, normalise_message(text), route, kind if severity else None, is_told, text)


def _nginx_kind(text: str, has_request: bool) -> tuple[str | None, bool]:
    if "client intended to send too large" in text:
        return "upload_too_large", True
    if "upstream timed out" in text:
        return "gateway_timeout", True
    if (
        "upstream prematurely closed" in text
        or "upstream sent invalid" in text
        or "upstream sent too big header" in text
    ):
        return "bad_gateway", True
    if "no live upstreams" in text or ("upstream" in text and "connect() failed" in text) or "connect() to " in text:
        return "upstream_unreachable", True
    if "worker_connections are not enough" in text:
        return "worker_limit", False
    return _resources(text), has_request
