"""The chain of a request's events: each has the hash of the one before, so that none can be changed, lost or added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256

from spse_monev.changes import ChangeEvent, ChangeState, Details, EventKind


def event_hash(
    site: str, number: str, sequence: int, kind: EventKind, state: ChangeState, at: datetime, said_by: str,
    details: Details, previous_hash: str,
) -> str:  # fmt: skip
    """SHA-256 of an event and the hash before it, in 64 hex digits; `at` to the microsecond, as PostgreSQL keeps it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [previous_hash, site, number, sequence, kind.value, state.value, moment, said_by, dict(details)]
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def broken_links(site: str, number: str, events: Iterable[ChangeEvent]) -> Iterator[str]:
    """What is wrong with the chain of a request's events, as sentences in Bahasa Indonesia; none if it is whole."""
    previous_hash = ""
    for expected, event in enumerate(events, 1):
        place = f"peristiwa {event.sequence} ({event.kind.value})"
        if event.sequence != expected:
            yield f"{place}: seharusnya peristiwa {expected}; ada yang hilang atau bertambah"
        if event.previous_hash != previous_hash:
            yield f"{place}: tidak menyambung ke peristiwa sebelumnya"
        told = event_hash(
            site, number, event.sequence, event.kind, event.state, event.at, event.said_by, event.details,
            event.previous_hash,
        )  # fmt: skip
        if told != event.hash:
            yield f"{place}: isinya tidak cocok dengan tanda tangannya (hash)"
        previous_hash = event.hash
