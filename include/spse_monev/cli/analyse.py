"""`spse analyse`: what a day or a month calls for, with the evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from spse_monev import pipeline
from spse_monev.analysis.rules.catalogue import RuleError, find_rule, load_rules
from spse_monev.analysis.rules.findings import Analysis
from spse_monev.cli.day import SiteOption
from spse_monev.cli.terminal import Exit, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.figures import shown
from spse_monev.findings import Finding, JudgementState
from spse_monev.labels import actor_label, change_class_label, change_request_state_label
from spse_monev.period import Day, Month
from spse_monev.settings import Site, find_site


def analyse(
    site: SiteOption = None,
    day: Annotated[str | None, typer.Option("--day", help="Hari, misalnya 2026-11-23; kosong: kemarin.")] = None,
    month: Annotated[str | None, typer.Option("--month", help="Bulan, misalnya 2026-10, alih-alih hari.")] = None,
    explain: Annotated[str | None, typer.Option("--explain", help="Hanya aturan ini, dengan semua bukti.")] = None,
) -> None:
    """Nilai perubahan yang diperlukan dari data yang tersimpan, dengan buktinya."""
    with plain_errors(RuleError):
        chosen = find_site(site)
        period = _period(chosen, day, month)
        only = find_rule(load_rules(), explain).id if explain else None
        connections = EnvironmentConnections()
        found = pipeline.analyse(chosen, period, connections)
        requests = (
            pipeline.draft_requests(chosen, period, connections, datetime.now(UTC)) if isinstance(period, Month) else []
        )
    out.print(f"[bold]{escape(chosen.name)}, {period}[/]", highlight=False)
    told = [finding for finding in found.findings if only in (None, finding.rule_id)]
    for finding in told:
        _print_finding(finding, in_full=only is not None)
    if only is None and not told:
        out.print("Tidak ada temuan.")
    if only is not None and only not in {judgement.rule_id for judgement in found.judgements}:
        out.print(f"{only} tidak menilai {'hari' if isinstance(period, Day) else 'bulan'}.")
    _print_unjudged(found, only)
    for request in requests:
        again = f", ditemukan pada {request.month_count} bulan" if request.month_count > 1 else ""
        state = change_request_state_label(request.state)
        out.print(f"Permohonan {request.number} ({request.rule_id}, {state}{again}): {escape(request.title)}")
    raise typer.Exit(Exit.OK)


def _period(site: Site, day: str | None, month: str | None) -> Day | Month:
    if day and month:
        raise ValueError("isi salah satu: --day atau --month")
    if month:
        return Month.parse(month, site.zone)
    return Day.parse(day, site.zone) if day else Day.before(datetime.now(UTC), site.zone)


def _print_finding(finding: Finding, *, in_full: bool) -> None:
    head = f"{finding.rule_id} [bold]{escape(finding.title)}[/] — {change_class_label(finding.change_class)}"
    out.print(f"\n{head}, prioritas {finding.priority}, {actor_label(finding.actor)}", highlight=False)
    out.print(f"  Perubahan: {escape(finding.change)}", highlight=False)
    if in_full:
        for name, text in (("Cara", finding.how), ("Uji", finding.test), ("Pengembalian", finding.undo)):
            out.print(f"  {name}: {escape(text)}", highlight=False)
        out.print(f"  Dasar kelas: {escape(finding.class_reason)}", highlight=False)
    for evidence in finding.evidence if in_full else finding.evidence[:3]:
        value = "" if evidence.value is None else f" ({shown(evidence.value)})"
        out.print(f"  - {evidence.day or ''} {evidence.source} {escape(evidence.text)}{value}", highlight=False)
    for doubt in finding.doubts:
        out.print(f"  [yellow]? {escape(doubt)}[/]", highlight=False)


def _print_unjudged(found: Analysis, only: str | None) -> None:
    for judgement in found.judgements:
        if judgement.state is JudgementState.CANNOT_JUDGE and only in (None, judgement.rule_id):
            missing = escape("; ".join(judgement.missing))
            out.print(f"[dim]{judgement.rule_id} tidak dapat dinilai: {missing}[/]", highlight=False)
        elif judgement.state is JudgementState.NOT_FIRED and only == judgement.rule_id:
            out.print(f"{judgement.rule_id}: tanda-tandanya tidak terlihat.", highlight=False)
