"""The values of a 'Formulir Permohonan Perubahan' (SOP step 5)."""

from __future__ import annotations

from typing import Any

from spse_monev.findings import Impact, Urgency
from spse_monev.labels import actor_label
from spse_monev.reports.documents.common import box, common_values
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import month_name

SHOWN_EVIDENCE = 6


def change_form(request: RequestView) -> dict[str, Any]:
    """What the template may name; number, decisions, dates and signatures are left to people."""
    row = request.row
    is_emergency = row["urgency"] == Urgency.URGENT and row["impact"] == Impact.LARGE
    return common_values(request, SHOWN_EVIDENCE) | {
        "maksud": (
            f"Menangani hasil evaluasi {month_name(request.month)}: {row['title']}, agar layanan SPSE berjalan tanpa "
            "gangguan."
        ),
        "uji_coba": row["test"],
        "pengembalian": row["undo"],
        "pelaksana": actor_label(row["actor"]),
        "kotak_emergency": box(is_emergency),
        "kotak_normal": box(not is_emergency),
        "dasar_kategori": "Emergency diusulkan bila urgensinya mendesak dan dampaknya besar; selainnya Normal.",
    }
