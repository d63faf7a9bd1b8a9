"""Logs of every documented pattern as the facts of a day."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spse_monev.facts import CoverageState, Reading
from spse_monev.period import Day
from spse_monev.sources.application_log import LogFormatError, detect, newest_entry_at, read_log, reader, tally
from spse_monev.sources.application_log.blocks import BlockReader
from spse_monev.sources.application_log.detect import layout
from spse_monev.sources.application_log.entries import EntryReader
from spse_monev.sources.application_log.tally import Tally
from spse_monev.sources.files import find_files
from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.logs.slices import slices
from tests.sources.application_log.blocks import NULL_POINTER, SUPPRESSED, TEMPLATE, play_error

WIB = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", WIB)
LATER = datetime(2026, 11, 25, tzinfo=UTC)


def read(*paths: Path, day: Day | None = DAY, **options: object) -> Reading:
    options = {"now": LATER, "max_silence_minutes": 1440, **options}
    return read_log(find_files([str(path) for path in paths]).files, WIB, day, **options)  # type: ignore[arg-type]


def write(path: Path, text: str | bytes, at: str | None = None) -> Path:
    """A file, last changed at a time of WIB."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if at is not None:
        moment = datetime.fromisoformat(at).replace(tzinfo=WIB).timestamp()
        os.utime(path, (moment, moment))
    return path


def hours(reading: Reading) -> dict[int, int]:
    return {hour: count for hour, count in enumerate(reading.coverage.per_hour) if count}


def metrics(reading: Reading) -> dict[str, float]:
    return {metric.name: metric.value for metric in reading.metrics}


# --- Patterns ----------------------------------------------------------------------------------------------------

PLAY_FORK = "%d{ddMMyy HH:mm:ss} %-5p ~ %m%n"
HEADS = {
    PLAY_FORK: "231126 10:15:07 {level} ~ {message}",
    "%d{ISO8601} %-5p ~ %m%n": "2026-11-23 10:15:07,123 {level} ~ {message}",
    "%d{ISO8601} %-5p [%t] %c - %m%n": "2026-11-23 10:15:07,123 {level} [play-thread-1] lkpp.Ctr - {message}",
    "%d{ISO8601} [%t] %-5p %c - %m%n": "2026-11-23 10:15:07,123 [http-nio 8] {level} lkpp.Ctr - {message}",
    "%d{ISO8601} %-5p %c{1}:%L - %m%n": "2026-11-23 10:15:07,123 {level} Ctr:42 - {message}",
    "%d{yyyy-MM-dd HH:mm:ss} %-5p %m%n": "2026-11-23 10:15:07 {level} {message}",
    "%d{dd MMM yyyy HH:mm:ss,SSS} %-5p [%t] %c - %m%n": "23 Nov 2026 10:15:07,123 {level} [main] lkpp.Ctr - {message}",
    "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p %pid --- [%15.15t] %-40.40logger{39} : %m%n": (
        "2026-11-23T10:15:07.123+07:00 {level} 12 --- [           main] lkpp.Ctr                  : {message}"
    ),
    "%d{MMM d, yyyy h:mm:ss a} %l%n%p: %m%n": "Nov 23, 2026 10:15:07 AM lkpp.Ctr simpan\n{level}: {message}",
    "%d{dd-MMM-yyyy HH:mm:ss.SSS} %p [%t] %C %m%n": "23-Nov-2026 10:15:07.123 {level} [main] lkpp.Ctr.simpan {message}",
}
SEVERE = {"%d{MMM d, yyyy h:mm:ss a} %l%n%p: %m%n", "%d{dd-MMM-yyyy HH:mm:ss.SSS} %p [%t] %C %m%n"}


