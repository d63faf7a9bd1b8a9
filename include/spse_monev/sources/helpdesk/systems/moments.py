"""Times as the APIs of ticket systems write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from spse_monev.complaints import Rejection


def moment(value: object, zone: ZoneInfo) -> datetime | None:
    """An ISO 8601 time, aware; one that names no zone is in `zone`. None for what is no time, also '0000-00-00 ...'."""
    try:
        found = datetime.fromisoformat(str(value)[:40]) if isinstance(value, str) and value else None
        if found is None:
            return None
        return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def utc(when: datetime) -> str:
    """'2026-10-01T00:00:00Z'."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def without_time(label: str, number: str) -> Rejection:
    """A ticket of which the system tells no time that can be read; `number` is its id."""
    return Rejection(
        file=label,
        sheet=f"tiket {number}".strip(),
        row=None,
        column="",
        problem="waktu pembuatannya tidak terbaca",
        expected="tanggal dan jam, misalnya 2026-10-05 08:30:00; periksa tiket itu di sistemnya",
    )
