"""Times of log entries, as a `%d{...}` of log4j, logback or java.util.logging writes them.

The format is SimpleDateFormat's (``ddMMyy HH:mm:ss``) or one of log4j's names (ISO8601, ABSOLUTE, DATE). What is cut
off a line is the part to the minute and the part after it, because whole minutes repeat and are read once:

>>> stamp = Stamp("ddMMyy HH:mm:ss")
>>> re.match(b"(%b)(%b)" % (stamp.minute, stamp.rest), b"231126 10:15:00 ERROR ~ x").groups()
(b'231126 10:15', b':00')
>>> stamp.read(b"231126 10:15")
Reading(date=datetime.date(2026, 11, 23), hour=10, minute=15, second=0.0, zone='')
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_NAMES = {
    "": "yyyy-MM-dd HH:mm:ss,SSS",
    "ISO8601": "yyyy-MM-dd HH:mm:ss,SSS",
    "ISO8601_BASIC": "yyyyMMdd'T'HHmmss,SSS",
    "ABSOLUTE": "HH:mm:ss,SSS",
    "DATE": "dd MMM yyyy HH:mm:ss,SSS",
    "DEFAULT": "yyyy-MM-dd HH:mm:ss,SSS",
    "COMPACT": "yyyyMMddHHmmssSSS",
    "ISO8601_OFFSET_DATE_TIME_HHMM": "yyyy-MM-dd'T'HH:mm:ss,SSSZ",
    "ISO8601_OFFSET_DATE_TIME_HHCMM": "yyyy-MM-dd'T'HH:mm:ss,SSSXXX",
}

# English and Indonesian, by their first three letters.
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "may mei", "jun", "jul", "aug agu agt ags", "sep", "oct okt", "nov", "dec des"), 1
    )
    for name in names.split()
}
_MONTH_LETTERS = 3  # from here on SimpleDateFormat writes a month's name
_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_UNBOUND = {"E", "u", "D", "F", "w", "W", "G"}  # say nothing that is needed


class StampError(ValueError):
    """The format of a time cannot be read; the message is fit to be shown."""


class Reading(NamedTuple):
    """What is written of a time; `date` is None where only the time of day is, its year 1 where that is missing."""

    date: date | None
    hour: int
    minute: int
    second: float
    zone: str  # abbreviation or offset; '' where there is none


class Stamp:
    """A compiled format of times."""

    def __init__(self, written: str) -> None:
        self.written = written
        tokens = list(_tokens(_NAMES.get(written, written)))
        letters = {letter for letter, _ in tokens if letter}
        if not letters & set("HkhK") or "m" not in letters:
            raise StampError(f"format waktu {written!r} tidak memuat jam dan menit (HH:mm)")
        if letters & set("hK") and "a" not in letters:
            raise StampError(f"format waktu {written!r} memakai jam 12 (hh) tanpa AM/PM (a); jamnya tidak pasti")
        self.has_date = {"M", "d"} <= letters
        if not self.has_date and letters & set("yMd"):
            raise StampError(f"format waktu {written!r} memuat tanggal yang tidak lengkap")
        self.has_year = "y" in letters or "Y" in letters
        # Where only seconds follow the minute, they are cut off apart.
        minute = next(index for index, (letter, _) in enumerate(tokens) if letter == "m")
        after = tokens[minute + 1 :]
        is_plain = all(letter in ("s", "S", "") for letter, _ in after) and sum(
            letter == "s" for letter, _ in after
        ) == (1 if after else 0)
        head, tail = (tokens[: minute + 1], after) if is_plain else (tokens, [])
        self._read = re.compile("".join(_piece(token, named=True) for token in head).encode())
        self.minute = "".join(_piece(token) for token in head).encode()
        self.rest = "".join(_piece(token) for token in tail).encode()

    def read(self, minute: bytes) -> Reading | None:
        """The time in the first of the two parts; None if there is no such time."""
        match = self._read.fullmatch(minute)
        if match is None:
            return None
        told = {name: (value or b"").decode(errors="replace") for name, value in match.groupdict().items()}
        hour = int(told.get("hour") or 0)
        if "half" in told:
            hour = hour % 12 + (12 if told["half"].lower().startswith("p") else 0)
        second = float(f"{told.get('second') or 0}.{told.get('fraction') or 0}")
        if hour == 24:
            hour = 0
        if hour > 23 or int(told["minute"]) > 59 or second >= 61:
            return None
        day: date | None = None
        if self.has_date:
            try:
                month = int(told["month"]) if told["month"].isdigit() else _MONTHS[told["month"][:3].lower()]
                year = int(told.get("year") or 1)
                day = date(year + 2000 if 1 < year < 100 else year, month, int(told["day"]))
            except (KeyError, ValueError):
                return None
        return Reading(day, hour, int(told["minute"]), min(second, 59.999999), told.get("zone", ""))


def seconds(rest: bytes) -> float:
    """The second part, ``:05,123`` or ``05``, in seconds; 0 if there is none."""
    digits = rest.lstrip(b":.,- ").replace(b",", b".").replace(b":", b".")
    try:
        return min(float(digits), 59.999999) if digits else 0.0
    except ValueError:
        return 0.0


def _tokens(written: str) -> list[tuple[str, str]]:
    """Pairs of letter and what is written; the letter is '' for literal text."""
    tokens = []
    position = 0
    while position < len(written):
        match = _TOKEN.match(written, position)
        if match is None:
            raise StampError(f"format waktu {written!r}: tanda petik tidak ditutup")
        position = match.end()
        if match[2]:
            tokens.append((match[2], match[0]))
        elif match[1] is not None:
            tokens.append(("", match[1].replace("''", "'") or "'"))
        else:
            tokens.append(("", match[0]))
    return tokens


def _piece(token: tuple[str, str], *, named: bool = False) -> str:
    letter, written = token
    width = len(written)

    def group(name: str, regex: str) -> str:
        if named:
            return f"(?P<{name}>{regex})"
        return regex if "|" not in regex else f"(?:{regex})"

    digits = r"\d\d" if width == 2 else r"\d{1,2}"
    if not letter:
        return re.escape(written)
    if letter in "yY":
        return group("year", r"\d{2}" if width == 2 else r"\d{4}")
    if letter in "ML":
        return group("month", r"[A-Za-z]{3,10}\.?" if width >= _MONTH_LETTERS else digits)
    if letter == "d":
        return group("day", digits)
    if letter in "HkhK":
        return group("hour", digits)
    if letter == "m":
        return group("minute", digits)
    if letter == "s":
        return group("second", digits)
    if letter in "Sn":
        return group("fraction", rf"\d{{{width}}}")
    if letter == "a":
        return group("half", r"[AaPp]\.?[Mm]\.?")
    if letter == "z":
        return group("zone", r"[A-Z]{2,5}|GMT[+-]\d\d:\d\d")
    if letter in "ZXx":
        return group("zone", r"Z|[+-]\d\d(?::?\d\d)?")
    if letter in _UNBOUND:
        return r"\w{1,12}\.?"
    raise StampError(f"huruf {letter!r} dalam format waktu tidak dikenal")
