"""The program that `apart` starts: a file's bytes on stdin, its book or why there is none as one pickle on stdout."""

from __future__ import annotations

import pickle
import resource
import sys
from typing import BinaryIO

from spse_monev.sources.helpdesk.book.cells import too_far
from spse_monev.sources.helpdesk.book.reading import read_book
from spse_monev.sources.helpdesk.grid import Book, UnreadableError


def main(stdin: BinaryIO, stdout: BinaryIO, memory_bytes: int, cpu_seconds: int) -> None:
    """Answer for one file within that much address space and processor time."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold complaints
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    answer: Book | tuple[str, str]
    try:
        answer = read_book(stdin.read())
    except UnreadableError as error:
        answer = (error.problem, error.expected)
    except MemoryError:
        excess = too_far()
        answer = (excess.problem, excess.expected)
    pickle.dump(answer, stdout, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
