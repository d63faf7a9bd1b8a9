"""The route by which documents are served, asked of a real API server as a browser would, and as an attacker would."""

from __future__ import annotations

import os
import socket
from urllib.parse import quote

import httpx
import psutil
import pytest

from tests.plugins.reports.conftest import Served

DOCUMENT = "lpse_contoh/2026/10/perubahan/PP-2026-10-001/formulir.docx"
OTHERS = "lpse_lain/2026/10/rahasia.xlsx"
ABSENT = {"detail": "Halaman atau berkas tidak ada."}


@pytest.fixture(autouse=True)
def files(served: Served) -> None:
    served.write(DOCUMENT, b"isi formulir")
    served.write(OTHERS, b"milik situs lain")


def raw(served: Served, target: str) -> tuple[int, bytes]:
    """The answer to a target sent byte for byte, with the user's cookie."""
    request = (
        f"GET {target} HTTP/1.1\r\nHost: x\r\nCookie: _token={served.token('pemirsa')}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), 30) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split()[1]), answer


def test_who_may_read_the_sites_dag_gets_the_file(served: Served) -> None:
    for user in ("pemirsa", "kepala"):
        answer = served.get(f"/berkas/{DOCUMENT}", user)
        assert (answer.status_code, answer.content) == (200, b"isi formulir")
    status, answer_by_cookie = raw(served, f"/laporan/berkas/{DOCUMENT}")
    assert status == 200
    assert answer_by_cookie.endswith(b"isi formulir")


@pytest.mark.parametrize("path", [DOCUMENT, OTHERS, "lpse_contoh/tidak-ada.docx", "tidak_ada/x.docx", "", "%2e%2e/x"])
def test_without_a_user_nothing_is_told(served: Served, path: str) -> None:
    answer = served.get(f"/berkas/{path}", user=None)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})
    forged = served.get(f"/berkas/{path}", user=None, Authorization="Bearer palsu.palsu.palsu")
    assert forged.status_code == 403


def test_a_site_is_for_those_who_may_read_its_dag(served: Served) -> None:
    assert served.get(f"/berkas/{OTHERS}", "kepala").content == b"milik situs lain"
    for user, path in (("pemirsa", OTHERS), ("pemirsa", "lpse_lain/tidak-ada"), ("tamu", DOCUMENT), ("tamu", OTHERS)):
        answer = served.get(f"/berkas/{path}", user)
        assert (answer.status_code, b"milik" in answer.content) == (403, False), (user, path)


def test_neither_a_missing_file_nor_a_missing_site_can_be_told_from_the_other(served: Served) -> None:
    served.write("bukan_situs/x.docx")
    served.write("lpse_rusak/x.docx")
    # The second site that would be the default one has no DAG; its files must not go with those of the first.
    served.write("lpse_z_baku_kedua/x.docx")
    served.write("di-akar.docx")
    (served.artifacts / "lpse_contoh" / "folder").mkdir(exist_ok=True)
    for path in (
        "lpse_contoh/tidak-ada.docx", "tidak_ada/x.docx", "bukan_situs/x.docx", "lpse_rusak/x.docx",
        "lpse_z_baku_kedua/x.docx", "di-akar.docx", "", "lpse_contoh", "lpse_contoh/", "lpse_contoh/folder",
        "lpse_contoh/folder/", f"{DOCUMENT}/", f"{DOCUMENT}/x", "lpse_contoh//2026", f"lpse_contoh/{'x' * 300}",
    ):  # fmt: skip
        answer = served.get(f"/berkas/{path}", "kepala")
        assert (answer.status_code, answer.json()) == (404, ABSENT), path
        assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "way",
    [
        "../airflow.cfg",
        "lpse_contoh/../../airflow.cfg",
        "lpse_contoh/../lpse_lain/2026/10/rahasia.xlsx",
        "lpse_contoh/./../lpse_lain/2026/10/rahasia.xlsx",
        "/etc/passwd",
        "lpse_contoh//etc/passwd",
        "//etc/passwd",
        "lpse_contoh/..\\..\\airflow.cfg",
        "lpse_contoh\\..\\..\\airflow.cfg",
        "lpse_contoh/2026\\10",
        "lpse_contoh/\0",
        f"{DOCUMENT}\0.txt",
        "lpse_contoh/\u2025/x",
    ],
)
def test_no_way_leads_out_of_the_site(served: Served, way: str) -> None:
    (served.artifacts / "lpse_contoh" / "2026\\10").write_bytes(b"root: milik")
    plain = "".join(each if " " < each < "\x7f" else quote(each, safe="") for each in way)
    encoded = "".join(f"%{byte:02x}" for byte in way.encode())
    twice = encoded.replace("%", "%25")
    for target in (plain, quote(way, safe=""), plain.replace(".", "%2e"), plain.replace("/", "%2F"), encoded, twice):
        status, answer = raw(served, f"/laporan/berkas/{target}")
        assert status in (400, 404), target
        assert not any(part in answer for part in (b"root:", b"milik", b"[core]", b"isi formulir")), target


