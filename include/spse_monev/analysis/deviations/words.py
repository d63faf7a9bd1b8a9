"""Spans as deviations tell them."""

from __future__ import annotations

from datetime import timedelta


def length(span: timedelta) -> str:
    """A span in days, hours and minutes, at least one minute."""
    return exact_length(timedelta(minutes=max(1, round(span / timedelta(minutes=1)))))


def exact_length(span: timedelta) -> str:
    """A span in days, hours, minutes and seconds, at least one second.

    >>> exact_length(timedelta(hours=27, seconds=4))
    '1 hari 3 jam 4 detik'
    """
    minutes, seconds = divmod(max(1, round(span / timedelta(seconds=1))), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "hari"), (hours, "jam"), (minutes, "menit"), (seconds, "detik"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
