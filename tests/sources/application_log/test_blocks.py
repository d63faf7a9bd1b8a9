"""One entry taken apart: title, request, root exception, place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spse_monev.sources.application_log.blocks import Block, BlockReader
from spse_monev.sources.application_log.failures import failure_kind
from spse_monev.sources.application_log.kinds import Kind, Texts, kind_of, normalised, request_of
from spse_monev.sources.application_log.reader import PACKAGES
from tests.sources.application_log.blocks import CIRCULAR, NULL_POINTER, SUPPRESSED, TEMPLATE, play_error

READER = BlockReader(PACKAGES)


def block(text: str) -> Block:
    return READER.read(text.encode())


def kind(text: str, severity: str = "ERROR") -> Kind:
    return kind_of(block(text), severity, Texts())


def test_plays_report_of_an_exception():
    found = block(NULL_POINTER)
    assert (found.method, found.path, found.title) == ("GET", "/eproc4/lelang/123", "Execution exception")
    assert [problem.name for problem in found.chain] == [
        "play.exceptions.JavaExecutionException",
        "java.lang.NullPointerException",
    ]
    assert found.place == "models.Lelang.findLelang (Lelang.java:99)"


def test_error_in_a_template():
    found = kind(TEMPLATE)
    assert (found.title, found.place) == ("Template execution error", "/app/views/LelangCtr/view.html:33")
    assert found.code == "java.lang.NullPointerException"


def test_suppressed_exceptions_are_no_cause_and_elided_frames_are_found():
    found = block(SUPPRESSED)
    assert [problem.name.rpartition(".")[2] for problem in found.chain] == [
        "PersistenceException",
        "ConstraintViolationException",
        "PSQLException",
    ]
    # The root's own frames hold none of the application; of the 4 it shares, 3 are those of the outermost.
    assert found.place == "models.Paket.simpan (Paket.java:210)"
    only_controllers = BlockReader(["controllers"]).read(SUPPRESSED.encode())
    assert only_controllers.place == "controllers.PaketCtr.simpan (PaketCtr.java:77)"
    assert kind(SUPPRESSED).shown == (
        'Gagal menyimpan paket ? — ERROR: duplicate key value violates unique constraint "paket_pkey"'
    )


def test_frames_that_are_shared_with_the_exception_above_count_in_their_order():
    text = """x
a.Outer: luar
	at lib.A.a(A.java:1)
	at controllers.Deep.b(Deep.java:2)
	at lib.C.c(C.java:3)
	at controllers.Shared.d(Shared.java:4)
Caused by: a.Inner: dalam
	at lib.E.e(E.java:5)
	... 1 more
