"""How far a name reaches: word by word from where it begins, until a word can be no part of it.

People write complaints as they chat, so capitals are a hint only. A name that begins with one goes on while words
do; in small (or only capital) letters it goes on until a common word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spse_monev.sources.helpdesk.protect.vocabulary import (
    COMMON,
    COMPANY_FORMS,
    COMPANY_WORDS,
    DEGREES,
    FUNCTION,
    GIVEN,
    HONORIFICS,
    NAMES_IN_CAPITALS,
    OFFICE,
    TITLES,
    words,
)

_LONGEST_WORD = 20
_PERSON_WORDS = 4
_PERSON_TITLES = 4
_COMPANY_WORDS = 6
_LONGEST_NUMBER = 3  # digits in a company's name
_WORD = re.compile(r"[ .]{0,2}(?P<word>[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){0,39})(?![\w@'’-])")
_COMPANY_WORD = re.compile(
    r"(?P<gap>[\"'“”.]{0,2} ?[\"'“”]?|-| - | ?& ?| dan (?=[A-Z]))"
    r"(?P<word>[^\W_](?:[^\W_]|['’](?=[^\W_])|\.(?=[^\W_])){0,39})(?![\w@])"
)
_DEGREE = re.compile(r"(?P<gap>, ?| )(?P<degree>[A-Za-z][a-zA-Z]{0,5}(?:\.[A-Za-z]{1,5}){0,3}\b\.?)(?![\w@])")
_PARTICLES = words("bin binti al el van de der den von")
_SHORTENED = words("moch moh mohd muh much abd ach")
_COMPANY_ENDINGS = words("tbk persero")
# Forms of words that no name has.
_COMMON_FORM = re.compile(
    r"(?:me(?:m|n|ng|ny)[a-z]{3,}|di[a-z]{3,}(?:kan|i|nya)|(?:ber|ter)[a-z]{4,}|(?:per|pe|ke|se|di)[a-z]{3,}(?:an|nya)"
    r"|ng[aeiou][a-z]{2,}|[a-z]{3,}(?:nya|kan|lah|kah|pun|ku|mu)|[a-z]+-[a-z]+)\Z"
)
_COMMON_IN_CAPITALS = COMMON - NAMES_IN_CAPITALS
# What follows 'PT' or 'CV' without being its name; a CV is also what experts hand in.
_NO_COMPANY = words(
    """
    penyedia pemenang peserta perusahaan tenaga personil personel ahli teman rekanan cabang pusat kecil besar menengah
    perorangan daerah lokal luar jangan baru rp bapak ibu pak bu admin direktur pengurus bersangkutan masing berbeda
    """
)


class Walk(NamedTuple):
    """Where a name begins and ends, and its words without titles."""

    start: int
    end: int
    words: tuple[str, ...]


def is_common(word: str) -> bool:
    """Whether a word in small letters belongs to the language rather than to a name."""
    low = word.lower()
    if low in GIVEN:
        return False
    return low in COMMON or not any(letter in "aeiouy" for letter in low) or _COMMON_FORM.match(low) is not None


def person(text: str, position: int, *, needs_capital: bool = False) -> Walk | None:
    """The name of a person that begins at `position` (titles before it are passed over), with its degrees."""
    found: list[str] = []
    start = end = position
    is_capital = False
    titles = 0
    while len(found) < _PERSON_WORDS and titles <= _PERSON_TITLES and (match := _WORD.match(text, end)):
        word, low = match["word"], match["word"].lower()
        # A full stop ends the name, unless it belongs to an initial or to 'Moch.'.
        if found and "." in text[end : match.start("word")] and not _is_shortened(found[-1]):
            break
        if low in FUNCTION or low in COMPANY_FORMS or len(word) > _LONGEST_WORD or low.endswith("-nya"):
            break
        if not found and low not in GIVEN and (low in TITLES or low in HONORIFICS):
            titles += 1
            end = match.end()
            continue
        if not found:
            is_capital = _is_capital(text, match)
            if low not in GIVEN and (
                (needs_capital and not is_capital) or low in COMMON - NAMES_IN_CAPITALS or low in OFFICE
                or (not is_capital and is_common(word))
            ):  # fmt: skip
                break
            start = match.start("word")
        elif low not in _PARTICLES and (_is_degree(word) or not _goes_on(word, low, is_capital)):
            break
        found.append(word)
        end = match.end()
    while found and found[-1].lower() in _PARTICLES:
        end = text.rindex(found.pop(), start, end)
    if all(len(word) == 1 for word in found):
        return None
    return Walk(start, degrees_end(text, len(text[:end].rstrip(" ."))), tuple(found))


def company(text: str, position: int, *, is_strict: bool = False) -> Walk | None:
    """The name of a company that begins at `position`, behind its form (PT, CV).

    `is_strict` after forms of two senses: then the name has to look like one.
    """
    found: list[str] = []
    start = end = position
    is_capital = False
    while len(found) < _COMPANY_WORDS and (match := _COMPANY_WORD.match(text, end)):
        word, low = match["word"], match["word"].lower()
        if low in FUNCTION or len(word) > 2 * _LONGEST_WORD or (found and "." in match["gap"]):
            break
        if not found:
            is_capital = _is_capital(text, match)
            if low in _NO_COMPANY or low in OFFICE or low in COMPANY_FORMS or word.isdigit():
                break
            is_known = low in COMPANY_WORDS or low in GIVEN
            if not is_known and (is_common(word) if not is_capital else is_strict and low in _COMMON_IN_CAPITALS):
                break
            if is_strict and not is_known and not is_capital:
                break
            start = match.start("word")
        elif low not in _COMPANY_ENDINGS and not _company_goes_on(found, word, low, is_capital):
            break
        found.append(word)
        end = match.end()
    return Walk(start, end, tuple(found)) if found else None


def degrees_end(text: str, end: int) -> int:
    """Where the degrees behind a name end: `, S.E., M.M.`; `end` itself if there are none."""
    while match := _DEGREE.match(text, end):
        degree = match["degree"]
        if not ("." in degree or _is_degree(degree) or ("," in match["gap"] and degree[0].isupper())):
            break
        if degree.replace(".", "").lower() not in DEGREES:
            break
        end = match.end()
    return end


def _is_shortened(word: str) -> bool:
    return len(word) <= 2 or word.lower() in _SHORTENED


def _is_degree(word: str) -> bool:
    return word.isupper() and word.lower() in DEGREES and word.lower() not in GIVEN


def _goes_on(word: str, low: str, is_capital: bool) -> bool:
    if low in GIVEN:
        return True
    if is_capital:
        return word[0].isupper() and low not in _COMMON_IN_CAPITALS and low not in OFFICE
    return len(word) > 1 and not is_common(word)


def _company_goes_on(found: list[str], word: str, low: str, is_capital: bool) -> bool:
    if word.isdigit():
        return len(word) <= _LONGEST_NUMBER
    is_known = low in COMPANY_WORDS or low in GIVEN
    if is_capital:
        is_of_one_case = word.isupper() or not found[0].isupper() or len(found[0]) <= 2
        return word[0].isupper() and is_of_one_case and (is_known or low not in _COMMON_IN_CAPITALS)
    return not is_common(word) or (is_known and (low not in COMMON or len(found) == 1))


def _is_capital(text: str, match: re.Match[str]) -> bool:
    """Whether a word's capital sets it apart: not where the words around are in capitals too."""
    word, position = match["word"], match.start("word")
    if not word[0].isupper():
        return False
    around = text[max(0, position - 40) : position + 60]
    small = sum(character.islower() for character in around)
    return not word.isupper() or small * 4 >= sum(character.isupper() for character in around)
