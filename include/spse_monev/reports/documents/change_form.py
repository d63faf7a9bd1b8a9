"""The values of a 'Formulir Permohonan Perubahan' (SOP step 5)."""

from __future__ import annotations

from typing import Any

from spse_monev.figures import shown
from spse_monev.findings import Impact, Urgency
from spse_monev.labels import actor_label
from spse_monev.reports.documents.common import TO_FILL, box, common_values
from spse_monev.reports.documents.decisions import approval, evaluation, execution, status
from spse_monev.reports.documents.request import RequestView

SHOWN_EVIDENCE = 6


def change_form(request: RequestView) -> dict[str, Any]:
    """What the template may name; number and signatures are left to people, and what nobody has decided yet."""
    row = request.row
    is_emergency = row["urgency"] == Urgency.URGENT and row["impact"] == Impact.LARGE
    decided = evaluation(request)
    return {
        **common_values(request, SHOWN_EVIDENCE),
        **_applicant(request),
        "mulai_berlaku": shown(row["wanted_on"]) if row.get("wanted_on") else "",
        "maksud": request.purpose,
        "uji_coba": row["test"],
        "pengembalian": row["undo"],
        "pelaksana": decided.pop("sdm") or actor_label(row["actor"]),
        "kotak_emergency": box(is_emergency),
        "kotak_normal": box(not is_emergency),
        "dasar_kategori": "Emergency diusulkan bila urgensinya mendesak dan dampaknya besar; selainnya Normal.",
        **decided,
        **approval(request),
        **execution(request.course),
        **status(request.course),
    }


def _applicant(request: RequestView) -> dict[str, str]:
    """Who asked for it, if that is not the administrator: known by the user name only."""
    if not request.is_by_hand:
        return {}
    return {
        "pemohon_nama": f"{request.row['requested_by']} (nama pengguna)",
        "pemohon_jabatan": TO_FILL,
        "pemohon_pangkat": "",
        "pemohon_nip": TO_FILL,
    }
