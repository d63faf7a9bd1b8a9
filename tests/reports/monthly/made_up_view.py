"""The rows that the month's sheets are asked with in tests, and a sheet as an office would open it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.period import Month
from spse_monev.reports.deviations import JUDGED
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Site
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth

TITLE = "Lembar"
Write = Callable[[Workbook, EvaluationView, str], None]


def answered(month: MadeUpMonth, period: Month, *names: str) -> Rows:
    """The answers to questions about a month, and nothing of what the pipeline adds."""
    rows = {name: month.warehouse.report_rows(name, month.site.key, period) for name in (*names, "rule_judgements")}
    return rows | {name: [] for name in (*JUDGED, "prospects", "comparisons", "comparison_notes", "effects")}


def view_of(site: Site, period: Month, rows: Rows) -> EvaluationView:
    """A month without complaints."""
    return EvaluationView(site.model_copy(update={"helpdesk": None}), period, rows)


def sheet_of(write: Write, view: EvaluationView) -> Worksheet:
    """A sheet, written and read back."""
    workbook = new_workbook()
    write(workbook, view, TITLE)
    return load_workbook(BytesIO(save(workbook, datetime(2026, 11, 1, tzinfo=UTC), TITLE, "uji")))[TITLE]


def facts(month: MadeUpMonth, sql: str) -> list[Any]:
    """What stands in the warehouse, asked apart from the report."""
    return month.warehouse._connection.execute(sql).fetchall()
