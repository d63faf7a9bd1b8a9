"""Reading a report back as an office would see it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.period import Day
from spse_monev.reports.daily import write_daily_report
from spse_monev.settings import Site
from tests.reports.made_up_week import Rows

NOW = datetime(2026, 11, 23, 17, 40, tzinfo=UTC)


def texts(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def table(sheet: Worksheet, name: str) -> list[dict[str, Any]]:
    cells = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def written(site: Site, day: Day, rows: Rows, folder: Path) -> Workbook:
    return load_workbook(folder / write_daily_report(site, day, rows, folder, NOW).path)
