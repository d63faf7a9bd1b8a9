"""What identifies a reporter, brought into one form however it was written, so that its hash is the same.

>>> phone("0812-3456-7890"), identity("3508 0101 0170 0001"), person("Ir. H. Budi Contoh, M.T.")
('+6281234567890', '3508010101700001', 'budi contoh')
"""

from __future__ import annotations

import re

import phonenumbers

from spse_monev.sources.helpdesk.protect.clean import clean
from spse_monev.sources.helpdesk.protect.vocabulary import COMPANY_ENDINGS, COMPANY_FORMS, DEGREES, HONORIFICS, TITLES

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]{1,5}\.)+(?:[^\W\d_]{1,6}\b)?")
_NPWP_15 = 15
_STRONG_NAME_WORDS = 2


def email(text: str) -> str:
    """In lower case, '' when there is no @ in it."""
    found = "".join(clean(text).split()).casefold().strip("<>.,;")
    return found if "@" in found else ""


def phone(text: str) -> str:
    """In E.164, an Indonesian number where no country is given; its digits where it is no possible number."""
    found = clean(text)
    digits = re.sub(r"\D", "", found)
    if not digits:
        return ""
    # Spreadsheets drop the leading 0; others write 62 without +.
    if digits.startswith("8"):
        digits = "0" + digits
    national = f"+{digits.lstrip('0') if found.startswith('00') else digits}" if (
        found.startswith(("+", "00")) or digits.startswith("62")
    ) else digits  # fmt: skip
    try:
        number = phonenumbers.parse(national, "ID")
    except phonenumbers.NumberParseException:
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def identity(text: str) -> str:
    """The digits of NIK, NIP or NPWP (the old one of 15 with the 0 that made it 16); a user id in lower case."""
    found = clean(text)
    digits = re.sub(r"\D", "", found)
    if any(character.isalpha() for character in found) or not digits:
        return "".join(found.split()).casefold()
    return "0" + digits if len(digits) == _NPWP_15 else digits


def core_name(text: str) -> str:
    """A name without titles, degrees and forms of address, as it is written."""
    found = clean(text)
    head, comma, _ = found.partition(",")
    found = head if comma and head.strip() else found
    words = [
        word
        for word in _WORD.findall(_DOTTED.sub(_undotted, found))
        if word.casefold() not in TITLES and word.casefold() not in HONORIFICS
    ]
    while len(words) > 1 and words[-1].casefold() in DEGREES:
        words.pop()
    return " ".join(words)


def person(text: str) -> str:
    """A name in lower case without titles and degrees; '' when it is a single word, which many share."""
    words = core_name(text).casefold().split()
    return " ".join(words) if len(words) >= _STRONG_NAME_WORDS else ""


def core_company(text: str) -> str:
    """A company's name without CV, PT, Tbk and their like."""
    words = re.findall(r"[^\W_]+", clean(text))
    while len(words) > 1 and words[0].casefold() in COMPANY_FORMS:
        words.pop(0)
    while len(words) > 1 and words[-1].casefold() in COMPANY_ENDINGS:
        words.pop()
    return " ".join(words)


def _undotted(match: re.Match[str]) -> str:
    joined = match[0].replace(".", "")
    return f"{joined} " if joined.casefold() in DEGREES else match[0].replace(".", " ")
