"""Which changes the month calls for (SOP steps 4 and 5), the findings behind them, which requests wait, which ended."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

from spse_monev.changes import ChangeState
from spse_monev.findings import ChangeClass
from spse_monev.labels import actor_label, change_class_label, change_request_state_label, executor_label
from spse_monev.period import Month
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE
from spse_monev.reports.judgements import NOT_ANALYSED, nothing_found
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets import changes as habits
from spse_monev.reports.sheets import findings
from spse_monev.reports.sheets.table import NO_COMPARISON, or_dash, write_table_sheet
from spse_monev.reports.words import month_name, number
from spse_monev.reports.workbook import Column

# To the rows of month_open_requests the pipeline adds who must answer, as `executor`; None for a draft.
QUERIES: tuple[str, ...] = (
    "findings", "rule_judgements", "month_requests", "month_open_requests", "month_ended_requests",
)  # fmt: skip

NOT_DRAFTED = "belum dibuat"

# A month's sheets of these are those of a day.
write_findings = findings.write_findings
write_details = findings.write_details
write_unjudged_rules = findings.write_unjudged_rules
write_habits = habits.write_changes


def write_changes(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Each needed change with its request, its class and why, and how it is made, tested and undone."""
    requests = view.rows("month_requests")
    drafted = {finding["finding_id"] for row in requests for finding in row["findings"]}
    found = view.rows("findings")
    lacking = [row for row in found if row["change_class"] != ChangeClass.NONE and row["finding_id"] not in drafted]
    unneeded = sum(row["change_class"] == ChangeClass.NONE for row in found)
    columns = (
        Column("No.", 5, COUNT),
        Column("Nomor permohonan", 16),
        Column("Status", 16),
        Column("Kelas", 11),
        Column("Dasar kelas", 30),
        Column("Perubahan yang diperlukan", 42),
        Column("Pelaksanaan, pengujian dan pengembalian", 54),
        Column("Pelaku", 17),
        Column("Prioritas", 10),
        Column("Ditemukan (bulan)", 11, COUNT),
        Column("Temuan bulan ini", 9, COUNT),
        Column("Pertama ditemukan", 16, printed=False),
        Column("Aturan", 9, printed=False),
    )

    def cells(number_: int, row: Row) -> tuple[Any, ...]:
        is_drafted = "number" in row
        return (
            number_,
            row["number"] if is_drafted else NOT_DRAFTED,
            change_request_state_label(row["state"]) if is_drafted else NO_COMPARISON,
            change_class_label(row["change_class"]),
            row["class_reason"],
            f"{row['title']}\n{row['change']}",
            f"Cara: {row['how']}\nUji: {row['test']}\nPengembalian: {row['undo']}",
            actor_label(row["actor"]),
            row["priority"].capitalize(),
            row["month_count"] if is_drafted else NO_COMPARISON,
            len(row["findings"]) if is_drafted else 1,
            month_name(Month(row["first_month"], view.zone)) if is_drafted else NO_COMPARISON,
            row["rule_id"],
        )

    rows = [*requests, *lacking]
    classes = ((each, sum(row["change_class"] == each for row in rows)) for each in ChangeClass)
    none_needed = (
        f"{number(unneeded)} temuan tidak memerlukan perubahan sistem (pelatihan, perbaikan atau pengamatan)"
        if unneeded
        else ""
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "PerubahanDiperlukan",
        columns,
        rows,
        cells,
        sources=(),
        totals=f"{number(len(rows))} perubahan: "
        + ", ".join(f"{number(count)} {change_class_label(each).lower()}" for each, count in classes if count),
        unit="perubahan",
        notes=(
            "Usulan menurut aturan; kelas dan pelaksanaannya diputuskan oleh orang. Minor ditangani LPSE sesudah "
            "disetujui; Major dikonsultasikan dahulu dengan Technical Support LKPP (SOP langkah 5). Satu permohonan "
            "untuk satu perubahan, walaupun temuannya banyak atau berulang pada beberapa bulan. Status adalah keadaan "
            "saat laporan ini ditulis.",
            *((f"{none_needed}; lihat lembar Temuan.",) if none_needed else ()),
        ),
        empty=f"Tidak ada perubahan yang diperlukan: {none_needed}." if none_needed else nothing_found(view),
    )


