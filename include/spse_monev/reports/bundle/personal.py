"""What of the rows may leave the office: no person, no words of a person, no sample of a log.

The warehouse holds such texts masked already, but a mask is a guess, and whoever gets the bundle is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Of complaints nothing leaves but what stands here; a question about them that does not stand here is left out.
COMPLAINT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "complaints": (
        "source",
        "received_at",
        "has_time",
        "state",
        "answered_at",
        "answer_has_time",
        "solved_at",
        "solution_has_time",
        "channel",
        "user_type",
        "class",
        "topic",
        "is_counted",
    ),
    "complaint_coverage": ("source", "state", "reasons"),  # when it was last looked at changes with every run
    "complaint_imports": (
        "source",
        "state",
        "as_of",
        "row_count",
        "complaint_count",
        "rejection_count",
        "correction_count",
    ),
    "complaint_rejections": ("source", "column_name"),
    "complaint_corrections": ("corrected_at", "field"),
}

# Left out of every other question.
_WITHHELD_COLUMNS = frozenset({
    # Persons: officials, those who answered, accounts.
    "accountable_name", "acted_by", "closed_by", "corrected_by", "explained_by", "requested_by", "said_by", "by_user",
    # Their words.
    "action", "explanation", "said",
    # Pieces of a log.
    "sample", "sample_statement",
    # Complaints, should another question ever carry them.
    "handler", "institution", "reporter_hashes", "solution", "support_ticket", "ticket",
})  # fmt: skip

# What the reviewer of a change request may put into own words.
REVIEWED_TEXTS = ("class_reason", "test", "undo")

# Left out of one question, where the name means something harmless elsewhere: a message as the log has it, the title of
# a request that may be the words of the person who proposed it, and what a reviewer may have written into one.
_WITHHELD_OF: Mapping[str, frozenset[str]] = {
    "month_failures": frozenset({"evidence"}),
    "month_requests": frozenset(REVIEWED_TEXTS),
    "month_open_requests": frozenset({"title"}),
    "month_ended_requests": frozenset({"title"}),
    "effects": frozenset({"title"}),
}


def may_leave(question: str) -> bool:
    """Whether anything of a question leaves the office."""
    return "complaint" not in question or question in COMPLAINT_COLUMNS


def public_columns(question: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Which of a question's columns leave, in their order."""
    if question in COMPLAINT_COLUMNS:
        return COMPLAINT_COLUMNS[question]
    withheld = _WITHHELD_COLUMNS | _WITHHELD_OF.get(question, frozenset())
    return tuple(name for name in columns if name not in withheld)


def public_rows(question: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a question with the columns that leave; KeyError where one of a complaint is lacking."""
    return [{name: row[name] for name in public_columns(question, tuple(row))} for row in rows]
