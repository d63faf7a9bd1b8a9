"""The synthetic SPSE as a process, on loopback only: `python -m spse_monev.demo.application.service PORT FOLDER ZONE`.

It behaves as an ordinary web application towards everybody. The demo's load shows the status key and says more, in
the header `X-Sintetis` (JSON): at which moment of the story the request comes (`at`), from which address (`client`),
how long the answer takes (`ms`), and which fault befalls it (`fault`). Nothing waits for that long: what is logged
and counted is the story's time, as in the database's log. By `POST /@sintetis` the load moves the clock and ends the
application, starts it again, or closes a day's log files.
"""

from __future__ import annotations

import hmac
import json
import re
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.application.faults import FAULTS, UNREACHABLE, Fault
from spse_monev.demo.application.logs import ApplicationLog, WebLog
from spse_monev.demo.application.monitors import Monitors
from spse_monev.demo.application.pages import PAGES, Page

CONNECTION = "spse_status"
STATUS_PATH = "/eproc4/@status.json"
CONTROL_PATH = "/@sintetis"
HEADER = "X-Sintetis"
SERVER = "Apache/2.4.62 (SPSE sintetis untuk demo spse-monev)"
JOB = "jobs.PengingatJadwal"
_TEXT = "SPSE sintetis untuk demo spse-monev: seluruh isi halaman ini sintetis."
_MAX_BODY = 1 << 20
_JOB_SECONDS = 60.0


class Response(NamedTuple):
    """What the web server sends."""

    status: int
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"


class Application:
    """Everything behind the socket; the handlers' threads take turns."""

    def __init__(self, key: str, folder: Path, zone: ZoneInfo) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._key = key
        self._zone = zone
        self._turn = threading.Lock()
        self._story: datetime | None = None  # the moment of the story; None: that of the real clock
        self._is_up = True
        self._log = ApplicationLog(folder)
        self._web = WebLog(folder)
        self._patterns = [(page, _pattern(page.path)) for page in PAGES]
        self._start()

    def answer(self, method: str, path: str, headers: Mapping[str, str | None], body: bytes, client: str) -> Response:
        """Answer one request and write it down."""
        with self._turn:
            is_load = self._is_authorised(headers.get("authorization") or "")
            if is_load and method == "POST" and path == CONTROL_PATH:
                return self._control(json.loads(body))
            said: dict[str, Any] = json.loads(headers.get(HEADER.lower()) or "{}") if is_load else {}
            if "at" in said:
                self._story = datetime.fromisoformat(said["at"])
            route = path.partition("?")[0]
            client = said.get("client", client)
            ms = float(said.get("ms", 1.0))
            fault = FAULTS[said["fault"]] if said.get("fault") else None
            response = self._respond(method, route, is_load, fault, ms, client)
            if route == STATUS_PATH and is_load:
                return response  # asked of the application itself, not through the web server
            agent = (headers.get("user-agent") or "-").replace('"', "'")[:300]
            self._web.access(self._now(), client, f"{method} {path}", response.status, len(response.body), agent, ms)
            return response

    def advance(self) -> None:
        """What the application does by itself: its job, once in a while, as long as no story is told."""
        with self._turn:
            if self._story is None and self._is_up:
                self._run_job()

    def _respond(self, method: str, route: str, is_load: bool, fault: Fault | None, ms: float, client: str) -> Response:
        if not self._is_up:
            self._web.error(self._now(), client, UNREACHABLE)
            return Response(503, _page("Layanan tidak tersedia"))
        if route == STATUS_PATH:
            if not is_load:
                return Response(403, _page("Akses ditolak"))
            document = self._monitors.status((self._now() - self._started_at).total_seconds())
            return Response(200, json.dumps(document).encode(), "application/json")
        page = next((page for page, fits in self._patterns if page.method == method and fits.fullmatch(route)), None)
        if fault is not None:
            return self._fail(fault, page, f"{method} {route}", ms, client)
        if page is None:
            return Response(404, _page("Halaman tidak ditemukan"))
        if page.action:
            self._count(page, ms, rendered=True)
        if page.purpose == "upload":
            self._log.write(self._now(), "INFO", "Dokumen sintetis diterima")
        return Response(page.status, b"" if page.status == 302 else _page(route))

    def _fail(self, fault: Fault, page: Page | None, request: str, ms: float, client: str) -> Response:
        if fault.web_error:
            message = fault.web_error.format(path=request.partition(" ")[2], unique=f"Z{self._now():%H%M%S%f}AAAA")
            self._web.error(self._now(), "" if fault.status == 200 else client, message)
        if fault.error is not None:
            self._log.error(self._now(), fault.error, request)
        if page is not None and (fault.error is not None or fault.status == 200):
            self._count(page, ms, rendered=fault.status == 200)
        return Response(fault.status, _page(f"Kesalahan {fault.status}"))

    def _count(self, page: Page, ms: float, *, rendered: bool) -> None:
        self._monitors.add(page.action, ms)
        if rendered:
            self._monitors.add(page.query, 0.6 * ms)
            if page.template:
                self._monitors.add(page.template, 0.2 * ms)

    def _control(self, order: Mapping[str, str]) -> Response:
        """`do`: 'maju' moves the clock, 'tugas' runs the job, 'mati' and 'nyala' end and start the application,
        'tutup' closes the files of the clock's day, 'selesai' ends the story.
        """
        what = order["do"]
        if "at" in order:
            self._story = datetime.fromisoformat(order["at"])
        if what == "tugas" and self._is_up:
            self._run_job()
        elif what == "mati":
            self._is_up = False
        elif what == "nyala":
            self._start()
        elif what == "tutup":
            for log in (self._log, self._web):
                log.roll(self._now().date())
        elif what == "selesai":
            self._story = None
            self._run_job()
        return Response(200, b"{}", "application/json")

    def _start(self) -> None:
        self._is_up = True
        self._started_at = self._now()
        self._monitors = Monitors()
        self._log.write(self._now(), "INFO", "Application 'SPSE sintetis' is now started !")

    def _run_job(self) -> None:
        self._monitors.add(f"{JOB}.doJob()", 12.0)
        self._log.write(self._now(), "INFO", f"{JOB} selesai")

    def _now(self) -> datetime:
        return self._story or datetime.now(self._zone)

    def _is_authorised(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode(), self._key.encode())


def serve(port: int, application: Application) -> ThreadingHTTPServer:
    """The server, bound to loopback and not yet serving."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # A response goes out at once, or the load would wait for the client's delayed acknowledgement.
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _MAX_BODY)
            answer = application.answer(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
                self.client_address[0],
            )
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            if answer.status == 302:
                self.send_header("Location", "/eproc4/")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_POST = do_HEAD = do_GET  # noqa: N815  # names that http.server calls

        def version_string(self) -> str:
            return SERVER

        def log_message(self, *_: Any) -> None:
            """The application's own files are the log."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.escape(path).replace(r"\{id\}", r"\d+").replace(r"\{hash\}", "[0-9a-f]+")
    return re.compile(escaped)


def _page(title: str) -> bytes:
    return f"<!DOCTYPE html><html lang=id><title>{title}</title><p>{_TEXT}</p></html>\n".encode()


def main() -> None:
    """Serve until the process is ended."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    application = Application(EnvironmentConnections().get(CONNECTION).password, folder, ZoneInfo(sys.argv[3]))
    server = serve(port, application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pause = threading.Event()
    while not pause.wait(_JOB_SECONDS):
        application.advance()


if __name__ == "__main__":
    main()
