"""Change requests for tests: drafts in a register, and answers that are in order at every step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from spse_monev.analysis.changes import forms
from spse_monev.analysis.requests import draft_requests
from spse_monev.changes import ChangeState
from spse_monev.findings import Actor, ChangeClass, Evidence, Finding, Impact, Priority, Urgency
from spse_monev.period import Month
from spse_monev.text import fingerprint
from spse_monev.warehouse import Warehouse

ADMINISTRATOR, MANAGER, HEAD, VIEWER = "administrator", "pengelola", "kepala", "pemirsa"


def finding(month: Month, rule_id: str = "R04", **changes: Any) -> Finding:
    """What a rule found in a month; R04 is minor unless `changes` say otherwise."""
    told: dict[str, Any] = {
        "finding_id": fingerprint(str(month), rule_id, ""), "rule_id": rule_id, "subject": "",
        "title": "Pool koneksi aplikasi habis", "change_class": ChangeClass.MINOR,
        "class_reason": "Hanya pengaturan (SOP: perubahan minor).", "change": "Naikkan db.pool.maxSize dari 30 ke 50.",
        "how": "Ubah application.conf lalu mulai ulang aplikasi di luar jam sibuk.",
        "test": "Amati dua hari; tidak ada lagi permintaan koneksi yang habis waktu.",
        "undo": "Kembalikan nilai semula.", "actor": Actor.ADMINISTRATOR, "urgency": Urgency.NOT_URGENT,
        "impact": Impact.MEDIUM, "priority": Priority.LOW, "doubts": ("Beban puncak belum terukur.",),
        "evidence": (
            Evidence("12 kali menunggu koneksi sampai habis waktu", "database_log", month.first, None, 12.0),
            Evidence("[klik](javascript:alert(1)) <b>*tebal*</b>", "database_log", month.first, None, 1.0),
        ),
    }  # fmt: skip
    return Finding(**told | changes)


MAJOR = {
    "change_class": ChangeClass.MAJOR, "class_reason": "Menyentuh kode aplikasi.", "actor": Actor.LKPP,
    "title": "Deadlock berulang pada pernyataan yang sama", "change": "Perbaikan logika aplikasi.",
    "urgency": Urgency.URGENT, "impact": Impact.LARGE, "priority": Priority.HIGH,
}  # fmt: skip


def store_drafts(warehouse: Warehouse, site: str, month: Month, *findings: Finding) -> list[str]:
    """Enter what was found in a month and its drafts; returns their numbers."""
    warehouse.analysis.store(site, month, findings, ())
    drafts = draft_requests(findings)
    return [each.number for each in warehouse.analysis.store_drafts(site, month, drafts, datetime.now(UTC))]


def forge(uri: str, statement: str) -> None:
    """Do what only the owner of the tables can: change what is never changed."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("ALTER TABLE monev.change_event DISABLE TRIGGER append_only")
        connection.execute(statement.encode())
        connection.execute("ALTER TABLE monev.change_event ENABLE TRIGGER append_only")


def review(**changes: Any) -> dict[str, Any]:
    """A review in order, of a minor change."""
    return {
        "kelas": "minor", "jenis": "infrastruktur", "kategori": "normal", "urgensi": "tidak_mendesak",
        "dampak": "sedang", "dampak_lingkungan": "Aplikasi dimulai ulang sekali.", "uji_coba": "Amati dua hari.",
        "pengembalian": "Kembalikan nilai semula.",
    } | changes  # fmt: skip


TODAY = datetime.now(UTC).date()  # the zones of the tests are UTC, or ahead of it
_YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
_RESULT = {"tanggal_hasil": _YESTERDAY, "hasil": "Disampaikan lewat surat jawaban."}
_SENT = {"nomor_surat": "005/12/LPSE/2026", "tanggal_surat": _YESTERDAY}
_CONSULTED = {
    "narasumber": "Dukungan Teknis LKPP", "tanggal_konsultasi": _YESTERDAY, "nomor_tiket": "LS-000000",
    "jawaban": "Sudah dipelajari; lihat saran.",
}  # fmt: skip
_DONE = {
    "hasil_uji": "Sesuai rencana uji.", "hasil_implementasi": "Berjalan sejak pagi.",
    "tanggal_implementasi": _YESTERDAY, "pelaksana": "Administrator Sistem",
}  # fmt: skip
_APPROVED = {"jadwal": (TODAY + timedelta(days=5)).isoformat(), "pelaksana": "Administrator Sistem"}

