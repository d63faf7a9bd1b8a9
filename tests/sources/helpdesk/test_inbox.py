from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from spse_monev.settings import SpreadsheetSource
from spse_monev.sources.files import FileReadError
from spse_monev.sources.helpdesk import inbox
from spse_monev.sources.helpdesk.inbox import InboxFile, find_inbox, read_whole

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def source(*files: str) -> SpreadsheetSource:
    return SpreadsheetSource(kind="spreadsheet", label="Rekap", files=files)


def read(*patterns: str) -> list[InboxFile]:
    return [read_whole(file, NOW) for file in find_inbox(source(*patterns), None).files]


def test_a_file_is_taken_as_it_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "rekap.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    os.utime(path, (1_790_000_000, 1_790_000_000))
    before = path.stat()
    [file] = read(f"{tmp_path}/*")
    # A workbook is a zip archive, which other readers would unpack.
    assert file.content == path.read_bytes()
    assert file.modified_at == datetime.fromtimestamp(1_790_000_000, UTC)
    after = path.stat()
    assert (after.st_ino, after.st_mtime, after.st_size) == (before.st_ino, before.st_mtime, before.st_size)


def test_the_same_content_has_the_same_hash_under_any_name(tmp_path: Path) -> None:
    for name in ("rekap.csv", "salinan rekap.csv"):
        (tmp_path / name).write_text("Tanggal,Uraian\n")
    assert len({file.sha256 for file in read(f"{tmp_path}/*")}) == 1


def test_what_programs_leave_beside_a_file_is_no_recap(tmp_path: Path) -> None:
    for number, name in enumerate(("~$rekap.xlsx", ".~lock.rekap.ods#", "rekap.xlsx.crdownload", "Thumbs.db", "b.csv")):
        (tmp_path / name).write_text(f"isi {number}")
    assert [Path(file.name).name for file in read(f"{tmp_path}/*", f"{tmp_path}/.*")] == ["b.csv"]


def test_an_empty_inbox_and_a_missing_one_say_so(tmp_path: Path) -> None:
    for pattern in (f"{tmp_path}/*", f"{tmp_path}/tidak_ada/*"):
        found = find_inbox(source(pattern), None)
        assert found.files == ()
        assert pattern.rstrip("*/") in found.problems[0]


def test_a_file_that_is_too_large_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MAX_FILE_BYTES", 1 << 20)
    (tmp_path / "batas.csv").write_bytes(b"x" * (1 << 20))
    [file] = read(f"{tmp_path}/*")
    assert len(file.content) == 1 << 20
    (tmp_path / "batas.csv").write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(FileReadError, match=r"batas\.csv: lebih besar daripada 1 MiB"):
        read(f"{tmp_path}/*")


def test_an_inbox_may_be_any_file_system(tmp_path: Path) -> None:
    with fsspec.open("memory://kotak_masuk/rekap.csv", "wb") as file:
        file.write(b"Tanggal,Uraian\n")
    [found] = read("memory://kotak_masuk/*.csv")
    assert found.content == b"Tanggal,Uraian\n"
    assert found.name.endswith("kotak_masuk/rekap.csv")