def test_an_encoded_separator_is_one_and_asks_for_the_same_permission(served: Served) -> None:
    assert raw(served, f"/laporan/berkas/{DOCUMENT.replace('/', '%2f')}")[0] == 200
    assert raw(served, f"/laporan/berkas/{OTHERS.replace('/', '%2f')}")[0] == 403
    assert raw(served, f"/laporan/berkas/{DOCUMENT.replace('/', '%252f')}")[0] == 404


def test_links_pipes_hidden_and_unfinished_files_are_not_served(served: Served) -> None:
    folder = served.artifacts / "lpse_contoh" / "tautan"
    folder.mkdir(exist_ok=True)
    outside = served.artifacts.parent / "luar"
    outside.mkdir(exist_ok=True)
    (outside / "x.txt").write_text("luar")
    for name, target in {
        "berkas-luar": outside / "x.txt", "folder-luar": outside, "situs-lain": served.artifacts / "lpse_lain",
        "berkas-lain": served.artifacts / OTHERS, "sendiri": served.artifacts / DOCUMENT, "putus": outside / "tidak",
    }.items():  # fmt: skip
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(target)
    if not (folder / "pipa").exists():
        os.mkfifo(folder / "pipa")
    served.write("lpse_contoh/tautan/.formulir.docx.k3j2.tmp")
    served.write("lpse_contoh/.tersembunyi/x.txt")
    for path in (
        "tautan/berkas-luar", "tautan/folder-luar/x.txt", "tautan/situs-lain/2026/10/rahasia.xlsx",
        "tautan/berkas-lain", "tautan/sendiri", "tautan/putus", "tautan/pipa", "tautan/.formulir.docx.k3j2.tmp",
        ".tersembunyi/x.txt",
    ):  # fmt: skip
        answer = served.get(f"/berkas/lpse_contoh/{path}", "kepala")
        assert (answer.status_code, answer.json()) == (404, ABSENT), path


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.json", "application/json"),
        ("a.parquet", "application/vnd.apache.parquet"),
        ("a.zip", "application/zip"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.html", "application/octet-stream"),
        ("a.svg", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_a_document_is_saved_and_never_shown_or_kept(served: Served, name: str, content_type: str) -> None:
    served.write(f"lpse_contoh/jenis/{name}", b"<script>alert(1)</script>")
    headers = served.get(f"/berkas/lpse_contoh/jenis/{name}").headers
    assert headers["content-type"] == content_type
    assert headers["content-disposition"] == f'attachment; filename="{name}"'
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"


@pytest.mark.parametrize(
    "name",
    ['"; filename="jahat.exe', "a\r\nSet-Cookie: x=1", "berkas ke–2 “é”.txt", "a;b=c.txt", "%2e%2e%2fx", "<b>.txt"],
)
def test_a_hostile_name_stays_a_name(served: Served, name: str) -> None:
    served.write(f"lpse_contoh/nama/{name}".replace("\n", ""))
    name = name.replace("\n", "")  # no route takes a line feed
    answer = served.get(f"/berkas/lpse_contoh/nama/{quote(name)}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert "set-cookie" not in answer.headers


def test_a_line_feed_in_a_path_is_no_file(served: Served) -> None:
    assert raw(served, "/laporan/berkas/lpse_contoh/a%0d%0aSet-Cookie:%20x=1")[0] == 404
    assert raw(served, "/laporan/berkas/lpse_lain/2026/10/rahasia.xlsx%0a")[0] in (403, 404)


def test_a_big_file_comes_in_pieces(served: Served) -> None:
    content = bytes(range(256)) * 4096 * 20
    served.write("lpse_contoh/besar.zip", content)
    path = "/berkas/lpse_contoh/besar.zip"
    whole = served.get(path)
    assert (whole.content, whole.headers["accept-ranges"]) == (content, "bytes")
    part = served.get(path, Range="bytes=1000-1999")
    assert (part.status_code, part.content) == (206, content[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(content)}"
    assert part.headers["cache-control"] == "private, no-store"
    assert served.get(path, Range="bytes=-5").content == content[-5:]
    assert served.get(path, Range=f"bytes={len(content)}-").status_code == 416
    assert served.get(path, **{"Range": "bytes=0-9", "If-Range": '"lama"'}).status_code == 200
    assert served.get(path, Range="bytes=0-9", **{"If-Range": whole.headers["etag"]}).content == content[:10]
    assert served.get(path, "tamu", Range="bytes=0-9").status_code == 403


def test_nothing_stays_open(served: Served) -> None:
    server = psutil.Process(served.pid)

    def opened() -> int:
        return sum(each.num_fds() for each in (server, *server.children(recursive=True)))

    before = opened()
    for headers in ({}, {"Range": "bytes=0-1"}, {"Range": "x"}, {"Range": "bytes=99-"}) * 10:
        served.get(f"/berkas/{DOCUMENT}", **headers)
        served.get("/berkas/lpse_contoh/tidak/ada.docx")
    assert opened() < before + 10


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/berkas", "/lain"])
def test_there_is_no_other_page(served: Served, path: str) -> None:
    assert served.get(path, "kepala").status_code == 404


def test_only_reading_is_possible(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.token('kepala')}"}
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        url = f"http://127.0.0.1:{served.port}/laporan/berkas/{DOCUMENT}"
        assert httpx.request(method, url, headers=headers, timeout=30).status_code == 405