# (step, choice, fields, who) along each path, every one of which is in order.
Answer = tuple[ChangeState, str, dict[str, Any], str]
REVIEWED: Answer = (ChangeState.REVIEW, forms.FORWARD, review(), MANAGER)
REVIEWED_MAJOR: Answer = (ChangeState.REVIEW, forms.FORWARD, review(kelas="major", urgensi="mendesak"), MANAGER)
APPROVED: Answer = (ChangeState.APPROVAL, forms.APPROVE, _APPROVED, HEAD)
DONE: Answer = (ChangeState.EXECUTION, forms.DONE, _DONE, ADMINISTRATOR)
REASON = {"alasan": "Sudah tidak diperlukan."}
EMERGENCY: Answer = (ChangeState.REVIEW, forms.FORWARD, review(kategori="emergency"), MANAGER)
PATHS: dict[str, tuple[tuple[Answer, ...], ChangeState]] = {
    "minor": ((REVIEWED, APPROVED, DONE), ChangeState.CLOSED),
    "configuration": (
        (
            REVIEWED_MAJOR, APPROVED,
            (ChangeState.CONSULTATION, forms.CONFIGURATION, _CONSULTED, ADMINISTRATOR),
            (ChangeState.LOWERING, forms.LOWER, {"alasan_kelas": "LKPP: cukup konfigurasi."}, MANAGER),
            DONE,
        ),
        ChangeState.CLOSED,
    ),
    "assistance": (
        (
            REVIEWED_MAJOR, APPROVED,
            (ChangeState.CONSULTATION, forms.ASSISTANCE, _CONSULTED, ADMINISTRATOR),
            (ChangeState.ASSISTANCE, forms.SENT, _SENT, ADMINISTRATOR),
            (ChangeState.ASSISTANCE_RESULT, forms.GIVEN, _RESULT, ADMINISTRATOR),
            DONE,
        ),
        ChangeState.CLOSED,
    ),
    "vendor": (
        (
            REVIEWED_MAJOR, APPROVED,
            (ChangeState.CONSULTATION, forms.VENDOR, _CONSULTED, ADMINISTRATOR),
            (ChangeState.PROPOSAL, forms.SENT, _SENT, ADMINISTRATOR),
            (ChangeState.PROPOSAL_RESULT, forms.ACCEPTED, _RESULT, ADMINISTRATOR),
            DONE,
        ),
        ChangeState.CLOSED,
    ),
    "assistance that needs a vendor, refused": (
        (
            REVIEWED_MAJOR, APPROVED,
            (ChangeState.CONSULTATION, forms.ASSISTANCE, _CONSULTED, ADMINISTRATOR),
            (ChangeState.ASSISTANCE, forms.SENT, _SENT, ADMINISTRATOR),
            (ChangeState.ASSISTANCE_RESULT, forms.VENDOR, _RESULT, ADMINISTRATOR),
            (ChangeState.PROPOSAL, forms.SENT, _SENT, ADMINISTRATOR),
            (ChangeState.PROPOSAL_RESULT, forms.NOT_ACCEPTED, _RESULT, ADMINISTRATOR),
        ),
        ChangeState.REFUSED,
    ),
    "refused": (
        (REVIEWED, (ChangeState.APPROVAL, forms.REFUSE, {"keterangan": "Belum waktunya."}, HEAD)),
        ChangeState.REFUSED,
    ),
    "withdrawn": (((ChangeState.REVIEW, forms.WITHDRAW, REASON, MANAGER),), ChangeState.WITHDRAWN),
    "withdrawn late": (
        (REVIEWED, APPROVED, (ChangeState.EXECUTION, forms.WITHDRAW, REASON, ADMINISTRATOR)),
        ChangeState.WITHDRAWN,
    ),
    "emergency": (
        (EMERGENCY, DONE, (ChangeState.LATE_APPROVAL, forms.APPROVE, {}, HEAD)),
        ChangeState.CLOSED,
    ),
    "emergency that is not approved": (
        (
            EMERGENCY, DONE,
            (ChangeState.LATE_APPROVAL, forms.REFUSE, {"keterangan": "Tidak perlu."}, HEAD),
            (
                ChangeState.ROLLBACK, forms.ROLLED_BACK,
                {"hasil_pengembalian": "Nilai semula dipasang.", "tanggal_pengembalian": _YESTERDAY}, ADMINISTRATOR,
            ),
        ),
        ChangeState.REFUSED,
    ),
}  # fmt: skip