def write_open_requests(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The requests of this and of earlier months that have not ended, the oldest first, and for whom each waits."""
    rows = view.rows("month_open_requests")
    deadlines = view.site.priorities.deadlines.model_dump()
    columns = (
        Column("No.", 6, COUNT),
        Column("Nomor permohonan", 16),
        Column("Keadaan", 21),
        Column("Harus menjawab", 18),
        Column("Menunggu sejak", 11, DATE),
        Column("Menunggu pada akhir bulan (hari)", 11, COUNT),
        Column("Umur pada akhir bulan (hari)", 11, COUNT),
        Column("Judul", 42),
        Column("Kelas", 11),
        Column("Prioritas", 10),
        Column("Asal", 15),
        Column("Batas waktu (hari kerja)", 11, COUNT, printed=False),
        Column("Pelaku", 26, printed=False),
        Column("Ditemukan (bulan)", 11, COUNT, printed=False),
        Column("Dirancang", 12, DATE, printed=False),
        Column("Pertama ditemukan", 17, printed=False),
        Column("Terakhir ditemukan", 17, printed=False),
    )

    def cells(number_: int, row: Row) -> tuple[Any, ...]:
        last, is_found = row["last_month"], bool(row["rule_id"])
        return (
            number_,
            row["number"],
            change_request_state_label(row["state"]),
            executor_label(row["executor"]) if row["executor"] else "belum diserahkan",
            _date(view, row["waiting_since"]) if row["waiting_since"] else NO_COMPARISON,
            or_dash(row["waiting_days"]),
            row["age_days"],
            row["title"],
            change_class_label(row["change_class"]),
            row["priority"].capitalize(),
            origin(row),
            deadlines[row["priority"]],
            actor_label(row["actor"]),
            row["month_count"] if is_found else NO_COMPARISON,
            _date(view, row["drafted_at"]),
            month_name(Month(row["first_month"], view.zone)) if is_found else NO_COMPARISON,
            _last_found(view, last) if is_found else NO_COMPARISON,
        )

    earlier = sum(row["first_month"] < view.month.first for row in rows)
    write_table_sheet(
        workbook,
        view,
        title,
        "PermohonanTerbuka",
        columns,
        rows,
        cells,
        sources=(),
        totals=f"{number(len(rows))} permohonan belum selesai, {number(earlier)} di antaranya dari bulan sebelumnya",
        unit="permohonan",
        notes=(
            "Semua permohonan perubahan sampai dengan bulan ini yang belum berakhir, yang terlama lebih dahulu. "
            "Keadaan dan siapa yang harus menjawab adalah menurut saat laporan ini ditulis. Umur dihitung dalam hari "
            "kalender sejak rancangan pertama sampai akhir bulan, dan lama menunggu sejak langkahnya dimulai; 0 = baru "
            "sesudah bulan ini berakhir. Langkah yang melewati batas waktunya tercatat dalam Register Penyimpangan.",
        ),
        empty="Tidak ada permohonan perubahan yang belum selesai sampai dengan bulan ini."
        + ("" if view.is_analysed else f" {NOT_ANALYSED}"),
    )


def write_ended_requests(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The requests that ended within the month: carried out, refused or withdrawn, and how long it took."""
    rows = view.rows("month_ended_requests")
    states = Counter(row["state"] for row in rows)
    ends = (f"{number(states[each])} {change_request_state_label(each)}" for each in ChangeState if states[each])
    columns = (
        Column("No.", 6, COUNT),
        Column("Nomor permohonan", 17),
        Column("Judul", 62),
        Column("Kelas", 13),
        Column("Prioritas", 12),
        Column("Asal", 18),
        Column("Berakhir sebagai", 16),
        Column("Dirancang", 12, DATE),
        Column("Berakhir", 12, DATE),
        Column("Lama (hari)", 11, COUNT),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "PermohonanBerakhir",
        columns,
        rows,
        lambda number_, row: (
            number_,
            row["number"],
            row["title"],
            change_class_label(row["change_class"]),
            row["priority"].capitalize(),
            origin(row),
            change_request_state_label(row["state"]),
            _date(view, row["drafted_at"]),
            _date(view, row["ended_at"]),
            row["age_days"],
        ),
        sources=(),
        totals=f"{number(len(rows))} permohonan: {', '.join(ends)}",
        unit="permohonan",
        notes=("Lama dihitung dalam hari kalender sejak rancangan pertama sampai permohonan berakhir.",),
        empty="Tidak ada permohonan perubahan yang berakhir pada bulan ini.",
    )


def origin(row: Row) -> str:
    """From where a request comes: the rule that found its need, or the person who proposed it."""
    return f"aturan {row['rule_id']}" if row["rule_id"] else f"usulan {row['requested_by']}"


def _date(view: EvaluationView, moment: datetime) -> datetime:
    return as_moment(view, moment.astimezone(view.zone).date())


def _last_found(view: EvaluationView, month: date | None) -> str:
    return month_name(Month(month, view.zone)) if month else "tidak lagi ditemukan"
