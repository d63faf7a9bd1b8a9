"""How whole the month rests on its days: every source by every day, and each gap with how to close it."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from spse_monev.completeness import DayState, day_ranges
from spse_monev.facts import CheckState, CoverageState
from spse_monev.reports.dayview import CHECK_WORDS, COVERAGE_WORDS, SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE
from spse_monev.reports.kinds import AREAS, MONITORING, STATISTICS, STATUS, kind_label
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ()  # the days of every source are the view's own

_SIGNS = {state: words.split(" ", 1)[0] for state, words in COVERAGE_WORDS.items()}
_ALIVE = {CoverageState.OK: CHECK_WORDS[CheckState.OK], CoverageState.MISSING: "✘ tidak terbukti aktif"}


def write_completeness(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """A line for each source with the sign of each day of the month."""
    columns = (
        Column("Sumber", 34),
        Column("Wajib", 7),
        Column("Lengkap", 8, COUNT),
        Column("Sebagian", 9, COUNT),
        Column("Tidak terbaca", 9, COUNT),
        *(Column(str(day.date.day), 3.6) for day in view.month.days),
        Column("Tanggal yang tidak lengkap", 34),
    )

    def cells(_: int, source: SourceReading) -> tuple[Any, ...]:
        days = view.days[source.name]
        return (
            source.label,
            "ya" if view.site.sources[source.name].required else "tidak",
            *(sum(each.state is state for each in days) for state in CoverageState),
            *(_SIGNS[each.state] for each in days),
            "\n".join(source.reasons) or "tidak ada",
        )

    days = [each for source in view.sources for each in view.days[source.name]]
    whole = sum(each.state is CoverageState.OK for each in days)
    notes = [
        "✔ = terbaca lengkap (sumber yang hanya diperiksa: aktif); ⚠ = terbaca sebagian; ✘ = tidak terbaca atau tidak "
        "terbukti aktif. Yang tidak terbaca bukan nol: angkanya tidak diketahui. Alasan setiap hari dan cara "
        "membacanya lagi ada pada lembar berikutnya.",
    ]
    if missing := [area.label for area in AREAS if not view.of_kind(*area.kinds)]:
        notes.append(f"Tidak dikonfigurasi, di luar jangkauan laporan ini: {', '.join(missing)}.")
    if view.complaints is None:
        notes.append("Sumber keluhan (helpdesk) tidak dikonfigurasi.")
    else:
        notes += [f"Keluhan bulan ini — {source.sentence()}." for source in view.complaints.sources]
    write_table_sheet(
        workbook,
        view,
        title,
        "Kelengkapan",
        columns,
        view.sources,
        cells,
        sources=(),
        totals=f"{number(whole)} dari {number(len(days))} hari sumber lengkap",
        unit="sumber",
        notes=notes,
        empty="Tidak ada sumber dalam pengaturan situs.",
    )


def write_gaps(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Each source and day that is not whole, with the reason and how it may still be read."""
    rows = [
        (source, each)
        for source in view.sources
        for each in view.days[source.name]
        if each.state is not CoverageState.OK
    ]
    rows.sort(key=lambda item: (item[1].day.date, item[0].state is not CoverageState.MISSING, item[0].label))
    columns = (
        Column("No.", 6, COUNT),
        Column("Tanggal", 11, DATE),
        Column("Sumber", 28),
        Column("Jenis", 20),
        Column("Wajib", 7),
        Column("Keadaan", 18),
        Column("Alasan", 52),
        Column("Cara membaca lagi", 62),
    )

    def cells(number_: int, row: tuple[SourceReading, DayState]) -> tuple[Any, ...]:
        source, each = row
        words = COVERAGE_WORDS if source.is_collected else _ALIVE
        return (
            number_,
            as_moment(view, each.day.date),
            source.label,
            kind_label(source.kind),
            "ya" if view.site.sources[source.name].required else "tidak",
            words[each.state],
            "\n".join(each.reasons),
            _remedy(view, source, each),
        )

    partial = sum(each.state is CoverageState.PARTIAL for _, each in rows)
    write_table_sheet(
        workbook,
        view,
        title,
        "HariTidakLengkap",
        columns,
        rows,
        cells,
        sources=(),
        totals=f"{number(len(rows) - partial)} tidak terbaca dan {number(partial)} terbaca sebagian, pada tanggal "
        f"{day_ranges({each.day.date for _, each in rows})}",
        unit="hari sumber",
        notes=(
            "Satu baris untuk setiap sumber dan hari yang tidak lengkap. Sesudah dibaca lagi, jalankan ulang evaluasi "
            "bulan ini (DAG spse_monthly, atau perintah spse report --month); laporan baru menggantikan yang ini "
            "sebagai versi berikutnya.",
        ),
        empty="Tidak ada: semua sumber dalam pengaturan situs lengkap pada setiap hari bulan ini."
        if view.sources
        else "Tidak ada sumber dalam pengaturan situs.",
    )


def _remedy(view: EvaluationView, source: SourceReading, each: DayState) -> str:
    """How the day may still be read, if it may."""
    if each.is_deleted:
        return "Tidak dapat: rinciannya telah melewati masa simpan. Lihat laporan harian yang tersimpan."
    if not source.is_collected:
        return "Tidak dapat: keadaan pada hari yang sudah lewat tidak dapat diperiksa lagi."
    site = "" if view.site.default else f" --site {view.site.key}"
    command = f"spse collect{site} --day {each.day} --source {source.name}"
    if each.state is CoverageState.MISSING:
        command = f"isian 'Kumpulkan ulang hari yang hilang' pada DAG spse_monthly, atau {command}"
    if source.kind in (STATISTICS, STATUS):
        return (
            "Hanya bila potret akhir hari itu tersimpan; potret hari yang sudah lewat tidak dapat diambil lagi. "
            f"Cara: {command}."
        )
    if source.kind == "probe":
        return f"Hanya dari hasil probe yang tersimpan; waktu tanpa probe tetap tidak diketahui. Cara: {command}."
    if source.kind in MONITORING:
        return f"Bila riwayat hari itu masih ada pada sistem pemantauan: {command}."
    return f"Bila berkas log hari itu masih ada: {command}."
