"""The month's archive: everything in it, proven by its hashes, and no version ever touched."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import resource
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from spse_monev.facts import Artifact
from spse_monev.reports.artifacts import create, store
from spse_monev.reports.bundle import OWN_KINDS, write_archive
from spse_monev.settings import Site
from tests.reports.complaints.made_up_month import OCTOBER

NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
HOME = "lpse_contoh/2026/10/bulanan"
FILES = {"laporan.xlsx": b"laporan", "data/findings.parquet": b"PAR1", "permohonan/PP 1.docx": b"formulir"}


def put(folder: Path, files: Mapping[str, bytes], state: str = "lengkap") -> list[Artifact]:
    return [
        Artifact(
            f"{HOME}/{name}", "contoh", OCTOBER, state, store(folder, PurePosixPath(HOME, name), content),
            len(content), NOW,
        )
        for name, content in files.items()
    ]  # fmt: skip


def manifest(folder: Path) -> Any:
    return json.loads((folder / HOME / "manifest.json").read_text(encoding="utf-8"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / HOME / "arsip").iterdir())


def sha256sum_says(folder: Path) -> str:
    """What coreutils says; CalledProcessError if a hash differs."""
    command = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_everything_is_listed_and_packed(site: Site, tmp_path: Path) -> None:
    made = put(tmp_path, FILES)
    listed, sums, archive = write_archive(site, OCTOBER, made, tmp_path, NOW)
    assert [listed.path, sums.path, archive.path] == [
        f"{HOME}/manifest.json", f"{HOME}/SHA256SUMS", f"{HOME}/arsip/arsip_lpse_contoh_2026-10_v001.zip",
    ]  # fmt: skip
    for each in (listed, sums, archive):
        content = (tmp_path / each.path).read_bytes()
        assert (each.bytes, each.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert (each.period, each.state, each.written_at) == (OCTOBER, "lengkap", NOW)
        assert each.kind in OWN_KINDS
    told = manifest(tmp_path)
    assert (told["situs"], told["bulan"], told["versi_terbaru"]) == ("lpse_contoh", "2026-10", 1)
    assert {each["path"]: each["sha256"] for each in told["berkas"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }
    assert sha256sum_says(tmp_path / HOME).count(": OK\n") == len(FILES) + 2
    with zipfile.ZipFile(tmp_path / archive.path) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path / "diurai")
    unpacked = tmp_path / "diurai" / "arsip_lpse_contoh_2026-10_v001"
    assert sha256sum_says(unpacked).count(": OK\n") == len(FILES) + 1
    assert {name: (unpacked / name).read_bytes() for name in FILES} == FILES


def test_a_rerun_that_changes_nothing_keeps_the_version(site: Site, tmp_path: Path) -> None:
    *_, first = write_archive(site, OCTOBER, put(tmp_path, FILES), tmp_path, NOW)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    *_, again = write_archive(site, OCTOBER, put(tmp_path, FILES)[::-1], tmp_path, LATER)
    assert again == first
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_same_files_give_the_same_archive_elsewhere(site: Site, tmp_path: Path) -> None:
    made = [write_archive(site, OCTOBER, put(tmp_path / each, FILES), tmp_path / each, NOW)[-1].sha256 for each in "ab"]
    assert made[0] == made[1]


def test_a_change_makes_the_next_version(site: Site, tmp_path: Path) -> None:
    *_, first = write_archive(site, OCTOBER, put(tmp_path, FILES, "sebagian"), tmp_path, NOW)
    kept = (tmp_path / first.path).read_bytes()
    changed = FILES | {"laporan.xlsx": b"laporan baru"}
    *_, second = write_archive(site, OCTOBER, put(tmp_path, changed), tmp_path, LATER)
    assert second.path.endswith("_v002.zip")
    assert (first.state, second.state) == ("sebagian", "lengkap")
    assert (tmp_path / first.path).read_bytes() == kept
    told = manifest(tmp_path)
    assert told["versi_terbaru"] == 2
    assert [(each["versi"], each["sha256"]) for each in told["arsip"]] == [(1, first.sha256), (2, second.sha256)]
    assert sha256sum_says(tmp_path / HOME).count(": OK\n") == len(FILES) + 3
    *_, third = write_archive(site, OCTOBER, put(tmp_path, FILES, "sebagian"), tmp_path, LATER)
    assert third.path.endswith("_v003.zip"), "back to what an older version held is a change too"


def test_a_lost_or_broken_manifest_is_made_again(site: Site, tmp_path: Path) -> None:
    made = write_archive(site, OCTOBER, put(tmp_path, FILES), tmp_path, NOW)
    text = (tmp_path / HOME / "manifest.json").read_bytes()
    (tmp_path / HOME / "manifest.json").write_bytes(b'{"situs"')
    assert write_archive(site, OCTOBER, put(tmp_path, FILES), tmp_path, NOW) == made
    assert (tmp_path / HOME / "manifest.json").read_bytes() == text


@pytest.mark.parametrize("rerun", [False, True])
def test_a_file_that_is_not_as_it_was_made_is_named(rerun: bool, site: Site, tmp_path: Path) -> None:
    made = put(tmp_path, FILES)
    if rerun:
        write_archive(site, OCTOBER, made, tmp_path, NOW)
    kept = names(tmp_path) if rerun else []
    (tmp_path / HOME / "laporan.xlsx").write_bytes(b"lap0ran")
    with pytest.raises(ValueError, match=r"laporan\.xlsx: isinya tidak lagi sama"):
        write_archive(site, OCTOBER, made, tmp_path, LATER)
    (tmp_path / HOME / "laporan.xlsx").unlink()
    with pytest.raises(ValueError, match=r"laporan\.xlsx: berkas tidak ada"):
        write_archive(site, OCTOBER, made, tmp_path, LATER)
    assert names(tmp_path) == kept


def test_a_changed_archive_is_not_passed_off_as_proven(site: Site, tmp_path: Path) -> None:
    made = put(tmp_path, FILES)
    *_, first = write_archive(site, OCTOBER, made, tmp_path, NOW)
    with zipfile.ZipFile(tmp_path / first.path, "a") as archive:
        archive.writestr("tambahan.txt", "x")
    with pytest.raises(ValueError, match=r"v001\.zip: isinya tidak lagi sama"):
        write_archive(site, OCTOBER, made, tmp_path, LATER)
    (tmp_path / first.path).write_bytes(b"bukan zip")
    with pytest.raises(ValueError, match=r"v001\.zip: arsip tidak terbaca"):
        write_archive(site, OCTOBER, made, tmp_path, LATER)


@pytest.mark.parametrize(
    "path",
    [
        "lpse_contoh/2026/10/23/laporan.xlsx", f"{HOME}/../rahasia", f"{HOME}/a\nb", f"{HOME}/manifest.json",
        f"{HOME}/arsip/arsip_lpse_contoh_2026-10_v001.zip", f"{HOME}/laporan.xlsx",
    ],
)  # fmt: skip
def test_only_files_of_the_month_are_archived_and_each_once(path: str, site: Site, tmp_path: Path) -> None:
    made = put(tmp_path, FILES)
    with pytest.raises(ValueError, match=r"bukan berkas bulan ini|tercantum dua kali"):
        write_archive(site, OCTOBER, [*made, Artifact(path, "x", OCTOBER, "lengkap", "0" * 64, 1, NOW)], tmp_path, NOW)


def test_a_number_that_is_taken_is_never_overwritten(tmp_path: Path) -> None:
    path = PurePosixPath("arsip/a_v001.zip")
    store(tmp_path, path, b"yang pertama")
    with pytest.raises(FileExistsError), create(tmp_path, path) as file:
        file.write(b"yang kedua")
    assert [each.read_bytes() for each in (tmp_path / "arsip").iterdir()] == [b"yang pertama"]


def in_child(work: Callable[[], None]) -> int | None:
    """The exit code of a process that does some work."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(60)
    return child.exitcode


