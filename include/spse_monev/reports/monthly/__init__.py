"""The month's 'Laporan Evaluasi Bulanan SPSE': rows of the warehouse in, one workbook out.

>>> rows = {name: warehouse.report_rows(name, site.key, month) for name in questions(site)}
>>> rows |= {name: [] for name in HANDED_IN}
>>> write_evaluation(site, month, rows, folder, written_at).path
'lpse_contoh/2026/10/bulanan/laporan_evaluasi_lpse_contoh_2026-10.xlsx'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from spse_monev.facts import Artifact
from spse_monev.period import Month
from spse_monev.reports import artifacts, evaluationview
from spse_monev.reports.complaints import QUERIES as COMPLAINT_QUERIES
from spse_monev.reports.complaints.links import LINKED
from spse_monev.reports.daily import COMPARED
from spse_monev.reports.deviations import JUDGED
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthfigures import key_figures
from spse_monev.reports.monthly import cover, sheets, summary
from spse_monev.reports.monthly.deviations import REGISTER
from spse_monev.reports.monthly.effects import EFFECTS
from spse_monev.reports.monthly.narrative import sentences
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Site

KIND = "laporan_evaluasi"
COVER, SUMMARY = "Sampul", "Ringkasan Eksekutif"
TITLES: tuple[str, ...] = (COVER, SUMMARY, *sheets.TITLES)
# What the pipeline hands in beside the answers of the questions.
HANDED_IN: tuple[str, ...] = (*COMPARED, *JUDGED, *LINKED, REGISTER, EFFECTS)


def questions(site: Site) -> tuple[str, ...]:
    """The questions of include/sql/reports that a site's evaluation is made of."""
    asked = (*evaluationview.QUERIES, *cover.QUERIES, *summary.QUERIES, *sheets.QUERIES)
    return tuple(dict.fromkeys((*asked, *(COMPLAINT_QUERIES if site.helpdesk else ()))))


def write_evaluation(
    site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]], folder: Path, written_at: datetime
) -> Artifact:
    """Write the workbook of a month below `folder` and say what was written.

    `rows` holds the answer of each of `questions` and those of `HANDED_IN`. The same rows give the same bytes, so
    `written_at` is in the `Artifact` only. OSError if the folder cannot be written.
    """
    seen = EvaluationView(site, month, rows)
    path = artifacts.month_folder(site.key, month) / f"{KIND}_{site.key}_{month}.xlsx"
    content = build_workbook(seen)
    return Artifact(
        path=path.as_posix(),
        kind=KIND,
        period=month,
        state="lengkap" if seen.is_complete else "sebagian",
        sha256=artifacts.store(folder, path, content),
        bytes=len(content),
        written_at=written_at,
    )


def summary_sentences(site: Site, month: Month, rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The month in the sentences of its evaluation; `rows` as for the evaluation."""
    seen = EvaluationView(site, month, rows)
    yield from sentences(seen, key_figures(seen))


def build_workbook(seen: EvaluationView) -> bytes:
    """The workbook as the bytes of an .xlsx file."""
    workbook = new_workbook()
    summary.write_executive_summary(workbook, seen, SUMMARY)
    sheets.write_sheets(workbook, seen)
    # The cover lists the sheets that are there, so it is written last, and put before them.
    cover.write_cover(workbook, seen, COVER)
    return save(workbook, seen.month.end, f"{seen.subject} {seen.site.name} {seen.month}", seen.site.name)
