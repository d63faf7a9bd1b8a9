"""The values that all documents share: the office, its officials, the proposed class, and the evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from spse_monev.figures import shown
from spse_monev.findings import ChangeClass
from spse_monev.labels import urgency_label
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import legal_text, month_name, nip, number
from spse_monev.settings import Official, Site

TO_FILL = "." * 34
MAX_EVIDENCE_TEXT = 300
_TICKED, _EMPTY = "☑", "☐"
_SYNTHETIC = "DATA SINTETIS — seluruh angka dan nama dalam dokumen ini buatan, bukan data LPSE yang sebenarnya"


def common_values(request: RequestView, shown_evidence: int) -> dict[str, Any]:
    """What all templates may name; the table of evidence has at most `shown_evidence` rows."""
    site, row = request.site, request.row
    head, officials = site.letterhead, site.officials
    change_class = row["change_class"]
    return {
        "kop_atas": "\n".join(head.lines[:-1]),
        "kop_nama": head.lines[-1],
        "kop_alamat": " | ".join(part for part in (head.address, head.contact) if part),
        "penanda_sintetis": _SYNTHETIC if site.synthetic else "",
        "kode_permohonan": request.number,
        "tanggal_permohonan": shown(row["drafted_at"].astimezone(site.zone).date()),
        "periode": month_name(request.month),
        "instansi": site.name,
        "kontak": head.contact or TO_FILL,
        "aturan": row["rule_id"] or "—",
        "judul": row["title"],
        "perubahan": row["change"],
        "cara": row["how"],
        "keraguan": _doubts(request),
        "kotak_minor": box(change_class == ChangeClass.MINOR),
        "kotak_major": box(change_class == ChangeClass.MAJOR),
        "dasar_kelas": _class_reason(change_class, row["class_reason"]),
        "dampak": impact_sentence(site, "Usulan", row["urgency"], row["impact"], row["priority"]),
        "bukti": _evidence(request, shown_evidence),
        "dasar_pemohon": request.row["proof"] if request.is_by_hand else "",
        "catatan_bukti": _evidence_note(request, shown_evidence),
        "catatan_keterbacaan": " ".join(request.unread_sentences()),
        **official("pemohon", officials.administrator),
        **official("pengelola", officials.change_manager),
        **official("kepala", officials.head),
    }


def box(is_ticked: bool) -> str:
    """A check box as a character, which every program can show and print."""
    return _TICKED if is_ticked else _EMPTY


def official(role: str, person: Official) -> dict[str, str]:
    """Who signs in a role, as the templates name it."""
    return {
        f"{role}_nama": person.name,
        f"{role}_jabatan": person.title,
        f"{role}_pangkat": person.rank,
        f"{role}_nip": nip(person.nip) or TO_FILL,
    }


def _class_reason(change_class: str, reason: str) -> str:
    if change_class == ChangeClass.REVIEW:
        return f"belum dapat diusulkan, perlu telaah Pengelola Perubahan. {reason}"
    return reason


def impact_sentence(site: Site, origin: str, urgency: str, impact: str, priority: str) -> str:
    """Urgency, impact and priority with the time that the site allows for it; `origin` says whose view it is."""
    days = getattr(site.priorities.deadlines, priority)
    return (
        f"{origin}: urgensi {urgency_label(urgency).lower()}, dampak {impact}, prioritas {priority} "
        f"(waktu penyelesaian {number(days)} hari kerja)."
    )


def _doubts(request: RequestView) -> str:
    # Findings of one rule often share a doubt; the first place of each is kept.
    doubts = dict.fromkeys(doubt for finding in request.findings for doubt in finding["doubts"])
    if not doubts:
        return "Tidak ada yang tercatat."
    return "\n".join(f"• {doubt}" for doubt in doubts) if len(doubts) > 1 else next(iter(doubts))


def _evidence(request: RequestView, at_most: int) -> list[dict[str, str]]:
    rows, first_places = [], dict[tuple[str, str], int]()
    for place, each in enumerate(request.evidence[:at_most], 1):
        # The same message on many days would fill pages.
        first = first_places.setdefault((each["source"], each["text"]), place)
        rows.append(
            {
                "nomor": str(place),
                "tanggal": shown(date.fromisoformat(each["day"])) if each["day"] else "—",
                "sumber": request.label(each["source"]),
                "uraian": legal_text(each["text"], MAX_EVIDENCE_TEXT) if first == place else f"seperti nomor {first}",
                "nilai": "—" if each["value"] is None else shown(each["value"]),
            }
        )
    return rows


def _evidence_note(request: RequestView, at_most: int) -> str:
    total = len(request.evidence)
    if request.is_by_hand:
        return "Dasar tersebut menurut keterangan pemohon."
    if not request.findings:
        return "Temuan yang mendasari permohonan ini tidak ada lagi pada penilaian terakhir."
    if not total:
        return "Tidak ada bukti yang tersimpan untuk permohonan ini."
    findings = (
        f"{number(len(request.findings))} temuan {month_name(request.month)} menurut aturan {request.row['rule_id']}"
    )
    if total > at_most:
        return (
            f"Ditampilkan {number(at_most)} dari {number(total)} bukti terkuat yang tersimpan atas {findings}; "
            "selengkapnya pada Laporan Evaluasi bulan itu."
        )
    return f"Bukti terkuat yang tersimpan atas {findings}."
