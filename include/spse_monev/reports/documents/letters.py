"""What goes to others: the letter to LKPP, and the proposal of an activity with its terms of reference (SOP step 6)."""

from __future__ import annotations

from typing import Any

from spse_monev.changes import ChangeState
from spse_monev.findings import Priority
from spse_monev.reports.course import Course
from spse_monev.reports.documents.common import common_values, official
from spse_monev.reports.documents.decisions import consulted, decided_impact, resources
from spse_monev.reports.documents.problem import how_often, problem, when
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import shortened

SHOWN_EVIDENCE = 5
MAX_SUBJECT = 160
_URGENT = {Priority.HIGH: "Segera", Priority.MEDIUM: "Penting", Priority.LOW: "Biasa"}


def assistance_letter(request: RequestView) -> dict[str, Any]:
    """What the letter's template may name; place, addressee and signature are left to people."""
    return _letter(request, ChangeState.ASSISTANCE)


def activity_proposal(request: RequestView) -> dict[str, Any]:
    """What the templates of the nota dinas and of the KAK may name; costs and signatures are left to people."""
    row, course = request.row, request.course
    proposer = getattr(request.site.officials, request.site.change_requests.proposer)
    return _letter(request, ChangeState.PROPOSAL) | {
        **official("pengusul", proposer),
        **_assisted(course),
        **resources(course),
        "maksud": request.purpose,
        "cara": row["how"],
        "uji_coba": row["test"],
        "pengembalian": row["undo"],
        "jadwal": course.said(ChangeState.APPROVAL, "jadwal") if course else "",
    }


def _letter(request: RequestView, sent_at: ChangeState) -> dict[str, Any]:
    course, title = request.course, request.row["title"]
    told = problem(request) if request.findings else ""
    return (
        common_values(request, SHOWN_EVIDENCE)
        | decided_impact(request, "Tingkat kepentingan")
        | consulted(course)
        | {
            "judul_singkat": shortened(title, MAX_SUBJECT),
            # A request often has the very title of its only finding.
            "masalah": "" if told == title else told,
            "waktu_kejadian": when(request),
            "frekuensi": how_often(request),
            "sifat": _URGENT[request.priority],
            "nomor_surat": course.said(sent_at, "nomor_surat") if course else "",
            "tanggal_surat": course.said(sent_at, "tanggal_surat") if course else "",
        }
    )


def _assisted(course: Course | None) -> dict[str, str]:
    """What came of LKPP's technical help before a third party was found to be needed."""
    event = course.answer(ChangeState.ASSISTANCE_RESULT) if course else None
    if course is None or event is None:
        return {"hasil_bantuan": "", "catatan_bantuan": ""}
    letter = shortened(course.said(ChangeState.ASSISTANCE, "nomor_surat"), MAX_SUBJECT)
    day = course.said(ChangeState.ASSISTANCE_RESULT, "tanggal_hasil")
    return {
        "hasil_bantuan": course.said(ChangeState.ASSISTANCE_RESULT, "hasil"),
        "catatan_bantuan": (
            f"Bantuan teknis LKPP telah dimohon dengan surat Nomor {letter}; hasilnya pada {day}, dengan kesimpulan "
            f"{event.details['option']}:"
        ),
    }
