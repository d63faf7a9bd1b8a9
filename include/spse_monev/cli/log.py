"""`spse log summarize`: the figures of log files at once, without a database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn
from rich.table import Table

from spse_monev.cli.terminal import Exit, err, number, out, plain_errors
from spse_monev.facts import CoverageState, Reading, RouteTraffic
from spse_monev.period import Day, find_zone

if TYPE_CHECKING:
    from spse_monev.sources.files import LogFile

app = typer.Typer(no_args_is_help=True)

HEAD_BYTES = 1 << 20  # enough to know a form by
SHOWN_ROWS = 15
SHOWN_CHARACTERS = 240  # of a query or a message, which may be a whole page
_EXIT = {CoverageState.OK: Exit.OK, CoverageState.PARTIAL: Exit.PARTIAL, CoverageState.MISSING: Exit.FAILED}


class Format(StrEnum):
    """The forms of logs: PostgreSQL's, those of Java applications, and those of web servers."""

    AUTO = "auto"
    CSVLOG = "csvlog"
    JSONLOG = "jsonlog"
    STDERR = "stderr"
    PLAY = "play"
    LOG4J = "log4j"
    ACCESS = "access"
    WEB_ERROR = "web-error"


@app.callback()
def log() -> None:
    """Merangkum berkas log, tanpa basis data."""


@app.command()
def summarize(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Berkas, pola glob atau URL.")],
    form: Annotated[Format, typer.Option("--format", help="Bentuk log.")] = Format.AUTO,
    prefix: Annotated[str | None, typer.Option("--prefix", help="log_line_prefix, bila bentuknya stderr.")] = None,
    pattern: Annotated[
        str | None, typer.Option("--pattern", help="Pola log4j, LogFormat Apache atau log_format nginx.")
    ] = None,
    zone: Annotated[str, typer.Option("--zone", help="Zona waktu jam dan hari.")] = "Asia/Jakarta",
    day: Annotated[str | None, typer.Option("--day", help="Hanya hari ini, misalnya 2026-11-23.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Cetak satu objek JSON.")] = False,
) -> None:
    """Hitung galat, waktu dan kegagalan dalam berkas log PostgreSQL, aplikasi SPSE atau server web.

    Kode keluar: 0 terbaca, 1 terbaca sebagian, 2 tidak terbaca.
    """
    from spse_monev.sources.files import find_files

    with plain_errors():
        where = find_zone(zone)
        when = Day.parse(day, where) if day else None
        found = find_files([file if "://" in file else str(Path(file).absolute()) for file in files])
        family = _family(form, found.files, prefix, pattern)
        options = {"format": form.value, **({"prefix": prefix} if family == "database" else {"pattern": pattern})}
        total = sum(file.size or 0 for file in found.files)
        with Progress(
            "{task.description}", BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=err, transient=True,
            disable=as_json or not err.is_terminal,
        ) as progress:  # fmt: skip
            task = progress.add_task("Membaca", total=total or None)
            reading = _reader(family).read_log(
                found.files, where, when, **options, progress=lambda done: progress.update(task, completed=done)
            )
    if as_json:
        typer.echo(json.dumps(as_object(reading, family, found.problems), ensure_ascii=False, indent=2))
    else:
        _show(reading, family, where)
        for problem in found.problems:
            err.print(f"[yellow]Perhatian:[/] {escape(problem)}", highlight=False)
    code = _EXIT[reading.coverage.state]
    raise typer.Exit(max(code, Exit.PARTIAL) if found.problems else code)


# Which log writes a form; `auto` finds out.
_FAMILIES = {
    Format.CSVLOG: "database",
    Format.JSONLOG: "database",
    Format.STDERR: "database",
    Format.PLAY: "application",
    Format.LOG4J: "application",
    Format.ACCESS: "web",
    Format.WEB_ERROR: "web",
}
_PACKAGES = {"database": "postgres_log", "application": "application_log", "web": "web_log"}


