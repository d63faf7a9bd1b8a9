"""`spse deviations`: the register of deviations from a terminal, and what people have to say of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev import pipeline
from spse_monev.cli.day import SiteOption
from spse_monev.cli.terminal import err, number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.deviations import Answer, DeviationStatus
from spse_monev.figures import clock
from spse_monev.labels import deviation_event_label, deviation_kind_label, deviation_subject_label
from spse_monev.period import Month
from spse_monev.settings import Site, find_site
from spse_monev.warehouse.deviations import StoredDeviation

app = typer.Typer(no_args_is_help=True)

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="Kode register (16 huruf dan angka).")]
TextOption = Annotated[str, typer.Option("--text", help="Isinya, dengan kalimat lengkap.")]
ByOption = Annotated[str, typer.Option("--by", help="Nama yang bertanggung jawab; dicatat beserta waktunya.")]

_STATUS_STYLE = {DeviationStatus.OPEN: "red", DeviationStatus.EXPLAINED: "yellow", DeviationStatus.CLOSED: "green"}


@app.callback()
def deviations() -> None:
    """Register Penyimpangan: melihat, menjelaskan, menindaklanjuti dan menutup penyimpangan."""


@app.command("list")
def list_(
    site: SiteOption = None,
    month: Annotated[
        str | None, typer.Option("--month", help="Hanya hari dan rekap bulan ini, misalnya 2026-11.")
    ] = None,
    open_only: Annotated[
        bool, typer.Option("--open", help="Hanya yang belum ditutup, atau terlihat lagi sesudah ditutup.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Cetak satu larik JSON, dengan riwayat tiap butir.")] = False,
) -> None:
    """Daftar penyimpangan menurut tanggal dan langkah SOP."""
    with plain_errors():
        chosen = find_site(site)
        connections = EnvironmentConnections()
        when = Month.parse(month, chosen.zone) if month else None
        found = pipeline.find_deviations(chosen, connections, when, open_only=open_only)
        if as_json:
            trails = pipeline.deviation_trails(chosen, [each.deviation_id for each in found], connections)
            objects = [_object(chosen, each, trails[each.deviation_id]) for each in found]
            typer.echo(json.dumps(objects, ensure_ascii=False, indent=2))
            return
    table = Table(
        Column("Kode", no_wrap=True), Column("Periode", no_wrap=True), "Langkah", "Jenis",
        Column("Perihal", overflow="fold"), Column("Kenyataan", overflow="fold"), "Penanggung jawab", "Status",
        title=f"Register Penyimpangan {chosen.name}",
    )  # fmt: skip
    for each in found:
        table.add_row(
            each.deviation_id,
            _period(each),
            each.step.value,
            deviation_kind_label(each.kind),
            escape(_label(chosen, each.subject)),
            escape(_state(each)),
            escape(each.accountable_title),
            f"[{_STATUS_STYLE[each.status]}]{each.status}[/]"
            + (", terlihat lagi sesudahnya" if each.is_seen_since_closing else ""),
        )
    out.print(table)
    waiting = sum(each.status is not DeviationStatus.CLOSED for each in found)
    out.print(f"{number(len(found))} penyimpangan, {number(waiting)} belum ditutup.", highlight=False)


@app.command("show")
def show(code: CodeArgument, site: SiteOption = None) -> None:
    """Satu penyimpangan dengan baku, bukti dan seluruh riwayatnya."""
    with plain_errors():
        chosen = find_site(site)
        connections = EnvironmentConnections()
        code = code.strip().lower()
        each = pipeline.find_deviation(chosen, code, connections)
        trail = pipeline.deviation_trails(chosen, [code], connections)[code]
    for name, value in (
        ("Kode", each.deviation_id),
        ("Periode", _period(each)),
        ("Langkah SOP", each.step.value),
        ("Jenis", deviation_kind_label(each.kind)),
        ("Perihal", _label(chosen, each.subject)),
        ("Baku", each.standard),
        ("Kenyataan", each.actual),
        ("Bukti", each.evidence or "-"),
        ("Penanggung jawab", f"{each.accountable_title}, {each.accountable_name}"),
        ("Dicatat", clock(each.recorded_at, chosen.zone)),
        ("Status", each.status.value),
    ):
        out.print(f"[bold]{name}:[/] {escape(value)}", highlight=False, soft_wrap=True)
    for event in trail:
        words = "; ".join(part for part in (event.actual, event.said) if part)
        who = event.said_by or "perangkat lunak"
        line = f"{clock(event.said_at, chosen.zone)}  {deviation_event_label(event.event)} oleh {who}"
        out.print(escape(f"{line}: {words}" if words else line), highlight=False, soft_wrap=True)


@app.command("explain")
def explain(code: CodeArgument, text: TextOption, by: ByOption, site: SiteOption = None) -> None:
    """Catat penjelasan pelaksana: mengapa penyimpangan itu terjadi."""
    _answer(code, Answer.EXPLAINED, text, by, site)


@app.command("act")
def act(code: CodeArgument, text: TextOption, by: ByOption, site: SiteOption = None) -> None:
    """Catat tindak lanjut: apa yang diperbaiki dan agar tidak terulang."""
    _answer(code, Answer.ACTED, text, by, site)


@app.command("close")
def close(code: CodeArgument, text: TextOption, by: ByOption, site: SiteOption = None) -> None:
    """Tutup penyimpangan yang sudah dijelaskan."""
    _answer(code, Answer.CLOSED, text, by, site)


@app.command("reopen")
def reopen(code: CodeArgument, text: TextOption, by: ByOption, site: SiteOption = None) -> None:
    """Buka kembali penyimpangan yang sudah ditutup."""
    _answer(code, Answer.REOPENED, text, by, site)


def _answer(code: str, answer: Answer, text: str, by: str, site: str | None) -> None:
    with plain_errors():
        entered = pipeline.answer_deviation(
            find_site(site), code.strip().lower(), answer, text, by, EnvironmentConnections(), datetime.now(UTC)
        )
    if entered:
        out.print("Dicatat.")
    else:
        err.print("Sudah tercatat dengan kata-kata yang sama; tidak ada yang ditambahkan.")


def _object(site: Site, deviation: StoredDeviation, trail: list[Any]) -> dict[str, Any]:
    content = asdict(deviation) | {
        "subject_label": _label(site, deviation.subject),
        "trail": [asdict(event) for event in trail],
    }
    return dict(_plain(content))


def _plain(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The same with times as ISO 8601 texts."""
    for name, value in content.items():
        if isinstance(value, (date, datetime)):
            yield name, value.isoformat()
        elif isinstance(value, list):
            yield name, [dict(_plain(each)) for each in value]
        else:
            yield name, value


def _period(deviation: StoredDeviation) -> str:
    return f"{deviation.period_start:%Y-%m}" if deviation.period == "month" else deviation.period_start.isoformat()


def _label(site: Site, subject: str) -> str:
    helpdesk = site.helpdesk.sources if site.helpdesk else {}
    source = site.sources.get(subject) or helpdesk.get(subject)
    return source.label if source else deviation_subject_label(subject)


def _state(deviation: StoredDeviation) -> str:
    """What was seen first, and what became of it."""
    if deviation.last_actual is None:
        return f"{deviation.actual}; sudah pulih"
    if deviation.last_actual != deviation.actual:
        return f"{deviation.actual}; kini {deviation.last_actual}"
    return deviation.actual
