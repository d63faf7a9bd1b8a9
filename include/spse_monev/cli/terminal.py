"""What all commands share: consoles, exit codes, and how an expected error is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import psycopg
import typer
from rich.console import Console
from rich.markup import escape

from spse_monev.connections import ConnectionMissingError
from spse_monev.migrations import MigrationError
from spse_monev.settings import SettingsError

out = Console()
err = Console(stderr=True)


class Exit(IntEnum):
    """The exit codes of every command."""

    OK = 0
    PARTIAL = 1
    FAILED = 2


@contextmanager
def plain_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Show an error that an operator can mend as one message and exit code 2; anything else is a traceback."""
    expected: tuple[type[Exception], ...] = (
        SettingsError,
        ConnectionMissingError,
        MigrationError,
        psycopg.OperationalError,
        ValueError,
        OSError,
        *kinds,
    )
    try:
        yield
    except expected as error:
        err.print(f"[bold red]Gagal:[/] {escape(str(error).strip())}", highlight=False)
        raise typer.Exit(Exit.FAILED) from error
