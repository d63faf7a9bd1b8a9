"""The web log's reader on lines as Apache and nginx write them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.facts import Client, CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.files import find_files
from spse_monev.sources.web_log import LogFormatError, detect, newest_entry_at, read_log, reader

ZONE = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", ZONE)
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"


def access(
    request: str = "GET /eproc4/lelang/123 HTTP/1.1", status: int = 200, *, at: str = "23/Nov/2026:10:15:00 +0700",
    agent: str = AGENT, tail: str = "", address: str = "203.0.113.7",
) -> str:  # fmt: skip
    return f'{address} - - [{at}] "{request}" {status} 512 "-" "{agent}"{tail}\n'


def read(tmp_path: Path, *texts: str | bytes, **options: object) -> Reading:
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.log").write_bytes(text if isinstance(text, bytes) else text.encode())
    found = find_files([str(tmp_path / "*.log")])
    options = {"max_silence_minutes": 2000.0, "now": NOW, **options}
    return read_log(found.files, ZONE, DAY, **options)  # type: ignore[arg-type]


def metrics(reading: Reading) -> dict[str, float]:
    return {metric.name: metric.value for metric in reading.metrics}


def failures(reading: Reading) -> dict[str, int]:
    return {failure.kind: failure.count for failure in reading.failures}


def test_ids_in_paths_make_one_route_and_robots_and_probes_stand_apart(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        access() + access("GET /eproc4/lelang/456?x=1 HTTP/1.1", 500) + access(agent="Googlebot/2.1")
        + access("GET /@status.json HTTP/1.1") + access(agent="Zabbix 6.0") + access("GET /a/b.css HTTP/1.1"),
    )  # fmt: skip
    assert reading.coverage.state is CoverageState.OK
    found = {(route.route, route.client): route for route in reading.traffic}
    mine = found["/eproc4/lelang/?", Client.USER]
    assert (mine.request_count, mine.by_status, mine.per_hour[10], mine.failed_per_hour[10]) == (
        2, {"200": 1, "500": 1}, 2, 1,
    )  # fmt: skip
    assert mine.sent_bytes == 1024
    assert mine.timed_count == 0
    assert found["/eproc4/lelang/?", Client.BOT].request_count == 1
    assert found["/eproc4/lelang/?", Client.PROBE].request_count == 1
    assert ("/@status.json", Client.PROBE) in found
    assert ("*.css", Client.USER) in found
    assert failures(reading) == {"server_error": 1}
    assert metrics(reading)["request_count"] == 3
    assert metrics(reading)["bot_request_count"] == 1
    assert metrics(reading)["client_count"] == 1


@pytest.mark.parametrize(
    ("request_line", "status", "kind"),
    [
        ("POST /eproc4/dokumen/upload HTTP/1.1", 413, "upload_too_large"),
        ("POST /eproc4/dokumen/upload HTTP/1.1", 408, "upload_aborted"),
        ("POST /eproc4/dokumen/upload HTTP/1.1", 499, "upload_aborted"),
        ("POST /eproc4/dokumen/upload HTTP/1.1", 403, "upload_rejected"),
        ("POST /eproc4/dokumen/upload HTTP/1.1", 502, "bad_gateway"),
        ("GET /eproc4/download/77 HTTP/1.1", 404, "download_error"),
        ("GET /eproc4/ HTTP/1.1", 503, "service_unavailable"),
        ("GET /eproc4/ HTTP/1.1", 504, "gateway_timeout"),
        ("GET /eproc4/ HTTP/1.1", 404, None),
    ],
)
def test_an_answer_is_one_kind_of_failure(tmp_path: Path, request_line: str, status: int, kind: str | None) -> None:
    assert failures(read(tmp_path, access(request_line, status))) == ({kind: 1} if kind else {})


@pytest.mark.parametrize(
    ("tail", "pattern", "max_ms"),
    [
        (" 0.250", None, 250.0),
        (' "0.250" "0.240"', None, 250.0),
        (" rt=0.250 uct=0.001", None, 250.0),
        (' "-" 0.250', None, 250.0),
        (" 250000", None, 250.0),
        (" 3", None, None),
        (" 3", '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %T', 3000.0),
        (
            " 0.250",
            '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
            '"$http_user_agent" $request_time',
            250.0,
        ),
    ],
)
def test_the_unit_of_a_response_time_is_known_or_it_is_not_used(
    tmp_path: Path, tail: str, pattern: str | None, max_ms: float | None
) -> None:
    reading = read(tmp_path, access(tail=tail) * 6, pattern=pattern)
    (route,) = reading.traffic
    assert route.request_count == 6
    assert route.max_ms == (pytest.approx(max_ms) if max_ms else None)
    assert route.timed_count == (6 if max_ms else 0)


def test_virtual_hosts_common_and_json(tmp_path: Path) -> None:
    json_line = (
        '{"time_iso8601":"2026-11-23T10:15:00+07:00","remote_addr":"203.0.113.8","request":"GET /eproc4/lelang/9 '
        'HTTP/1.1","status":"200","body_bytes_sent":"10","request_time":"0.1","http_user_agent":"Firefox"}\n'
    )
    reading = read(
        tmp_path, "spse.go.id:443 " + access(), "spse.go.id " + access(),
        '203.0.113.7 - budi [23/Nov/2026:10:15:00 +0700] "GET /eproc4/lelang/5 HTTP/1.1" 200 -\n', json_line,
    )  # fmt: skip
    (route,) = reading.traffic
    assert route.request_count == 4
    assert metrics(reading)["client_count"] == 2


def test_what_is_no_request_counts_under_no_route(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        access(r"\x16\x03\x01\x02", 400) + access("-", 408) + access("", 400) + access(r"GET /a\"b HTTP/1.1", 404)
        + access("GET /" + "x" * 9000 + " HTTP/1.1", 414),
    )  # fmt: skip
    assert reading.coverage.unparsed_count == 0
    nothing = [route for route in reading.traffic if route.route == ""]
    assert sum(route.request_count for route in nothing) == 3


def test_days_end_at_the_sites_midnight(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        access(at="22/Nov/2026:16:59:59 +0000") + access(at="22/Nov/2026:17:00:00 +0000")
        + access(at="23/Nov/2026:16:59:59 +0000") + access(at="23/Nov/2026:17:00:00 +0000"),
    )  # fmt: skip
    assert reading.coverage.entry_count == 2
    assert (reading.traffic[0].per_hour[0], reading.traffic[0].per_hour[23]) == (1, 1)


APACHE = (
    "[Mon Nov 23 10:15:00.123456 2026] [security2:error] [pid 1:tid 2] [client 203.0.113.7:5] ModSecurity: Access "
    'denied with code 403 (phase 2). Pattern match "x" at ARGS. [file "/etc/x.conf"] [line "41"] [id "900104"] '
    '[msg "Tanda kutip"] [uri "/eproc4/lelang/12/simpan"] [unique_id "abc"]\n'
    "[Mon Nov 23 10:15:01.123456 2026] [mpm_event:error] [pid 1:tid 2] AH00484: server reached MaxRequestWorkers "
    "setting, consider raising the MaxRequestWorkers setting\n"
    "[Mon Nov 23 10:15:02.123456 2026] [proxy_http:error] [pid 1:tid 2] (104)Connection reset by peer: [client "
    "203.0.113.7:5] AH01102: error reading status line from remote server 127.0.0.1:9000, referer: http://x/?q=1\n"
)
NGINX = (
    "2026/11/23 10:15:00 [error] 12#0: *45 upstream timed out (110: Connection timed out) while reading response "
    'header from upstream, client: 203.0.113.7, server: x, request: "POST /eproc4/lelang/8 HTTP/1.1", upstream: '
    '"http://127.0.0.1:9000/eproc4/lelang/8", host: "x"\n'
    "2026/11/23 10:15:01 [error] 12#0: *46 client intended to send too large body: 99999 bytes, client: 203.0.113.7, "
    'server: x, request: "POST /eproc4/dokumen/upload HTTP/1.1", host: "x"\n'
)


def test_error_logs_of_apache(tmp_path: Path) -> None:
    reading = read(tmp_path, APACHE)
    assert failures(reading) == {"waf_denied": 1, "worker_limit": 1, "bad_gateway": 1}
    assert {error.code for error in reading.errors} == {"ModSecurity 900104", "AH00484", "AH01102"}
    (denied,) = [error for error in reading.errors if error.code == "ModSecurity 900104"]
    assert dict(denied.by_route) == {"/eproc4/lelang/?/simpan": 1}
    assert "203.0.113" not in repr(reading)
    assert reading.traffic == ()
    assert reading.metrics == ()


def test_error_logs_of_nginx(tmp_path: Path) -> None:
    reading = read(tmp_path, NGINX)
    assert failures(reading) == {"gateway_timeout": 1, "upload_too_large": 1}
    by_code = {error.code: error for error in reading.errors}
    assert dict(by_code["errno 110"].by_route) == {"POST /eproc4/lelang/?": 1}
    assert "203.0.113" not in repr(reading)


def test_beside_an_access_log_an_error_log_counts_no_event_twice(tmp_path: Path) -> None:
    reading = read(tmp_path, access("POST /eproc4/x HTTP/1.1", 502), APACHE, NGINX)
    assert failures(reading) == {"bad_gateway": 1, "waf_denied": 1, "worker_limit": 1}


def test_the_newest_entry_is_found_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(access() + access(at="23/Nov/2026:11:00:05 +0700"))
    found = find_files([str(tmp_path / "a.log")])
    assert newest_entry_at(found.files, ZONE) == datetime(2026, 11, 23, 4, 0, 5, tzinfo=UTC)


def test_other_logs_are_refused() -> None:
    with pytest.raises(LogFormatError, match="bukan log server web"):
        detect("x.log", b"2026-11-23 10:15:00 WIB [1] LOG:  ready\n")


_PIECES = st.sampled_from(
    [access().encode(), access(tail=" 0.5").encode(), access("\\x16\\x03", 400).encode(), b"\n", b"\xff\xfe\n", b'"',
     b"bukan entri\n", access(at="99/Xyz/2026:10:15:00 +0700").encode(), APACHE.encode(), NGINX.encode()]
) | st.binary(max_size=60)  # fmt: skip


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(pieces=st.lists(_PIECES, max_size=30), size=st.integers(50, 2000))
def test_any_bytes_add_up_however_they_are_cut(tmp_path: Path, pieces: list[bytes], size: int) -> None:
    data = access().encode() * 3 + b"".join(pieces)
    whole = read(tmp_path, data, format="access")
    entries = whole.coverage.entry_count + whole.coverage.unparsed_count
    assert entries == sum(1 for line in data.split(b"\n") if line.strip())
    assert sum(route.request_count for route in whole.traffic) == whole.coverage.entry_count
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "SLICE_BYTES", size)
        cut = read(tmp_path, data, format="access")
    assert (cut.traffic, cut.failures, cut.coverage) == (whole.traffic, whole.failures, whole.coverage)
