"""The forms of the month's requests, from the warehouse's own answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from psycopg import Rollback

from spse_monev.analysis.requests import draft_requests
from spse_monev.findings import ChangeClass
from spse_monev.reports.documents import QUERIES, write_documents
from tests.reports.monthly.conftest import MadeUpMonth

DRAFTED_AT = datetime(2026, 11, 1, 3, tzinfo=UTC)


def test_every_draft_of_the_month_gets_its_forms(october: MadeUpMonth, tmp_path: Path) -> None:
    warehouse, site, month = october.warehouse, october.site, october.month
    # The month is shared with other tests, so its register is left as it was.
    with warehouse._connection.transaction() as register:
        drafts = draft_requests(warehouse.analysis.findings(site.key, month))
        requests = warehouse.analysis.store_drafts(site.key, month, drafts, DRAFTED_AT)
        rows = {name: warehouse.report_rows(name, site.key, month) for name in QUERIES}
        raise Rollback(register)
    made = write_documents(site, month, rows, tmp_path, DRAFTED_AT)
    assert requests
    wanted = {f"{each.number}_formulir_permohonan_perubahan.docx" for each in requests}
    wanted |= {f"{each.number}_formulir_konsultasi.docx" for each in requests if each.change_class is ChangeClass.MAJOR}
    assert {Path(each.path).name for each in made} == wanted
    assert any("konsultasi" in name for name in wanted)
    for each in made:
        texts = [
            cell.text
            for table in Document(str(tmp_path / each.path)).tables
            for row in table.rows
            for cell in row.cells
        ]
        assert not any("{{" in text or "{%" in text for text in texts)
        assert "1 November 2026" in texts
    # The log of the database has gaps in this month.
    assert {each.state for each in made} == {"sebagian"}


def test_a_month_without_requests_has_no_form(october: MadeUpMonth, tmp_path: Path) -> None:
    month = october.month.shift(-1)
    rows = {name: october.warehouse.report_rows(name, october.site.key, month) for name in QUERIES}
    assert write_documents(october.site, month, rows, tmp_path, DRAFTED_AT) == ()