"""
    assert block(text).place == "controllers.Shared.d (Shared.java:4)"


def test_circular_references_end_the_chain():
    found = block(CIRCULAR)
    assert [problem.message for problem in found.chain] == ["luar", "dalam"]
    assert found.place == "services.Surat.isi (Surat.java:20)"


@pytest.mark.parametrize(
    ("text", "code", "title"),
    [
        ("java.lang.NullPointerException", "java.lang.NullPointerException", ""),
        ("Gagal: java.net.ConnectException: Connection refused", "java.net.ConnectException", "Gagal"),
        ("x\njava.lang.OutOfMemoryError: Java heap space\n", "java.lang.OutOfMemoryError", "x"),
        ("java.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)\n", "java.lang.OutOfMemoryError", ""),
        ("tidak ada apa-apa", None, "tidak ada apa-apa"),
        ("Lihat:\nbaris dua\nbaris tiga", None, "Lihat: baris dua"),
        ("", None, ""),
        ("W\nr.First: akar\n\tat x.Y.z(Y.java:1)\nWrapped by: a.Second: luar\n\tat x.Y.q(Y.java:2)\n", "r.First", "W"),
    ],
)  # fmt: skip
def test_other_shapes(text, code, title):
    found = kind(text)
    assert (found.code, found.title) == (code, title)


def test_place_without_an_application_frame_is_where_play_saw_it():
    text = play_error("java.lang.StackOverflowError", "\tat java.util.HashMap.get(HashMap.java:1)\n")
    assert kind(text).place == "/app/controllers/LelangCtr.java:42"


def test_modules_proxies_and_suffixes_of_frames():
    text = "x\na.B: c\n\tat app//controllers.Ctr$$EnhancerByGuice$$1a2b.simpan(Ctr.java:9) ~[spse.jar:na]\n"
    assert block(text).place == "controllers.Ctr.simpan (Ctr.java:9)"
    text = "x\na.B: c\n\tat java.base/java.lang.Thread.run(Thread.java:829)\n\tat jobs.Kirim$1.call(Kirim.java:3)\n"
    assert block(text).place == "jobs.Kirim.call (Kirim.java:3)"


SAME = [
    ["Pengguna budi tidak ditemukan", "Pengguna siti123 tidak ditemukan", "Pengguna a@b.go.id tidak ditemukan"],
    ["Rekanan PT Maju Jaya gagal", "Rekanan CV Sinar Abadi 2 gagal", "Rekanan UD.Karya gagal"],
    ["/home/a b/Dok 1.pdf (No such file or directory)", "/x/y.rhs (No such file or directory)"],
    ["kode=ABC nik: 3508010101700001", "kode=X-1 nik: 3508010101700002"],
    ["Gagal membaca Penawaran_PT_Maju.pdf", "Gagal membaca dok-2.pdf"],
    ["Could not parse 2026-11-23 10:15:00", "Could not parse 2025-01-02 00:00:01"],
    ["models.Paket@6f02fa9d gagal", "models.Paket@1a2b3c4d gagal"],
    ["https://sirup.lkpp.go.id/api/1?x=budi gagal", "https://sirup.lkpp.go.id/api/22 gagal"],
    ["HikariPool-1 - request timed out after 30000ms.", "HikariPool-1 - request timed out after 30017ms."],
    ["For input string: \"12a\"", "For input string: \"x\""],
    ["Paket 'Pengadaan ATK' tidak sah", "Paket 'Jasa Konsultan 2026' tidak sah"],
]  # fmt: skip
DIFFERENT = [
    ["Read timed out", "Connect timed out"],
    ["sikap.lkpp.go.id", "inaproc.lkpp.go.id"],
    ["https://sirup.lkpp.go.id/a gagal", "https://sikap.lkpp.go.id/a gagal"],
    ['violates unique constraint "a_pkey"', 'violates unique constraint "b_pkey"'],
    ["Gagal mengirim Email", "Gagal mengirim SMS"],
    ["Java heap space", "Metaspace"],
    ["Pengguna tidak ditemukan", "Pengguna belum aktif"],
]  # fmt: skip


@pytest.mark.parametrize("messages", SAME)
def test_one_cause_is_one_message(messages):
    assert len({normalised(message, has_line=False) for message in messages}) == 1


@pytest.mark.parametrize("messages", DIFFERENT)
def test_two_causes_are_two_messages(messages):
    for has_line in (False, True) if messages[0] != "Gagal mengirim Email" else (False,):
        assert len({normalised(message, has_line=has_line) for message in messages}) == len(messages)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/eproc4/lelang/123?x=1", "GET /eproc4/lelang/?"),
        ("/", "GET /"),
        ("/eproc4/dok/Dok%20A.pdf", "GET /eproc4/dok/?.pdf"),
        ("/public/js/app.js", "GET *.js"),
        ("/a/6f02fa9d-1111-2222-3333-444455556666/b", "GET /a/?/b"),
        ("/admin;jsessionid=abc#x", "GET /admin"),
        ("https://spse.x.go.id/eproc4/nontender/9988777pl", "GET /eproc4/nontender/?pl"),
    ],
)
def test_routes(path, route):
    assert request_of("GET", path) == route


def thrown(exception: str, cause: str = "") -> str:
    """A message with an exception from a library, and what caused it."""
    return f"x\n{exception}\n\tat a.B.c(B.java:1)\n" + (f"Caused by: {cause}\n\tat a.B.d(B.java:2)\n" if cause else "")


POOL = (
    "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 9ms."
)
JOB = "\n\n@6f02\nError during job execution (jobs.R)\n\nExecution exception (In /app/jobs/Rekap.java around line 3)\n"
FRAME = "\tat controllers.DokCtr.x(D.java:1)\n"
CASES = {
    "out_of_memory": thrown("java.lang.OutOfMemoryError: Java heap space"),
    "pool_exhausted": thrown(POOL),
    "too_many_connections": thrown("org.postgresql.util.PSQLException: FATAL: sorry, too many clients already"),
    "database_unavailable": "Cannot connected to the database, Connection to localhost:5432 refused.",
    "disk_full": thrown("java.io.IOException: No space left on device"),
    "too_many_open_files": thrown("java.net.SocketException: Too many open files"),
    "deadlock": thrown("org.postgresql.util.PSQLException: ERROR: deadlock detected"),
    "certificate_error": thrown("javax.net.ssl.SSLHandshakeException: PKIX path building failed"),
    "decryption_failed": "Gagal dekripsi berkas penawaran 7",
    "mail_failed": thrown(
        "javax.mail.MessagingException: Could not connect to SMTP host: mail, port: 25",
        "java.net.ConnectException: Connection refused",
    ),
    "remote_unreachable": thrown("java.net.UnknownHostException: sikap.lkpp.go.id"),
    "request_timeout": thrown("java.net.SocketTimeoutException: Read timed out"),
    "upload_failed": play_error("java.io.IOException: putus", FRAME, request="POST /a/upload/7"),
    "download_failed": play_error("java.io.IOException: hilang", FRAME, request="GET /unduh/7"),
    "connection_lost": thrown("java.io.IOException: Broken pipe"),
    "job_failed": f"{JOB}x\n\nplay.exceptions.JavaExecutionException: x\n\tat jobs.Rekap.doJob(Rekap.java:3)\n",
    "application_error": NULL_POINTER,
}


@pytest.mark.parametrize("expected", CASES)
def test_failures(expected):
    assert failure_kind(block(CASES[expected]), "ERROR") == expected


def test_what_is_no_failure():
    assert failure_kind(block("Sesi berakhir"), "ERROR") is None
    assert failure_kind(block(NULL_POINTER), "WARNING") is None
    assert failure_kind(block(CASES["pool_exhausted"]), "WARNING") == "pool_exhausted"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_a_block(data):
    found = READER.read(data)
    made = kind_of(found, "ERROR", Texts())
    failure_kind(found, "ERROR")
    assert len(made.title) <= 300
    assert normalised(made.message, has_line=False) is not None


HOSTILE = {
    "spaces": b" \t" * 200_000,
    "frames": b"x\na.B: c\n" + b"\tat a.b.c.d.e.f.g.h.i.j.k.l\n" * 20_000,
    "dots": b"a." * 200_000,
    "locations": b" (In " * 100_000,
    "quotes": b"'\"" * 200_000,
    "names": b"x Aa " * 100_000,
    "causes": b"x\na.B: c\n" + b"Caused by: a.B: c\n\t... 9 more\n" * 20_000,
    "digits": b"1a" * 200_000,
    "keys": b"a=" * 200_000,
    "users": b"user user " * 50_000,
    "slashes": b"/a" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_entries_are_read_in_time(name):
    before = time.process_time()
    kind_of(READER.read(HOSTILE[name]), "ERROR", Texts())
    failure_kind(READER.read(HOSTILE[name]), "ERROR")
    assert time.process_time() - before < 1
