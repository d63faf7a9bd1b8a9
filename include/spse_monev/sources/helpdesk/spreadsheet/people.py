"""What a row tells of its reporter, taken apart: several numbers in a cell, contacts anywhere, firms by their form.

>>> reporter([("phone", "0812-3456-7890 / budi@contoh.id"), ("institution", "CV Contoh Jaya")])
(Reporter(***), '')
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spse_monev.sources.helpdesk.spreadsheet.words import is_empty
from spse_monev.sources.helpdesk.ticket import Reporter

_MAX_CHARACTERS = 1000
_MAIL = re.compile(r"[^\s,;/<>()\[\]:\"']{1,64}@[^\s,;/<>()\[\]\"']{1,190}")
_PARTS = re.compile(r"[\n;|&]| / |\batau\b|\bdan\b")
_NUMBER_PARTS = re.compile(r"[\n;|&/,]|\batau\b|\bdan\b")
_NUMBER = re.compile(r"[+(]?\d[\d\s().-]{4,24}\d")
_DIGITS = re.compile(r"\D")
_MIN_WHOLE_NUMBER = 9
_FIRM = re.compile(
    r"(?i)^\W*(?:cv|c\.v|pt|p\.t|ud|u\.d|pd|fa|firma|koperasi|kop|tb|toko|persero|perum|perumda|bumdes)\b\.?\s*\w"
    r"|,\s*(?:cv|pt|ud|fa)\b\.?\s*$|\((?:cv|pt|ud|fa)\.?\)\s*$|\btbk\b"
)
# 'Dinas ... PT' is an office that names a firm.
_OFFICE = re.compile(
    r"(?i)^\W*(?:dinas|badan|bagian|kecamatan|kelurahan|desa|rsud|puskesmas|sekretariat|inspektorat)\b"
)


def reporter(values: Iterable[tuple[str, str]]) -> tuple[Reporter, str]:
    """From fields ('name', 'phone' ...) and cells to the reporter, and the institution where that is no firm."""
    found: dict[str, dict[str, None]] = {
        kind: {} for kind in ("name", "identity", "phone", "email", "address", "company", "institution")
    }
    for field, cell in values:
        rest = _without_mails(cell[:_MAX_CHARACTERS], found["email"])
        if field == "phone":
            for part in _NUMBER_PARTS.split(rest):
                _add(found["name"], _without_numbers(part, found["phone"]))
        elif field in ("name", "identity"):
            for part in _PARTS.split(rest):
                _add(found[field], part)
        elif field == "email":
            _add(found["name"], _without_numbers(rest, found["phone"]))
        elif field == "institution":
            _add(found["company" if is_firm(rest) else "institution"], rest)
        else:
            _add(found[field], rest)
    return Reporter(
        names=tuple(found["name"]),
        identities=tuple(found["identity"]),
        phones=tuple(found["phone"]),
        emails=tuple(found["email"]),
        addresses=tuple(found["address"]),
        companies=tuple(found["company"]),
    ), ", ".join(found["institution"])


def is_firm(text: str) -> bool:
    """Whether a name has a company's form."""
    return _FIRM.search(text) is not None and not _OFFICE.search(text)


def number(digits: str) -> str:
    """A telephone number as a spreadsheet left it, with the 0 or + that it took away."""
    if not digits.isdecimal():
        return digits
    if digits.startswith("62") and 10 <= len(digits) <= 15:
        return f"+{digits}"
    # Mobile numbers have 10 to 13 digits with their 0, others 9 to 11.
    if (digits.startswith("8") and 9 <= len(digits) <= 12) or (digits[:1] in "234567" and 8 <= len(digits) <= 10):
        return f"0{digits}"
    return digits


def _add(found: dict[str, None], text: str) -> None:
    kept = text.strip(" \t\r\n,;/|-")
    if kept and not is_empty(kept):
        found[kept] = None


def _without_mails(text: str, mails: dict[str, None]) -> str:
    if "@" not in text:
        return text
    for mail in _MAIL.findall(text):
        _add(mails, mail.strip("."))
    return _MAIL.sub(" ", text)


def _without_numbers(text: str, phones: dict[str, None]) -> str:
    """What is left when the telephone numbers are taken out, if it has letters."""
    for match in _NUMBER.finditer(text):
        pieces = match[0].split()
        # Two whole numbers beside one another, not one in groups.
        if len(pieces) > 1 and all(len(_DIGITS.sub("", piece)) >= _MIN_WHOLE_NUMBER for piece in pieces):
            phones.update(dict.fromkeys(map(number, pieces)))
        else:
            phones[number(match[0].strip())] = None
    rest = re.sub(r"(?i)\b(?:no|hp|wa|telp|tlp|email)\b[.:]*|[:()]", " ", _NUMBER.sub(" ", text)).strip()
    return rest if sum(map(str.isalpha, rest)) > 2 else ""
