"""From a request's path to its route and purpose, and from its user agent to the kind of client."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spse_monev.facts import Client, Purpose
from spse_monev.sources.logs.routes import STATIC, route_of

# These run in Python and in DuckDB's RE2 alike: no look-around, no possessive quantifiers.
BOTS = (
    r"(?i)bot\b|bot[/;_ -]|crawl|spider|slurp|mediapartners|facebookexternalhit|bingpreview|yandex|baidu|ahrefs|semrush"
    r"|censys|zgrab|masscan|nmap|nikto|sqlmap|nuclei|wpscan|expanse|internet-measurement|scan"
    r"|^curl/|^wget/|^python|^go-http-client|^java/|^apache-httpclient|^okhttp|^libwww|^scrapy|^httpx|^axios|^node-fetch"
)
PROBES = (
    r"(?i)zabbix|check_http|nagios|prometheus|blackbox|uptime-?kuma|kube-probe|googlestackdriver|elb-healthchecker"
    r"|uptimerobot|pingdom|statuscake|site24x7|prtg|librenms|monitoring-plugins|spse-monev"
)

_BOTS = re.compile(BOTS)
_PROBES = re.compile(PROBES)


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
        if method == "GET" and not STATIC.search(path) and _any(self._download, path):
            return Purpose.DOWNLOAD
        return Purpose.PAGE

    def carries_files(self, path: str) -> bool:
        """Whether a request whose method is not known may be an upload or a download."""
        return _any(self._upload, path) or _any(self._download, path)


def _any(patterns: Sequence[re.Pattern[str]], path: str) -> bool:
    return any(pattern.search(path) for pattern in patterns)
