"""Indonesian words for days, numbers and differences, and text that is safe inside a workbook.

>>> from zoneinfo import ZoneInfo
>>> day = Day.parse("2026-11-23", ZoneInfo("Asia/Jakarta"))
>>> long_date(day), zone_name(day), number(1234.5, 1), signed(-3)
('Senin, 23 November 2026', 'WIB', '1.234,5', '−3')
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel.dates import format_date
from babel.numbers import format_decimal

from spse_monev.period import Day, Month

LOCALE = "id"


def long_date(day: Day) -> str:
    """The day with its weekday, as letters write it."""
    return str(format_date(day.date, "EEEE, d MMMM yyyy", locale=LOCALE))


def month_name(month: Month) -> str:
    """The month as letters write it, e.g. 'Oktober 2026'."""
    return str(format_date(month.first, "MMMM yyyy", locale=LOCALE))


def zone_name(day: Day) -> str:
    """The abbreviation of the site's zone on that day: WIB, WITA, WIT, or what the zone calls itself."""
    return day.start.tzname() or str(day.zone)


def number(value: float, digits: int = 0) -> str:
    """A number with Indonesian separators and a fixed number of decimals."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=LOCALE))


def nip(text: str) -> str:
    """A civil servant's number as letters write it, '19710113 199101 1 001'; what is no such number as it is."""
    digits = "".join(text.split())
    if not re.fullmatch(r"\d{18}", digits, re.ASCII):
        return text
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def signed(value: float, digits: int = 0) -> str:
    """A difference with its sign; a real minus, so that it is not taken for a dash."""
    shown = number(abs(value), digits)
    if not any(digit in shown for digit in "123456789"):
        return shown
    return ("+" if value > 0 else "−") + shown


def milliseconds(value: float) -> str:
    """A duration in the unit in which a person would say it."""
    for size, unit in ((3_600_000, "jam"), (60_000, "menit"), (1_000, "detik")):
        if value >= size:
            return f"{number(value / size, 1)} {unit}"
    return f"{number(value, 0 if value >= 100 else 1)} milidetik"


def byte_size(value: float) -> str:
    """A size in binary units."""
    for power, unit in ((4, "TiB"), (3, "GiB"), (2, "MiB"), (1, "KiB")):
        if abs(value) >= 1024**power:
            return f"{number(value / 1024**power, 1)} {unit}"
    return f"{number(value)} B"


def breakdown(counts: Mapping[str, int], limit: int = 5) -> str:
    """The most frequent names with their counts, one a line; says how many names were left out."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"{name or '(tanpa nama)'}: {number(count)}" for name, count in ranked[:limit]]
    if len(ranked) > limit:
        lines.append(f"… dan {number(len(ranked) - limit)} lainnya")
    return "\n".join(lines)


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut with an ellipsis to `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# XML 1.0 has no place for these; a reader would call the whole workbook damaged.
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Turn the direction of writing, so that a log could show the numbers beside its text backwards.
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Office reads _xHHHH_ as one character, so the text of a log could smuggle any character in.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
MAX_CELL = 32_767
MAX_SHOWN = 2_000


def legal_text(text: str, limit: int = MAX_SHOWN) -> str:
    """The text as XML may hold it, nothing hidden in it: at most `limit` characters and a remark that says so."""
    text = _STEERING.sub("", _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(text) > limit:
        text = f"{text[:limit]} … (dipotong; seluruhnya {number(len(text))} karakter)"
    return text


def cell_text(text: str, limit: int = MAX_SHOWN) -> str:
    """`legal_text` as a cell may hold it."""
    text = _ESCAPE.sub("_x005F_", legal_text(text, limit))
    # Characters beyond the basic plane count twice in a cell.
    return text if len(text) * 2 <= MAX_CELL else text.encode("utf-16-le")[: MAX_CELL * 2].decode("utf-16-le", "ignore")
