"""`spse`: the steps of the pipeline and its diagnosis from a terminal, without Airflow.

Connections are read from AIRFLOW_CONN_* variables (see `connections`). Exit codes everywhere: 0 all right,
1 something is partial or failed, 2 nothing could be done.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.main import get_command, get_group

# Command -> where it is; imported only when it is called or listed, for the libraries of one must not slow another.
_COMMANDS = {
    "doctor": "spse_monev.cli.doctor:doctor",
    "migrate": "spse_monev.cli.day:migrate",
    "collect": "spse_monev.cli.day:collect",
    "report": "spse_monev.cli.report:report",
    "analyse": "spse_monev.cli.analyse:analyse",
    "rules": "spse_monev.cli.rules:app",
    "probe": "spse_monev.cli.probe:probe",
    "log": "spse_monev.cli.log:app",
    "complaints": "spse_monev.cli.complaints:app",
    "deviations": "spse_monev.cli.deviations:app",
    "steps": "spse_monev.cli.steps:steps",
    "change": "spse_monev.cli.change:app",
    "demo": "spse_monev.demo.cli:app",
}


class _Commands(typer.core.TyperGroup):
    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return [*_COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def, override]
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = _COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            command: Any = get_group(found)
        else:
            alone = typer.Typer(add_completion=False)
            alone.command(cmd_name)(found)
            command = get_command(alone)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=_Commands,
    help="Pemantauan dan evaluasi kinerja Aplikasi SPSE.",
    no_args_is_help=True,
    # A traceback with local variables could print a connection's password.
    pretty_exceptions_show_locals=False,
)


@app.callback()
def spse() -> None:
    """Pemantauan dan evaluasi kinerja Aplikasi SPSE."""


@app.command("version")
def version() -> None:
    """Cetak versi spse-monev."""
    from spse_monev import __version__

    typer.echo(__version__)