def _reader(family: str) -> Any:
    return import_module(f"spse_monev.sources.{_PACKAGES[family]}")


def _family(form: Format, files: Sequence[LogFile], prefix: str | None, pattern: str | None) -> str:
    """Whose log it is; ValueError if options or files do not go together."""
    family = _FAMILIES.get(form) or _recognised(files, prefix, pattern)
    if prefix is not None and family != "database":
        raise ValueError("--prefix hanya untuk log PostgreSQL; untuk log lain pakai --pattern")
    if pattern is not None and family == "database":
        raise ValueError("--pattern bukan untuk log PostgreSQL; sebutkan log_line_prefix-nya dengan --prefix")
    return family


def _recognised(files: Sequence[LogFile], prefix: str | None, pattern: str | None) -> str:
    """The one family to which all recognised files belong; the database's where none is, which then says why."""
    if prefix is not None:
        return "database"
    if pattern is not None:
        raise ValueError("--pattern memerlukan --format log4j (log aplikasi) atau --format access (log akses web)")
    families: dict[str, str] = {}
    for file in files:
        try:
            with file.open() as stream:
                head = stream.read(HEAD_BYTES)
        except OSError:
            continue  # read_log says what is wrong with it
        for family in _PACKAGES:
            reader = _reader(family)
            with suppress(reader.LogFormatError):
                reader.detect(file.name, head)
                families.setdefault(family, file.name)
                break
    if len(families) > 1:
        shown = "; ".join(f"{name}: {family}" for family, name in families.items())
        raise ValueError(f"berkas-berkas ini dari log yang berbeda ({shown}); rangkum masing-masing tersendiri")
    return next(iter(families), "database")


def as_object(reading: Reading, family: str, problems: tuple[str, ...] = ()) -> dict[str, Any]:
    """The reading as the documented JSON object; moments are ISO 8601 with offset, durations ms."""
    coverage = reading.coverage
    return {
        "coverage": {
            "files": coverage.file_count,
            "bytes": coverage.read_bytes,
            "entries": coverage.entry_count,
            "unparsed": coverage.unparsed_count,
            "first_at": _iso(coverage.first_at),
            "last_at": _iso(coverage.last_at),
            "state": coverage.state.value,
            "reasons": [*coverage.reasons, *problems],
            "parser": coverage.parser,
        },
        "errors": [
            {
                "source": family,
                "severity": error.severity,
                "code": error.code,
                "message": error.message,
                "place": error.place,
                "routes": dict(error.by_route),
                "count": error.count,
                "first_at": _iso(error.first_at),
                "last_at": _iso(error.last_at),
                "sample": error.sample,
            }
            for error in sorted(reading.errors, key=lambda error: (-error.count, error.fingerprint))
        ],
        "queries": [
            {
                "query": query.query,
                "query_id": query.query_ids[0] if query.query_ids else None,
                "calls": query.calls,
                "total_ms": round(query.total_ms, 3),
                "mean_ms": round(query.mean_ms, 3),
                "max_ms": query.max_ms,
                **{f"p{share:.0%}"[:-1] + "_ms": _rounded(query.percentile_ms(share)) for share in (0.5, 0.95, 0.99)},
            }
            for query in sorted(reading.queries, key=lambda query: (-query.calls, query.fingerprint))
        ],
        "routes": [
            {
                "method": route.method,
                "route": route.route,
                "client": route.client.value,
                "purpose": route.purpose.value,
                "requests": route.request_count,
                "statuses": dict(route.by_status),
                "sent_bytes": route.sent_bytes,
                "timed": route.timed_count,
                "total_ms": round(route.total_ms, 3),
                "max_ms": _rounded(route.max_ms),
                **{f"p{share:.0%}"[:-1] + "_ms": _rounded(route.percentile_ms(share)) for share in (0.5, 0.95, 0.99)},
            }
            for route in _busiest(reading)
        ],
        "failures": {failure.kind: failure.count for failure in reading.failures},
        "metrics": {
            f"{metric.name}[{metric.subject}]" if metric.subject else metric.name: metric.value
            for metric in reading.metrics
        },
    }


