"""Which errors appeared most often (SOP 1b, first point): in the database, in the application, at the web server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.forms import CLOCK, COUNT, MEDIAN, SHARE
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, WEB_LOG
from spse_monev.reports.sheets.table import NEW, busiest, comparison, write_table_sheet
from spse_monev.reports.sqlstate import class_meaning
from spse_monev.reports.words import breakdown, number, zone_name
from spse_monev.reports.workbook import Column

_NOTE = "Diurutkan menurut jumlah. 'baru' = tidak muncul pada hari-hari terbaca dari tujuh hari sebelumnya."


_Field = tuple[Column, Callable[[Row], Any]]


@dataclass(frozen=True, slots=True)
class ErrorColumns:
    """What a kind of error is described by, left and right of how often it happened, in the logs of one kind."""

    kind: str
    before: tuple[_Field, ...]
    after: tuple[_Field, ...]


DATABASE_ERRORS = ErrorColumns(
    DATABASE_LOG,
    before=(
        (Column("Tingkat", 10), lambda row: row["severity"]),
        (Column("SQLSTATE", 10), lambda row: row["code"] or "–"),
        (Column("Arti kelas SQLSTATE", 22), lambda row: class_meaning(row["code"])),
        (Column("Pesan (nilai disamarkan)", 60), lambda row: row["message"]),
    ),
    after=(
        (Column("Pengguna", 22, printed=False), lambda row: breakdown(row["by_user"])),
        (Column("Basis data", 20, printed=False), lambda row: breakdown(row["by_database"])),
        (Column("Aplikasi", 26, printed=False), lambda row: breakdown(row["by_application"])),
        (Column("Contoh pesan (disamarkan)", 60, printed=False), lambda row: row["sample"]),
        (Column("Contoh pernyataan SQL (disamarkan)", 60, printed=False), lambda row: row["sample_statement"] or ""),
    ),
)
_ROUTES_AND_SAMPLE: tuple[_Field, ...] = (
    (Column("Seluruh rute tercatat", 40, printed=False), lambda row: breakdown(row["by_route"], 20)),
    (Column("Contoh (disamarkan)", 80, printed=False), lambda row: row["sample"]),
)
APPLICATION_ERRORS = ErrorColumns(
    APPLICATION_LOG,
    before=(
        (Column("Tingkat", 9), lambda row: row["severity"]),
        (Column("Kelas pengecualian", 24), lambda row: row["code"] or "–"),
        (Column("Pesan (nilai disamarkan)", 38), lambda row: row["message"]),
        (Column("Tempat di kode", 26), lambda row: row["place"] or "tidak tercatat"),
        (Column("Rute teratas", 24), lambda row: breakdown(row["by_route"], 3) or "tidak tercatat"),
    ),
    after=_ROUTES_AND_SAMPLE,
)
WEB_ERRORS = ErrorColumns(
    WEB_LOG,
    before=(
        (Column("Tingkat", 9), lambda row: row["severity"]),
        (Column("Kode atau id aturan ModSecurity", 18), lambda row: row["code"] or "–"),
        (Column("Pesan (nilai disamarkan)", 60), lambda row: row["message"]),
        (Column("Rute teratas", 28), lambda row: breakdown(row["by_route"], 3) or "tidak tercatat"),
    ),
    after=_ROUTES_AND_SAMPLE,
)
APPLICATION_NOTE = "Galat dengan pengecualian akar, pesan, dan tempat di kode yang sama dihitung sebagai satu jenis."


def write_database_errors(workbook: Workbook, view: DayView, title: str) -> None:
    """Errors in the log of the database server, by SQLSTATE and message."""
    note = (
        "Kolom di kanan 'Jam tersibuk' (pengguna, contoh pesan, contoh pernyataan) untuk dibaca di layar, tidak "
        "dicetak."
    )
    _write_errors(workbook, view, title, "GalatBasisData", DATABASE_ERRORS, note)


def write_application_errors(workbook: Workbook, view: DayView, title: str) -> None:
    """Errors in the log of the application, by root exception, message and place in the code."""
    _write_errors(workbook, view, title, "GalatAplikasi", APPLICATION_ERRORS, APPLICATION_NOTE)


def write_web_errors(workbook: Workbook, view: DayView, title: str) -> None:
    """Messages in the error logs of the web server, the rules of ModSecurity among them."""
    note = (
        "Pesan dari log galat server web. Jawaban 4xx dan 5xx dari log akses ada pada lembar Status Web; satu kejadian "
        "dapat tercatat pada keduanya, sehingga jumlahnya tidak untuk ditambahkan."
    )
    _write_errors(workbook, view, title, "GalatWeb", WEB_ERRORS, note)


def _write_errors(workbook: Workbook, view: DayView, title: str, name: str, described: ErrorColumns, note: str) -> None:
    rows = view.rows("errors", described.kind)
    total = sum(row["count"] for row in rows)
    zone = zone_name(view.day)
    columns = (
        Column("No.", 6, COUNT),
        *(column for column, _ in described.before),
        Column("Jumlah", 9, COUNT),
        Column("Porsi", 8, SHARE),
        Column("Hari sebelumnya", 11, COUNT),
        Column("Selisih hari sebelumnya", 11, COUNT.signed),
        Column("Median 7 hari", 9, MEDIAN),
        Column("Selisih median", 9, MEDIAN.signed),
        Column("Catatan", 9),
        Column(f"Pertama ({zone})", 10, CLOCK),
        Column(f"Terakhir ({zone})", 10, CLOCK),
        Column("Jam tersibuk", 12),
        *(column for column, _ in described.after),
        Column("Sumber", 24, printed=False),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        name,
        columns,
        rows,
        lambda number_, row: (
            number_,
            *(field(row) for _, field in described.before),
            row["count"],
            row["count"] / total,
            *comparison(row["count"], row["previous_count"], row["median_count"]),
            NEW if row["is_new"] else "",
            row["first_at"],
            row["last_at"],
            busiest(row["per_hour"]),
            *(field(row) for _, field in described.after),
            view.label(row["source"]),
        ),
        sources=view.of_kind(described.kind),
        totals=f"{number(total)} kejadian dari {number(len(rows))} jenis galat dan peringatan",
        unit="jenis",
        notes=(f"{_NOTE} {note}",),
    )
