r"""Texts made safe to look at and comparable, before anything is searched in them.

>>> clean("ＮＩＫ ３５０８\u202e")
'NIK 3508'
>>> normalised("Selamat pagi, Pak Admin! Upload GAGAL terus. Terima kasih")
'upload gagal terus'
"""

from __future__ import annotations

import re
import unicodedata

from spse_monev.sources.helpdesk.protect.vocabulary import GREETINGS, THANKS

MAX_CHARACTERS = 20_000
CUT = " [dipotong]"  # ends a text of which the rest was left out

_BLANK = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[\n -~]*\Z")


def clean(text: str) -> str:
    """The text in compatibility form, its digits ASCII, without control characters and marks of direction, cut.

    Blanks are single, lines are kept apart by one line break. Full-width and mathematical letters and digits become
    plain ones, so that a number is the same however it is written. Idempotent.
    """
    is_cut = len(text) > MAX_CHARACTERS
    text = text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    if not _PLAIN.match(text):
        text = unicodedata.normalize("NFKC", "".join(map(_shown, text)))
        text = "".join(map(_ascii_digit, text))
    text = _LINES.sub("\n", _BLANK.sub(" ", text)).strip()
    return bounded(f"{text}{CUT}".lstrip() if is_cut else text)


def bounded(text: str) -> str:
    """The text in at most MAX_CHARACTERS, cut between words where there are any."""
    if len(text) <= MAX_CHARACTERS:
        return text
    head = text[: MAX_CHARACTERS - len(CUT)]
    return head[: max(head.rfind(" "), head.rfind("\n"), len(head) - 200)].rstrip() + CUT


def normalised(text: str) -> str:
    """The words of a text in lower case, without punctuation, greeting and thanks; '' if nothing else is said."""
    words = _WORD.findall(clean(text).casefold())
    start, end = 0, len(words)
    while start < end and (words[start] in GREETINGS or words[start : start + 2] == ["mohon", "maaf"]):
        start += 1
    while end > start and words[end - 1] in THANKS:
        end -= 1
    return " ".join(words[start:end])


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    # Cc controls, Cf marks of direction and zero-width characters, Cs surrogates, Co private use, Cn unassigned.
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return "\n" if category in ("Zl", "Zp") else "" if category == "Cc" else character


def _ascii_digit(character: str) -> str:
    if character.isascii():
        return character
    # Dashes of every kind part the groups of a number.
    if unicodedata.category(character) == "Pd":
        return "-"
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