def _show_routes(reading: Reading) -> None:
    _table(
        "Rute tersering",
        ("Permintaan", "Galat 5xx", "p95 ms", "Maks ms", "Klien", "Rute"),
        [
            (
                number(route.request_count),
                number(sum(route.failed_per_hour)),
                _decimal(route.percentile_ms(0.95)),
                _decimal(route.max_ms),
                route.client.value,
                f"{route.method} {route.route}".strip(),
            )
            for route in _busiest(reading)
        ],
    )


def _show_queries(reading: Reading) -> None:
    queries = sorted(reading.queries, key=lambda query: (-query.calls, query.fingerprint))
    _table(
        "Query tersering",
        ("Panggilan", "Total ms", "Rata-rata ms", "p95 ms", "Maks ms", "Query"),
        [
            (
                number(query.calls),
                _decimal(query.total_ms),
                _decimal(query.mean_ms),
                _decimal(query.percentile_ms(0.95)),
                _decimal(query.max_ms),
                query.query,
            )
            for query in queries
        ],
    )


def _busiest(reading: Reading) -> list[RouteTraffic]:
    return sorted(reading.traffic, key=lambda route: (-route.request_count, route.route, route.method, route.client))


def _show(reading: Reading, family: str, zone: ZoneInfo) -> None:
    coverage = reading.coverage
    word = {
        "ok": "[green]terbaca lengkap[/]",
        "partial": "[yellow]terbaca sebagian[/]",
        "missing": "[red]tidak terbaca[/]",
    }
    out.print(
        f"{word[coverage.state.value]}: {coverage.file_count} berkas, {number(coverage.read_bytes)} bita, "
        f"{number(coverage.entry_count)} entri, {number(coverage.unparsed_count)} baris tidak terurai",
        highlight=False,
    )
    for reason in coverage.reasons:
        out.print(f"  [yellow]•[/] {escape(reason)}", highlight=False)
    for place in coverage.unparsed_places:
        line = f", baris {place.line}" if place.line is not None else ""
        out.print(f"  [dim]{escape(place.file)}{line}: {escape(place.text)}[/]", highlight=False)
    if coverage.first_at and coverage.last_at:
        out.print(f"{coverage.first_at.astimezone(zone)} s.d. {coverage.last_at.astimezone(zone)}", highlight=False)
    if coverage.state is CoverageState.MISSING:
        return
    errors = sorted(reading.errors, key=lambda error: (-error.count, error.fingerprint))
    _table(
        "Galat terbanyak",
        ("Jumlah", "Tingkat", "Kode", "Pesan"),
        [
            (number(e.count), e.severity, e.code or "", f"{e.message} ({e.place})" if e.place else e.message)
            for e in errors
        ],
    )
    # A log that cannot tell something says nothing of it, rather than 'none'.
    if family == "web":
        _show_routes(reading)
    if family == "database":
        _show_queries(reading)
    failures = sorted(reading.failures, key=lambda failure: -failure.count)
    _table("Kegagalan", ("Jumlah", "Jenis"), [(number(failure.count), failure.kind) for failure in failures])


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if not rows:
        out.print(f"[bold]{title}[/]: tidak ada", highlight=False)
        return
    shown = f" ({SHOWN_ROWS} dari {number(len(rows))})" if len(rows) > SHOWN_ROWS else ""
    table = Table(title=f"{title}{shown}", title_justify="left")
    for index, column in enumerate(columns):
        last = index == len(columns) - 1
        numeric = column.endswith("ms") or column in ("Jumlah", "Panggilan", "Permintaan", "Galat 5xx")
        table.add_column(column, justify="right" if numeric else "left", no_wrap=not last, overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*(escape(_cut(cell)) for cell in row))
    out.print(table)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
