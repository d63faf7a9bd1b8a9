"""The day's 'Laporan Kinerja Aplikasi SPSE': rows of the warehouse in, one workbook out.

>>> rows = {name: warehouse.report_rows(name, site.key, day) for name in QUERIES}
>>> rows |= {name: [] for name in (*COMPARED, *JUDGED)}
>>> write_daily_report(site, day, rows, folder, written_at).path
'lpse_contoh/2026/11/23/laporan_kinerja_lpse_contoh_2026-11-23.xlsx'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from spse_monev.facts import Artifact
from spse_monev.period import Day
from spse_monev.reports import artifacts, sheets, summary
from spse_monev.reports.dayview import DayView
from spse_monev.reports.judged import judged_sentences
from spse_monev.reports.keyfigures import key_figures
from spse_monev.reports.narrative import sentences
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Site

KIND = "laporan_harian"

# The questions of include/sql/reports that the report is made of.
QUERIES: tuple[str, ...] = (
    "coverage",
    "source_checks",
    "day_totals",
    "errors",
    "queries",
    "query_times",
    "routes",
    "traffic",
    "failures",
    "availability",
    "incidents",
    "metrics",
    "snapshots",
    "setting_changes",
    "findings",
    "rule_judgements",
)
# What the pipeline hands in beside them: what the rules are called (`rule_id`, `title`), how the day compares with the
# days before it (fields of `Comparison`), what could not be compared (`note`), and where capacity goes (`Prospect`).
COMPARED: tuple[str, ...] = ("rule_titles", "comparisons", "comparison_notes", "prospects")


def write_daily_report(
    site: Site, day: Day, rows: Mapping[str, list[dict[str, Any]]], folder: Path, written_at: datetime
) -> Artifact:
    """Write the workbook of a day below `folder` and say what was written.

    `rows` holds the answer of each of `QUERIES`, and those of `COMPARED` and `deviations.JUDGED`. The same rows give
    the same bytes, so `written_at` is in the `Artifact` only. OSError if the folder cannot be written.
    """
    view = DayView(site, day, rows)
    path = artifacts.day_folder(site.key, day) / f"laporan_kinerja_{site.key}_{day}.xlsx"
    content = build_workbook(view)
    return Artifact(
        path=path.as_posix(),
        kind=KIND,
        period=day,
        state="lengkap" if view.is_complete else "sebagian",
        sha256=artifacts.store(folder, path, content),
        bytes=len(content),
        written_at=written_at,
    )


def summary_sentences(site: Site, day: Day, rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The day in the sentences of its report, what is not whole first; `rows` as for the report."""
    view = DayView(site, day, rows)
    yield from (source.sentence() for source in view.sources if source.reasons)
    yield from judged_sentences(view)
    yield view.deviations.sentence
    yield from sentences(view, list(key_figures(view)))


def build_workbook(view: DayView) -> bytes:
    """The workbook as the bytes of an .xlsx file."""
    workbook = new_workbook()
    first = summary.write_summary(workbook, view)
    sheets.write_sheets(workbook, view)
    summary.write_charts(workbook, first, view)
    title = f"Laporan Kinerja Aplikasi SPSE {view.site.name} {view.day}"
    return save(workbook, view.day.end, title, view.site.name)
