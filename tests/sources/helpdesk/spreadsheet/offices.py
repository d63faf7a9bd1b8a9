"""How the tests of this folder read a file as the pipeline does, and show what came out. All data are synthetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from spse_monev.complaints import Complaint, Import
from spse_monev.settings import SpreadsheetSource
from spse_monev.sources.helpdesk.protect import Protector
from spse_monev.sources.helpdesk.spreadsheet import read_file
from tests.sources.helpdesk.books import inbox_file, xlsx

WIB = ZoneInfo("Asia/Jakarta")
PROTECTOR = Protector("garam-uji-0123456789", "lumajang")
HEADINGS = ("No", "Tanggal", "Nama Pelapor", "No. HP", "Keluhan", "Solusi", "Status")


def source(**settings: Any) -> SpreadsheetSource:
    """A source with the settings that a test is about."""
    given = {"label": "Rekap", "files": ("/srv/inbox/*",), **settings}
    return SpreadsheetSource(kind="spreadsheet", **given)


def read(content: bytes, **settings: Any) -> Import:
    """The import of a file's content."""
    return read_file("rekap", source(**settings), inbox_file(content), WIB, PROTECTOR)


def read_rows(*rows: Sequence[object], **settings: Any) -> Import:
    """The import of a workbook with one sheet of these rows."""
    return read(xlsx({"Oktober": rows}), **settings)


def refused(found: Import) -> list[tuple[int | None, str, str]]:
    """Row, column and problem of each rejection."""
    return [(each.row, each.column, each.problem) for each in found.rejections]


def received(found: Import) -> list[str]:
    """When the complaints came in, in the site's zone: a date where there is no time."""
    return [_shown(each) for each in found.complaints]


def _shown(complaint: Complaint) -> str:
    at = complaint.received_at.astimezone(WIB)
    return f"{at:%Y-%m-%d %H:%M:%S}" if complaint.has_time else f"{at:%Y-%m-%d}"
