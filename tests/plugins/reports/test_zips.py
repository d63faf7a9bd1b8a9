"""All files of a period in one zip, as a browser gets it."""

from __future__ import annotations

import hashlib
import io
import socket
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import psycopg
import pytest

from spse_monev.facts import Artifact
from spse_monev.period import Day, Month
from spse_monev.warehouse import Warehouse
from tests.plugins.reports.conftest import Served

ZONE = ZoneInfo("Asia/Jakarta")
AT = datetime(2025, 4, 6, 2, 3, 4, tzinfo=UTC)  # 09.03.04 WIB
LIMIT = 10


def register(served: Served, period: Day | Month, path: str, content: bytes, written: bytes | None = None) -> None:
    """Enter a file in the register; `written` is what lies in the folder, if it is something else."""
    served.write(path, content if written is None else written)
    digest = hashlib.sha256(content).hexdigest()
    with psycopg.connect(served.warehouse) as connection:
        Warehouse(connection).record_artifact(
            path.split("/", 1)[0], Artifact(path, "laporan_harian", period, "lengkap", digest, len(content), AT)
        )


def test_a_zip_holds_the_files_as_they_were_registered(served: Served) -> None:
    month = Month.parse("2023-07", ZONE)  # of no other test: the warehouse is shared
    files = {
        "2023/07/bulanan/laporan.xlsx": b"PK laporan",
        "2023/07/bulanan/data/evaluasi.json": b'{"a": 1}' * 10_000,
        "2023/07/perubahan/PP-2023-07-001/formulir <b>.docx": b"PK formulir",
    }
    for place, content in files.items():
        register(served, month, f"lpse_contoh/{place}", content)
    register(served, Day.parse("2023-07-06", ZONE), "lpse_contoh/2023/07/06/hari.xlsx", b"milik hari")
    answer = served.get("/situs/lpse_contoh/bulan/2023-07/berkas.zip")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="laporan_lpse_contoh_2023-07.zip"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist() if name != "KETERANGAN.txt"} == files
        assert {info.date_time for info in archive.infolist()} == {(2025, 4, 6, 9, 3, 4)}
        note = archive.read("KETERANGAN.txt").decode()
        assert archive.getinfo("2023/07/bulanan/data/evaluasi.json").compress_size < 1000
    assert "Semua 3 berkas yang tercatat ada" in note
    assert all(hashlib.sha256(content).hexdigest() in note for content in files.values())
    assert answer.content == served.get("/situs/lpse_contoh/bulan/2023-07/berkas.zip").content


def test_what_is_not_there_is_told_and_what_is_elsewhere_is_not_given(served: Served, tmp_path: Path) -> None:
    day = Day.parse("2025-04-07", ZONE)
    folder = "lpse_contoh/2025/04/07"
    register(served, day, f"{folder}/ada.xlsx", b"ada")
    register(served, day, f"{folder}/hilang.xlsx", b"hilang")
    register(served, day, f"{folder}/diganti.xlsx", b"semula", b"ganti!")  # as long as it was
    register(served, day, f"{folder}/tautan.xlsx", b"rahasia")
    (served.artifacts / folder / "hilang.xlsx").unlink()
    (tmp_path / "luar").write_bytes(b"rahasia")
    (served.artifacts / folder / "tautan.xlsx").unlink()
    (served.artifacts / folder / "tautan.xlsx").symlink_to(tmp_path / "luar")
    served.write("lpse_lain/2025/04/07/x.xlsx", b"milik lain")
    with psycopg.connect(served.warehouse) as connection:
        warehouse = Warehouse(connection)
        for path in ("lpse_lain/2025/04/07/x.xlsx", "lpse_contoh/../lpse_lain/2025/04/07/x.xlsx", "../airflow.cfg"):
            digest = hashlib.sha256(b"milik lain").hexdigest()
            warehouse.record_artifact("lpse_contoh", Artifact(path, "lain", day, "lengkap", digest, 10, AT))
    answer = served.get(f"/situs/lpse_contoh/hari/{day}/berkas.zip", "kepala")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["2025/04/07/ada.xlsx", "KETERANGAN.txt"]
        note = archive.read("KETERANGAN.txt").decode()
    assert "PERHATIAN: 6 dari 7 berkas yang tercatat TIDAK ADA" in note
    for name in ("hilang.xlsx", "diganti.xlsx", "tautan.xlsx"):
        assert any(line.startswith("TIDAK ADA") and line.endswith(name) for line in note.splitlines()), note
    assert b"rahasia" not in answer.content
    assert b"milik lain" not in answer.content


