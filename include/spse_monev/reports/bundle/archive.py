"""The month's files proven unchanged: a manifest, a list for `sha256sum -c`, and a numbered zip of everything.

The archives themselves are the memory: each holds its own manifest, so the number of the next and what the newest
holds are read from them, and a lost or half-made manifest of the month is made again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from spse_monev.facts import Artifact
from spse_monev.period import Month
from spse_monev.reports import artifacts
from spse_monev.settings import Site

MANIFEST_KIND = "manifes"
SUMS_KIND = "daftar_hash"
ARCHIVE_KIND = "arsip"

FOLDER = "arsip"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
CHUNK = 1 << 20

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ListedFile(_Model):
    """A file of the month; `path` is relative to the month's folder."""

    path: str
    jenis: str
    keadaan: str
    bytes: int
    sha256: Sha256


class ArchiveManifest(_Model):
    """What one archive holds; the file of this form lies inside it."""

    versi_skema: Literal[1] = 1
    situs: str
    bulan: str
    versi: int
    dibuat: AwareDatetime
    keadaan: str
    berkas: tuple[ListedFile, ...]


class ListedArchive(_Model):
    """One version; `path` is relative to the month's folder."""

    versi: int
    path: str
    dibuat: AwareDatetime
    keadaan: str
    bytes: int
    sha256: Sha256


class MonthManifest(_Model):
    """The month's files as they are now, and all archives there are; the newest holds just these files."""

    versi_skema: Literal[1] = 1
    situs: str
    bulan: str
    keadaan: str
    versi_terbaru: int
    berkas: tuple[ListedFile, ...]
    arsip: tuple[ListedArchive, ...]


def write_archive(
    site: Site, month: Month, made: Sequence[Artifact], folder: Path, written_at: datetime
) -> tuple[Artifact, ...]:
    """Archive the month's files if the newest archive does not hold just them; manifest, hash list and newest archive.

    `made` are all files of the month, below its folder, as they lie on disk; where nothing has changed the archive's
    artifact is the one it was first given. No archive is ever changed or overwritten. ValueError names a file that is
    missing, differs from its artifact or lies elsewhere, or an archive that was changed; OSError if the folder
    cannot be written, FileExistsError if a writer on another machine took the number.
    """
    home = artifacts.month_folder(site.key, month)
    stem = f"arsip_{site.key}_{month}"
    files = _listed(made, home)
    state = "lengkap" if all(each.keadaan == "lengkap" for each in files) else "sebagian"
    with _alone(folder, home / FOLDER):
        _remove_leftovers(folder / home / FOLDER, stem)
        archives = _archives(folder / home, stem)
        if archives and archives[-1][0].berkas == files:
            for each in files:
                _check(folder / home, each)
        else:
            version = archives[-1][0].versi + 1 if archives else 1
            inner = ArchiveManifest(
                situs=site.key,
                bulan=str(month),
                versi=version,
                dibuat=written_at.astimezone(month.zone),
                keadaan=state,
                berkas=files,
            )
            name = f"{stem}_v{version:03}"
            with artifacts.create(folder, home / FOLDER / f"{name}.zip") as file:
                _write_zip(file, name, inner, folder / home, month.end)
            archives.append((inner, _archive_of(inner, folder / home, f"{FOLDER}/{name}.zip")))
        newest = archives[-1][1]
        manifest = MonthManifest(
            situs=site.key,
            bulan=str(month),
            keadaan=state,
            versi_terbaru=newest.versi,
            berkas=files,
            arsip=tuple(archive for _, archive in archives),
        )
        text = _json(manifest)
        sums = _sums(
            {
                **{each.path: each.sha256 for each in files},
                **{each.path: each.sha256 for each in manifest.arsip},
                MANIFEST: hashlib.sha256(text).hexdigest(),
            }
        )
        return (
            *(
                Artifact(
                    (home / path).as_posix(),
                    kind,
                    month,
                    state,
                    artifacts.store(folder, home / path, content),
                    len(content),
                    written_at,
                )
                for path, kind, content in ((MANIFEST, MANIFEST_KIND, text), (SUMS, SUMS_KIND, sums))
            ),
            Artifact(
                (home / newest.path).as_posix(),
                ARCHIVE_KIND,
                month,
                newest.keadaan,
                newest.sha256,
                newest.bytes,
                newest.dibuat,
            ),
        )


def _listed(made: Sequence[Artifact], home: PurePosixPath) -> tuple[ListedFile, ...]:
    files: dict[str, ListedFile] = {}
    for artifact in made:
        path = PurePosixPath(artifact.path)
        # The hash list has one path a line, with '\' for what cannot stand in a line.
        if not path.is_relative_to(home) or ".." in path.parts or re.search(r"[\\\x00-\x1f]", artifact.path):
            raise ValueError(f"{artifact.path!r}: bukan berkas bulan ini di bawah {home}")
        name = path.relative_to(home).as_posix()
        if name in files or name in (MANIFEST, SUMS) or path.parent == home / FOLDER:
            raise ValueError(f"{artifact.path}: tercantum dua kali, atau ditulis oleh pengarsipan sendiri")
        files[name] = ListedFile(
            path=name, jenis=artifact.kind, keadaan=artifact.state, bytes=artifact.bytes, sha256=artifact.sha256
        )
    return tuple(files[name] for name in sorted(files))


