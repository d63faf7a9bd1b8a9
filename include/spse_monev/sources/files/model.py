"""What was found, and a stream over one file that never ends early without saying so."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from spse_monev.sources.files.compression import CORRUPT, decompressed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER_BYTES = 1 << 20
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class FileReadError(OSError):
    """A file could not be read, or not to its end; the message (Bahasa Indonesia) names it and is fit to be shown."""


class RawFile(Protocol):
    """Stored bytes, as a file system hands them out."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes; empty at the end."""

    def close(self) -> None:
        """Free what it holds."""


@dataclass(frozen=True)
class LogFile:
    """One file as it was found. `name` is its path, URL or, through SQL, its name in the log folder."""

    name: str
    size: int | None  # bytes as stored, so compressed for an archive; None if the file system does not tell
    modified_at: datetime | None
    local_path: Path | None  # only of a plain file on this machine, which other programs may then read directly
    opener: Callable[[], RawFile] = field(repr=False, compare=False)

    def open(self) -> BinaryIO:
        """A buffered stream of the decompressed bytes, to be closed by the caller.

        FileReadError if it cannot be opened. If it breaks off (cut archive, lost connection, file shorter than when
        it was found), the stream first gives all that could be read and then raises FileReadError.
        """
        try:
            raw = self.opener()
        except FileReadError:
            raise
        except OSError as error:
            raise FileReadError(f"{self.name}: {explain(error)}") from error
        return cast(BinaryIO, _Reader(_Stream(self.name, raw, self.size)))


@dataclass(frozen=True)
class FoundFiles:
    """The files that were found, oldest first, and what stood in the way (sentences in Bahasa Indonesia)."""

    files: tuple[LogFile, ...] = ()
    problems: tuple[str, ...] = ()

    @classmethod
    def together(cls, parts: Iterable[FoundFiles], problems: Iterable[str] = ()) -> FoundFiles:
        """One result of several; a file of the same name counts once."""
        files: dict[str, LogFile] = {}
        sentences = list(problems)
        for part in parts:
            files.update((file.name, file) for file in part.files if file.name not in files)
            sentences.extend(part.problems)
        ordered = sorted(files.values(), key=lambda file: (file.modified_at or _EARLIEST, file.name))
        return cls(tuple(ordered), tuple(dict.fromkeys(sentences)))


def explain(error: BaseException) -> str:
    """A file system's error in words of Bahasa Indonesia."""
    if isinstance(error, PermissionError):
        return (
            "izin baca ditolak; beri hak baca kepada akun yang menjalankan pembacaan, "
            "misalnya dengan memasukkannya ke grup pemilik berkas log"
        )
    if isinstance(error, FileNotFoundError):
        return "berkas sudah tidak ada; mungkin dirotasi atau dihapus saat pembacaan berjalan"
    if isinstance(error, IsADirectoryError):
        return "ini folder, bukan berkas"
    if isinstance(error, TimeoutError):
        return "waktu tunggu habis; server berkas tidak menjawab"
    return str(error) or type(error).__name__


class _Stream(io.RawIOBase):
    """Decompressed bytes. A failure looks like the end here; `_Reader` raises it once all before it is delivered."""

    def __init__(self, name: str, raw: RawFile, size: int | None) -> None:
        self._name = name
        self._raw = raw
        self._left = size
        self._chunks = decompressed(self._stored)
        self._rest = memoryview(b"")
        self.failure: FileReadError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        while not self._rest and self.failure is None:
            try:
                self._rest = memoryview(next(self._chunks, b""))
            except FileReadError as error:
                self.failure = error
            except CORRUPT as error:
                self.failure = FileReadError(f"{self._name}: arsip rusak atau terpotong: {error}")
            except OSError as error:
                self.failure = FileReadError(f"{self._name}: {explain(error)}")
            else:
                if not self._rest and not self._left:
                    return 0
                if not self._rest:
                    self.failure = FileReadError(
                        f"{self._name}: berkas memendek saat dibaca, kurang {self._left} byte dari ukuran semula; "
                        "mungkin ditimpa atau dikosongkan oleh rotasi"
                    )
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()

    def _stored(self, size: int) -> bytes:
        """At most `size` bytes as stored, never beyond the size that was found."""
        if self._left is None:
            return self._raw.read(size) or b""
        piece = self._raw.read(min(size, self._left)) or b"" if self._left else b""
        self._left -= len(piece)
        return piece


class _Reader(io.BufferedReader):
    """A BufferedReader would drop what it has gathered when the stream below raises; this one hands it out first."""

    def __init__(self, stream: _Stream) -> None:
        super().__init__(stream, BUFFER_BYTES)
        self._stream = stream

    def _checked(self, data: bytes) -> bytes:
        if not data and self._stream.failure is not None:
            raise self._stream.failure
        return data

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if (size is None or size < 0) and self._stream.failure is not None:
            raise self._stream.failure
        return data if size == 0 else self._checked(data)

    def read1(self, size: int = -1, /) -> bytes:
        data = super().read1(size)
        return data if size == 0 else self._checked(data)

    def peek(self, size: int = 0, /) -> bytes:
        return self._checked(super().peek(size))

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._checked(super().readline(size))

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        count = super().readinto(buffer)
        if not count and memoryview(buffer).nbytes:
            self._checked(b"")
        return count

    def readinto1(self, buffer: WriteableBuffer, /) -> int:
        count = super().readinto1(buffer)
        if not count and memoryview(buffer).nbytes:
            self._checked(b"")
        return count

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line
