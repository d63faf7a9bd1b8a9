"""What all commands share: consoles, exit codes, and how an expected error is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer
from rich.console import Console
from rich.markup import escape

out = Console()
err = Console(stderr=True)


class Exit(IntEnum):
    """The exit codes of every command."""

    OK = 0
    PARTIAL = 1
    FAILED = 2


def number(value: int) -> str:
    """A count with Indonesian separators, without the weight of a locale library."""
    return f"{value:,}".replace(",", ".")


@contextmanager
def plain_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Show an error that an operator can mend as one message and exit code 2; anything else is a traceback."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, (*_expected(), *kinds)):
            raise
        err.print(f"[bold red]Gagal:[/] {escape(str(error).strip())}", highlight=False)
        raise typer.Exit(Exit.FAILED) from error


def _expected() -> tuple[type[Exception], ...]:
    # Imported when there is an error: a command that needs no database should not wait for its driver.
    import psycopg

    from spse_monev.connections import ConnectionMissingError
    from spse_monev.migrations import MigrationError
    from spse_monev.settings import SettingsError

    return (SettingsError, ConnectionMissingError, MigrationError, psycopg.OperationalError, ValueError, OSError)
