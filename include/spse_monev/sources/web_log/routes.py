"""From a request's path to its route and purpose, and from its user agent to the kind of client."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spse_monev.facts import Client, Purpose

UPLOAD_ROUTES = ("(?i)upload|unggah",)
DOWNLOAD_ROUTES = ("(?i)download|unduh",)
PROBE_ROUTES = ("^/@status", "^/(health|ping|server-status)")
MAX_PATH = 1000  # characters of a path that are looked at

# These two run in Python and in DuckDB's RE2 alike: no look-around, no possessive quantifiers.
COARSE = r"[0-9a-fA-F]{8}[0-9a-fA-F-]{8,}|[0-9]{3,}"
COARSE_AS = "000"
BOTS = (
    r"(?i)bot\b|bot[/;_ -]|crawl|spider|slurp|mediapartners|facebookexternalhit|bingpreview|yandex|baidu|ahrefs|semrush"
    r"|censys|zgrab|masscan|nmap|nikto|sqlmap|nuclei|wpscan|expanse|internet-measurement|scan"
    r"|^curl/|^wget/|^python|^go-http-client|^java/|^apache-httpclient|^okhttp|^libwww|^scrapy|^httpx|^axios|^node-fetch"
)
PROBES = (
    r"(?i)zabbix|check_http|nagios|prometheus|blackbox|uptime-?kuma|kube-probe|googlestackdriver|elb-healthchecker"
    r"|uptimerobot|pingdom|statuscake|site24x7|prtg|librenms|monitoring-plugins|spse-monev"
)

_COARSE = re.compile(COARSE)
_BOTS = re.compile(BOTS)
_PROBES = re.compile(PROBES)
_STATIC = re.compile(r"(?i)\.(js|css|png|jpe?g|gif|svg|ico|woff2?|ttf|eot|otf|map|webp)\Z")
_DOCUMENT = re.compile(r"(?i)\.(pdf|docx?|xlsx?|pptx?|zip|rar|7z|rhs|p7m|csv|txt|apk|jar|gz|tar)\Z")
_VALUE = re.compile(
    r"[0-9][0-9._:-]*"  # numbers, dates, versions of a record
    r"|(?=[0-9a-fA-F-]*[0-9])[0-9a-fA-F-]{8,}"  # hexadecimal
    r"|(?=[^/]*[0-9])[^/]{16,}"  # tokens
    r"|[^/]{41,}"
    r"|[^/]+@[^/]*|[^/]*[%=+,\\$\x00-\x20\x7f-\U0010ffff][^/]*"  # what people typed, or a scanner
)
_LONG_NUMBER = re.compile(r"[0-9]{3,}")
_MAX_SEGMENTS = 8


def coarse(path: str) -> str:
    """The path with long numbers and hexadecimal values alike, so that few distinct paths are left."""
    return _COARSE.sub(COARSE_AS, path)


def route_of(path: str) -> str:
    """The path (without query) with ids, dates, tokens and names of documents as '?'; static files by their ending."""
    if not path.startswith("/"):
        return "*" if path == "*" else "?" if path else ""
    if static := _STATIC.search(path):
        return f"*.{static[1].lower()}"
    segments = coarse(path[:MAX_PATH]).split("/")
    shown = [_segment(segment) for segment in segments[: _MAX_SEGMENTS + 1]]
    if len(segments) > _MAX_SEGMENTS + 1:
        shown.append("…")
    return "/".join(shown)


def _segment(segment: str) -> str:
    if document := _DOCUMENT.search(segment):
        return f"?{document[0].lower()}"
    return "?" if _VALUE.fullmatch(segment) else _LONG_NUMBER.sub("?", segment)


def client_by_agent(agent: str) -> Client:
    """Who asks, by the user agent alone."""
    if _PROBES.search(agent):
        return Client.PROBE
    return Client.BOT if _BOTS.search(agent) else Client.USER


class Routes:
    """The purposes of a site's routes; remembers what it has worked out."""

    def __init__(self, upload: Sequence[str], download: Sequence[str], probe: Sequence[str]) -> None:
        self._upload = [re.compile(text) for text in upload]
        self._download = [re.compile(text) for text in download]
        self._probe = [re.compile(text) for text in probe]
        # A pattern that names a number needs the path as it is.
        self.needs_numbers = any(re.search(r"\d|\\d", text) for text in (*upload, *download, *probe))
        self._known: dict[tuple[str, str], tuple[str, Purpose, bool]] = {}

    def of(self, method: str, path: str) -> tuple[str, Purpose, bool]:
        """Route, purpose, and whether only machines ask for it."""
        key = (method, path)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= 50_000:
                self._known.clear()
            found = self._known[key] = (route_of(path), self._purpose(method, path), _any(self._probe, path))
        return found

    def _purpose(self, method: str, path: str) -> Purpose:
        if method in ("POST", "PUT") and _any(self._upload, path):
            return Purpose.UPLOAD
        if method == "GET" and not _STATIC.search(path) and _any(self._download, path):
            return Purpose.DOWNLOAD
        return Purpose.PAGE

    def carries_files(self, path: str) -> bool:
        """Whether a request whose method is not known may be an upload or a download."""
        return _any(self._upload, path) or _any(self._download, path)


def _any(patterns: Sequence[re.Pattern[str]], path: str) -> bool:
    return any(pattern.search(path) for pattern in patterns)
