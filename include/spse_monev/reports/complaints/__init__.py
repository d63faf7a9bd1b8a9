"""The month's complaints: rows of the warehouse in, the recap and the correction sheet out.

>>> rows = {name: warehouse.report_rows(name, site.key, month) for name in QUERIES}
>>> rows |= {name: [] for name in (*JUDGED, *LINKED)}
>>> [artifact.path for artifact in write_complaint_reports(site, month, rows, folder, written_at)]
['lpse_contoh/2026/10/bulanan/rekap_penanganan_lpse_contoh_2026-10.xlsx',
 'lpse_contoh/2026/10/bulanan/koreksi_keluhan_lpse_contoh_2026-10.xlsx']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from spse_monev.facts import Artifact
from spse_monev.period import Month
from spse_monev.reports import artifacts
from spse_monev.reports.complaints.correction import write_correction_sheet
from spse_monev.reports.complaints.narrative import sentences
from spse_monev.reports.complaints.sheets import write_sheets
from spse_monev.reports.complaints.summary import write_summary
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Site

RECAP_KIND = "rekap_keluhan"
CORRECTION_KIND = "lembar_koreksi"

# The questions of include/sql/reports that the reports are made of.
QUERIES: tuple[str, ...] = (
    "complaints",
    "complaint_coverage",
    "complaint_imports",
    "complaint_rejections",
    "complaint_corrections",
)


def write_complaint_reports(
    site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]], folder: Path, written_at: datetime
) -> tuple[Artifact, ...]:
    """Write both workbooks of a month below `folder` and say what was written.

    `rows` holds the answer of each of `QUERIES`, and those of `deviations.JUDGED` and `links.LINKED`. The same rows
    give the same bytes, so `written_at` is in the artifacts only. OSError if the folder cannot be written; ValueError
    if the site has no helpdesk.
    """
    view = MonthView(site, month, rows)
    return tuple(
        _store(view, kind, name, build(view), folder, written_at)
        for kind, name, build in (
            (RECAP_KIND, "rekap_penanganan", build_recap),
            (CORRECTION_KIND, "koreksi_keluhan", build_correction_sheet),
        )
    )


def summary_sentences(site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The month's complaints in the sentences of their recap, without a word of any; `rows` as for the recap."""
    view = MonthView(site, month, rows)
    yield from (source.sentence() for source in view.sources if source.reasons)
    yield from sentences(view)


def build_recap(view: MonthView) -> bytes:
    """The month's 'Rekap Penanganan Permasalahan' as the bytes of an .xlsx file."""
    workbook = new_workbook()
    write_summary(workbook, view)
    write_sheets(workbook, view)
    return _saved(workbook, view, view.subject)


def build_correction_sheet(view: MonthView) -> bytes:
    """The sheet on which people correct what the program said, as the bytes of an .xlsx file."""
    workbook = new_workbook()
    write_correction_sheet(workbook, view)
    return _saved(workbook, view, "Lembar Koreksi Keluhan")


def _saved(workbook: Workbook, view: MonthView, subject: str) -> bytes:
    return save(workbook, view.month.end, f"{subject} {view.site.name} {view.month}", view.site.name)


def _store(view: MonthView, kind: str, name: str, content: bytes, folder: Path, written_at: datetime) -> Artifact:
    path = artifacts.month_folder(view.site.key, view.month) / f"{name}_{view.site.key}_{view.month}.xlsx"
    return Artifact(
        path=path.as_posix(),
        kind=kind,
        period=view.month,
        state="lengkap" if view.is_complete else "sebagian",
        sha256=artifacts.store(folder, path, content),
        bytes=len(content),
        written_at=written_at,
    )
