"""The values of a 'Formulir Konsultasi' to LKPP's Technical Support, for a major change (SOP step 5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from spse_monev.figures import shown
from spse_monev.reports.documents.chart import WIDTH_CM, occurrence_chart
from spse_monev.reports.documents.common import common_values
from spse_monev.reports.documents.decisions import consulted, decided_class, decided_impact
from spse_monev.reports.documents.problem import how_often, problem, when
from spse_monev.reports.documents.render import Picture
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import month_name

SHOWN_EVIDENCE = 12


def consultation(request: RequestView) -> dict[str, Any]:
    """What the template may name; what was tried is left to people, and the answer until it came."""
    return (
        common_values(request, SHOWN_EVIDENCE)
        | decided_impact(request, "Penetapan")
        | decided_class(request)
        | consulted(request.course)
        | {
            "masalah": problem(request),
            "waktu_kejadian": when(request),
            "frekuensi": how_often(request),
            "grafik": Picture(occurrence_chart(request), WIDTH_CM) if request.findings else "",
            "keterangan_grafik": _caption(request),
            "versi": _versions(request),
            "catatan_versi": _version_note(request),
        }
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