@pytest.mark.parametrize("pattern", HEADS)
def test_known_patterns_are_found_and_read(tmp_path, pattern):
    def entry(level: str, message: str) -> str:
        level = level.strip().rjust(5) if "%5p" in pattern else level
        return HEADS[pattern].format(level=level, message=message) + "\n"

    error, info = ("SEVERE", "INFO") if pattern in SEVERE else ("ERROR", "INFO ")
    path = write(tmp_path / "a.log", (entry(info, "siap") + entry(error, NULL_POINTER) + entry(info, "lagi")) * 3)
    assert detect("a.log", path.read_bytes()).pattern == pattern
    for options in ({}, {"format": "log4j", "pattern": pattern}):
        found = read(path, **options)
        assert found.coverage.state is CoverageState.OK, found.coverage.reasons
        assert (found.coverage.entry_count, found.coverage.unparsed_count, hours(found)) == (9, 0, {10: 9})
        (error_kind,) = found.errors
        assert (error_kind.count, error_kind.severity) == (3, "ERROR")
        assert error_kind.code == "java.lang.NullPointerException"
        assert error_kind.place == "models.Lelang.findLelang (Lelang.java:99)"
        assert error_kind.by_route == {"GET /eproc4/lelang/?": 3}
        assert found.coverage.first_at.replace(microsecond=0) == datetime(2026, 11, 23, 3, 15, 7, tzinfo=UTC)
        assert metrics(found) == {"error_entry_count": 3, "info_entry_count": 6}
        assert "lkpp.Ctr" not in HEADS[pattern] or "%c" not in pattern or error_kind.by_application == {"lkpp.Ctr": 3}


def test_one_error_of_the_fork_in_full(tmp_path):
    path = write(tmp_path / "spse4.3.log", "231126 10:15:00 INFO  ~ siap\n231126 10:15:01 ERROR ~ " + SUPPRESSED)
    found = read(path)
    (error,) = found.errors
    assert error.message == (
        'Gagal menyimpan paket ? — ERROR: duplicate key value violates unique constraint "paket_pkey"'
    )
    assert "3508010101700001" not in error.sample
    assert "paket_pkey" in error.sample
    (failure,) = found.failures
    assert (failure.kind, failure.count, failure.per_hour[10]) == ("application_error", 1, 1)
    assert "3508010101700001" not in failure.evidence


def test_severities_starts_and_warnings(tmp_path):
    head = "231126 10:15:00 "
    said = ["INFO  ~ Application 'SPSE' is now started !", "WARN  ~ Sesi 7 berakhir", "WARN  ~ Sesi 8 berakhir"]
    said += ["DEBUG ~ x", "TRACE ~ x", "FATAL ~ mati"]
    path = write(tmp_path / "a.log", "".join(f"{head}{line}\n" for line in said))
    found = read(path)
    assert metrics(found) == {
        "application_start_count": 1, "debug_entry_count": 1, "fatal_entry_count": 1, "info_entry_count": 1,
        "trace_entry_count": 1, "warning_entry_count": 2,
    }  # fmt: skip
    assert {(e.severity, e.message, e.count) for e in found.errors} == {
        ("WARNING", "Sesi ? berakhir", 2), ("FATAL", "mati", 1)
    }  # fmt: skip
    assert found.failures == ()


def test_zones_are_told_by_pattern_source_or_entry(tmp_path):
    path = write(tmp_path / "a.log", "2026-11-23 01:00:00,000 INFO ~ x\n")
    assert hours(read(path)) == {1: 1}
    assert hours(read(path, log_zone="UTC")) == {8: 1}
    assert hours(read(path, format="log4j", pattern="%d{ISO8601}{UTC} %p ~ %m%n")) == {8: 1}
    path = write(tmp_path / "b.log", "2026-11-23 01:00:00 WITA INFO x\n2026-11-23 01:00:00 GMT INFO y\n")
    found = read(path, day=None, format="log4j", pattern="%d{yyyy-MM-dd HH:mm:ss z} %p %m%n")
    assert hours(found) == {0: 1, 8: 1}
    path = write(tmp_path / "c.log", "2026-11-23 01:00:00 QQQ INFO x\n")
    found = read(path, format="log4j", pattern="%d{yyyy-MM-dd HH:mm:ss z} %p %m%n")
    assert "'QQQ' di log tidak dikenal" in found.coverage.reasons[0]


