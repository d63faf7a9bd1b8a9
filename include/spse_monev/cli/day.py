"""`spse migrate` and `spse collect`: the first steps of a day, as the daily DAG takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev import pipeline
from spse_monev.cli.terminal import Exit, number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day
from spse_monev.settings import Site, find_site

SiteOption = Annotated[str | None, typer.Option("--site", help="Nama berkas situs tanpa .yaml; kosong: situs baku.")]
DayOption = Annotated[str | None, typer.Option("--day", help="Hari, misalnya 2026-11-23; kosong: kemarin.")]

COVERAGE_STYLE = {CoverageState.OK: "green", CoverageState.PARTIAL: "yellow", CoverageState.MISSING: "red"}
COVERAGE_WORD = {CoverageState.OK: "lengkap", CoverageState.PARTIAL: "sebagian", CoverageState.MISSING: "tidak terbaca"}


def migrate(site: SiteOption = None) -> None:
    """Siapkan atau perbarui tabel gudang data."""
    with plain_errors():
        applied = pipeline.migrate(find_site(site), EnvironmentConnections())
    out.print(f"Diterapkan: {', '.join(applied)}" if applied else "Gudang data sudah mutakhir.")


def collect(
    site: SiteOption = None,
    day: DayOption = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Hanya sumber ini; boleh berulang.")] = None,
) -> None:
    """Periksa, baca dan simpan sumber-sumber satu hari."""
    connections = EnvironmentConnections()
    with plain_errors():
        chosen = find_site(site)
        wanted = _wanted(chosen, source)
        when = chosen_day(chosen, day)
    table = Table("Sumber", "Keadaan", "Entri", Column("Keterangan", overflow="fold"), title=f"{chosen.name}, {when}")
    worst = Exit.OK
    for name in wanted:
        # One source that fails is a row of the table; the others go on.
        try:
            check = pipeline.check_source(chosen, when, name, connections, datetime.now(UTC))
            if not chosen.sources[name].collected:
                if check.state is not CheckState.OK:
                    worst = Exit.PARTIAL
                table.add_row(name, check.state.value, "", escape(check.evidence))
                continue
            coverage = pipeline.collect_source(chosen, when, name, connections, datetime.now(UTC))
        except Exception as error:
            worst = Exit.PARTIAL
            table.add_row(name, "[red]gagal[/]", "", escape(str(error).strip()))
            continue
        if coverage.state is not CoverageState.OK:
            worst = Exit.PARTIAL
        state = f"[{COVERAGE_STYLE[coverage.state]}]{COVERAGE_WORD[coverage.state]}[/]"
        table.add_row(name, state, number(coverage.entry_count), escape("; ".join(coverage.reasons)))
    out.print(table)
    raise typer.Exit(worst)


def chosen_day(site: Site, text: str | None) -> Day:
    """The day of the option, or yesterday."""
    return Day.parse(text, site.zone) if text else Day.before(datetime.now(UTC), site.zone)


def _wanted(site: Site, names: list[str] | None) -> list[str]:
    unknown = [name for name in names or () if name not in site.sources]
    if unknown:
        raise ValueError(
            f"sumber {', '.join(unknown)} tidak ada di situs {site.key}; yang ada: {', '.join(site.sources)}"
        )
    return names or list(site.sources)
