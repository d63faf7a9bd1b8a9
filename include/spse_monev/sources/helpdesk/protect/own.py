"""What a row tells of its reporter, found again wherever the row's texts repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect.clean import clean
from spse_monev.sources.helpdesk.protect.identifiers import core_company, core_name, phone
from spse_monev.sources.helpdesk.protect.recognizer import Kind, Span
from spse_monev.sources.helpdesk.protect.vocabulary import COMMON, COMPANY_WORDS, GIVEN, OFFICE, PLACES
from spse_monev.sources.helpdesk.protect.vocabulary import words as tokens
from spse_monev.sources.helpdesk.ticket import Reporter

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_WORD = 3
_SHORTEST_DIGITS = 6
_NIP_DIGITS = 18
# Parts of an address in which many live, and by which offices are called.
_REGIONS = tokens("kec kecamatan kab kabupaten kota prov provinsi")
_PLACE_HEADS = tokens("jl jln jalan gang gg dusun dsn perum perumahan desa ds kel kelurahan")
_BETWEEN_DIGITS = frozenset(" .-()/")


class Own:
    """The reporter's own names, numbers and addresses, without a pattern compiled for each row.

    Phrases match whatever stands between their words. Of a name also each single word counts that has three letters
    and is no common word.
    """

    def __init__(self, reporter: Reporter) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], Kind]]] = {}
        self._words: dict[str, Kind] = {}
        self._digits: list[tuple[str, Kind]] = []
        for name in reporter.names:
            words = _words(core_name(name))
            if not OFFICE.isdisjoint(words[:1]):  # an office put down as who reports
                continue
            self._add(words, Kind.NAME)
            self._words |= {word: Kind.NAME for word in words if _is_telling(word)}
        for company in reporter.companies:
            words = _words(core_company(company))
            if not OFFICE.isdisjoint(words[:1]):
                continue
            self._add(words, Kind.COMPANY)
            if len(words) > 1:
                self._add(["".join(words)], Kind.COMPANY)
        for email in reporter.emails:
            self._add(_words(email), Kind.EMAIL)
            local = _words(email.partition("@")[0])
            if len(local) > 1 or (local and len(local[0]) > _SHORTEST_WORD):
                self._add(local, Kind.LOGIN)
        for identity in reporter.identities:
            self._add_number(identity, Kind.NIP if len(_digits(identity)) == _NIP_DIGITS else Kind.NIK)
            if any(character.isalpha() for character in identity):
                self._add(_words(identity), Kind.LOGIN)
        for number in reporter.phones:
            self._add_number(phone(number).removeprefix("+62") or number, Kind.PHONE)
        for address in reporter.addresses:
            for part in {address, *address.split(",")}:
                words = _words(part)
                if len(words) > 1 and words[0] not in _REGIONS:
                    self._add(words, Kind.ADDRESS)
                if len(words) == 2 and words[0] in _PLACE_HEADS and words[1] not in PLACES:
                    self._add(words[1:], Kind.ADDRESS)

    def find(self, text: str, *, whole_only: bool = False) -> Iterator[Span]:
        """Every place where a word, phrase or number of the reporter stands.

        `whole_only` leaves single words of names out, for fields in which another's name may stand.
        """
        if self._phrases or self._words:
            matches = list(_WORD.finditer(text))
            words = [match[0].casefold() for match in matches]
            for index, word in enumerate(words):
                if not whole_only and word in self._words:
                    yield Span(self._words[word], *matches[index].span(), 0.9)
                for phrase, kind in self._phrases.get(word, ()):
                    if tuple(words[index : index + len(phrase)]) == phrase:
                        yield Span(kind, matches[index].start(), matches[index + len(phrase) - 1].end(), 0.99)
        if self._digits:
            yield from self._numbers(text)

    def _numbers(self, text: str) -> Iterator[Span]:
        places = [place for place, character in enumerate(text) if character.isdigit()]
        digits = "".join(text[place] for place in places)
        for number, kind in self._digits:
            at = digits.find(number)
            while at >= 0:
                start, end = places[at], places[at + len(number) - 1] + 1
                if all(character.isdigit() or character in _BETWEEN_DIGITS for character in text[start:end]):
                    yield Span(kind, start, end, 0.99)
                at = digits.find(number, at + 1)

    def _add(self, words: list[str], kind: Kind) -> None:
        phrase = tuple(words)
        if not phrase or (len(phrase) == 1 and not _is_telling(phrase[0])):
            return
        self._phrases.setdefault(phrase[0], []).append((phrase, kind))

    def _add_number(self, number: str, kind: Kind) -> None:
        digits = _digits(number)
        if len(digits) >= _SHORTEST_DIGITS:
            self._digits.append((digits, kind))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(clean(text))]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", clean(text))


def _is_telling(word: str) -> bool:
    if len(word) < _SHORTEST_WORD or word in OFFICE:
        return False
    return word in GIVEN or (word not in COMMON and word not in COMPANY_WORDS)
