"""`spse`: the steps of the pipeline and its diagnosis from a terminal, without Airflow.

Connections are read from AIRFLOW_CONN_* variables (see `connections`). Exit codes everywhere: 0 all right,
1 something is partial or failed, 2 nothing could be done.
"""

from __future__ import annotations

import typer

from spse_monev import __version__
from spse_monev.cli import day, doctor, log
from spse_monev.demo import cli as demo

app = typer.Typer(
    help="Pemantauan dan evaluasi kinerja Aplikasi SPSE.",
    no_args_is_help=True,
    # A traceback with local variables could print a connection's password.
    pretty_exceptions_show_locals=False,
)
app.command("doctor")(doctor.doctor)
app.command("migrate")(day.migrate)
app.command("collect")(day.collect)
app.command("report")(day.report)
app.add_typer(log.app, name="log", help="Merangkum berkas log, tanpa basis data.")
app.add_typer(demo.app, name="demo", help="SPSE sintetis dengan PostgreSQL dan Airflow sungguhan.")


@app.command("version")
def version() -> None:
    """Cetak versi spse-monev."""
    typer.echo(__version__)
