"""All files of a day or a month in one zip, written as it is read: no more of it is ever in memory than a piece.

zipstream-ng was looked at: it stamps what it is given with the clock, so that no two zips of the same files are alike.
Python's own writer does not, and writes to what cannot seek.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from spse_monev.figures import clock
from spse_monev.period import Day, Month
from spse_monev.pipeline.pages.files import ABSENT, CHANGED, ListedFile
from spse_monev.reports.files import open_file, parts_of
from spse_monev.reports.words import number
from spse_monev.settings import Site

NOTE = "KETERANGAN.txt"
MAX_BYTES = 4 * 1024**3  # of the files of one zip; a month has some tens of MiB
_PIECE = 256 * 1024
_PACKED = frozenset({".docx", ".parquet", ".xlsx", ".zip"})  # packing these again would only take time


def zip_name(site: Site, subject: Day | Month | str) -> str:
    """What the zip of a period or of a change request is called, e.g. 'laporan_lpse_contoh_2026-11-23.zip'."""
    return f"laporan_{site.key}_{subject}.zip"


def is_too_big(files: Sequence[ListedFile]) -> bool:
    """Whether the files of a period are more than one zip may hold."""
    return sum(file.bytes for file in files if not file.problem) > MAX_BYTES


def stream_zip(site: Site, subject: Day | Month | str, files: Sequence[ListedFile], folder: Path) -> Iterator[bytes]:
    """The zip of these files, at least one, of a period or of the change request of a number.

    They stand under their paths below the site's folder, with a note that says what is not in it.

    The same files give the same bytes: each has the time at which it was written, on the site's clock. What can no
    longer be read, or is no longer what was registered, is told in the note, which comes last for that reason.
    """
    sink = _Sink()
    told = []
    with ZipFile(sink, "w") as archive:
        for file in files:
            problem = file.problem
            if not problem:
                try:
                    opened = open_file(folder, parts_of(file.path))
                except (OSError, ValueError):
                    problem = ABSENT
                else:
                    with opened:
                        if _sha256(opened) == file.sha256:
                            yield from _packed(archive, sink, file.place, file.written_at, opened, site)
                        else:
                            problem = CHANGED
            told.append(f"{'TIDAK ADA' if problem else 'ada      '}  {file.sha256}  {file.place}")
            if problem:
                told.append(f"           {problem}")
        newest = max(file.written_at for file in files)
        missing = sum(line.startswith("TIDAK ADA") for line in told)
        note = io.BytesIO("\n".join([*_head(site, subject, newest, len(files), missing), *told, ""]).encode())
        yield from _packed(archive, sink, NOTE, newest, note, site)
    yield sink.taken()


def _head(site: Site, subject: Day | Month | str, newest: datetime, count: int, missing: int) -> Iterator[str]:
    word = "hari" if isinstance(subject, Day) else "bulan" if isinstance(subject, Month) else "permohonan perubahan"
    yield f"Berkas laporan {site.name}, {word} {subject}"
    yield f"Berkas terakhir ditulis {clock(newest, site.zone)}."
    if missing:
        yield (
            f"PERHATIAN: {number(missing)} dari {number(count)} berkas yang tercatat TIDAK ADA di dalam zip ini, "
            "dengan alasannya di bawah."
        )
    else:
        yield f"Semua {number(count)} berkas yang tercatat ada di dalam zip ini, dan isinya cocok dengan SHA-256-nya."
    yield ""


def _sha256(file: io.BufferedReader) -> str:
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def _packed(
    archive: ZipFile, sink: _Sink, name: str, moment: datetime, content: io.BufferedReader | io.BytesIO, site: Site
) -> Iterator[bytes]:
    local = moment.astimezone(site.zone)
    info = ZipInfo(name, local.timetuple()[:6])
    info.compress_type = ZIP_STORED if PurePosixPath(name).suffix.lower() in _PACKED else ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    # Its size is not known to the writer beforehand, which leaves room for one of more than 4 GiB.
    with archive.open(info, "w", force_zip64=True) as member:
        while piece := content.read(_PIECE):
            member.write(piece)
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what is written until it is taken on; it can only go forward."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, piece: bytes, /) -> int:  # type: ignore[override]  # zipfile writes nothing but bytes
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
