"""`spse complaints`: what the helpdesk's complaints need, from a terminal."""

from __future__ import annotations

import typer

from spse_monev.cli.complaints.classify import classify
from spse_monev.cli.complaints.correct import correct
from spse_monev.cli.complaints.month import import_, recap

app = typer.Typer(no_args_is_help=True)


@app.callback()
def complaints() -> None:
    """Keluhan pengguna: membaca, menggolongkan, mengoreksi dan merekap."""


app.command("classify")(classify)
app.command("import")(import_)
app.command("correct")(correct)
app.command("recap")(recap)
