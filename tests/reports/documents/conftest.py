from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument

from spse_monev.changes import ChangeRecord
from spse_monev.facts import Artifact
from spse_monev.period import Month
from spse_monev.reports.documents import WrittenDocument, write_documents, write_request_documents
from spse_monev.settings import PROJECT, Site, load_site
from tests.reports.documents.made_up_requests import Row, month_rows

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRITTEN_AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="session")
def office() -> Site:
    return load_site(PROJECT / "docs" / "contoh-situs" / "lpse_semua_sumber.yaml")


@pytest.fixture(scope="session")
def month(office: Site) -> Month:
    return Month.parse("2026-10", office.zone)


class Writer:
    """Writes the documents of given requests into a folder of the test, and reads them with another program."""

    def __init__(self, site: Site, month: Month, folder: Path) -> None:
        self.site, self.month, self.folder = site, month, folder

    def write(self, *requests: Row, written_at: datetime = WRITTEN_AT, **answers: list[Row]) -> tuple[Artifact, ...]:
        rows = month_rows(self.site, *requests) | answers
        return write_documents(self.site, self.month, rows, self.folder, written_at)

    def fill(
        self, record: ChangeRecord, *requests: Row, written_at: datetime = WRITTEN_AT, **answers: list[Row]
    ) -> dict[str, WrittenDocument]:
        """The new versions of a submitted request's documents by their kinds; `requests` are those of the month."""
        rows = month_rows(self.site, *requests) | answers
        written = write_request_documents(self.site, record, rows, self.folder, written_at)
        return {each.kind: each for each in written}

    def content(self, artifact: Artifact) -> bytes:
        return (self.folder / artifact.path).read_bytes()

    def open(self, artifact: Artifact) -> WordDocument:
        return Document(BytesIO(self.content(artifact)))


@pytest.fixture
def writer(office: Site, month: Month, tmp_path: Path) -> Writer:
    return Writer(office, month, tmp_path)


def cells(document: WordDocument) -> dict[str, str]:
    """The second cell of every row by its first, and the last of those that are called alike."""
    return {row.cells[0].text: row.cells[1].text for table in document.tables for row in table.rows}


def table_under(document: WordDocument, heading: str) -> list[list[str]]:
    """The rows of the table whose head begins with `heading`."""
    [table] = [each for each in document.tables if each.rows[0].cells[0].text == heading]
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def texts(document: WordDocument) -> str:
    """All that stands in the body, tables included, a paragraph a line."""
    return "\n".join(
        "".join(part.text or "" for part in each.iter(f"{_WORD}t")) for each in document.element.body.iter(f"{_WORD}p")
    )


def page_heads(document: WordDocument) -> list[str]:
    """The texts of the headers of the first page and of the others."""
    section = document.sections[0]
    return ["\n".join(each.text for each in head.paragraphs) for head in (section.first_page_header, section.header)]
