"""Wildcards over any tree of files, so that a folder that may not be listed is a problem and not 'nothing found'.

Python's own glob passes over such folders in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Protocol

from spse_monev.sources.files.model import explain

_WILDCARD = re.compile(r"[*?[]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder, links followed. Neither file nor folder: a socket, a pipe, or what `error` tells."""

    path: str
    is_file: bool = False
    is_folder: bool = False
    is_link: bool = False
    size: int = 0
    modified_at: datetime | None = None
    identity: object = None  # equal for two names of the same file
    error: OSError | None = None  # why nothing but the name is known


class Tree(Protocol):
    """A file system with POSIX paths; both methods raise OSError."""

    def entries(self, folder: str) -> Iterable[Entry]:
        """All names of a folder."""

    def entry(self, path: str) -> Entry:
        """One name."""


def match(tree: Tree, pattern: str, report: Callable[[str], None]) -> Iterator[Entry]:
    """The regular files that `pattern` names; `report` is told what is missing or closed."""
    found = False
    reported = False

    def problem(sentence: str) -> None:
        nonlocal reported
        reported = True
        report(sentence)

    for entry in _candidates(tree, pattern, problem):
        if entry.is_file:
            found = True
            yield entry
        elif entry.error is not None:
            problem(f"{entry.path}: {explain(entry.error)}")
        elif entry.is_folder and entry.path == pattern.rstrip("/"):
            problem(f"{pattern}: ini folder; tulis pola berkasnya, misalnya {pattern.rstrip('/')}/*")
    if not found and not reported:
        report(f"{pattern}: tidak ada berkas yang cocok dengan pola ini")


def _candidates(tree: Tree, pattern: str, problem: Callable[[str], None]) -> Iterator[Entry]:
    # A name may itself hold brackets, so the pattern is first taken at its word.
    if _WILDCARD.search(pattern):
        try:
            yield tree.entry(pattern)
        except OSError:
            pass
        else:
            return
    root, *parts = PurePosixPath(pattern).parts
    if parts and parts[-1] == "**":
        parts.append("*")
    yield from _walk(tree, root, parts, problem, certain=True)


def _walk(
    tree: Tree, folder: str, parts: list[str], problem: Callable[[str], None], *, certain: bool
) -> Iterator[Entry]:
    """`certain`: no wildcard stands before, so that the folder must exist."""
    if not parts:
        return
    head, *rest = parts
    if not _WILDCARD.search(head):
        path = str(PurePosixPath(folder) / head)
        if rest:
            yield from _walk(tree, path, rest, problem, certain=certain)
            return
        try:
            yield tree.entry(path)
        except FileNotFoundError:
            if certain:
                problem(f"{path}: berkas tidak ada")
        except OSError as error:
            problem(f"{path}: {explain(error)}")
        return

    try:
        entries = sorted(tree.entries(folder), key=lambda entry: entry.path)
    except (FileNotFoundError, NotADirectoryError):
        if certain:
            problem(f"{folder}: folder tidak ada")
        return
    except OSError as error:
        problem(f"{folder}: folder tidak dapat dibuka: {explain(error)}")
        return
    if head == "**":
        yield from _walk(tree, folder, rest, problem, certain=False)
        for entry in entries:
            # Links to folders are not followed, they may lead in a circle.
            if entry.is_folder and not entry.is_link:
                yield from _walk(tree, entry.path, parts, problem, certain=False)
        return
    for entry in entries:
        name = PurePosixPath(entry.path).name
        if not fnmatchcase(name, head) or (name.startswith(".") and not head.startswith(".")):
            continue
        if not rest:
            yield entry
        elif entry.is_folder:
            yield from _walk(tree, entry.path, rest, problem, certain=False)
