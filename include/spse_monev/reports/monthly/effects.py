"""Whether what caused a change request went away after the change: before and after side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from openpyxl import Workbook

from spse_monev.findings import EffectVerdict
from spse_monev.labels import effect_label
from spse_monev.period import Month
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DATE, DECIMAL
from spse_monev.reports.monthly.changes import origin
from spse_monev.reports.monthly.frequency import as_moment
from spse_monev.reports.sheets.table import NO_COMPARISON, or_dash, write_table_sheet
from spse_monev.reports.words import month_name, number
from spse_monev.reports.workbook import Column

TITLE = "Efek Perubahan"
# The days on which what closed requests name was seen: what the pipeline judges by, and hands in as EFFECTS.
QUERIES: tuple[str, ...] = ("month_effect_days",)
EFFECTS = "effects"  # the fields of `findings.Effect`


def write_effects(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """Each change that was carried out lately, those without an effect first."""
    order = (EffectVerdict.NOT_SEEN, EffectVerdict.CANNOT_JUDGE, EffectVerdict.SEEN)
    rows = sorted(view.rows(EFFECTS), key=lambda row: order.index(row["verdict"]))
    columns = (
        Column("No.", 6, COUNT),
        Column("Nomor permohonan", 16),
        Column("Judul", 30),
        Column("Asal", 13),
        Column("Bulan asal", 13),
        Column("Tanggal implementasi", 12, DATE),
        Column("Jumlah sebelum", 9, COUNT),
        Column("Hari terbaca sebelum", 9, COUNT),
        Column("Per hari sebelum", 9, DECIMAL),
        Column("Jumlah sesudah", 9, COUNT),
        Column("Hari terbaca sesudah", 9, COUNT),
        Column("Per hari sesudah", 9, DECIMAL),
        Column("Efek", 14),
        Column("Alasan", 46),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "EfekPerubahan",
        columns,
        rows,
        lambda number_, row: (
            number_,
            row["number"],
            row["title"],
            origin(row),
            month_name(Month(row["first_month"], view.zone)),
            as_moment(view, row["implemented_on"]),
            *_counts(row["count_before"], row["days_before"]),
            *_counts(row["count_after"], row["days_after"]),
            effect_label(row["verdict"]),
            row["reason"],
        ),
        sources=(),
        totals=_counted(rows),
        totals_of="Perubahan yang sudah dilaksanakan",
        unit="perubahan",
        notes=(
            "Permohonan yang selesai dalam bulan ini atau tiga bulan sebelumnya, dan yang perubahannya berhasil "
            "dilaksanakan. Sebelum: hari-hari bulan asal sebelum tanggal implementasi. Sesudah: hari-hari bulan ini "
            "sesudah tanggal implementasi. Yang dibandingkan hanya hari ketika semua sumber yang mendasari permohonan "
            "terbaca utuh; hari yang tidak terbaca tidak dihitung nol.",
            "Yang dinilai adalah apakah tandanya masih ada, bukan apakah perubahan itu penyebabnya: hal lain dapat "
            "berubah pada waktu yang sama. – = tidak ada jumlah harian.",
        ),
        empty="Tidak ada perubahan yang selesai dilaksanakan dalam bulan ini dan tiga bulan sebelumnya.",
    )


def effect_sentence(view: EvaluationView) -> str:
    """How many changes had an effect; '' if none was carried out lately."""
    rows = view.rows(EFFECTS)
    return f"Efek perubahan yang sudah dilaksanakan: {_counted(rows)} (lihat lembar {TITLE})." if rows else ""


def _counted(rows: list[Row]) -> str:
    verdicts = Counter(row["verdict"] for row in rows)
    return ", ".join(
        f"{number(verdicts[each])} {effect_label(each).removeprefix('Efek ').lower()}"
        for each in EffectVerdict
        if verdicts[each]
    )


def _counts(count: int | None, days: int | None) -> tuple[Any, Any, Any]:
    if count is None or not days:
        return or_dash(count), or_dash(days), NO_COMPARISON
    return count, days, count / days
