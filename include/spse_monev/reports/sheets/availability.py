"""What was up, down or not seen, and which outages and problems the monitoring systems and probes recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook

from spse_monev.labels import severity_label
from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.forms import COUNT, MEDIAN, MOMENT, PRECISE
from spse_monev.reports.kinds import WATCHING
from spse_monev.reports.sheets.table import NO_COMPARISON, comparison, or_dash, write_table_sheet
from spse_monev.reports.words import number, zone_name
from spse_monev.reports.workbook import Column

# Certificates of Let's Encrypt are renewed from 30 days before their end; later, something went wrong.
_CERTIFICATE_DAYS = 30


def write_availability(workbook: Workbook, view: DayView, title: str) -> None:
    """How much of the day each component was up, down and not seen; worst first."""
    rows = view.rows("availability", *WATCHING)
    figures = {(row["source"], row["subject"], row["name"]): row["value"] for row in view.rows("metrics", *WATCHING)}
    columns = (
        Column("No.", 5, COUNT),
        Column("Komponen", 27),
        Column("Sumber", 18),
        Column("Ketersediaan (%)", 13, PRECISE),
        Column("Hari sebelumnya (%)", 11, PRECISE),
        Column("Selisih (poin)", 10, PRECISE.signed),
        Column("Median 7 hari (%)", 10, PRECISE),
        Column("Selisih median (poin)", 10, PRECISE.signed),
        Column("Hidup (menit)", 10, MEDIAN),
        Column("Mati (menit)", 9, MEDIAN),
        Column("Tidak diketahui (menit)", 10, MEDIAN),
        Column("Jumlah gangguan", 10, COUNT),
        Column("Gangguan terlama (menit)", 10, MEDIAN),
        Column("Waktu jawab p95 (ms)", 10, MEDIAN),
        Column("Sertifikat berlaku (hari)", 10, COUNT),
        Column("Keterangan", 24),
    )

    def cells(number_: int, row: Row) -> tuple[Any, ...]:
        certificate = figures.get((row["source"], row["component"], "certificate_days"))
        up = row["up_pct"]
        return (
            number_,
            row["component"],
            view.label(row["source"]),
            "tidak diketahui" if up is None else up,
            *comparison(up, row["previous_up_pct"], row["median_up_pct"]),
            row["up_seconds"] / 60,
            row["down_seconds"] / 60,
            row["unknown_seconds"] / 60,
            row["outage_count"],
            row["longest_outage_seconds"] / 60,
            or_dash(figures.get((row["source"], row["component"], "probe_latency_p95_ms"))),
            or_dash(certificate),
            "; ".join(_remarks(row, certificate)),
        )

    down = sum(1 for row in rows if row["down_seconds"])
    unseen = sum(1 for row in rows if row["unknown_seconds"])
    write_table_sheet(
        workbook,
        view,
        title,
        "Ketersediaan",
        columns,
        rows,
        cells,
        sources=view.of_kind(*WATCHING),
        totals=f"{number(len(rows))} komponen; {number(down)} pernah mati; {number(unseen)} tidak selalu terlihat",
        unit="komponen",
        nothing="Tidak ada komponen yang ketersediaannya dicatat",
        notes=(
            "Ketersediaan = waktu hidup dibagi waktu terlihat (hidup dan mati). Waktu 'tidak diketahui', ketika tidak "
            "ada yang melihat, tidak dihitung sebagai hidup maupun mati. Yang terburuk lebih dahulu; komponen yang "
            "dilihat oleh beberapa sumber tampil sekali per sumber.",
        ),
    )


def incident_cells(row: Row) -> tuple[Any, ...]:
    """What happened to what, and from when to when."""
    return (
        "mati" if row["is_outage"] else "masalah",
        severity_label(row["severity"]),
        row["component"],
        row["name"],
        row["started_at"],
        "belum selesai saat dibaca" if row["ended_at"] is None else row["ended_at"],
    )


def write_incidents(workbook: Workbook, view: DayView, title: str) -> None:
    """Each outage and problem that touches the day, with its true times."""
    rows = view.rows("incidents", *WATCHING)
    zone = zone_name(view.day)
    columns = (
        Column("No.", 6, COUNT),
        Column("Jenis", 10),
        Column("Tingkat", 11),
        Column("Komponen", 26),
        Column("Uraian (nilai disamarkan)", 46),
        Column(f"Mulai ({zone})", 18, MOMENT),
        Column(f"Selesai ({zone})", 18, MOMENT),
        Column("Lama pada hari ini (menit)", 12, MEDIAN),
        Column("Lama seluruhnya (menit)", 12, MEDIAN),
        Column("Sumber", 20),
    )

    def cells(number_: int, row: Row) -> tuple[Any, ...]:
        start, end = row["started_at"], row["ended_at"]
        return (
            number_,
            *incident_cells(row),
            row["seconds_in_day"] / 60,
            NO_COMPARISON if end is None else (end - start).total_seconds() / 60,
            view.label(row["source"]),
        )

    outages = sum(1 for row in rows if row["is_outage"])
    write_table_sheet(
        workbook,
        view,
        title,
        "Gangguan",
        columns,
        rows,
        cells,
        sources=view.of_kind(*WATCHING),
        totals=f"{number(outages)} gangguan (komponen mati) dan {number(len(rows) - outages)} masalah lain",
        unit="gangguan dan masalah",
        nothing="Tidak ada gangguan atau masalah",
        notes=(
            "'mati' = komponen itu sendiri tidak menjawab; 'masalah' = keadaan lain yang dilaporkan pemantauan. "
            "Waktu mulai dan selesai adalah waktu sebenarnya, juga di luar hari ini. Gangguan yang sama dapat "
            "tercatat oleh beberapa sumber.",
        ),
    )


def _remarks(row: Row, certificate: float | None) -> Iterator[str]:
    if row["up_pct"] is None:
        yield "tidak pernah terlihat pada hari ini"
    elif row["unknown_seconds"]:
        day = row["up_seconds"] + row["down_seconds"] + row["unknown_seconds"]
        yield f"{number(100 * row['unknown_seconds'] / day, 1)}% waktu tidak terlihat"
    if certificate is not None and certificate < 0:
        yield "▲ sertifikat sudah berakhir"
    elif certificate is not None and certificate < _CERTIFICATE_DAYS:
        yield f"▲ sertifikat berakhir dalam {number(certificate)} hari"
