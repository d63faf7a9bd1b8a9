"""`spse steps`: how long each step of the SOP took, as proof for whoever has to account for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev import pipeline
from spse_monev.cli.day import DayOption, SiteOption, chosen_day
from spse_monev.cli.terminal import number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.figures import clock
from spse_monev.period import Day, Month
from spse_monev.settings import find_site
from spse_monev.steps import AttemptState, StepTime

_WORDS = {
    AttemptState.SUCCESS: "[green]selesai[/]",
    AttemptState.FAILED: "[red]gagal[/]",
    AttemptState.LOST: "[red]terputus[/]",  # nobody knows when it ended
    AttemptState.RUNNING: "[yellow]berjalan[/]",
    AttemptState.SKIPPED: "dilewati",
}


def steps(
    site: SiteOption = None,
    day: DayOption = None,
    month: Annotated[
        str | None,
        typer.Option("--month", help="Bulan, misalnya 2026-11: langkahnya sendiri dan langkah hari-harinya."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Cetak satu larik JSON, waktu dalam detik.")] = False,
) -> None:
    """Waktu pelaksanaan langkah SOP: mulai, selesai, lama, batas, keadaan dan jumlah percobaannya."""
    with plain_errors():
        if day and month:
            raise ValueError("pilih salah satu: --day atau --month")
        chosen = find_site(site)
        when = Month.parse(month, chosen.zone) if month else chosen_day(chosen, day)
        found = pipeline.find_step_times(chosen, when, EnvironmentConnections(), datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps([_object(each) for each in found], ensure_ascii=False, indent=2))
        return
    table = Table(
        "Langkah", Column("Periode", no_wrap=True), Column("Mulai", no_wrap=True), Column("Selesai", no_wrap=True),
        Column("Lama", justify="right"), Column("Batas", justify="right"), "Keadaan",
        Column("Percobaan", justify="right"), Column("Run", overflow="fold"), Column("Galat", overflow="fold"),
        title=f"Waktu langkah SOP {chosen.name}, {when}",
    )  # fmt: skip
    for each in found:
        table.add_row(
            each.step.value,
            str(each.period),
            clock(each.started_at, chosen.zone),
            clock(each.ended_at, chosen.zone) if each.ended_at else "tidak diketahui",
            (f"[bold red]{_span(each.duration)}, lewat batas[/]" if each.is_over else _span(each.duration)),
            _span(each.limit),
            _WORDS[each.state],
            number(each.attempt_count),
            escape(each.run_id + (f", dilanjutkan {each.clear_number} kali" if each.clear_number else "")),
            escape("; ".join(each.errors)),
        )
    out.print(table)
    over = sum(each.is_over for each in found)
    out.print(f"{number(len(found))} pelaksanaan langkah, {number(over)} lewat batas.", highlight=False)


def _span(span: timedelta | None) -> str:
    """Hours, minutes and seconds; '-' where there is none."""
    if span is None:
        return "-"
    minutes, seconds = divmod(round(span / timedelta(seconds=1)), 60)
    return "{}.{:02}.{:02}".format(*divmod(minutes, 60), seconds)


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _object(time: StepTime) -> dict[str, Any]:
    return {
        "step": time.step.value,
        "period": "day" if isinstance(time.period, Day) else "month",
        "period_start": time.period.start.date().isoformat(),
        "dag_id": time.dag_id,
        "run_id": time.run_id,
        "clear_number": time.clear_number,
        "state": time.state.value,
        "started_at": time.started_at.isoformat(),
        "ended_at": time.ended_at and time.ended_at.isoformat(),
        "duration_seconds": _seconds(time.duration),
        "limit_seconds": _seconds(time.limit),
        "is_over": time.is_over,
        "task_count": time.task_count,
        "attempt_count": time.attempt_count,
        "errors": list(time.errors),
    }