def test_a_change_request_has_a_zip_of_its_own_documents(served: Served) -> None:
    month = Month.parse("2025-04", ZONE)
    document = "2025/04/perubahan/PP-2025-04-002/PP-2025-04-002_surat_v001.docx"
    register(served, month, f"lpse_contoh/{document}", b"PK surat")
    answer = served.get("/situs/lpse_contoh/permohonan/PP-2025-04-002/berkas.zip", "kepala")
    assert answer.headers["content-disposition"] == 'attachment; filename="laporan_lpse_contoh_PP-2025-04-002.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [document, "KETERANGAN.txt"]
        assert "permohonan perubahan PP-2025-04-002" in archive.read("KETERANGAN.txt").decode()


@pytest.mark.parametrize(
    "address", ["hari/2025-04-30", "hari/kemarin", "bulan/2025-13", "bulan/1999-01", "permohonan/x"]
)
def test_without_files_there_is_no_zip(served: Served, address: str) -> None:
    assert served.get(f"/situs/lpse_contoh/{address}/berkas.zip", "kepala").status_code == 404


def test_a_site_is_for_those_who_may_read_it(served: Served) -> None:
    day = Day.parse("2025-04-08", ZONE)
    register(served, day, "lpse_lain/2025/04/08/rahasia.xlsx", b"milik lain")
    address = f"/situs/lpse_lain/hari/{day}/berkas.zip"
    assert served.get(address, "kepala").status_code == 200
    for user, status in (("pemirsa", 403), ("tamu", 403), (None, 401)):
        answer = served.get(address, user)
        assert (answer.status_code, b"milik lain" in answer.content) == (status, False)


def test_who_asks_for_too_many_is_told_to_wait(served: Served) -> None:
    day = Day.parse("2025-04-09", ZONE)
    register(served, day, "lpse_lain/2025/04/09/a.xlsx", b"a")
    address = f"/situs/lpse_lain/hari/{day}/berkas.zip"
    answers = [served.get(address, "kepala") for _ in range(LIMIT + 1)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "Tunggu" in refused.json()["detail"]
    assert served.get("/berkas/lpse_lain/2025/04/09/a.xlsx", "kepala").content == b"a"
    # Another user has a count of their own.
    assert served.get("/situs/lpse_contoh/bulan/2025-04/berkas.zip", "pemirsa").status_code == 200


def test_a_zip_that_nobody_takes_on_is_given_up_and_counts_no_more(served: Served) -> None:
    day = Day.parse("2025-04-10", ZONE)
    folder = "lpse_contoh/2025/04/10"
    for index in range(2):
        register(served, day, f"{folder}/besar{index}.xlsx", bytes(range(256)) * 4096 * 24 + bytes([index]))
    server = psutil.Process(served.pid)

    def opened() -> int:
        return sum(each.num_fds() for each in (server, *server.children(recursive=True)))

    before = opened()
    target = f"/laporan/situs/lpse_contoh/hari/{day}/berkas.zip"
    request = f"GET {target} HTTP/1.1\r\nHost: x\r\nCookie: _token={served.token('pemirsa')}\r\n\r\n"
    # One after another, and more than may be sent at once: each is begun as soon as one before it is given up.
    for _ in range(4):
        deadline = time.monotonic() + 60
        while not (answer := _begun(served, request)).startswith(b"HTTP/1.1 200"):
            assert answer.startswith(b"HTTP/1.1 429"), answer
            assert time.monotonic() < deadline, "sebuah zip yang ditinggalkan tetap dihitung"
            time.sleep(0.2)
    deadline = time.monotonic() + 60
    while opened() >= before + 8:
        assert time.monotonic() < deadline, "berkas tetap terbuka"
        time.sleep(0.2)


def _begun(served: Served, request: str) -> bytes:
    """The beginning of an answer of which nobody takes the rest."""
    with socket.create_connection(("127.0.0.1", served.port), 30) as connection:
        connection.sendall(request.encode())
        return connection.recv(100)
