"""The sheets behind the recap's summary, in their order."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.reports.complaints import counts, links, method, recap, repeats, review, sources
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.sheets.deviations import write_deviations

_SHEETS = (
    ("Rekap Penanganan", recap.write_recap),
    ("Per Topik", counts.write_topics),
    ("Per Hari", counts.write_days),
    ("Media dan Pengguna", counts.write_channels),
    ("Masalah Berulang", repeats.write_repeated_problems),
    ("Kaitan dengan Server", links.write_links),
    ("Catatan Ganda", repeats.write_uncounted),
    ("Perlu Ditelaah", review.write_to_review),
    ("Koreksi", review.write_corrections),
    ("Baris Ditolak", sources.write_rejections),
    ("Sumber", sources.write_sources),
)


def write_sheets(workbook: Workbook, view: MonthView) -> None:
    """Write all of them; a sheet without rows says why."""
    for title, write in _SHEETS:
        write(workbook, view, title)
    write_deviations(workbook, view)
    method.write_method(workbook, view, "Metode")
