"""What a request is: its route without what differs from one to the next, its purpose, and who sent it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spse_monev.facts import Client, Purpose
from spse_monev.sources.web_log.detect import LogFormatError
from spse_monev.text import mask

_REQUEST = re.compile(rb"([A-Z]{3,10}) (\S(?:[^\n]*\S)?)(?: HTTP/\d(?:\.\d)?)?")
_END = re.compile(rb"\A(.*) HTTP/\d(?:\.\d)?\Z", re.DOTALL)
_ASSET = re.compile(r"(?i)\.(js|css|map|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|eot|otf)\Z")
_ID_PART = re.compile(
    r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?=[a-f]*\d)[0-9a-f]{8,}|.*\d{3}.*|.*[%@=,\s\\\"'<>].*|[^.]{41,}"
    r"|.*\.(?i:pdf|docx?|xlsx?|pptx?|zip|rar|rhs|7z|txt|csv|odt|ods|tmp)",
    re.DOTALL,
)
_LONG_NUMBER = re.compile(rb"\d{3,}")
_BOT = re.compile(
    rb"(?i)bot\b|bot/|crawl|spider|slurp|facebookexternalhit|curl/|wget/|python-|go-http-client|scan|nikto|sqlmap|"
    rb"zgrab|masscan|headless|libwww|java/|okhttp|httpclient|feedfetcher|mediapartners"
)
_PROBE = re.compile(
    rb"(?i)zabbix|check_http|nagios|prometheus|blackbox|uptime-?kuma|uptimerobot|kube-probe|librenms|prtg|pingdom|"
    rb"statuscake|site24x7|elb-healthchecker|googlehc|haproxy|spse-monev|grafana"
)
_MAX_PARTS = 12
_MAX_ROUTE = 200
_MAX_LOOKED_AT = 4_000
_MAX_KNOWN = 100_000


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked for."""

    method: str
    route: str  # '' where the request is none
    purpose: Purpose
    is_probe: bool


def path_of(text: str) -> str:
    """The path of a request target, without host, query and session id."""
    path = re.split(r"[?#]", text[:_MAX_LOOKED_AT], maxsplit=1)[0]
    if "://" in path[:12]:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path


class Router:
    """Tells requests apart by the regular expressions of a site; LogFormatError if one of these is not valid."""

    def __init__(self, upload: Sequence[str], download: Sequence[str], probe: Sequence[str]) -> None:
        self._upload, self._download, self._probe = _any(upload), _any(download), _any(probe)
        self._known: dict[bytes, Target] = {}
        self._agents: dict[bytes, Client] = {}

    def target(self, request: bytes) -> Target:
        """The target of a request line as it is written."""
        asked, _, query = request.partition(b"?")
        if query and not query.endswith((b" HTTP/1.1", b" HTTP/2.0", b" HTTP/1.0", b" HTTP/3.0")):
            asked = request
        key = asked
        known = self._known.get(key)
        if known is not None:
            return known
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        # A part of a path with three digits in a row is a value, whatever the digits are.
        short = _LONG_NUMBER.sub(b"000", asked)
        known = self._known.get(short)
        if known is None:
            known = self._known[short] = self._read(asked)
        if len(key) <= _MAX_ROUTE:
            self._known[key] = known
        return known

    def client(self, agent: bytes) -> Client:
        """Who a user agent belongs to."""
        client = self._agents.get(agent)
        if client is None:
            if len(self._agents) >= _MAX_KNOWN:
                self._agents.clear()
            head = agent[:1000]
            client = Client.PROBE if _PROBE.search(head) else Client.BOT if _BOT.search(head) else Client.USER
            self._agents[agent] = client
        return client

    def is_file(self, path: str) -> bool:
        """Whether requests to a path carry files, as far as the path tells."""
        return bool(self._upload.search(path) or self._download.search(path))

    def _read(self, request: bytes) -> Target:
        found = _REQUEST.fullmatch(request[:_MAX_LOOKED_AT])
        if found is None:
            return Target("", "", Purpose.PAGE, False)
        method, target = found[1].decode(), found[2]
        if end := _END.match(target):
            target = end[1]
        text = target.decode(errors="replace")
        if not text.startswith(("/", "http://", "https://", "*")):
            return Target("", "", Purpose.PAGE, False)
        path = path_of(text)
        purpose = Purpose.PAGE
        if method in ("POST", "PUT") and self._upload.search(path):
            purpose = Purpose.UPLOAD
        elif method == "GET" and self._download.search(path):
            purpose = Purpose.DOWNLOAD
        asset = _ASSET.search(path)
        route = f"*.{asset[1].lower()}" if asset and purpose is Purpose.PAGE else route_of(path)
        return Target(method, route, purpose, bool(self._probe.search(path)))


def route_of(path: str) -> str:
    """A path whose parts that identify something are '?'."""
    parts = [part.partition(";")[0] for part in path.split("/")[:_MAX_PARTS]]
    route = "/".join("?" if part and _ID_PART.fullmatch(part) else part for part in parts)
    return mask(route, _MAX_ROUTE) or "/"


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(_scoped(pattern) for pattern in patterns) or r"(?!)")
    except re.error as error:
        raise LogFormatError(f"pola rute tidak sah: {error}") from error


def _scoped(pattern: str) -> str:
    """A pattern with its flags limited to itself, so that several can be one."""
    flags = re.match(r"\(\?([aiLmsux]+)\)", pattern)
    return f"(?{flags[1]}:{pattern[flags.end() :]})" if flags else f"(?:{pattern})"