def test_a_killed_writer_leaves_no_half_archive(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = put(tmp_path, FILES)

    def die(*_: object) -> None:
        os.kill(os.getpid(), 9)

    with monkeypatch.context() as dying:
        dying.setattr(os, "link", die)
        assert in_child(lambda: write_archive(site, OCTOBER, made, tmp_path, NOW) and None) == -9
    assert [name for name in names(tmp_path) if not name.startswith(".")] == []
    assert len(names(tmp_path)) == 1, "what was being written is hidden, and goes with the next run"
    assert not (tmp_path / HOME / "manifest.json").exists()
    write_archive(site, OCTOBER, made, tmp_path, NOW)
    assert names(tmp_path) == ["arsip_lpse_contoh_2026-10_v001.zip"]


def test_a_writer_killed_before_the_manifest_is_caught_up_with(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = put(tmp_path, FILES)

    def die(*_: object) -> None:
        os.kill(os.getpid(), 9)

    with monkeypatch.context() as dying:
        dying.setattr("spse_monev.reports.artifacts.store", die)
        assert in_child(lambda: write_archive(site, OCTOBER, made, tmp_path, NOW) and None) == -9
    *_, archive = write_archive(site, OCTOBER, made, tmp_path, LATER)
    assert names(tmp_path) == ["arsip_lpse_contoh_2026-10_v001.zip"]
    assert archive.written_at == NOW
    assert manifest(tmp_path)["versi_terbaru"] == 1


def test_writers_at_once_take_different_numbers(site: Site, tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    made = [put(tmp_path, {f"laporan_{number}.xlsx": os.urandom(200_000)}) for number in range(6)]
    writers = [fork.Process(target=write_archive, args=(site, OCTOBER, each, tmp_path, NOW)) for each in made]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 6
    assert names(tmp_path) == [f"arsip_lpse_contoh_2026-10_v{number:03}.zip" for number in range(1, 7)]
    told = manifest(tmp_path)
    assert [each["versi"] for each in told["arsip"]] == [1, 2, 3, 4, 5, 6]
    assert told["versi_terbaru"] == 6
    with zipfile.ZipFile(tmp_path / HOME / "arsip" / "arsip_lpse_contoh_2026-10_v006.zip") as packed:
        assert told["berkas"][0]["path"] in {name.split("/", 1)[1] for name in packed.namelist()}


def test_large_files_pass_through(site: Site, tmp_path: Path) -> None:
    piece = os.urandom(1 << 20)
    made = [*put(tmp_path, {"kecil.xlsx": b"x"}), _large(tmp_path, piece, 80)]

    def work() -> None:
        # Less than the file itself may be added to what the process already has.
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + (40 << 20), resource.RLIM_INFINITY))
        write_archive(site, OCTOBER, made, tmp_path, NOW)

    assert in_child(work) == 0
    with zipfile.ZipFile(tmp_path / HOME / "arsip" / "arsip_lpse_contoh_2026-10_v001.zip") as packed:
        assert max(entry.file_size for entry in packed.infolist()) == 80 << 20


def _large(folder: Path, piece: bytes, count: int) -> Artifact:
    digest = hashlib.sha256()
    with (folder / HOME / "besar.bin").open("wb") as file:
        for _ in range(count):
            file.write(piece)
            digest.update(piece)
    return Artifact(f"{HOME}/besar.bin", "x", OCTOBER, "lengkap", digest.hexdigest(), len(piece) * count, NOW)
