"""A process of its own for a workbook, so that whatever lies in it costs bounded memory and time.

calamine allots a sheet from its first to its last cell: two cells in opposite corners, a file of 2 KB, are 550 GB, and
the process is aborted (github.com/tafia/calamine/issues/693). The process writes no core dump, and what it says on
stderr is dropped: both would hold complaints. Content goes in, one pickle comes back over its own pipes.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from typing import BinaryIO

from spse_monev.sources.helpdesk.book.cells import too_far
from spse_monev.sources.helpdesk.book.kinds import damaged
from spse_monev.sources.helpdesk.book.workbook import read_workbook
from spse_monev.sources.helpdesk.grid import Book, UnreadableError

# 100,000 rows with 20 columns take some 0.5 GB and 10 s.
MAX_MEMORY_BYTES = 1536 << 20  # of address space
MAX_SECONDS = 120


def read_apart(content: bytes) -> Book:
    """`workbook.read_workbook` in its own process; UnreadableError also if it dies or takes too long."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(MAX_MEMORY_BYTES)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(
            f"berkas tidak selesai dibaca dalam {MAX_SECONDS} detik",
            "pisahkan rekap menjadi beberapa berkas, atau salin tabelnya saja ke berkas baru dan simpan sebagai .xlsx",
        ) from None
    if done.returncode < 0:  # aborted for want of memory, or killed
        raise too_far()
    if done.returncode:
        raise damaged()
    answer: Book | tuple[str, str] = pickle.loads(done.stdout)  # noqa: S301  # our own process wrote it
    if isinstance(answer, Book):
        return answer
    raise UnreadableError(*answer)


def main(stdin: BinaryIO, stdout: BinaryIO, memory_bytes: int) -> None:
    """Answer for one workbook."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    answer: Book | tuple[str, str]
    try:
        answer = read_workbook(stdin.read())
    except UnreadableError as error:
        answer = (error.problem, error.expected)
    except MemoryError:
        excess = too_far()
        answer = (excess.problem, excess.expected)
    pickle.dump(answer, stdout, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))
