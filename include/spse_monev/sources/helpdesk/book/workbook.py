"""A workbook in whichever of its forms; runs inside the worker's process."""

from __future__ import annotations

from spse_monev.sources.helpdesk.book.archive import open_archive
from spse_monev.sources.helpdesk.book.excel import read_excel
from spse_monev.sources.helpdesk.book.kinds import ZIP, refuse_other_compound
from spse_monev.sources.helpdesk.book.opendocument import read_opendocument
from spse_monev.sources.helpdesk.grid import Book


def read_workbook(content: bytes) -> Book:
    """The book in `content`, which `kinds.is_workbook`; UnreadableError if it cannot be read."""
    if not content.startswith(ZIP):
        refuse_other_compound(content)
        return read_excel(content, None)
    archive = open_archive(content)
    return read_opendocument(archive) if archive.kind == "ods" else read_excel(content, archive)
