"""`spse migrate`, `spse collect` and `spse report`: the steps of a day, as the daily DAG takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev import pipeline
from spse_monev.analysis.rules.catalogue import RuleError
from spse_monev.cli.terminal import Exit, err, number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day
from spse_monev.settings import Site, artifacts_folder, find_site

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
        when = _day(chosen, day)
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


def report(site: SiteOption = None, day: DayOption = None) -> None:
    """Nilai satu hari dari gudang data, tulis laporannya ke folder artefak, dan catat penyimpangannya."""
    connections = EnvironmentConnections()
    with plain_errors():
        chosen = find_site(site)
        when = _day(chosen, day)
        try:
            pipeline.analyse(chosen, when, connections)
        except RuleError as error:
            # The report is written all the same, and says that there is no analysis.
            err.print(f"[yellow]Kebutuhan perubahan tidak dapat dinilai:[/] {escape(str(error))}", highlight=False)
        artifact = pipeline.write_daily_report(chosen, when, connections, artifacts_folder(), datetime.now(UTC))
        pipeline.record_deviations(chosen, when, connections, datetime.now(UTC))
        state = pipeline.close_day(chosen, when, connections, datetime.now(UTC))
        gaps = (*state.missing, *state.partial, *pipeline.analysis_gaps(chosen, when, connections))
    out.print(str(artifacts_folder() / artifact.path), soft_wrap=True)
    for gap in gaps:
        err.print(f"[yellow]Belum lengkap:[/] {escape(gap)}", highlight=False)
    raise typer.Exit(Exit.PARTIAL if gaps else Exit.OK)


def _day(site: Site, text: str | None) -> Day:
    return Day.parse(text, site.zone) if text else Day.before(datetime.now(UTC), site.zone)


def _wanted(site: Site, names: list[str] | None) -> list[str]:
    unknown = [name for name in names or () if name not in site.sources]
    if unknown:
        raise ValueError(
            f"sumber {', '.join(unknown)} tidak ada di situs {site.key}; yang ada: {', '.join(site.sources)}"
        )
    return names or list(site.sources)
