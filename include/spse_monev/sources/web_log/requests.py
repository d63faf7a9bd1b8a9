"""One request as any access log tells it, and its time as the clock reads it."""

from __future__ import annotations

from typing import NamedTuple

_MONTHS = {
    name: f"{number:02d}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


class Request(NamedTuple):
    """`stamp` is as written: 23/Nov/2026:10:15:00, 2026-11-23T10:15:00, or seconds since 1970."""

    stamp: str
    zone: str  # '+0700', 'Z', or '' where it is not written
    method: str  # '' for what is no HTTP request
    path: str  # without query
    status: str
    sent_bytes: int
    agent: str
    address: str
    time_ms: float | None


def local_time(stamp: str) -> str:
    """The stamp, whole or cut to the hour or minute, as 'YYYY-MM-DD HH[:MM[:SS]]' (or seconds since 1970)."""
    if stamp[2:3] == "/":
        return f"{stamp[7:11]}-{_MONTHS.get(stamp[3:6], '00')}-{stamp[:2]} {stamp[12:]}"
    return stamp[:10] + " " + stamp[11:] if stamp[4:5] == "-" else stamp
