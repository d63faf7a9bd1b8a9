"""Access and error logs of Apache and nginx, cut from the documented forms."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spse_monev.facts import Client, CoverageState, Purpose, Reading
from spse_monev.period import Day
from spse_monev.settings.sources import DOWNLOAD_ROUTES, PROBE_ROUTES, UPLOAD_ROUTES
from spse_monev.sources.files import find_files
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.routes import coarse, route_of
from spse_monev.sources.web_log import LogFormatError, detect, newest_entry_at, read_log
from spse_monev.sources.web_log.columnar import ColumnarReader
from spse_monev.sources.web_log.routes import Routes
from spse_monev.sources.web_log.safe import SafeReader
from spse_monev.sources.web_log.tally import Tally

WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", WIB)
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"


def line(request: str = "GET /eproc4/lelang HTTP/1.1", status: int = 200, at: str = "23/Nov/2026:10:15:00 +0700",
         agent: str = AGENT, tail: str = "", size: str = "512") -> str:  # fmt: skip
    return f'203.0.113.7 - - [{at}] "{request}" {status} {size} "-" "{agent}"{tail}\n'


def read(folder: Path, day: Day | None = None, /, pattern: str | None = None, **files: str | bytes) -> Reading:
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = find_files([str(folder / "*")]).files
    return read_log(found, WIB, day, format="access" if pattern else "auto", pattern=pattern, max_silence_minutes=3000)


def kinds(reading: Reading) -> dict[str, int]:
    return {failure.kind: failure.count for failure in reading.failures}


@pytest.mark.parametrize(
    ("text", "total_ms"),
    [
        (line(tail=" 0.123"), 123),
        (line(tail=' "-" 0.123 0.120'), 123),
        (line(tail=' rt=0.123 uct="0.000" urt="0.120"'), 123),
        (line(tail=" 15023") * 3, 3 * 15.023),
        (line(tail=" 0") * 9, 0),
        ("lpse.example.go.id:443 " + line(tail=" 0.123"), 123),
        ("lpse.example.go.id " + line(tail=" 0.123"), 123),
        ('203.0.113.7 - ani [23/Nov/2026:10:15:00 +0700] "GET /eproc4/lelang HTTP/1.1" 200 512\n', None),
        (line(tail=" 40"), None),  # of which unit nobody can tell
        ('{"time_iso8601":"2026-11-23T10:15:00+07:00","request":"GET /eproc4/lelang?a=1 HTTP/1.1","status":"200",'
         '"body_bytes_sent":"512","request_time":"0.123","http_user_agent":"Mozilla/5.0"}\n', 123),
    ],
)  # fmt: skip
def test_forms_and_their_times(tmp_path: Path, text: str, total_ms: float | None) -> None:
    reading = read(tmp_path, DAY, access=text)
    (route,) = reading.traffic
    assert reading.coverage.state is CoverageState.OK, reading.coverage.reasons
    assert (route.method, route.route, route.by_status) == ("GET", "/eproc4/lelang", {"200": route.request_count})
    assert route.sent_bytes == 512 * route.request_count
    assert (route.total_ms if route.timed_count else None) == (None if total_ms is None else pytest.approx(total_ms))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %{ms}T", line(tail=" 120")),
        ('%t %>s %D "%r"', '[23/Nov/2026:10:15:00 +0700] 200 120000 "GET /eproc4/lelang HTTP/1.1"\n'),
        (
            '$time_iso8601 $status $request_time "$request"',
            '2026-11-23T10:15:00+07:00 200 0.120 "GET /eproc4/lelang HTTP/1.1"\n',
        ),
    ],
)
def test_given_pattern(tmp_path: Path, pattern: str, text: str) -> None:
    reading = read(tmp_path, DAY, pattern, access=text)
    assert reading.traffic[0].total_ms == pytest.approx(120)
    assert reading.traffic[0].route == "/eproc4/lelang"


def test_pattern_without_time_is_refused() -> None:
    with pytest.raises(LogFormatError, match="waktu"):
        detect("a", b"x\n", "access", "%h %>s")


def test_day_ends_by_the_offset_in_the_line(tmp_path: Path) -> None:
    text = (
        line(at="22/Nov/2026:16:59:59 +0000")
        + line(at="22/Nov/2026:17:00:00 +0000")
        + line(at="23/Nov/2026:23:59:59 +0700")
    )
    reading = read(tmp_path, DAY, access=text + line(at="24/Nov/2026:00:00:00 +0700"))
    assert reading.coverage.entry_count == 2
    assert reading.coverage.per_hour[0] == reading.coverage.per_hour[23] == 1


def test_clients_and_purposes(tmp_path: Path) -> None:
    text = (
        line(agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
        + line(agent="check_http/v2.3.3 (monitoring-plugins 2.3.3)")
        + line("GET /@status.json HTTP/1.1")
        + line("POST /eproc4/upload/123 HTTP/1.1")
        + line("GET /eproc4/unduh/123 HTTP/1.1")
        + line("GET /eproc4/public/js/unduh.js HTTP/1.1")
    )
    found = {(row.client, row.purpose, row.route): row.request_count for row in read(tmp_path, access=text).traffic}
    assert found == {
        (Client.BOT, Purpose.PAGE, "/eproc4/lelang"): 1,
        (Client.PROBE, Purpose.PAGE, "/eproc4/lelang"): 1,
        (Client.PROBE, Purpose.PAGE, "/@status.json"): 1,
        (Client.USER, Purpose.UPLOAD, "/eproc4/upload/?"): 1,
        (Client.USER, Purpose.DOWNLOAD, "/eproc4/unduh/?"): 1,
        (Client.USER, Purpose.PAGE, "*.js"): 1,
    }


def test_one_kind_of_failure_a_request(tmp_path: Path) -> None:
    bot = "Googlebot/2.1"
    text = (
        "".join(line("POST /eproc4/upload HTTP/1.1", status) for status in (200, 403, 408, 499, 413, 500))
        + "".join(line("GET /eproc4/download/1 HTTP/1.1", status) for status in (200, 404, 502))
        + "".join(line(status=status) for status in (404, 500, 502, 503, 504))
        + line(status=500, agent=bot)
        + line("GET /eproc4/download/1 HTTP/1.1", 404, agent=bot)
        + line(status=503, agent="Zabbix")
    )
    assert kinds(read(tmp_path, access=text)) == {
        "upload_rejected": 1, "upload_aborted": 2, "upload_too_large": 1, "server_error": 2, "download_error": 2,
        "bad_gateway": 1, "service_unavailable": 2, "gateway_timeout": 1,
    }  # fmt: skip


APACHE = (
    "[Mon Nov 23 10:15:00.123456 2026] [mpm_event:error] [pid 1:tid 2] AH00484: server reached MaxRequestWorkers "
    "setting, consider raising the MaxRequestWorkers setting\n"
    "[Mon Nov 23 10:15:01.123456 2026] [:error] [pid 1] [client 203.0.113.7:5] [client 203.0.113.7] ModSecurity: "
    'Access denied with code 403 (phase 2). Pattern match "\'" at ARGS:nama. [line "7"] [id "200004"] '
    '[msg "Multipart"] [data "Budi\' --"] [severity "CRITICAL"] [hostname "h"] [uri "/eproc4/lelang/777/simpan"]\n'
    "[Mon Nov 23 10:15:02.123456 2026] [proxy_http:error] [pid 1:tid 2] (70007)The timeout specified has expired: "
    "[client 203.0.113.7:5] AH01102: error reading status line from remote server 127.0.0.1:9000\n"
    "[Mon Nov 23 10:15:03 2026] [error] [client 203.0.113.7] client denied by server configuration: /var/www/x\n"
)
NGINX = (
    "2026/11/23 10:15:00 [error] 12#0: *4 client intended to send too large body: 99999999 bytes, client: 203.0.113.7, "
    'server: lpse, request: "POST /eproc4/upload/5 HTTP/1.1", host: "lpse"\n'
    "2026/11/23 10:15:01 [error] 12#0: *5 connect() failed (111: Connection refused) while connecting to upstream, "
    'client: 203.0.113.7, server: lpse, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:9000/", host: "lpse"\n'
)


def test_error_logs_alone_tell_all(tmp_path: Path) -> None:
    reading = read(tmp_path, DAY, apache=APACHE, nginx=NGINX)
    assert reading.coverage.unparsed_count == 0
    assert kinds(reading) == {
        "worker_limit": 1, "waf_denied": 1, "gateway_timeout": 1, "upload_too_large": 1, "upstream_unreachable": 1
    }  # fmt: skip
    codes = {error.code for error in reading.errors}
    assert {"AH00484", "ModSecurity 200004", "AH01102", "errno 111"} <= codes
    assert not reading.metrics
    shown = repr(reading)
    assert "203.0.113.7" not in shown
    assert "Budi" not in shown


def test_an_event_in_both_logs_counts_once(tmp_path: Path) -> None:
    text = line("POST /eproc4/upload/5 HTTP/1.1", 413) + line(status=504)
    reading = read(tmp_path, DAY, access=text, apache=APACHE, nginx=NGINX)
    assert kinds(reading) == {"worker_limit": 1, "waf_denied": 1, "gateway_timeout": 1, "upload_too_large": 1}


def test_hostile_requests_are_entries(tmp_path: Path) -> None:
    text = (
        line(r"\x16\x03\x01", 400) + line("-", 408) + line("", 400) + line(r"GET /a\"b<script> HTTP/1.1", 404)
        + line("GET /" + "a" * 60_000 + " HTTP/1.1", 414)
    )  # fmt: skip
    data = text.encode() + line("GET /caf\xe9 HTTP/1.1", 404).encode("latin-1")
    reading = read(tmp_path, access=data)
    assert (reading.coverage.entry_count, reading.coverage.unparsed_count) == (6, 0)
    assert sum(row.request_count for row in reading.traffic if row.route == "") == 3


def test_archive_is_read_as_the_plain_file(tmp_path: Path) -> None:
    text = "".join(line(f"GET /eproc4/{number} HTTP/1.1", tail=" 0.010") for number in range(500))
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.mkdir()
    packed.mkdir()
    (packed / "a.gz").write_bytes(gzip.compress(text.encode()))
    one, two = read(plain, access=text), read_log(find_files([str(packed / "*")]).files, WIB, None)
    assert one.traffic == two.traffic
    assert one.coverage.entry_count == two.coverage.entry_count == 500


def test_scanner_noise_is_folded_not_lost(tmp_path: Path) -> None:
    words = ["".join(random.Random(n).choices("abcdefghij", k=9)) for n in range(3000)]
    reading = read(tmp_path, access="".join(line(f"GET /{word} HTTP/1.1", 404) for word in words))
    assert len(reading.traffic) <= 510
    assert sum(row.request_count for row in reading.traffic) == 3000


def test_newest_entry(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(line() + line(at="23/Nov/2026:11:00:00 +0700"))
    at = newest_entry_at(find_files([str(tmp_path / "a")]).files, WIB)
    assert at is not None
    assert at.astimezone(WIB).hour == 11


@given(st.text(alphabet="abcdef0123456789-/._%é", max_size=60))
def test_coarse_paths_have_the_same_route(path: str) -> None:
    assert route_of("/" + coarse(path)) == route_of("/" + path)
    assert coarse(coarse(path)) == coarse(path)


REQUESTS = ("GET /a/123?x HTTP/1.1", "POST /upload/ab HTTP/1.1", r"\x16", 'GET /a\\"b', "GET http://h/x y z")
LINES = st.lists(
    st.one_of(
        st.binary(max_size=80).map(lambda data: data.replace(b"\n", b"")),
        st.builds(
            lambda request, status, agent, time: line(request, status, agent=agent, tail=f" {time}").encode()[:-1],
            st.sampled_from(REQUESTS),
            st.sampled_from((200, 404, 413, 500)), st.sampled_from((AGENT, "Googlebot", "", "Zabbix")),
            st.integers(0, 10**7),
        ),
    ),
    max_size=12,
)  # fmt: skip
FORM = detect("", (line(tail=" 15023") * 3).encode())


def facts(tally: Tally) -> list[object]:
    return [
        (row.method, row.route, row.client, row.purpose, row.by_status, row.histogram, row.sent_bytes)
        for row in tally.traffic()
    ]


@settings(max_examples=60, deadline=None)
@given(LINES)
@example([b"\x01"])
@example([b"\x1c"])
@example([b"", b"\x01\x01", b"x\x01"])
def test_readers_agree_and_lines_add_up(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    clock, routes = Clock(WIB, None, None), Routes(UPLOAD_ROUTES, DOWNLOAD_ROUTES, PROBE_ROUTES)
    safe = SafeReader(FORM, clock, routes)
    one, two, parts = Tally(), Tally(), Tally()
    safe.read(data, one, "f", 1)
    assert one.seen.count + one.unparsed_count == sum(bool(text.strip()) for text in data.split(b"\n"))
    assert FORM.access is not None
    if data:
        ColumnarReader(safe, FORM.access, clock, routes).read(data, two, "f", 1)
        for text in data.split(b"\n"):
            part = Tally()
            safe.read(text, part, "f", 1)
            parts.merge(part)
        for other in (two, parts):
            assert facts(one) == facts(other)
            assert one.unparsed_count == other.unparsed_count
            assert one.clients == other.clients


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer(data: bytes) -> None:
    try:
        form = detect("f", data)
    except LogFormatError:
        return
    SafeReader(form, Clock(WIB, None, None), Routes((), (), ())).read(data, Tally(), "f", 1)
