"""Settings of the database server and figures as plain numbers: bytes, milliseconds, counts.

>>> in_base_unit("16384", "8kB"), in_base_unit("5min", None), in_base_unit("on", None)
(134217728.0, 300000.0, None)
"""

from __future__ import annotations

import re
from datetime import date

from spse_monev.observations import Observations, SettingSeen

_UNITS = {
    "B": 1.0, "kB": 1024.0, "MB": 1024.0**2, "GB": 1024.0**3, "TB": 1024.0**4,
    "us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0,
}  # fmt: skip
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)")
_UNIT = re.compile(r"(\d*)([A-Za-z]+)")


def in_base_unit(value: str, unit: str | None) -> float | None:
    """The value of a setting in bytes or milliseconds, or as it is where it has no unit; None if it is no number."""
    number = _NUMBER.fullmatch(value.strip())
    if number is None:
        return None
    given = number[2] or unit or ""
    if not given:
        return float(number[1])
    size = _UNIT.fullmatch(given)
    if size is None or size[2] not in _UNITS:
        return None
    return float(number[1]) * int(size[1] or 1) * _UNITS[size[2]]


def latest_settings(seen: Observations, until: date | None = None) -> dict[str, SettingSeen]:
    """The settings of the newest day (not after `until`) that has any, by name."""
    known = [setting for setting in seen.settings if until is None or setting.day <= until]
    newest = max((setting.day for setting in known), default=None)
    return {setting.name: setting for setting in known if setting.day == newest}


def setting_value(name: str, seen: Observations, day: date | None = None) -> float | None:
    """A setting as a number on `day`, or the newest before it; None if it is not known or no number."""
    setting = latest_settings(seen, day).get(name)
    return None if setting is None else in_base_unit(setting.value, setting.unit)


def metric_value(name: str, seen: Observations, day: date, subject: str = "") -> float | None:
    """A figure of a day; the largest where several sources give it, None if none does."""
    return seen.metric_values.get((day, name, subject))


def reference(name: str, seen: Observations, day: date, subject: str = "") -> float | None:
    """What `setting:<name>` or `metric:<name>` stands for on a day; None if it is not known."""
    kind, _, rest = name.partition(":")
    if kind == "setting":
        return setting_value(rest, seen, day)
    if kind == "metric":
        return metric_value(rest, seen, day, subject)
    raise ValueError(f"{name!r} harus diawali 'setting:' atau 'metric:'")
