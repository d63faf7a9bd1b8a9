"""A synthetic month of a made-up helpdesk, for a real warehouse that is asked with the report's own SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from spse_monev.complaints import (
    Channel,
    Complaint,
    ComplaintClass,
    ComplaintState,
    CorrectedField,
    Correction,
    Import,
    Label,
    Link,
    LinkKind,
    RecordPlace,
    Rejection,
    UserType,
)
from spse_monev.deviations import RECAP, Deviation, DeviationKind, Step
from spse_monev.facts import CoverageState
from spse_monev.findings import ComplaintLink, LinkStrength
from spse_monev.period import Month
from spse_monev.reports.complaints import QUERIES
from spse_monev.settings import Helpdesk, Site
from spse_monev.text import fingerprint
from spse_monev.warehouse import Warehouse

Rows = dict[str, list[dict[str, Any]]]

OCTOBER = Month.parse("2026-10", ZoneInfo("Asia/Jakarta"))
NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)
HELPDESK = Helpdesk.model_validate(
    {
        "sources": {
            "rekap": {"kind": "spreadsheet", "label": "Rekap helpdesk", "files": ["/srv/keluhan/*.xlsx"]},
            "osticket": {"kind": "osticket", "label": "osTicket LPSE", "connection": "osticket", "required": False},
        }
    }
)
SENTENCES: tuple[tuple[ComplaintClass, str, str, str], ...] = (
    (ComplaintClass.TRANSFER, "upload_penawaran", "Unggah dokumen penawaran gagal",
     "Saat mengunggah dokumen penawaran, proses berhenti pada 80 persen lalu muncul pesan gagal. Sudah dicoba "
     "tiga kali dengan jaringan yang berbeda, hasilnya sama. Kontak: [TELEPON]."),
    (ComplaintClass.TRANSFER, "apendo_spamkodok", "Apendo tidak dapat membuka berkas",
     "Berkas penawaran tidak dapat dibuka dengan Apendo, muncul pesan kunci tidak cocok."),
    (ComplaintClass.TRANSFER, "unduh_dokumen", "", "Dokumen pemilihan yang diunduh kosong, 0 byte."),
    (ComplaintClass.USE, "login", "Lupa kata sandi", "Mohon dibantu, kami lupa kata sandi akun penyedia [NAMA]."),
    (ComplaintClass.USE, "jadwal", "Cara mengubah jadwal",
     "Bagaimana cara mengubah jadwal tahapan pemberian penjelasan yang sudah lewat?"),
    (ComplaintClass.USE, "kontrak", "", "Di menu mana PPK mencetak SPPBJ?"),
    (ComplaintClass.OTHER, "akses", "Situs tidak dapat dibuka",
     "Situs SPSE tidak dapat dibuka sejak pagi, muncul galat 502."),
    (ComplaintClass.OTHER, "lambat", "",
     "Aplikasi sangat lambat sesudah pukul 10, halaman paket baru terbuka sesudah semenit."),
    (ComplaintClass.OTHER, "sirup", "Paket RUP tidak muncul",
     "Paket dari SIRUP tidak muncul di SPSE padahal sudah diumumkan."),
)  # fmt: skip
SOLUTIONS = (
    "Dijelaskan melalui telepon; pengguna berhasil.",
    "Batas ukuran unggahan pada server dinaikkan, pengguna mencoba lagi dan berhasil.",
    "Diteruskan ke LPSE Support dan dijawab.",
)
HOSTILE = (
    '=HYPERLINK("http://contoh.example";"klik")',
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    "<b>tebal</b><script>alert(1)</script> & 'kutip' \"ganda\"",
    "kendali \x01\x08\x1b[31m dan arah \u202eabc",
    "=cmd|' /C calc'!A0",
    "panjang " * 2_500,
)


def complaint(number: int, **changes: Any) -> Complaint:
    """The record of a number; the same number, the same record."""
    made = Complaint(
        complaint_id=fingerprint(str(number)),
        source="rekap",
        place=RecordPlace("/srv/keluhan/rekap-oktober.xlsx", "Oktober", number + 1),
        received_at=OCTOBER.start + timedelta(days=number % 28, hours=8 + number % 9),
        has_time=True,
        state=ComplaintState.SOLVED,
        text=f"keluhan nomor {number}",
        reporter_hashes=(f"{number:x}",),
        text_hash=fingerprint(str(number)),
    )
    return replace(made, **changes)


def usual(count: int, seed: int = 1) -> Iterator[tuple[Complaint, Label]]:
    """Records as a helpdesk notes them, with what the classifier would say: gaps, slips and open cases among them."""
    dice = random.Random(seed)
    days = (*range(31), *[11] * 12, *[20] * 5)
    for number in range(1, count + 1):
        complaint_class, topic, title, text = dice.choice(SENTENCES)
        received = OCTOBER.start + timedelta(days=dice.choice(days), hours=dice.uniform(7.5, 20))
        state = dice.choice((ComplaintState.SOLVED,) * 8 + (ComplaintState.IN_PROGRESS, ComplaintState.RECORDED))
        is_solved = state is ComplaintState.SOLVED
        confidence = round(dice.uniform(0.45, 0.99), 3)
        made = complaint(
            number,
            received_at=received.replace(microsecond=0),
            state=state,
            title=title,
            text=text,
            solution=dice.choice(SOLUTIONS) if is_solved else "",
            ticket=f"TKT-{number:05d}" if dice.random() < 0.8 else "",
            support_ticket=f"LS-{number:06d}" if dice.random() < 0.1 else "",
            answered_at=received + timedelta(hours=dice.expovariate(0.3)) if dice.random() < 0.7 else None,
            answer_has_time=dice.random() < 0.8,
            solved_at=received + timedelta(hours=dice.expovariate(0.05)) if is_solved and dice.random() < 0.9 else None,
            solution_has_time=dice.random() < 0.6,
            is_reopened=dice.random() < 0.03,
            is_informed=dice.choice((True, True, False, None)),
            channel=dice.choice(list(Channel)),
            user_type=dice.choice(list(UserType)),
            institution=dice.choice(("Dinas Contoh A", "Dinas Contoh B", "")),
            urgency=dice.choice(("Mendesak", "Tidak Mendesak", "")),
            impact=dice.choice(("Kecil", "Sedang", "Besar", "")),
            priority=dice.choice(("Rendah", "Menengah", "Tinggi", "")),
            handler=dice.choice(("Petugas A", "Petugas B", "")),
            reporter_hashes=(f"{dice.randrange(count * 2):x}",),
        )
        label = Label(
            made.complaint_id, complaint_class, topic, confidence, min(1.0, confidence + 0.02), confidence < 0.7
        )
        yield made, label


def fill(warehouse: Warehouse, site: Site, made: list[tuple[Complaint, Label]], *, is_complete: bool = True) -> None:
    """Keep the records as two sources gave them, with what the program and people said of some of them."""
    kept = warehouse.complaints
    complaints = [complaint for complaint, _ in made]
    file = Import(
        import_id=fingerprint("rekap"),
        name="/srv/keluhan/rekap-oktober.xlsx",
        state=CoverageState.OK,
        as_of=NOW - timedelta(hours=5),
        sha256="3b1f" * 16,
        size_bytes=10_000,
        row_count=len(complaints) + 2,
        complaints=tuple(complaints),
        rejections=(
            Rejection("/srv/keluhan/rekap-oktober.xlsx", "Oktober", 71, "B (Tanggal)", "tanggal tidak terbaca",
                      "tulis seperti 23/11/2026"),
            Rejection("/srv/keluhan/rekap-oktober.xlsx", "Oktober", 72, "", "isi keluhan kosong",
                      "isi kolom Deskripsi"),
        ),
    )  # fmt: skip
    kept.store_import(site.key, "rekap", file, NOW)
    answer = Import(
        import_id=fingerprint("osticket"), name="osTicket", state=CoverageState.OK, as_of=NOW,
        since=OCTOBER.start, until=OCTOBER.end,
    )  # fmt: skip
    kept.store_import(site.key, "osticket", answer, NOW)
    kept.store_labels(site.key, [label for _, label in made], "model-uji-1", NOW)
    kept.store_coverage(site.key, OCTOBER, "rekap", CoverageState.OK, (), NOW)
    if is_complete:
        kept.store_coverage(site.key, OCTOBER, "osticket", CoverageState.OK, (), NOW)
    else:
        reasons = ("basis data osTicket tidak menjawab dalam 30 detik",)
        kept.store_coverage(site.key, OCTOBER, "osticket", CoverageState.MISSING, reasons, NOW)
    ordered = sorted(complaints, key=lambda each: (each.received_at, each.complaint_id))
    if len(ordered) < 12:
        return
    links = [
        Link(ordered[5].complaint_id, ordered[2].complaint_id, LinkKind.SAME_TICKET, 0.41),
        Link(ordered[9].complaint_id, ordered[7].complaint_id, LinkKind.SIMILAR_TEXT, 0.93),
        Link(ordered[10].complaint_id, ordered[7].complaint_id, LinkKind.SAME_TEXT, 1.0),
    ]
    kept.store_links(site.key, OCTOBER.start, OCTOBER.end, links)
    sheet = RecordPlace("/srv/keluhan/koreksi_keluhan_lpse_contoh_2026-10.xlsx", "Koreksi", 12)
    by = "Pengelola Perubahan"
    for each in (
        Correction(ordered[0].complaint_id, CorrectedField.CLASS, "keluhan_lain", by, "lihat tiket", sheet),
        Correction(ordered[0].complaint_id, CorrectedField.TOPIC, "lambat", by, "", sheet),
        Correction(ordered[11].complaint_id, CorrectedField.IS_COMPLAINT, "tidak", by, "uji coba formulir"),
        Correction(ordered[10].complaint_id, CorrectedField.SAME_AS, "", by, "dua pelapor berbeda"),
    ):
        kept.correct(site.key, each, NOW + timedelta(hours=3))


def link(strength: LinkStrength, text: str) -> ComplaintLink:
    seen = strength in (LinkStrength.STRONG, LinkStrength.WEAK)
    return ComplaintLink(
        "unggah", "413", strength, complaint_count=12, matched_count=9, matched_day_count=4, by_hour_count=12,
        expected_count=1.5 if seen else None, lift=6.0 if seen else None, probability=0.0004 if seen else None,
        signal_hour_count=20, signal_day_count=5, read_day_count=31, text=text,
    )  # fmt: skip


LINKS = (
    link(LinkStrength.STRONG, "Dari 12 keluhan unggah berkas, 9 diterima pada waktu yang sama dengan jawaban 413."),
    link(LinkStrength.WEAK, HOSTILE[0]),
    link(LinkStrength.NOT_READ, "tidak terbaca"),
)


def answers(warehouse: Warehouse, site: Site) -> Rows:
    """The answers of the warehouse, and one deviation."""
    told = ("baku", "belum pernah ditulis", "; ".join(HOSTILE), "Administrator Sistem LPSE", "(Nama)")
    late = Deviation(OCTOBER, Step.COMPLAINTS, DeviationKind.TIME, RECAP, *told)
    return {name: warehouse.report_rows(name, site.key, OCTOBER) for name in QUERIES} | {
        "deviations": [asdict(late) | {"deviation_id": late.deviation_id}],
        "unjudged": [],
        "links": [asdict(link) for link in LINKS],
        "link_notes": [{"text": "Log aplikasi tidak terbaca pada bulan ini."}],
    }
