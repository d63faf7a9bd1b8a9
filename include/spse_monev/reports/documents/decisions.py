"""What people decided on a request, as the forms show it; what nobody has decided is '' and stays a line to fill."""

from __future__ import annotations

from typing import Any

from spse_monev.changes import Category, ChangeEvent, ChangeKind, ChangeState
from spse_monev.findings import ChangeClass
from spse_monev.labels import change_class_label
from spse_monev.reports.course import Course
from spse_monev.reports.documents.common import box, impact_sentence
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import shortened

MAX_NAME = 120  # of the executor, above the line to sign on


def evaluation(request: RequestView) -> dict[str, str]:
    """Block 2 of the change form: class, category and what comes with them, as the change manager set them."""
    course = request.course
    review = course.answer(ChangeState.REVIEW) if course else None
    decided = review.details if review else {}
    category, change_class, note = decided.get("kategori"), decided.get("kelas"), ""
    if course and course.preapproval:
        category, change_class = Category.NORMAL.value, ChangeClass.MINOR.value
        note = "Perubahan minor standar: ditetapkan di muka menurut daftar LPSE, tanpa telaah tersendiri."
    elif course and review:
        priority = impact_sentence(request.site, "Penetapan", *(str(decided[name]) for name in _IMPACT))
        note = f"{priority} Ditetapkan oleh {course.signed(review)}."
    return {
        "kotak_aplikasi": box(decided.get("jenis") == ChangeKind.APPLICATION),
        "kotak_infrastruktur": box(decided.get("jenis") == ChangeKind.INFRASTRUCTURE),
        "kotak_layanan": box(decided.get("jenis") == ChangeKind.SERVICE),
        "kotak_ditetapkan_emergency": box(category == Category.EMERGENCY),
        "kotak_ditetapkan_normal": box(category == Category.NORMAL),
        "kotak_ditetapkan_minor": box(change_class == ChangeClass.MINOR),
        "kotak_ditetapkan_major": box(change_class == ChangeClass.MAJOR),
        "alasan_penetapan": course.said(ChangeState.REVIEW, "alasan_kelas") if course else "",
        "catatan_penetapan": note,
        "dampak_lingkungan": course.said(ChangeState.REVIEW, "dampak_lingkungan") if course else "",
        **resources(course),
        **lowering(course),
    }


def resources(course: Course | None) -> dict[str, str]:
    """What the change takes, as far as the review says."""
    names = ("perangkat_lunak", "perangkat_keras", "sdm")
    return {name: course.said(ChangeState.REVIEW, name) if course else "" for name in names}


def lowering(course: Course | None) -> dict[str, str]:
    """What became of the class after LKPP had said that configuration is enough, and why."""
    event = course.answer(ChangeState.LOWERING) if course else None
    if course is None or event is None:
        return {"tindak_lanjut": "", "alasan_tindak_lanjut": ""}
    if event.state is ChangeState.EXECUTION:
        told = "Kelas diturunkan menjadi MINOR menurut hasil konsultasi"
    else:
        told = f"Kelas tidak diturunkan; diputuskan dilanjutkan dengan {event.details['option']}"
    return {
        "tindak_lanjut": f"{told} (oleh {course.signed(event)}).",
        "alasan_tindak_lanjut": course.said(ChangeState.LOWERING, "alasan_kelas"),
    }


def approval(request: RequestView) -> dict[str, str]:
    """Block 3 of the change form: what the head of the LPSE decided, before or after the fact, or in advance."""
    course = request.course
    told = {"kotak_setuju": box(False), "kotak_tidak_setuju": box(False), "catatan_keputusan": "", "keterangan": "",
            "jadwal": "", "penugasan": ""}  # fmt: skip
    if course is None:
        return told
    decided, late = course.answer(ChangeState.APPROVAL), course.answer(ChangeState.LATE_APPROVAL)
    if course.preapproval:
        told["kotak_setuju"] = box(True)
        told["catatan_keputusan"] = (
            f"Disetujui di muka sebagai perubahan minor standar menurut daftar LPSE "
            f"(aturan {request.row['rule_id']}), {course.moment(course.preapproval.at)}; tidak diputuskan "
            "satu per satu."
        )
    elif decided:
        told["catatan_keputusan"] = f"Diputuskan oleh {course.signed(decided)}."
    elif late:
        told["catatan_keputusan"] = (
            "Persetujuan menyusul: perubahan emergency dilaksanakan lebih dahulu. "
            f"Diputuskan oleh {course.signed(late)}."
        )
    elif course.record.request.category is Category.EMERGENCY:
        told["catatan_keputusan"] = (
            "Persetujuan menyusul: perubahan emergency dilaksanakan lebih dahulu; belum diputuskan Kepala LPSE."
        )
    if event := decided or late:
        refused = event.state in (ChangeState.REFUSED, ChangeState.ROLLBACK)
        told |= {"kotak_setuju": box(not refused), "kotak_tidak_setuju": box(refused)}
        step = ChangeState(str(event.details["step"]))
        told |= {
            "keterangan": course.said(step, "keterangan"),
            "jadwal": course.said(step, "jadwal"),
            "penugasan": course.said(step, "pelaksana"),
        }
    return told