def test_dates_without_a_year_take_that_of_the_file(tmp_path):
    path = write(tmp_path / "a.log", "31-12 23:00:00 INFO x\n01-01 01:00:00 INFO y\n", at="2026-01-01 01:00")
    options = {"format": "log4j", "pattern": "%d{dd-MM HH:mm:ss} %p %m%n"}
    assert hours(read(path, day=Day.parse("2025-12-31", WIB), **options)) == {23: 1}
    assert hours(read(path, day=Day.parse("2026-01-01", WIB), **options)) == {1: 1}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("%d %m%n", "tidak memuat %p"),
        ("%d{hh:mm:ss} %p %m%n", "jam 12"),
        ("%d{yyyy-MM-dd} %p %m%n", "jam dan menit"),
        ("%d{dd HH:mm} %p %m%n", "tanggal yang tidak lengkap"),
        ("%d %p %m %c%n", "bagian terakhir"),
        ("%y %p %m%n", "tidak dikenal"),
        ("%d{HH:mm'} %p %m", "tanda petik"),
        ("%d{ISO8601}{Mars/X} %p %m", "Mars/X"),
        ("x" * 2000, "lebih panjang"),
    ],
)
def test_patterns_that_cannot_be_read_are_said(tmp_path, pattern, words):
    with pytest.raises(LogFormatError, match=words):
        read(write(tmp_path / "a.log", "x"), format="log4j", pattern=pattern)
    with pytest.raises(LogFormatError, match="memerlukan 'pattern'"):
        read(format="log4j")
    with pytest.raises(LogFormatError, match="tidak dikenal"):
        read(format="csvlog")


def test_foreign_files_are_missing_with_the_reason(tmp_path):
    found = read(write(tmp_path / "a.log", "bukan log\n" * 10))
    assert found.coverage.state is CoverageState.MISSING
    assert "bukan log aplikasi yang dikenali" in found.coverage.reasons[0]
    assert read(tmp_path / "tidak-ada.log").coverage.reasons == ("tidak ada berkas log",)


# --- Days --------------------------------------------------------------------------------------------------------


def clock_lines(*times: str) -> str:
    return "".join(f"{time}:00,123 INFO  ~ x\n" for time in times)


def test_stock_play_is_dated_by_its_last_change_and_its_midnights(tmp_path):
    path = write(
        tmp_path / "system.out", clock_lines("22:00", "23:59", "00:01", "12:00", "08:00"), "2026-11-24 08:00:01"
    )
    assert hours(read(path, day=DAY.shift(-1))) == {22: 1, 23: 1}
    monday = read(path)
    assert hours(monday) == {0: 1, 12: 1}
    assert "tanggal dari waktu ubah berkas" in monday.coverage.parser
    assert hours(read(path, day=DAY.shift(1))) == {8: 1}
    assert read(path, day=None).coverage.entry_count == 5


def test_an_entry_after_the_last_change_is_of_the_day_before(tmp_path):
    path = write(tmp_path / "a.log", clock_lines("10:00", "23:50"), "2026-11-24 00:30")
    assert hours(read(path)) == {10: 1, 23: 1}


def test_a_little_disorder_at_midnight_is_one_midnight(tmp_path):
    path = write(tmp_path / "a.log", clock_lines("23:58", "00:00", "23:59", "00:01", "00:00"), "2026-11-24 00:01")
    assert hours(read(path)) == {23: 2}
    assert hours(read(path, day=DAY.shift(1))) == {0: 3}


@pytest.mark.parametrize("name", ["spse4.3.log.2026-11-23", "application-2026-11-23-07-15.log"])
def test_a_rolled_file_is_dated_by_its_name_however_late_it_was_copied(tmp_path, name):
    path = write(tmp_path / name, clock_lines("07:15", "19:00"), "2026-11-29 10:00")
    found = read(path)
    assert hours(found) == {7: 1, 19: 1}
    assert "tanggal dari nama berkas" in found.coverage.parser


