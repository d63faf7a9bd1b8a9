"""Reading a file in a process of its own, so that whatever lies in it costs bounded memory and time.

calamine allots a sheet from its first to its last cell: two cells in opposite corners, a file of 2 KB, are 550 GB, and
the process is aborted (github.com/tafia/calamine/issues/693).
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from spse_monev.sources.helpdesk.book.cells import too_far
from spse_monev.sources.helpdesk.book.kinds import damaged
from spse_monev.sources.helpdesk.grid import Book, UnreadableError

if TYPE_CHECKING:
    from spse_monev.sources.helpdesk.inbox import InboxFile

# 100,000 rows with 20 columns take some 0.4 GB, and of processor time 5 s as xlsx and 15 s as ods.
MAX_MEMORY_BYTES = 1536 << 20  # of address space
MAX_CPU_SECONDS = 120
MAX_SECONDS = 600  # on a clock, when others keep the processors busy

_WORKER = "spse_monev.sources.helpdesk.book.worker"


def open_book(file: InboxFile) -> Book:
    """All sheets of `file`, hidden ones too; UnreadableError, which quotes nothing of the content, if it is unreadable.

    Rows and columns are where the sheet has them, empty ones at the end left out. A number without decimals is an int,
    text stays as it was typed. Where a program wrote a formula with a result that it never calculated (mostly 0), that
    result is all there is.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", _WORKER, str(MAX_MEMORY_BYTES), str(MAX_CPU_SECONDS)],
            input=file.content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a panic may quote a cell
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(MAX_SECONDS) from None
    if done.returncode == -signal.SIGXCPU:
        raise _too_slow(MAX_CPU_SECONDS)
    if done.returncode < 0:  # aborted for want of memory, or killed
        raise too_far()
    if done.returncode:
        raise damaged()
    answer: Book | tuple[str, str] = pickle.loads(done.stdout)  # noqa: S301  # our own process wrote it
    if isinstance(answer, Book):
        return answer
    raise UnreadableError(*answer)


def _too_slow(seconds: float) -> UnreadableError:
    return UnreadableError(
        f"berkas tidak selesai dibaca dalam {seconds} detik",
        "pisahkan rekap menjadi beberapa berkas, atau salin tabelnya saja ke berkas baru dan simpan sebagai .xlsx",
    )
