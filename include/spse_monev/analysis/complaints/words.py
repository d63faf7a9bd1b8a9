"""Everyday Indonesian made comparable: slang, abbreviations, typing errors and regional words become one word each.

>>> normalise("Min, gmn caranya ngunggah file2 penawaran?? dr td gak bisaaa [NAMA]")
'bagaimana cara upload file penawaran ? dari tadi tidak bisa'

Takes any text, never raises, looks at its first `MAX_CHARACTERS` only. What a word may be written like stands in
`include/complaints/spellings.yaml`; affixes are taken off where a known word is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

import yaml

from spse_monev.settings import PROJECT

SPELLINGS = PROJECT / "include" / "complaints" / "spellings.yaml"
MAX_CHARACTERS = 4_000
_LEFT_OUT = "-"
_NUMBER = "#"
MAX_WORD = 30  # characters; what is longer is no word

# What `protect` has put in the place of personal data.
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z _-]{1,30}\]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s]+|[\w.+-]+@[\w-]+\.[\w.]+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_STATUS = re.compile(
    r"(?<![\d.,])(4(?:00|01|03|04|05|08|13|29)|50[0-4])(?![\d.,]?\d)(?!\s*(?:mb|kb|gb|juta|jt|ribu|rb|%))"
)
_STATUS_WORDS = {
    "400": "kodeklien", "401": "kodelarangan", "403": "kodelarangan", "404": "kodetiada", "405": "kodeklien",
    "408": "timeout", "413": "kodebesar", "429": "kodelarangan", "504": "timeout",
}  # fmt: skip
# Bounded, so that a long row of digits is looked at once.
_SIZE = re.compile(r"(?<![\w.,])\d{1,6}(?:[.,]\d{1,6})?\s{0,3}(?:mb|kb|gb|mega|megabyte|giga)(?!\w)")
_SHARE = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d{1,3})?\s{0,3}(?:%|persen|prosen)")
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d[.:][0-5]\d(?!\d)")
_TOKEN = re.compile(r"[a-z]+|\d+[a-z]*|\?+|[^\W\d_]+")
_PREFIXES = (
    "", "di", "ke", "ku", "ter", "me", "meng", "mem", "men", "peng", "pe", "nge", "ng", "ny", "n", "m", "ma", "mam",
    "man", "ta", "ba", "ka", "ber",
)  # fmt: skip
_SUFFIXES = (
    "", "nya", "nyo", "an", "kan", "annya", "kannya", "in", "ne", "e", "en", "no", "ke", "aken", "na", "keun", "i",
    "ku", "lah", "kah", "pun", "mu",
)  # fmt: skip


def normalise(text: str) -> str:
    """The words of a text, single-spaced and lower case, with a question mark as a word of its own."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])
    text = _ADDRESS.sub(" ", _PLACEHOLDER.sub(" ", text)).casefold()
    # Accents (é of Javanese and Madurese) and the glottal stop's apostrophe are left out by most who write.
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = re.sub(r"['’`]", "", text)
    text = _REPEATED.sub(r"\1", text)
    text = _SIZE.sub(" ukuranberkas ", _SHARE.sub(" persen ", _CLOCK.sub(" waktu ", text)))
    text = _STATUS.sub(lambda match: f" {_STATUS_WORDS.get(match[1], 'kodeserver')} ", text)
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece[0] == "?":
            words.append("?")
        elif piece[0].isdigit():
            # '2' doubles the word before it, as in 'file2'.
            if piece.isdigit() and piece != "2" and words[-1:] != [_NUMBER]:
                words.append(_NUMBER)
        elif len(piece) <= MAX_WORD:
            words.append(piece)
    known = _spellings()
    result: list[str] = []
    index = 0
    while index < len(words):
        for size in range(min(_longest(), len(words) - index), 0, -1):
            piece = " ".join(words[index : index + size])
            word = known.get(piece) if size > 1 else _word(piece)
            if word is not None:
                if word != _LEFT_OUT and result[-1:] != [word]:
                    result.append(word)
                index += size
                break
    return " ".join(result)


def _word(token: str) -> str:
    """The word that is meant by one token, which may be the token itself."""
    if (word := _known(token)) is not None:
        return word
    return token[:-3] if len(token) >= 7 and token.endswith(("nya", "nyo")) else token


@lru_cache(maxsize=1 << 16)  # bounded: the words come from outside
def _known(token: str) -> str | None:
    known = _spellings()
    if token in known:
        return known[token]
    for suffix in _SUFFIXES:
        if suffix and not token.endswith(suffix):
            continue
        stem = token[: len(token) - len(suffix)]
        for prefix in _PREFIXES:
            if stem.startswith(prefix) and len(stem) - len(prefix) >= 4 and stem[len(prefix) :] in known:
                return known[stem[len(prefix) :]]
    return None


@cache
def _spellings() -> Mapping[str, str]:
    """Spelling, its words with single spaces -> the word."""
    content: dict[str, str] = yaml.safe_load(SPELLINGS.read_text(encoding="utf-8"))
    known = {word: word for word in content}
    for word, spellings in content.items():
        known.update({spelling.replace("_", " "): word for spelling in spellings.split()})
    return MappingProxyType(known)


@cache
def _longest() -> int:
    """The most words that a spelling has."""
    return max(spelling.count(" ") for spelling in _spellings()) + 1
