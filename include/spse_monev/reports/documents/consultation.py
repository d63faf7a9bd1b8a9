"""The values of a 'Formulir Konsultasi' to LKPP's Technical Support, for a major change (SOP step 5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from spse_monev.completeness import day_ranges
from spse_monev.figures import shown
from spse_monev.period import Month
from spse_monev.reports.documents.chart import WIDTH_CM, occurrence_chart
from spse_monev.reports.documents.common import common_values
from spse_monev.reports.documents.render import Picture
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import month_name, number, shortened

SHOWN_EVIDENCE = 12
SHOWN_FINDINGS = 5


def consultation(request: RequestView) -> dict[str, Any]:
    """What the template may name; what was tried, ticket, answers and signatures are left to people."""
    return common_values(request, SHOWN_EVIDENCE) | {
        "masalah": _problem(request),
        "waktu_kejadian": _when(request),
        "frekuensi": _how_often(request),
        "grafik": Picture(occurrence_chart(request), WIDTH_CM),
        "keterangan_grafik": _caption(request),
        "versi": _versions(request),
        "catatan_versi": _version_note(request),
    }


def _problem(request: RequestView) -> str:
    # Findings of one rule often differ in their subject only, which the table of evidence shows.
    titles = list(dict.fromkeys(finding["title"] for finding in request.findings))
    told = [shortened(title, 200) for title in titles[:SHOWN_FINDINGS]]
    if len(titles) > len(told):
        told.append(f"dan {number(len(titles) - len(told))} temuan lain")
    if len(told) == 1:
        return told[0]
    return "\n".join(f"• {each}" for each in told)


def _when(request: RequestView) -> str:
    days = sorted(request.occurrences.by_day)
    first_month = month_name(Month(request.row["first_month"], request.month.zone))
    months = request.row["month_count"]
    since = f"Permohonan ini pertama kali disusun untuk {first_month}; hal ini ditemukan pada {number(months)} bulan."
    if not days:
        return f"{month_name(request.month)}; hari terjadinya tidak tercatat. {since}"
    span = shown(days[0]) if len(days) == 1 else f"{shown(days[0])} sampai {shown(days[-1])}"
    return f"{span}. {since}"


def _how_often(request: RequestView) -> str:
    found = request.occurrences
    if not found.by_day:
        return "Tidak dapat dihitung per hari dari bukti yang tersimpan."
    days = f"{number(len(found.by_day))} hari (tanggal {day_ranges(found.by_day)})"
    if found.measure == "bukti":
        total = number(sum(found.by_day.values()))
        return f"Sekurang-kurangnya {total} kejadian pada {days}, menurut bukti terkuat yang tersimpan."
    if found.measure == "nilai":
        highest = shown(max(found.by_day.values()))
        return f"Sekurang-kurangnya pada {days}, menurut bukti terkuat yang tersimpan; nilai tertinggi {highest}."
    total = number(sum(found.by_day.values()))
    read = len(request.month.days) - len(request.unread_days)
    at_least = "" if request.is_complete else "Sekurang-kurangnya "
    busiest = min(found.by_day, key=lambda day: (-found.by_day[day], day))
    return (
        f"{at_least}{total} kejadian pada {days}, dari {number(read)} hari yang terbaca; terbanyak pada "
        f"{shown(busiest)} ({number(found.by_day[busiest])} kejadian)."
    )


def _caption(request: RequestView) -> str:
    found = request.occurrences
    if not found.by_day:
        return "Grafik kosong: hari terjadinya tidak tercatat dalam bukti."
    if found.is_counted:
        told = "Hari yang terbaca dan tidak berbatang berarti tidak ada kejadian."
    else:
        told = "Hanya bukti terkuat yang tersimpan; hari tanpa batang tidak berarti tanpa kejadian."
    if request.unread_days:
        told += " Hari berarsir tidak terbaca."
    if request.partial_days:
        told += " Tanggal bertanda * terbaca sebagian."
    return told


def _versions(request: RequestView) -> list[dict[str, str]]:
    return [
        {
            "komponen": row["component"],
            "sumber": request.label(row["source"]),
            "versi": row["version"],
            "terlihat": _span(row["first_day"], row["last_day"]),
        }
        for row in request.versions
    ]


def _span(first: date, last: date) -> str:
    """Two days of one month."""
    return shown(last) if first == last else f"{first.day}–{shown(last)}"


def _version_note(request: RequestView) -> str:
    if request.versions:
        return f"Menurut potret statistik {month_name(request.month)}. Versi lain diisi pelapor."
    return f"Tidak ada potret statistik {month_name(request.month)} yang menyebut versi; diisi pelapor."
