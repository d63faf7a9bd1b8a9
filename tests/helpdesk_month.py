"""A synthetic helpdesk month in an inbox, the site that reads it, and the search for what must not come through."""

from __future__ import annotations

import io
import logging
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import yaml
from openpyxl import load_workbook
from psycopg.rows import dict_row

from spse_monev.analysis.complaints.corpus import load_examples
from spse_monev.demo.helpdesk import MadeMonth, Planted, PlantedKind, make_month
from spse_monev.period import Month
from spse_monev.settings import PROJECT, Site, find_site

HELD_OUT = PROJECT / "tests" / "analysis" / "complaints" / "held_out"
SOURCE = "rekap_helpdesk"
SALT = '{"conn_type": "generic", "password": "garam sintetis untuk uji saja"}'


def fill_inbox(inbox: Path, month: Month, rows: int = 560, seed: int = 7) -> MadeMonth:
    """Put a month into an inbox, as of its end, with sentences that the classifier has never seen."""
    inbox.mkdir(exist_ok=True)
    made = make_month(month, load_examples(HELD_OUT), inbox, seed, rows)
    for file in made.files:
        os.utime(file, (month.end.timestamp(),) * 2)
    return made


@dataclass(frozen=True)
class Helpdesk:
    """A site with an inbox and a warehouse of its own."""

    key: str
    uri: str
    inbox: Path
    artifacts: Path

    @property
    def site(self) -> Site:
        """Its settings, as a task reads them."""
        return find_site(self.key)

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """Rows of the warehouse."""
        with psycopg.connect(self.uri, row_factory=dict_row) as connection:
            return connection.execute(statement.encode()).fetchall()

    def dump(self) -> dict[str, list[tuple[str | None, ...]]]:
        """Every row of every table as texts, in an order that depends on the rows only."""
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'monev' ORDER BY 1"
        with psycopg.connect(self.uri) as connection:
            names = [name for (name,) in connection.execute(tables).fetchall()]
            found = {}
            for name in names:
                cursor = connection.execute(f'SELECT * FROM monev."{name}"'.encode())
                assert cursor.description is not None
                columns = ", ".join(f'"{column.name}"::text' for column in cursor.description)
                rows = connection.execute(f'SELECT {columns} FROM monev."{name}"'.encode()).fetchall()
                found[name] = sorted(rows, key=repr)
        return found


def write_site(folder: Path, key: str, inbox: Path, **changes: Any) -> None:
    """The example site with this inbox as its helpdesk's only source."""
    content = yaml.safe_load((PROJECT / "include" / "sites" / "lpse_contoh.yaml").read_text(encoding="utf-8"))
    content["helpdesk"]["sources"][SOURCE]["files"] = [str(inbox / "*")]
    (folder / f"{key}.yaml").write_text(yaml.safe_dump(content | changes))


def leaks(planted: Iterable[Planted], texts: Sequence[str]) -> list[Planted]:
    """Which of the personal values stand in any of the texts, whatever their capitals, blanks and separators."""
    words = "\x00".join(re.sub(r"\s+", " ", text) for text in texts).casefold()
    runs = "|".join(digits for text in texts if len(digits := re.sub(r"\D", "", text)) >= 9)
    where = {PlantedKind.TEXT: words, PlantedKind.DIGITS: runs}
    return [each for each in planted if re.sub(r"\s+", " ", each.value).casefold() in where[each.kind]]


def dumped_texts(dump: dict[str, list[tuple[str | None, ...]]]) -> list[str]:
    """All cells of a dump."""
    return [cell for rows in dump.values() for row in rows for cell in row if cell is not None]


def workbook_texts(content: bytes) -> list[str]:
    """All cells of a workbook, and every part of its archive as it is."""
    workbook = load_workbook(io.BytesIO(content))
    cells = [
        str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    return [*cells, *document_texts(content)]


def document_texts(content: bytes) -> list[str]:
    """Every part of a workbook or a document as it is; a picture is no text, but its bytes may hold some."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [
            piece for name in archive.namelist() for piece in archive.read(name).decode("utf-8", "replace").split("<")
        ]


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """What all loggers write at DEBUG."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    root = logging.getLogger()
    # Without pytest's own handlers, which would print thousands of lines beside a failure.
    handlers, level = root.handlers, root.level
    root.handlers = [Keep(logging.DEBUG)]
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.handlers = handlers
        root.setLevel(level)


def name_of(file: str) -> str:
    """A stored file's name without its folder."""
    return file.rpartition("/")[2]


def naive(moment: datetime | None, month: Month) -> datetime | None:
    """A moment as a sheet has it: on the site's clock, without a zone."""
    return None if moment is None else moment.astimezone(month.zone).replace(tzinfo=None)
