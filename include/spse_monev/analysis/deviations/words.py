"""Spans as deviations tell them."""

from __future__ import annotations

from datetime import timedelta


def length(span: timedelta) -> str:
    """A span in days, hours and minutes, at least one minute."""
    minutes = max(1, round(span / timedelta(minutes=1)))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "hari"), (hours, "jam"), (minutes, "menit"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
