from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

import pytest

from spse_monev.period import Day, Month
from spse_monev.reports.artifacts import day_folder, month_folder, store

PATH = PurePosixPath("lpse_contoh/2026/11/23/laporan.xlsx")


def test_folder_of_a_day(day: Day) -> None:
    assert day_folder("lpse_contoh", day) == PurePosixPath("lpse_contoh/2026/11/23")


def test_folder_of_a_month_lies_beside_those_of_its_days(day: Day) -> None:
    month = Month.parse("2026-11", day.zone)
    assert month_folder("lpse_contoh", month) == PurePosixPath("lpse_contoh/2026/11/bulanan")


@pytest.mark.parametrize("key", ["", "..", "../x", "a/b", "A", "a\n", "/etc", "a" * 42])
def test_site_key_cannot_lead_elsewhere(key: str, day: Day) -> None:
    with pytest.raises(ValueError, match="kunci situs"):
        day_folder(key, day)


def test_file_is_readable_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        store(tmp_path / "laporan", PATH, b"isi")
    finally:
        os.umask(before)
    target = tmp_path / "laporan" / PATH
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    for folder in (target.parent, target.parents[3], tmp_path / "laporan"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_newer_file_replaces_the_older_and_leaves_nothing_else(tmp_path: Path) -> None:
    store(tmp_path, PATH, b"lama")
    store(tmp_path, PATH, b"baru")
    assert [path.read_bytes() for path in (tmp_path / PATH).parent.iterdir()] == [b"baru"]


def test_failed_write_keeps_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(tmp_path, PATH, b"lama")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(tmp_path, PATH, b"baru")
    assert [path.read_bytes() for path in (tmp_path / PATH).parent.iterdir()] == [b"lama"]


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "laporan").mkdir()
    (tmp_path / "luar").mkdir()
    (tmp_path / "laporan" / "lpse_contoh").symlink_to(tmp_path / "luar")
    with pytest.raises(ValueError, match="di luar folder"):
        store(tmp_path / "laporan", PATH, b"isi")
    assert not any((tmp_path / "luar").iterdir())
