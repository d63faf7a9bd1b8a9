"""`spse doctor`: every setting, connection and source looked at once, with how to mend what fails."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev.cli.complaints.diagnosis import helpdesk_findings
from spse_monev.cli.finding import Finding
from spse_monev.cli.terminal import Exit, out
from spse_monev.connections import ConnectionMissingError, EnvironmentConnections
from spse_monev.facts import CheckState
from spse_monev.labels import executor_label
from spse_monev.settings import Site, artifacts_folder, read_sites

_MARK = {
    CheckState.OK: "[green]✓ baik[/]",
    CheckState.STALE: "[yellow]! perlu dilihat[/]",
    CheckState.DOWN: "[red]✗ gagal[/]",
}


def doctor(
    site: Annotated[str | None, typer.Option("--site", help="Hanya situs ini.")] = None,
) -> None:
    """Periksa pengaturan, koneksi, sumber dan folder; tunjukkan cara memperbaiki yang gagal."""
    # Folded, not cut: an address or a path that ends in dots cannot be copied.
    explained = Column("Keterangan dan perbaikan", overflow="fold")
    table = Table("Butir", "Keadaan", explained, title="Pemeriksaan spse-monev", show_lines=True)
    worst = CheckState.OK
    order = list(CheckState)
    with out.status("Memeriksa ..."):
        for finding in _findings(site):
            worst = max(worst, finding.state, key=order.index)
            table.add_row(escape(finding.what), _MARK[finding.state], escape(finding.text))
    out.print(table)
    raise typer.Exit({CheckState.OK: Exit.OK, CheckState.STALE: Exit.PARTIAL, CheckState.DOWN: Exit.FAILED}[worst])


def _findings(only: str | None) -> Iterator[Finding]:
    sites, problems = read_sites()
    for key, problem in problems.items():
        yield Finding(f"Situs {key}", CheckState.DOWN, problem)
    if only is not None and only not in sites and only not in problems:
        yield Finding(f"Situs {only}", CheckState.DOWN, f"tidak ada; yang ada: {', '.join(sites) or 'tidak satu pun'}")
    for key, site in sites.items():
        if only in (None, key):
            yield Finding(f"Situs {key}", CheckState.OK, f"{site.name}, zona {site.zone_name}")
            yield _rules(site)
            yield from _respondents(site)
            yield _warehouse(site)
            yield from _sources(site)
            if site.helpdesk is not None:
                yield from helpdesk_findings(site, site.helpdesk)
    yield _artifacts()


def _rules(site: Site) -> Finding:
    from spse_monev.analysis.rules.catalogue import RuleError, load_rules, with_overrides

    try:
        rules = with_overrides(load_rules(), site.rules)
    except RuleError as error:
        return Finding("Aturan penilaian", CheckState.DOWN, str(error))
    if unknown := set(site.change_requests.preapproved) - {rule.id for rule in rules}:
        told = f"change_requests.preapproved menyebut aturan yang tidak ada: {', '.join(sorted(unknown))}"
        return Finding("Aturan penilaian", CheckState.DOWN, f"{told}; lihat spse rules list")
    changed = f", yang diubah situs ini: {', '.join(site.rules)}" if site.rules else ""
    return Finding("Aturan penilaian", CheckState.OK, f"{len(rules)} aturan{changed}")


def _respondents(site: Site) -> Iterator[Finding]:
    """Who answers for each executor of the SOP; whether Airflow knows those users and roles is not seen from here."""
    for executor in ("administrator", "change_manager", "head"):
        people = getattr(site.change_requests.people, executor)
        named = [f"pengguna {user}" for user in sorted(people.users)]
        named += [f"peran {role}" for role in sorted(people.roles)]
        what = f"Penjawab permohonan: {executor_label(executor)}"
        if named:
            yield Finding(what, CheckState.OK, ", ".join(named))
        else:
            yield Finding(what, CheckState.DOWN, f"tidak ada; isi change_requests.people.{executor}")


def _warehouse(site: Site) -> Finding:
    from spse_monev.migrations import MigrationError, pending

    what = f"Gudang data ({site.warehouse})"
    connections = EnvironmentConnections()
    try:
        waiting = pending(connections.get(site.warehouse).conninfo())
    except (ConnectionMissingError, MigrationError) as error:
        return Finding(what, CheckState.DOWN, str(error).strip())
    if waiting:
        return Finding(what, CheckState.STALE, f"belum mutakhir ({', '.join(waiting)}); jalankan: spse migrate")
    return Finding(what, CheckState.OK, "terhubung dan mutakhir")


def _sources(site: Site) -> Iterator[Finding]:
    from spse_monev.sources.checks import run_check

    for name, source in site.sources.items():
        check = run_check(name, source, EnvironmentConnections(), datetime.now(UTC), site.zone)
        latency = "" if check.latency_ms is None else f" ({check.latency_ms:.0f} ms)"
        yield Finding(f"{source.label} ({name})", check.state, check.evidence + latency)


def _artifacts() -> Finding:
    folder = artifacts_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding("Folder artefak", CheckState.DOWN, f"{folder} tidak dapat ditulisi: {error.strerror}")
    return Finding("Folder artefak", CheckState.OK, str(folder))
