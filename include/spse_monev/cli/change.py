"""`spse change`: the register of change requests from a terminal; answering is done in Airflow, where people log in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from spse_monev import pipeline
from spse_monev.analysis.changes import FORMS
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, EventKind, Request
from spse_monev.cli.day import SiteOption
from spse_monev.cli.terminal import Exit, number, out, plain_errors
from spse_monev.connections import EnvironmentConnections
from spse_monev.figures import clock, shown
from spse_monev.labels import change_class_label, change_request_state_label, executor_label
from spse_monev.period import Month
from spse_monev.pipeline.pages.request import origin, request_rows, told_event
from spse_monev.settings import Site, artifacts_folder, find_site
from spse_monev.warehouse.changes import UnknownRequestError

app = typer.Typer(no_args_is_help=True)

_NUMBER_HELP = "Nomor permohonan, misalnya PP-2026-10-001."
_ENDS = {ChangeState.CLOSED: "green", ChangeState.REFUSED: "red", ChangeState.WITHDRAWN: "red"}


@app.callback()
def change() -> None:
    """Register permohonan perubahan: melihat riwayat dan memeriksa keutuhannya."""


@app.command("list")
def list_(
    site: SiteOption = None,
    month: Annotated[
        str | None, typer.Option("--month", help="Hanya yang pertama muncul pada bulan ini, misalnya 2026-11.")
    ] = None,
    open_only: Annotated[bool, typer.Option("--open", help="Hanya yang belum berakhir.")] = False,
) -> None:
    """Daftar permohonan perubahan, yang terlama lebih dahulu."""
    with plain_errors():
        chosen = find_site(site)
        when = Month.parse(month, chosen.zone) if month else None
        found = [each.request for each in pipeline.find_changes(chosen, EnvironmentConnections())]
    found = [each for each in found if when is None or each.first_month == when.first]
    if open_only:
        found = [each for each in found if not each.state.is_end]
    table = Table(
        Column("Nomor", no_wrap=True), Column("Judul", overflow="fold"), "Kelas", "Keadaan", "Menunggu",
        Column("Asal", overflow="fold"), Column("Umur (hari)", justify="right"),
        title=_plain(f"Permohonan perubahan {chosen.name}"),
    )  # fmt: skip
    for each in found:
        table.add_row(
            _plain(each.number),
            _plain(each.title),
            change_class_label(each.change_class),
            Text(change_request_state_label(each.state), _ENDS.get(each.state, "yellow")),
            _waiting(each, chosen),
            _plain(origin(each)),
            number(_age(each, chosen)),
        )
    out.print(table)
    waiting = sum(not each.state.is_end for each in found)
    out.print(f"{number(len(found))} permohonan, {number(waiting)} belum berakhir.", highlight=False)


@app.command("show")
def show(request: Annotated[str, typer.Argument(metavar="NUMBER", help=_NUMBER_HELP)], site: SiteOption = None) -> None:
    """Satu permohonan dengan seluruh riwayatnya: keputusan, jawaban yang ditolak, pengingat, dan dokumen."""
    with plain_errors(UnknownRequestError):
        chosen = find_site(site)
        [record] = _records(chosen, request)
    stands = (
        ("Nomor", record.request.number),
        ("Judul", record.request.title),
        ("Keadaan", change_request_state_label(record.request.state)),
        ("Menunggu", _waiting(record.request, chosen)),
    )
    for name, value in (*stands, *request_rows(record.request, chosen)):
        if value:
            out.print(_headed(name, value, "bold"), soft_wrap=True)
    for event in record.events:
        for line in _event_lines(event, chosen):
            out.print(line, soft_wrap=True)
    if not record.events:
        out.print("Belum diserahkan kepada siapa pun.")


@app.command("verify")
def verify(
    request: Annotated[str | None, typer.Argument(metavar="NUMBER", help=f"{_NUMBER_HELP} Kosong: semua.")] = None,
    site: SiteOption = None,
) -> None:
    """Periksa apakah riwayat dan dokumen masih seperti saat ditulis; kode keluar 1 bila ada yang tidak utuh."""
    with plain_errors(UnknownRequestError):
        chosen = find_site(site)
        records = _records(chosen, request)
    if not records:
        out.print(
            _plain(f"Tidak ada permohonan dalam register {chosen.key}; tidak ada yang diperiksa."), style="yellow"
        )
        return
    folder = artifacts_folder()
    broken = 0
    for record in records:
        found = list(_faults(chosen, record, folder))
        broken += bool(found)
        for fault in found:
            out.print(_headed(record.request.number, fault, "bold red"), soft_wrap=True)
    events = [event for record in records for event in record.events]
    documents = sum(event.kind is EventKind.DOCUMENTED for event in events)
    if broken:
        verdict = f"{number(broken)} permohonan tidak utuh."
    else:
        verdict = "Semuanya utuh." if events else "Belum ada riwayat yang dapat diperiksa."
    out.print(
        f"Diperiksa: {number(len(records))} permohonan, {number(len(events))} peristiwa, {number(documents)} dokumen. "
        f"{verdict}",
        highlight=False,
        soft_wrap=True,
    )
    raise typer.Exit(Exit.PARTIAL if broken else Exit.OK)


def _records(site: Site, request: str | None) -> list[ChangeRecord]:
    if request is None:
        return pipeline.find_changes(site, EnvironmentConnections())
    wanted = request.strip().upper()
    found = pipeline.find_changes(site, EnvironmentConnections(), [wanted])
    if not found:
        raise UnknownRequestError(f"permohonan {_plain(wanted)} tidak ada dalam register {site.key}")
    return found


def _faults(site: Site, record: ChangeRecord, folder: Path) -> Iterator[str]:
    try:
        yield from pipeline.faults_of(site, record, folder)
    except Exception as error:
        # What was forged can have any shape; it must not keep the other requests from being looked at.
        yield f"catatannya tidak dapat dibaca: {error!r}"


def _event_lines(event: ChangeEvent, site: Site) -> Iterator[Text]:
    """What happened on one line, and below it what was said."""
    told = told_event(event)
    line = f"{clock(told.at, site.zone)}  {told.what} oleh {told.who}"
    yield _plain(f"{line}: {told.heading}" if told.heading else line)
    for problem in told.problems:
        yield _plain(f"    ditolak karena {problem}")
    for title, value in told.fields:
        yield _plain(f"    {title}: {value}")


def _waiting(request: Request, site: Site) -> str:
    """Who must answer, and since when; '' if nobody."""
    if request.waiting_since is None or request.state not in FORMS:
        return ""
    return f"{executor_label(FORMS[request.state].executor)} sejak {_day(request.waiting_since, site)}"


def _age(request: Request, site: Site) -> int:
    """Days of the site's calendar since it was drafted, until it ended."""
    until = request.ended_at or datetime.now(UTC)
    return (until.astimezone(site.zone).date() - request.drafted_at.astimezone(site.zone).date()).days


def _day(moment: datetime, site: Site) -> str:
    return shown(moment.astimezone(site.zone).date())


def _headed(heading: str, text: str, style: str) -> Text:
    line = _plain(f"{heading}: {text}")
    line.stylize(style, 0, len(heading) + 1)
    return line


def _plain(text: str) -> Text:
    """A text on one line that a terminal can only show: no markup, no control sequences, no turned direction.

    People and logs write what is shown here; none of it may look like a line of the program.
    """
    return Text("".join(each if each.isprintable() else " " if each.isspace() else "\ufffd" for each in text))
