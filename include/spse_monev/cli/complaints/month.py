"""`spse complaints import` and `recap`: the steps of a month's complaints, as the monthly DAG takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev import pipeline
from spse_monev.cli.day import COVERAGE_STYLE, COVERAGE_WORD, SiteOption
from spse_monev.cli.terminal import Exit, err, number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.settings import Site, artifacts_folder, find_site

MonthOption = Annotated[str | None, typer.Option("--month", help="Bulan, misalnya 2026-10; kosong: bulan lalu.")]


def import_(
    site: SiteOption = None,
    month: MonthOption = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Hanya sumber ini; boleh berulang.")] = None,
) -> None:
    """Baca keluhan yang baru dari kotak masuk dan sistem tiket, lalu simpan tanpa data pribadi."""
    connections = EnvironmentConnections()
    with plain_errors():
        chosen = find_site(site)
        when = _month(chosen, month)
        wanted = _wanted(chosen, source)
    table = Table(
        "Sumber", "Keadaan", "Berkas baru", "Keluhan", "Ditolak", "Koreksi", Column("Keterangan", overflow="fold"),
        title=f"{chosen.name}, {when}",
    )  # fmt: skip
    worst = Exit.OK
    for name in wanted:
        # One source that fails is a row of the table; the others go on.
        try:
            done = pipeline.import_complaints(chosen, when, name, connections, datetime.now(UTC))
        except Exception as error:
            worst = Exit.PARTIAL
            table.add_row(name, "[red]gagal[/]", "", "", "", "", escape(str(error).strip()))
            continue
        if done.state is not CoverageState.OK:
            worst = Exit.PARTIAL
        counts = (done.import_count, done.complaint_count, done.rejection_count, done.correction_count)
        state = f"[{COVERAGE_STYLE[done.state]}]{COVERAGE_WORD[done.state]}[/]"
        table.add_row(name, state, *map(number, counts), escape("; ".join(done.reasons)))
    out.print(table)
    raise typer.Exit(worst)


def recap(site: SiteOption = None, month: MonthOption = None) -> None:
    """Golongkan keluhan satu bulan, tulis rekap dan lembar koreksi ke folder artefak, dan catat penyimpangannya."""
    connections = EnvironmentConnections()
    with plain_errors():
        chosen = find_site(site)
        when = _month(chosen, month)
        now = datetime.now(UTC)
        done = pipeline.classify_complaints(chosen, when, connections, now)
        artifacts = pipeline.write_complaint_reports(chosen, when, connections, artifacts_folder(), now)
        pipeline.record_deviations(chosen, when, connections, datetime.now(UTC))
        state = pipeline.complaint_state(chosen, when, connections)
    out.print(
        f"{number(done.complaint_count)} catatan, {number(done.repeated_count)} ganda, "
        f"{number(done.review_count)} perlu ditelaah.",
        highlight=False,
    )
    for artifact in artifacts:
        out.print(str(artifacts_folder() / artifact.path), soft_wrap=True)
    for gap in (*state.missing, *state.partial):
        err.print(f"[yellow]Belum lengkap:[/] {escape(gap)}", highlight=False)
    raise typer.Exit(Exit.OK if state.is_complete else Exit.PARTIAL)


def _month(site: Site, text: str | None) -> Month:
    return Month.parse(text, site.zone) if text else Month.before(datetime.now(UTC), site.zone)


def _wanted(site: Site, names: list[str] | None) -> list[str]:
    known = list(site.helpdesk.sources) if site.helpdesk else []
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise ValueError(
            f"sumber keluhan {', '.join(unknown)} tidak ada di situs {site.key}; yang ada: {', '.join(known) or '-'}"
        )
    if not known:
        raise ValueError(f"situs {site.key} belum punya sumber keluhan; isi 'helpdesk' pada berkas situs")
    return names or known
