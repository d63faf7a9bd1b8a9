"""`spse report`: what an office gets of a day or of a month, as the DAGs write it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from spse_monev import pipeline
from spse_monev.analysis.rules.catalogue import RuleError
from spse_monev.cli.day import DayOption, SiteOption, chosen_day
from spse_monev.cli.terminal import Exit, err, out, plain_errors
from spse_monev.connections import Connections, EnvironmentConnections
from spse_monev.facts import Artifact
from spse_monev.period import Day, Month
from spse_monev.settings import Site, artifacts_folder, find_site


def report(
    site: SiteOption = None,
    day: DayOption = None,
    month: Annotated[str | None, typer.Option("--month", help="Bulan, misalnya 2026-10, alih-alih hari.")] = None,
    recollect: Annotated[
        bool, typer.Option("--recollect", help="Untuk bulan: baca lagi hari yang hilang, sejauh lognya masih ada.")
    ] = False,
) -> None:
    """Nilai satu hari atau satu bulan, tulis laporannya ke folder artefak, dan catat penyimpangannya."""
    connections = EnvironmentConnections()
    with plain_errors():
        if day and month:
            raise ValueError("isi salah satu: --day atau --month")
        if recollect and not month:
            raise ValueError("--recollect hanya untuk --month; satu hari dibaca lagi dengan spse collect")
        chosen = find_site(site)
        if month:
            artifacts, gaps = _month(chosen, Month.parse(month, chosen.zone), connections, recollect=recollect)
        else:
            artifacts, gaps = _day(chosen, chosen_day(chosen, day), connections)
    for artifact in artifacts:
        out.print(str(artifacts_folder() / artifact.path), soft_wrap=True)
    for gap in gaps:
        err.print(f"[yellow]Belum lengkap:[/] {escape(gap)}", highlight=False)
    raise typer.Exit(Exit.PARTIAL if gaps else Exit.OK)


_Written = tuple[list[Artifact], tuple[str, ...]]


def _day(site: Site, day: Day, connections: Connections) -> _Written:
    _analyse(site, day, connections)
    artifact = pipeline.write_daily_report(site, day, connections, artifacts_folder(), datetime.now(UTC))
    pipeline.record_deviations(site, day, connections, datetime.now(UTC))
    state = pipeline.close_day(site, day, connections, datetime.now(UTC))
    return [artifact], (*state.missing, *state.partial, *pipeline.analysis_gaps(site, day, connections))


def _month(site: Site, month: Month, connections: Connections, *, recollect: bool) -> _Written:
    folder = artifacts_folder()
    if recollect:
        for each in pipeline.recollect_days(site, month, connections, folder, datetime.now(UTC)):
            line = f"{each.day} {each.source}: {each.state.value} {each.reason}"
            out.print(escape(line.rstrip()), highlight=False)
    artifacts: list[Artifact] = []
    if site.helpdesk is not None:
        _import_complaints(site, site.helpdesk.sources, month, connections)
        pipeline.classify_complaints(site, month, connections, datetime.now(UTC))
        artifacts += pipeline.write_complaint_reports(site, month, connections, folder, datetime.now(UTC))
    if _analyse(site, month, connections):
        pipeline.draft_requests(site, month, connections, datetime.now(UTC))
    artifacts.append(pipeline.write_evaluation(site, month, connections, folder, datetime.now(UTC)))
    artifacts += pipeline.write_documents(site, month, connections, folder, datetime.now(UTC))
    artifacts += pipeline.archive_month(site, month, connections, folder, datetime.now(UTC))
    pipeline.record_deviations(site, month, connections, datetime.now(UTC))
    state = pipeline.close_month(site, month, connections)
    return artifacts, (*state.missing, *state.partial)


def _analyse(site: Site, period: Day | Month, connections: Connections) -> bool:
    """Whether the period could be judged. If not, its report is written all the same, and says so."""
    try:
        pipeline.analyse(site, period, connections)
    except RuleError as error:
        err.print(f"[yellow]Kebutuhan perubahan tidak dapat dinilai:[/] {escape(str(error))}", highlight=False)
        return False
    return True


def _import_complaints(site: Site, names: Iterable[str], month: Month, connections: Connections) -> None:
    """Read what is new in each source; one that fails is told, and the others go on."""
    for name in names:
        try:
            pipeline.import_complaints(site, month, name, connections, datetime.now(UTC))
        except Exception as error:
            err.print(f"[yellow]{escape(name)} gagal dibaca:[/] {escape(str(error))}", highlight=False)
