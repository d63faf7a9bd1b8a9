"""A book from the bytes of a file; runs inside the worker's process."""

from __future__ import annotations

from spse_monev.sources.helpdesk.book.archive import open_archive
from spse_monev.sources.helpdesk.book.delimited import read_delimited
from spse_monev.sources.helpdesk.book.encodings import decoded
from spse_monev.sources.helpdesk.book.excel import read_excel
from spse_monev.sources.helpdesk.book.kinds import (
    OLE,
    ZIP,
    refuse_other_bytes,
    refuse_other_compound,
    refuse_other_text,
)
from spse_monev.sources.helpdesk.book.opendocument import read_opendocument
from spse_monev.sources.helpdesk.grid import Book


def read_book(content: bytes) -> Book:
    """All sheets in `content`; UnreadableError if it is none of what is read, or damaged, or too large."""
    refuse_other_bytes(content)
    if content.startswith(ZIP):
        archive = open_archive(content)
        return read_opendocument(archive) if archive.kind == "ods" else read_excel(content, archive)
    if content.startswith(OLE):
        refuse_other_compound(content)
        return read_excel(content, None)
    text = decoded(content)
    refuse_other_text(text)
    return read_delimited(text)
