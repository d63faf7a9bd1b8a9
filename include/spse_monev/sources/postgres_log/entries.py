"""One record of csvlog or jsonlog, read by itself, and how it is counted.

The two formats carry the same fields, so one function counts both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spse_monev.sources.logs.clock import Clock
from spse_monev.sources.postgres_log.stderr import count_duration
from spse_monev.sources.postgres_log.tally import Tally, moment
from spse_monev.sources.postgres_log.words import ACTION, ACTIONS, DURATION, MILLISECONDS, SEVERITIES

_DURATION = re.compile(
    DURATION + rb" (" + MILLISECONDS + rb") ms(?:(?:  |, )(" + ACTION + rb")(?: [^\n]{0,500}?)? ?:(?: |(?=\n|\Z)))?"
)
LOGGED = re.compile(rb"(?:" + ACTION + rb")(?: [^\n]{0,500}?)? ?: ?")
STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)(:\d\d(?:\.\d+)?) (\S+)")


class Record(NamedTuple):
    """The fields that are counted; absent ones are empty."""

    stamp: str
    severity: str
    code: str
    message: bytes
    detail: bytes
    statement: bytes
    user: str
    database: str
    application: str
    session: str
    command: str
    query_id: int


def count_record(record: Record, clock: Clock, tally: Tally) -> bool:
    """Count one record; False if it has no readable time or severity, then nothing is counted."""
    severity = SEVERITIES.get(record.severity)
    stamp = STAMP.fullmatch(record.stamp)
    slot = clock.slot(stamp[1], stamp[3]) if stamp else None
    if severity is None or stamp is None or slot is None:
        return False
    at = moment(slot, stamp[2])
    if not tally.entries(slot, severity, 1, at, at):
        return True
    if severity == "LOG":
        if match := _DURATION.match(record.message):
            count_duration(
                tally, ACTIONS[match[2]] if match[2] else "", float(match[1]), record.message[match.end() :],
                record.session.encode(), record.query_id, record.database, record.command.encode(),
            )  # fmt: skip
            return True
        if match := LOGGED.match(record.message):
            tally.statement(record.session.encode(), record.message[match.end() :])
    tally.message(
        severity, record.code, record.message, slot, at, at, user=record.user, database=record.database,
        application=record.application, detail=record.detail, statement=record.statement,
    )  # fmt: skip
    return True