def execution(course: Course | None) -> dict[str, str]:
    """Block 4 of the change form: what came of carrying the change out, and of undoing it."""
    names = ("hasil_uji", "hasil_implementasi", "tanggal_implementasi", "pelaksana")
    said = {name: course.said(ChangeState.EXECUTION, name) if course else "" for name in names}
    undone = course.answer(ChangeState.ROLLBACK) if course else None
    done = course.answer(ChangeState.EXECUTION) if course else None
    return {
        "hasil_tes": said["hasil_uji"],
        "hasil_implementasi": said["hasil_implementasi"],
        "tanggal_implementasi": said["tanggal_implementasi"],
        "eksekutor_nama": shortened(said["pelaksana"], MAX_NAME),
        "catatan_implementasi": _noted(course, done, str(done.details["option"]) if done else ""),
        "hasil_pengembalian": course.said(ChangeState.ROLLBACK, "hasil_pengembalian") if course else "",
        "catatan_pengembalian": _noted(
            course, undone, course.said(ChangeState.ROLLBACK, "tanggal_pengembalian") if course else ""
        ),
    }


def status(course: Course | None) -> dict[str, Any]:
    """Where the request stands and how it came there; a draft has no trail yet."""
    stands, reason = course.standing() if course else ("", "")
    request = course.record.request if course else None
    reviewed = course and (course.answer(ChangeState.REVIEW) or course.preapproval)
    return {
        "kotak_tercatat": box(course is not None),
        "kotak_evaluasi": box(bool(reviewed)),
        "kotak_persetujuan": box(request is not None and request.is_approved),
        "kotak_implementasi": box(bool(course and course.answer(ChangeState.EXECUTION))),
        "status": stands,
        "alasan_akhir": reason,
        "riwayat": list(course.trail()) if course else [],
    }


def consulted(course: Course | None) -> dict[str, str]:
    """What LKPP's Technical Support answered, to whom, and what was concluded from it."""
    event = course.answer(ChangeState.CONSULTATION) if course else None
    names = ("narasumber", "tanggal_konsultasi", "nomor_tiket", "jawaban")
    return {
        **{name: course.said(ChangeState.CONSULTATION, name) if course else "" for name in names},
        "hasil_konsultasi": str(event.details["option"]) if event else "",
        "kotak_konfigurasi": box(event is not None and event.state is ChangeState.LOWERING),
        "kotak_bantuan": box(event is not None and event.state is ChangeState.ASSISTANCE),
        "kotak_pihak_ketiga": box(event is not None and event.state is ChangeState.PROPOSAL),
        "kotak_konsultasi_selesai": box(event is not None),
        "penerima_jawaban": f"Dicatat oleh {course.signed(event)}" if course and event else "",
        **lowering(course),
    }


def decided_class(request: RequestView) -> dict[str, str]:
    """The class that the change manager set, and why if it was said."""
    course = request.course
    review = course.answer(ChangeState.REVIEW) if course else None
    if course is None or review is None:
        return {"penetapan_kelas": "", "alasan_penetapan": ""}
    label = change_class_label(str(review.details["kelas"])).upper()
    return {
        "penetapan_kelas": f"Penetapan: {label} (oleh {course.signed(review)}).",
        "alasan_penetapan": course.said(ChangeState.REVIEW, "alasan_kelas"),
    }


def decided_impact(request: RequestView, origin: str) -> dict[str, str]:
    """'Dampak' as it was set, in place of what was proposed; nothing before the review. `origin` begins it."""
    review = request.course.answer(ChangeState.REVIEW) if request.course else None
    if review is None:
        return {}
    return {"dampak": impact_sentence(request.site, origin, *(str(review.details[name]) for name in _IMPACT))}


_IMPACT = ("urgensi", "dampak", "prioritas")


def _noted(course: Course | None, event: ChangeEvent | None, what: str) -> str:
    return f"{what}. Dicatat oleh {course.signed(event)}." if course and event else ""
