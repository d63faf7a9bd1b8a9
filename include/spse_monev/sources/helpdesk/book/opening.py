"""From a file to its book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spse_monev.sources.helpdesk.book.delimited import read_delimited
from spse_monev.sources.helpdesk.book.encodings import decoded
from spse_monev.sources.helpdesk.book.kinds import is_workbook, refuse_other_text
from spse_monev.sources.helpdesk.book.worker import read_apart

if TYPE_CHECKING:
    from spse_monev.sources.helpdesk.grid import Book
    from spse_monev.sources.helpdesk.inbox import InboxFile


def open_book(file: InboxFile) -> Book:
    """All sheets of `file`, hidden ones too; UnreadableError, which quotes nothing of the content, if it is unreadable.

    Rows and columns are where the sheet has them, empty ones at the end left out. A number without decimals is an int,
    text stays as it was typed. Where a program wrote a formula with a result that it never calculated (mostly 0), that
    result is all there is.
    """
    if is_workbook(file.content):
        return read_apart(file.content)
    text = decoded(file.content)
    refuse_other_text(text)
    return read_delimited(text)