def test_a_name_that_contradicts_the_last_change_is_not_believed(tmp_path):
    path = write(tmp_path / "a.log.2026-11-24", clock_lines("07:15", "19:00"), "2026-11-23 19:00")
    assert hours(read(path)) == {7: 1, 19: 1}


def test_logrotate_names_a_file_after_its_end(tmp_path):
    path = write(tmp_path / "a.log-20261124", clock_lines("07:15", "19:00"), "2026-11-23 19:00")
    assert hours(read(path)) == {7: 1, 19: 1}
    write(path, clock_lines("07:15", "19:00"), "2026-12-01 10:00")
    found = read(path)
    assert found.coverage.state is CoverageState.MISSING
    assert "tidak dapat dipastikan" in found.coverage.reasons[0]


def test_a_console_without_times_counts_only_where_its_day_is_certain(tmp_path):
    lines = "INFO  ~ Starting /home/appserv\nERROR ~ " + NULL_POINTER
    certain = read(write(tmp_path / "console.2026-11-23.log", lines, "2026-11-23 20:00"), max_silence_minutes=10)
    assert certain.coverage.state is CoverageState.PARTIAL
    assert certain.coverage.reasons == ("console.2026-11-23.log tidak mencatat waktu; jam entrinya tidak diketahui",)
    assert certain.errors[0].count == 1
    path = write(tmp_path / "system.out", lines, "2026-11-23 20:00")
    unknown = read(path)
    assert unknown.coverage.state is CoverageState.MISSING
    assert "tidak dapat dipastikan mana yang dari tanggal 2026-11-23" in unknown.coverage.reasons[0]
    beside = read(path, write(tmp_path / "a.log", "231126 10:15:00 INFO  ~ x\n"))
    assert (beside.coverage.state, beside.coverage.entry_count) == (CoverageState.PARTIAL, 1)
    assert read(path, day=None).coverage.entry_count == 2


def test_output_that_was_emptied_at_a_restart_leaves_a_silence(tmp_path):
    path = write(tmp_path / "a.log", "231126 14:15:00 INFO  ~ x\n231126 23:15:00 INFO  ~ x\n")
    found = read(path, max_silence_minutes=360)
    assert found.coverage.reasons == ("tidak ada entri sebelum pukul 14.15",)


def test_the_day_is_cut_at_the_sites_midnight(tmp_path):
    times = ["2026-11-22 16:59:59,999", "2026-11-22 17:00:00,000", "2026-11-23 16:59:59,999", "2026-11-23 17:00:00,000"]
    path = write(
        tmp_path / "a.log", "".join(f"{time} ERROR ~ {name}\n" for time, name in zip(times, "abcd", strict=True))
    )
    found = read(path, log_zone="UTC")
    assert {error.message for error in found.errors} == {"b", "c"}
    assert found.coverage.last_at == datetime(2026, 11, 23, 16, 59, 59, 999000, tzinfo=UTC)
    other = read(path, day=DAY.shift(-5), log_zone="UTC")
    assert "2026-11-22, 2026-11-23, 2026-11-24" in other.coverage.reasons[0]


def test_the_hour_that_occurs_twice_is_no_midnight(tmp_path):
    berlin = ZoneInfo("Europe/Berlin")
    path = write(tmp_path / "a.log", clock_lines("01:59", "02:59", "02:00", "03:00"))
    moment = datetime(2026, 10, 25, 3, 0, 30, tzinfo=berlin).timestamp()
    os.utime(path, (moment, moment))
    found = read_log(find_files([str(path)]).files, berlin, Day.parse("2026-10-25", berlin), now=LATER)
    assert found.coverage.entry_count == 4


# --- Files -------------------------------------------------------------------------------------------------------


def zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("application-2026-11-23-01-00.log", content)
    return target.getvalue()


