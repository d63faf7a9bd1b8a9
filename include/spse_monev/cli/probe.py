"""`spse probe`: one round of the office's own probes, for cron where there is no Airflow."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from spse_monev import pipeline
from spse_monev.cli.day import SiteOption
from spse_monev.cli.terminal import Exit, err, number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.settings import ProbeSource, find_site


def probe(site: SiteOption = None) -> None:
    """Coba semua sasaran probe sekali dan simpan hasilnya; untuk cron, misalnya tiap 5 menit."""
    with plain_errors():
        chosen = find_site(site)
        if not any(isinstance(source, ProbeSource) for source in chosen.sources.values()):
            err.print(f"[bold red]Gagal:[/] situs {chosen.key} tidak mempunyai sumber dengan 'kind: probe'")
            raise typer.Exit(Exit.FAILED)
        tried = pipeline.take_probes(chosen, EnvironmentConnections(), datetime.now(UTC))
    out.print(f"{number(tried)} sasaran dicoba; hasilnya tersimpan.")
