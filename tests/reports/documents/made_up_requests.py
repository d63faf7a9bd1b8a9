"""October's change requests of a made-up LPSE, as the warehouse would answer: one major, one minor, one unclear."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from spse_monev.settings import Site

Row = dict[str, Any]
DRAFTED_AT = datetime(2026, 11, 1, 19, 5, tzinfo=UTC)  # the 2nd of November in Jakarta
UNREAD_DAYS, PARTIAL_DAYS = (12, 13), (5,)
COUNTS = {3: 4, 4: 2, 14: 17, 15: 9, 28: 31}


def evidence(text: str, day: int | None, source: str = "database_log", value: float | None = None) -> Row:
    when = None if day is None else f"2026-10-{day:02d}"
    return {"text": text, "source": source, "day": when, "at": None, "value": value}


def finding(number: int, rule_id: str, subject: str, *seen: Row, doubts: tuple[str, ...] = ()) -> Row:
    return {
        "finding_id": f"{number:016x}", "rule_id": rule_id, "subject": subject, "title": f"Temuan {number}",
        "change": "Perubahan", "evidence": list(seen), "doubts": list(doubts),
    }  # fmt: skip


def request(number: int, rule_id: str, change_class: str, *findings: Row, **others: Any) -> Row:
    return {
        "number": f"PP-2026-10-{number:03d}", "rule_id": rule_id, "state": "draft", "first_month": date(2026, 9, 1),
        "title": "Deadlock berulang di antara perintah yang sama", "change_class": change_class,
        "class_reason": (
            "SOP menyebut perubahan major sebagai perubahan yang \"dapat berupa upgrade atau penggantian\"; urutan "
            "penguncian ada di dalam aplikasi, yang hanya dapat diubah LKPP."
        ),
        "change": "Memperbaiki urutan penguncian pada transaksi penawaran, agar dua transaksi tidak saling menunggu.",
        "how": (
            "Kumpulkan kedua pernyataan yang saling menunggu dari log (DETAIL dan CONTEXT), sertakan jam dan "
            "jumlahnya, lalu sampaikan kepada LKPP melalui LPSE Support. Jangan mengubah kode atau data sendiri."
        ),
        "test": "Sesudah perbaikan dipasang, tidak ada deadlock dari pernyataan yang sama selama tujuh hari kerja.",
        "undo": "Kembali ke versi aplikasi sebelumnya menurut petunjuk LKPP.",
        "actor": "lkpp", "urgency": "mendesak", "impact": "besar", "priority": "tinggi", "drafted_at": DRAFTED_AT,
        "month_count": 2, "findings": list(findings),
    } | others  # fmt: skip


def major() -> Row:
    seen = [
        evidence("ERROR 40P01: deadlock detected", day, value=float(count))
        for day, count in sorted(COUNTS.items(), key=lambda item: -item[1])
    ]
    return request(1, "R20", "major", finding(1, "R20", "deadlock", *seen))


def minor() -> Row:
    seen = [
        evidence("162 panggilan, rata-rata 312 milidetik: select * from paket where id = ?", 20, "database", 312.4),
        evidence("Rata-rata waktu baca blok", 21, "database", 12.0),
    ]
    return request(
        2, "R17", "minor", finding(2, "R17", "", *seen, doubts=("Memori bebas tidak diketahui.",)),
        title="Query lambat karena cache kurang", change="Menaikkan shared_buffers dari 2 GB menjadi 4 GB.",
        class_reason="SOP: perubahan minor \"hanya merubah setting dan konfigurasi saja\".",
        actor="administrator", urgency="tidak_mendesak", impact="sedang", priority="rendah", month_count=1,
        first_month=date(2026, 10, 1),
    )  # fmt: skip


def unclear() -> Row:
    seen = [evidence("Keluhan 12: halaman tidak dapat dibuka", 7, ""), evidence("Keluhan 15: lambat", 7, "")]
    return request(3, "R99", "perlu_telaah", finding(3, "R99", "", *seen), actor="change_manager", month_count=1)


def month_rows(site: Site, *requests: Row) -> dict[str, list[Row]]:
    """The answers to all questions: every source read whole but for gaps in the log of the database."""
    coverage = [_coverage(source, day) for source in site.sources for day in range(1, 32)]
    return {
        "month_requests": list(requests),
        "month_request_days": [
            {"number": "PP-2026-10-001", "subject": "deadlock", "day": date(2026, 10, day), "count": count}
            for day, count in COUNTS.items()
        ],
        "month_coverage": [row for row in coverage if row],
        "month_checks": [],
        "complaint_coverage": [
            {"source": name, "state": "ok", "reasons": []} for name in (site.helpdesk.sources if site.helpdesk else ())
        ],
        "month_versions": [
            _version("PostgreSQL", "database", "14.11", 1, 19),
            _version("PostgreSQL", "database", "14.13", 20, 31),
            _version("Java", "spse_status", "17.0.9", 1, 31),
        ],
    }


def _coverage(source: str, day: int) -> Row | None:
    state, reasons = "ok", []
    if source == "database_log":
        if day in UNREAD_DAYS:
            return None
        if day in PARTIAL_DAYS:
            state, reasons = "partial", ["log berhenti pukul 14.00"]
    return {
        "source": source, "day": date(2026, 10, day), "state": state, "reasons": reasons, "entry_count": 10,
        "unparsed_count": 0, "details_deleted_at": None,
    }  # fmt: skip


def _version(component: str, source: str, version: str, first: int, last: int) -> Row:
    return {
        "component": component, "source": source, "version": version, "first_day": date(2026, 10, first),
        "last_day": date(2026, 10, last),
    }  # fmt: skip
