"""The reader that takes anything: line by line, whatever bytes they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from spse_monev.facts import Client, Histogram
from spse_monev.sources.logs.clock import Clock, Slot
from spse_monev.sources.logs.routes import coarse
from spse_monev.sources.web_log import error_lines, json_lines
from spse_monev.sources.web_log.detect import LogForm
from spse_monev.sources.web_log.pattern import Access
from spse_monev.sources.web_log.requests import Request, local_time
from spse_monev.sources.web_log.routes import Routes, client_by_agent
from spse_monev.sources.web_log.tally import RouteKey, Tally

MAX_LINE = 1 << 17  # characters; servers themselves end a request much earlier


class SafeReader:
    """Reads slices of one file."""

    def __init__(self, form: LogForm, clock: Clock, routes: Routes) -> None:
        self.form = form
        self._clock = clock
        self._routes = routes
        self._agents: dict[str, Client] = {}

    def read(self, data: bytes, tally: Tally, file: str, first_line: int) -> None:
        """Count one slice; a line is an entry or unparsed, but for empty ones."""
        for number, raw in enumerate(data.split(b"\n"), first_line):
            if raw.strip() and not (len(raw) <= MAX_LINE and self.line(raw.decode(errors="replace"), tally)):
                tally.unparsed(file, number, raw)

    def line(self, text: str, tally: Tally) -> bool:
        """Count one line; False if it is no entry."""
        text = text.rstrip("\r")
        if self.form.kind == "error":
            return self._error(text, tally)
        request = json_lines.parse(text) if self.form.access is None else parse_access(text, self.form.access)
        return request is not None and self._request(request, tally)

    def _request(self, request: Request, tally: Tally) -> bool:
        found = self._moment(local_time(request.stamp), request.zone)
        if found is None:
            return False
        slot, at = found
        key = self.key(
            request.method,
            request.path if self._routes.needs_numbers else coarse(request.path),
            self._client(request.agent),
        )
        tally.requests(
            key, request.status, slot, at, at, 1, request.sent_bytes, request.time_ms or 0.0, request.time_ms
        )
        if slot.inside:
            if request.time_ms is not None:
                tally.times(key, Histogram.bucket(request.time_ms), 1)
            if request.address and self._client(request.agent) is Client.USER:
                tally.client(request.address)
        return True

    def key(self, method: str, path: str, client: Client) -> RouteKey:
        """What a request counts under."""
        route, purpose, is_probed = self._routes.of(method, path)
        return RouteKey(method, route, Client.PROBE if is_probed else client, purpose)

    def _client(self, agent: str) -> Client:
        client = self._agents.get(agent)
        if client is None:
            if len(self._agents) >= 20_000:
                self._agents.clear()
            client = self._agents[agent] = client_by_agent(agent)
        return client

    def _moment(self, local: str, zone: str) -> tuple[Slot, datetime] | None:
        if local[4:5] != "-":
            at = self._clock.instant(local, "")
            slot = self._clock.slot(str(int(float(local)) // 60 * 60), "") if at is not None else None
            return (slot, at) if slot is not None and at is not None else None
        slot = self._clock.slot(local[:16], zone)
        seconds = local[17:]
        if slot is None or not seconds or float(seconds) >= 61:
            return None
        return slot, slot.start + timedelta(seconds=float(seconds))

    def _error(self, text: str, tally: Tally) -> bool:
        line = error_lines.parse(text, self._routes)
        if line is None:
            return False
        local = line.local
        if local[2] == "-":  # syslog writes no year
            local = self._with_year(local)
        found = self._moment(local, "")
        if found is None:
            return False
        tally.error(line, *found)
        return True

    def _with_year(self, local: str) -> str:
        """The year that brings it nearest to the day, or to now."""
        near = (
            self._clock.day.start.replace(tzinfo=None)
            if self._clock.day
            else datetime.now(self._clock.zone).replace(tzinfo=None)
        )
        years = []
        for year in (near.year - 1, near.year, near.year + 1):
            try:
                years.append((abs(datetime.fromisoformat(f"{year}-{local}") - near), year))
            except ValueError:
                continue
        return f"{min(years)[1] if years else near.year}-{local}"


def parse_access(text: str, access: Access) -> Request | None:
    """The request of a line; None if it is none."""
    match = access.regex.match(text)
    if match is None:
        return None
    groups = match.groupdict()
    method, path = groups.get("method") or "", groups.get("path") or ""
    time = groups.get("time")
    if access.tail_regex is not None and (found := access.tail_regex.search(groups.get("tail") or "")):
        time = found[1]
    size = groups.get("bytes")
    time_ms = float(time) * access.unit.in_ms if access.unit is not None and time and time != "-" else None
    return Request(
        groups["stamp"], groups.get("zone") or "", method, path, groups["status"],
        int(size) if size and size != "-" else 0, groups.get("agent") or "", groups.get("addr") or "", time_ms,
    )  # fmt: skip