def test_plain_gzip_and_zip_of_several_patterns_in_one_set(tmp_path):
    fork = "".join(f"231126 {hour:02}:15:00 ERROR ~ {NULL_POINTER}\n" for hour in range(8))
    stock = "".join(f"{hour:02}:15:00,001 ERROR ~ {NULL_POINTER}\n" for hour in range(8, 16))
    other = "".join(f"2026-11-23 {hour:02}:15:00,000 [t] ERROR a.B - {NULL_POINTER}\n" for hour in range(16, 24))
    paths = [
        write(tmp_path / "application-2026-11-23-01-00.log.zip", zipped(fork.encode())),
        write(tmp_path / "spse4.3.log.2026-11-23.gz", gzip.compress(stock.encode())),
        write(tmp_path / "lain.log", other),
    ]
    found = read(*paths)
    assert found.coverage.state is CoverageState.OK, found.coverage.reasons
    assert hours(found) == dict.fromkeys(range(24), 1)
    (error,) = found.errors
    assert error.count == 24
    assert found == read(*reversed(paths))


def test_an_archive_that_breaks_off_is_partial(tmp_path):
    text = "".join(f"231126 10:{minute:02}:00 ERROR ~ galat {random.random()}\n" for minute in range(60)).encode() * 50
    packed = zipped(text)
    found = read(write(tmp_path / "a.zip", packed[: len(packed) // 2]))
    assert found.coverage.state is CoverageState.PARTIAL
    assert "arsip rusak atau terpotong" in found.coverage.reasons[0]
    assert 0 < found.coverage.entry_count < 3000


def test_lines_of_another_pattern_are_counted_as_unparsed(tmp_path):
    own = "231126 10:15:00 INFO  ~ x\n"
    path = write(tmp_path / "a.log", "~ Play 1\n" + own * 10 + "2026-11-23 10:16:00,123 ERROR [main] a.B - rusak\n" * 5)
    found = read(path)
    assert (found.coverage.entry_count, found.coverage.unparsed_count) == (10, 6)
    assert found.coverage.state is CoverageState.PARTIAL
    assert found.coverage.unparsed_places[0].line == 1
    assert found.coverage.unparsed_places[1].text.startswith("2026-11-23 10:16")


def test_windows_line_ends_a_mark_and_times_that_do_not_exist(tmp_path):
    text = b"\xef\xbb\xbf231126 10:15:00 ERROR ~ galat\r\n231126 99:15:00 ERROR ~ x\r\n310226 10:15:00 INFO  ~ x\r\n"
    found = read(write(tmp_path / "a.log", text))
    assert (found.coverage.entry_count, found.coverage.unparsed_count) == (1, 2)
    assert found.errors[0].sample == "galat"


def test_old_files_are_not_opened(tmp_path):
    found = read(write(tmp_path / "a.log", "231126 10:15:00 INFO  ~ x\n", "2026-11-20 10:00"))
    assert found.coverage.reasons == ("semua berkas terakhir ditulis sebelum 2026-11-23: a.log",)


def test_newest_entry(tmp_path):
    dated = write(tmp_path / "a.log", "231126 10:15:00 INFO  ~ x\n231126 10:17:08 ERROR ~ " + NULL_POINTER)
    stock = write(tmp_path / "b.log", clock_lines("23:00", "07:00"), "2026-11-24 07:00:30")
    console = write(tmp_path / "c.log", "INFO  ~ x\n", "2026-11-21 07:00:30")

    def newest(path: Path) -> str:
        found = newest_entry_at(find_files([str(path)]).files, WIB)
        assert found is not None
        return f"{found.astimezone(WIB):%m-%d %H:%M:%S}"

    assert [newest(path) for path in (dated, stock, console)] == ["11-23 10:17:08", "11-24 07:00:00", "11-21 07:00:30"]
    assert newest(tmp_path / "*.log") == "11-24 07:00:00"
    with pytest.raises(LogFormatError):
        newest_entry_at(find_files([str(write(tmp_path / "d.txt", "bukan"))]).files, WIB)


# --- One cause, one fingerprint ----------------------------------------------------------------------------------


def test_one_cause_gives_one_fingerprint_in_a_mixed_file(tmp_path):
    chance = random.Random(7)
    users = ["budi", "siti123", "PT Maju Jaya", "CV Sinar Abadi 2", "'Agus'", "a.b@lpse.go.id"]

    def frames(*own: str) -> str:
        return "\tat org.hibernate.A.b(A.java:1)\n" + "".join(f"\tat {frame}\n" for frame in own)

    def request(method: str, path: str) -> str:
        return f"{method} /eproc4/{path}/{chance.randrange(10**7)}?id={chance.random()}"

    def cause(number: int) -> str:
        user, n = chance.choice(users), chance.randrange(10**8)
        stamp = f"2026-{chance.randrange(1, 13):02}-01 10:{chance.randrange(60):02}:00"
        ctr = "controllers.LelangCtr.view(LelangCtr.java:42)"
        service = frames("services.Sikap.get(Sikap.java:5)")
        postgres = "org.postgresql.util.PSQLException: ERROR: violates unique constraint"
        common = {"error_id": f"{n:x}", "request": request("GET", "lelang")}
        return [
            lambda: play_error("java.lang.NullPointerException", frames("models.L.a(L.java:9)", ctr), **common),
            lambda: play_error("java.lang.NullPointerException", frames("models.L.a(L.java:10)", ctr), **common),
            lambda: play_error(f"java.lang.IllegalArgumentException: Rekanan {user} tidak sah", frames(ctr), **common),
            lambda: play_error(f"java.lang.IllegalStateException: Rekanan {user} tidak sah", frames(ctr), **common),
            lambda: play_error(f'{postgres} "a_pkey"\n  Detail: Key (x)=({user}) exists.', frames(ctr), **common),
            lambda: play_error(f'{postgres} "b_pkey"\n  Detail: Key (x)=({n}) exists.', frames(ctr), **common),
            lambda: play_error(f'java.lang.NumberFormatException: For input string: "{user}"', frames(ctr), **common),
            lambda: play_error(
                f"java.io.FileNotFoundException: /home/appserv/file/{user}/{n}.rhs (No such file or directory)",
                frames("controllers.DokCtr.unduh(DokCtr.java:7)"), error_id=f"{n:x}", request=request("GET", "unduh"),
            ),
            lambda: play_error(
                f"java.io.FileNotFoundException: /home/appserv/file/{n} (Permission denied)",
                frames("controllers.DokCtr.unduh(DokCtr.java:7)"), error_id=f"{n:x}", request=request("GET", "unduh"),
            ),
            lambda: TEMPLATE.replace("6f02fa9dd", f"{n:x}").replace("lelang/123", f"lelang/{n}"),
            lambda: f"Gagal mengirim email ke pengguna {user} pada {stamp}",
            lambda: f"Gagal mengirim SMS ke pengguna {user} pada {stamp}",
            lambda: SUPPRESSED.replace("paket 12", f"paket {n}").replace("3508010101700001", str(n)),
            lambda: f"Layanan gagal\njava.net.SocketTimeoutException: Read timed out\n{service}",
            lambda: f"Layanan gagal\njava.net.SocketTimeoutException: connect timed out\n{service}",
            lambda: f"Berkas penawaran-{n}.rhs milik rekanan {user} rusak",
        ][number]()  # fmt: skip

    known = 16
    counts: Counter[int] = Counter()
    lines = 0
    moment = datetime(2026, 11, 23)  # noqa: DTZ001  # as the log writes it
    path = tmp_path / "a.log"
    with path.open("w") as file:
        while lines < 60_000:
            moment += timedelta(seconds=8)
            entry = f"INFO  ~ permintaan {lines} selesai"
            if chance.random() < 0.4:
                number = chance.randrange(known)
                counts[number] += 1
                entry = f"ERROR ~ {cause(number)}"
            text = f"{moment:%d%m%y %H:%M:%S} {entry}\n"
            lines += text.count("\n")
            file.write(text)
    assert moment.day == 23
    found = read(path)
    assert found.coverage.state is CoverageState.OK, found.coverage.reasons
    shown = [(error.count, error.code, error.message, error.place) for error in found.errors]
    assert len({error.fingerprint for error in found.errors}) == known, shown
    assert sorted(error.count for error in found.errors) == sorted(counts.values())
    assert sum(failure.count for failure in found.failures) <= counts.total()


# --- Properties --------------------------------------------------------------------------------------------------

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENTRY = b"231126 10:15:00 ERROR ~ galat 7\n"
PIECES = st.lists(
    st.one_of(
        st.just(None), st.binary(max_size=60).map(lambda piece: piece.replace(b"\n", b"")),
        st.sampled_from([b"\tat models.A.b(A.java:1)", b"Caused by: a.B: c", b"", b"231126 10:99:00 ERROR ~ x"]),
    ),
    max_size=14,
)  # fmt: skip


def counted(data: bytes, sizes: list[int] | None = None) -> Tally:
    """The counts of a text, cut at entries into pieces of about these sizes."""
    entries = EntryReader(layout(PLAY_FORK), Clock(WIB, None, WIB))
    found = Tally(BlockReader(reader.PACKAGES))
    line = 1
    for size in sizes or [1 << 20]:
        for piece in slices(io.BytesIO(data), entries.begins, size) if data else []:
            entries.read(piece, found, "x", line)
            line += piece.count(b"\n")
    return found


@quick
@given(PIECES)
def test_no_entry_is_lost_and_everything_is_accounted_for(pieces):
    data = b"".join(ENTRY if piece is None else piece + b"\n" for piece in pieces)
    found = counted(data)
    good = pieces.count(None)
    impossible = sum(piece == b"231126 10:99:00 ERROR ~ x" for piece in pieces)
    assert found.seen.count == good
    begins = [index for index, piece in enumerate(pieces) if piece is None or b"99:00 ERROR" in piece]
    strays = [piece for piece in pieces[: (begins or [len(pieces)])[0]] if piece and piece.strip()]
    assert found.unparsed_count == impossible + len(strays)
    assert sum(error.seen.count for error in found.kinds.values()) == good


@quick
@given(PIECES, st.integers(1, 200))
def test_pieces_cut_anywhere_give_the_same(pieces, size):
    data = ENTRY + b"".join(ENTRY if piece is None else piece + b"\n" for piece in pieces)
    whole, cut = counted(data), counted(data, [size])
    assert whole.error_counts() == cut.error_counts()
    assert whole.failure_counts() == cut.failure_counts()
    assert (whole.seen, whole.unparsed_count, whole.severities) == (cut.seen, cut.unparsed_count, cut.severities)


HOSTILE = st.text(st.sampled_from("\x1b\x07\u202eaA1/.:-_ \"'"), max_size=20)


@quick
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_is_handed_out_that_breaks_a_terminal_or_tells_a_number(tmp_path, first, second, third):
    nik = "3508010101700001"
    error = play_error(
        f"a.B{third}: {first} {nik}", f"\tat controllers.A.b({second.replace(')', '')}.java:1)\n",
        request=f"GET /a/{first.replace(' ', '')}{nik}/b",
        title=f"Execution exception (In {second} {nik} around line 1)",
    )  # fmt: skip
    line = f"2026-11-23 10:15:00,123 [t] ERROR c{nik}{third.replace(' ', '')} - "
    write(tmp_path / "a.log", f"{line}{error}\nCaused by: {first}{nik}\n\tat x\n{line}Gagal {second} {nik}\n")
    found = read(tmp_path / "a.log", format="log4j", pattern="%d{ISO8601} [%t] %p %c - %m%n")
    assert found.errors
    shown = repr(
        [(e.code, e.message, e.place, e.sample, dict(e.by_route), dict(e.by_application)) for e in found.errors]
    )
    shown += repr([failure.evidence for failure in found.failures])
    assert nik not in shown
    assert not {"\\x1b", "\\x07", "\\u202e"} & {shown[at : at + size] for size in (4, 6) for at in range(len(shown))}


@quick
@given(st.binary(max_size=500))
def test_any_bytes_are_read(tmp_path, data):
    found = read(write(tmp_path / "a.log", data), day=None)
    assert (found.coverage.state is CoverageState.OK) == (not found.coverage.reasons)
    for pattern in (PLAY_FORK, "%d{ABSOLUTE} %-5p ~ %m%n", "%-5p ~ %m%n"):
        read(tmp_path / "a.log", day=None, format="log4j", pattern=pattern)


@quick
@given(st.text(max_size=60) | st.from_regex(r"%[-.0-9]{0,3}[dpmcntLX]\{?[a-zA-Z:' ]{0,9}\}? ?", fullmatch=True))
def test_any_pattern_is_read_or_refused(pattern):
    try:
        found = layout(pattern)
    except LogFormatError:
        return
    found.split.split(b"\n" + ENTRY)


@quick
@given(st.lists(st.sampled_from(["a.log", "b.log", "c.log"]), min_size=3, max_size=3, unique=True))
def test_the_order_of_files_does_not_matter(tmp_path, order):
    for name, text in (("a.log", NULL_POINTER), ("b.log", TEMPLATE), ("c.log", "galat 1")):
        write(tmp_path / name, f"231126 10:15:00 ERROR ~ {text}\n231126 10:15:00 ERROR ~ galat 2\n")
    found = read(*(tmp_path / name for name in order))
    assert found == read(tmp_path / "*.log")
    assert len(found.errors) == 3


# --- Limits ------------------------------------------------------------------------------------------------------


def letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def test_totals_stay_whole_beyond_the_cap(tmp_path, monkeypatch):
    lines = [f"231126 10:15:00 ERROR ~ galat {letters(number)} terjadi\n" * (1 + number % 3) for number in range(600)]
    path = write(tmp_path / "a.log", "".join(lines))
    whole = read(path)
    assert len(whole.errors) == 600
    monkeypatch.setattr(tally, "MAX_KINDS", 40)
    folded = read(path)
    assert len(folded.errors) <= 81
    assert next(error for error in folded.errors if error.message == tally.OTHERS).count > 300
    assert sum(error.count for error in folded.errors) == sum(error.count for error in whole.errors)
    assert folded.coverage == whole.coverage


def _peak_mb(path: Path) -> float:
    program = (
        "import re, sys; from pathlib import Path; from zoneinfo import ZoneInfo; "
        "from spse_monev.sources.files import find_files; from spse_monev.sources.application_log import read_log; "
        "read_log(find_files([sys.argv[1]]).files, ZoneInfo('Asia/Jakarta'), None); "
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout) / 1024


def test_memory_does_not_grow_with_the_log_nor_with_one_huge_entry(tmp_path):
    line = "231126 10:15:00 ERROR ~ {} gagal\n"
    peaks = []
    for megabytes in (9, 18):
        path = tmp_path / f"{megabytes}.log.gz"
        with gzip.open(path, "wb", compresslevel=1) as file:
            size = 0
            while size < megabytes << 20:
                words = os.urandom(20_000).hex().translate(str.maketrans("0123456789", "ghijklmnop"))
                size += file.write("".join(line.format(words[at : at + 400]) for at in range(0, 40_000, 400)).encode())
        peaks.append(_peak_mb(path))
    assert peaks[1] < 1.3 * peaks[0]
    assert peaks[1] < 250
    huge = tmp_path / "huge.log.gz"
    with gzip.open(huge, "wb", compresslevel=1) as file:
        file.write(b"231126 10:15:00 ERROR ~ satu\n" + b"\tat a.B.c(B.java:1)\n" * 6_000_000)
    assert _peak_mb(huge) < 400