@contextmanager
def _alone(folder: Path, path: PurePosixPath) -> Iterator[None]:
    """Hold the folder of archives: a second run waits, then sees what the first one left.

    Without it both would find the same newest version, and the slower one's manifest could hide the other's archive.
    The lock goes with the process that holds it, however that ends.
    """
    handle = os.open(artifacts.make_folder(folder, path), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_leftovers(folder: Path, stem: str) -> None:
    # Of a process that was killed: nobody else writes here while the folder is held.
    for path in folder.glob(f".{stem}_v*.zip.*.tmp"):
        path.unlink()


def _archives(home: Path, stem: str) -> list[tuple[ArchiveManifest, ListedArchive]]:
    """All versions there are, by number: what each holds, and its own size and hash.

    ValueError names one that cannot be read or is no longer what the month's manifest says.
    """
    known = _known_hashes(home)
    pattern = re.compile(rf"{re.escape(stem)}_v(\d{{3,}})\.zip")
    numbered = {int(match[1]): path for path in (home / FOLDER).iterdir() if (match := pattern.fullmatch(path.name))}
    found = []
    for version, path in sorted(numbered.items()):
        try:
            with zipfile.ZipFile(path) as archive:
                inner = ArchiveManifest.model_validate_json(archive.read(f"{path.stem}/{MANIFEST}"))
        except (zipfile.BadZipFile, KeyError, ValidationError) as error:
            raise ValueError(f"{path}: arsip tidak terbaca; pulihkan dari cadangan atau pindahkan") from error
        if inner.versi != version:
            raise ValueError(f"{path}: isinya versi {inner.versi}; kembalikan nama berkasnya")
        listed = _archive_of(inner, home, f"{FOLDER}/{path.name}")
        # Listed again with its new hash, a changed archive would look proven.
        if known.get(listed.path, listed.sha256) != listed.sha256:
            raise ValueError(f"{path}: isinya tidak lagi sama dengan saat dibuat; pulihkan dari cadangan")
        found.append((inner, listed))
    return found


def _known_hashes(home: Path) -> dict[str, str]:
    try:
        manifest = MonthManifest.model_validate_json((home / MANIFEST).read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}
    return {each.path: each.sha256 for each in manifest.arsip}


def _archive_of(inner: ArchiveManifest, home: Path, path: str) -> ListedArchive:
    with (home / path).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    return ListedArchive(
        versi=inner.versi, path=path, dibuat=inner.dibuat, keadaan=inner.keadaan, bytes=size, sha256=sha256
    )


def _check(home: Path, listed: ListedFile) -> None:
    for _ in _checked(home, listed):
        pass


def _checked(home: Path, listed: ListedFile) -> Iterator[bytes]:
    """The pieces of a file; ValueError after the last one if they are not what was handed out."""
    digest = hashlib.sha256()
    try:
        with (home / listed.path).open("rb") as file:
            while piece := file.read(CHUNK):
                digest.update(piece)
                yield piece
    except FileNotFoundError as error:
        raise ValueError(f"{home / listed.path}: berkas tidak ada; buat ulang laporan bulan ini") from error
    if digest.hexdigest() != listed.sha256:
        raise ValueError(f"{home / listed.path}: isinya tidak lagi sama dengan saat dibuat; buat ulang laporannya")


def _write_zip(file: IO[bytes], root: str, inner: ArchiveManifest, home: Path, at: datetime) -> None:
    """Everything below one folder, so that unpacked it can be checked in place; the same files give the same bytes."""
    manifest = _json(inner)
    sums = _sums({**{each.path: each.sha256 for each in inner.berkas}, MANIFEST: hashlib.sha256(manifest).hexdigest()})
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in ((MANIFEST, manifest), (SUMS, sums)):
            archive.writestr(_entry(f"{root}/{name}", len(content), at), content)
        for each in inner.berkas:
            with archive.open(_entry(f"{root}/{each.path}", each.bytes, at), "w") as target:
                for piece in _checked(home, each):
                    target.write(piece)


def _entry(name: str, size: int, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, whatever wrote it
    entry.external_attr = (0o100000 | artifacts.FILE_MODE) << 16
    entry.file_size = size  # decides on the form for large files before anything is written
    return entry


def _json(model: BaseModel) -> bytes:
    return (model.model_dump_json(indent=1, ensure_ascii=False) + "\n").encode()


def _sums(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in hashes.items()).encode()
