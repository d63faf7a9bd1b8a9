"""Which changes a day or a month calls for (SOP steps 2, 4), with the evidence, and which rules could not be judged."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.labels import actor_label, change_class_label, urgency_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import COUNT
from spse_monev.reports.judgements import NOT_ANALYSED, AnalysedView, evidence_sentence, nothing_found, unjudged_rules
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

SHOWN_EVIDENCE = 3
MAX_EVIDENCE_TEXT = 220
MAX_EVIDENCE_IN_FULL = 600
_DETAILS = ("rule_id", "urgency", "impact", "change_class", "class_reason", "how", "test", "undo")


def write_findings(workbook: Workbook, view: AnalysedView, title: str) -> None:
    """Every finding, the most pressing first: what is needed, of which class, and why."""
    deadlines = view.site.priorities.deadlines
    columns = (
        Column("No.", 6, COUNT),
        Column("Prioritas", 11),
        Column("Aturan", 9),
        Column("Judul", 27),
        Column("Kelas", 13),
        Column("Perubahan yang diperlukan", 56),
        Column("Bukti terkuat", 48),
        Column("Keraguan", 30),
        Column("Pelaku", 20),
        Column("Semua bukti", 90, printed=False),
    )
    findings = view.rows("findings")
    write_table_sheet(
        workbook,
        view,
        title,
        "Temuan",
        columns,
        findings,
        lambda number_, row: (
            number_,
            row["priority"].capitalize(),
            row["rule_id"],
            row["title"],
            change_class_label(row["change_class"]),
            row["change"],
            _evidence(view, row, SHOWN_EVIDENCE, MAX_EVIDENCE_TEXT),
            _lines(row["doubts"]),
            actor_label(row["actor"]),
            _evidence(view, row, len(row["evidence"]), MAX_EVIDENCE_IN_FULL),
        ),
        sources=(),
        totals=number(len(findings)),
        unit="temuan",
        notes=(
            "Usulan menurut aturan; yang memutuskan adalah orang. Minor: hanya setting dan konfigurasi, ditangani LPSE "
            "sesudah disetujui. Major: menyentuh fitur fisik, upgrade atau penggantian, atau fitur SPSE; "
            "dikonsultasikan dahulu dengan Technical Support LKPP. Perlu telaah: kelasnya belum dapat ditetapkan. "
            f"Waktu penyelesaian menurut prioritas: tinggi {deadlines.tinggi}, menengah {deadlines.menengah}, rendah "
            f"{deadlines.rendah} hari kerja.",
            "Angka di akhir bukti adalah jumlah kejadian atau nilai yang diukur. Semua bukti ada pada kolom "
            "terakhir, yang tidak dicetak.",
        ),
        empty=nothing_found(view),
    )


def write_details(workbook: Workbook, view: AnalysedView, title: str) -> None:
    """Why the findings are of their class, and how the change is made, tested and undone; told once for those alike."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(view.rows("findings"), 1):
        alike.setdefault(tuple(row[name] for name in _DETAILS), []).append(place)
    columns = (
        Column("Temuan nomor", 13),
        Column("Aturan", 9),
        Column("Urgensi", 12),
        Column("Dampak", 10),
        Column("Dasar kelas", 42),
        Column("Cara melaksanakan", 62),
        Column("Cara menguji", 42),
        Column("Cara mengembalikan", 37),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "RincianTemuan",
        columns,
        [dict(zip(_DETAILS, texts, strict=True)) | {"places": _spans(places)} for texts, places in alike.items()],
        lambda _, row: (
            row["places"],
            row["rule_id"],
            urgency_label(row["urgency"]),
            row["impact"].capitalize(),
            f"{change_class_label(row['change_class'])}. {row['class_reason']}",
            row["how"],
            row["test"],
            row["undo"],
        ),
        sources=(),
        totals="",
        unit="cara",
        notes=("Nomornya adalah nomor pada lembar Temuan.",),
        empty=nothing_found(view),
    )


def write_unjudged_rules(workbook: Workbook, view: AnalysedView, title: str) -> None:
    """The rules whose facts are missing, and which facts."""
    titles = {row["rule_id"]: row["title"] for row in view.rows("rule_titles")}
    rules = unjudged_rules(view)
    columns = (Column("Aturan", 10), Column("Judul", 60), Column("Yang tidak diketahui", 110))
    write_table_sheet(
        workbook,
        view,
        title,
        "AturanTakTernilai",
        columns,
        rules,
        lambda _, row: (row["rule_id"], titles.get(row["rule_id"], ""), _lines(row["missing"])),
        sources=(),
        totals=f"{number(len(rules))} dari {number(len(view.rows('rule_judgements')))} aturan",
        totals_of="Tidak dapat dinilai",
        unit="aturan",
        notes=(
            "Aturan yang datanya tidak ada tidak diam: hal yang dijaganya mungkin terjadi tanpa terlihat. Semua aturan "
            "dijelaskan oleh perintah spse rules explain.",
        ),
        empty="Semua aturan dapat dinilai." if view.is_analysed else NOT_ANALYSED,
    )


def _spans(places: list[int]) -> str:
    """Numbers in order, with those that follow one another as a span: '1, 3–5'."""
    spans: list[list[int]] = []
    for place in places:
        if spans and spans[-1][-1] == place - 1:
            spans[-1].append(place)
        else:
            spans.append([place])
    return ", ".join(f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)


def _evidence(view: AnalysedView, finding: Row, at_most: int, length: int) -> str:
    told = [evidence_sentence(view, each, length) for each in finding["evidence"][:at_most]]
    left = len(finding["evidence"]) - len(told)
    return _lines(told) + (f"\n… dan {number(left)} bukti lain" if left else "")


def _lines(texts: list[str]) -> str:
    return "\n".join(f"• {text}" for text in texts) if len(texts) > 1 else "".join(texts)
