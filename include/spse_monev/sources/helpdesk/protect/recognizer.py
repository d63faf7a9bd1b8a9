"""What every recognizer of personal data is to Presidio: a name, the kinds it can find, and the spans it has found."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from presidio_analyzer import EntityRecognizer, RecognizerResult

LANGUAGE = "id"


class Kind(StrEnum):
    """What was found; the value stands in brackets in its place."""

    NAME = "NAMA"
    NIK = "NIK"
    NIP = "NIP"
    NPWP = "NPWP"
    PHONE = "TELEPON"
    EMAIL = "EMAIL"
    ADDRESS = "ALAMAT"
    COMPANY = "PERUSAHAAN"
    BANK_ACCOUNT = "REKENING"
    SECRET = "SANDI"  # noqa: S105  a label
    LOGIN = "AKUN"
    IP = "IP"
    LINK = "TAUTAN"
    NUMBER = "NOMOR"  # SIM, KK, passport, NIB and every other long number that nothing explains

    @property
    def placeholder(self) -> str:
        """What stands in its place, e.g. `[NAMA]`."""
        return f"[{self.value}]"


# A name of a person, a company or a place may be wrong; these are not, and are sought in every field.
CONTACT_KINDS = frozenset(Kind) - {Kind.NAME, Kind.ADDRESS, Kind.COMPANY}


class Span(NamedTuple):
    """Where something was found. The score decides which of two that overlap names the common part."""

    kind: Kind
    start: int
    end: int
    score: float


class Recognizer(EntityRecognizer):  # type: ignore[misc]  # Presidio is not typed
    """Finds spans by code of our own instead of Presidio's patterns, whose time limit drops a pattern silently."""

    kinds: tuple[Kind, ...]

    def __init__(self) -> None:
        super().__init__([kind.value for kind in self.kinds], supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing is loaded: there is no model."""

    @abstractmethod
    def find(self, text: str) -> Iterable[Span]:
        """The spans in a clean text."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        """As Presidio asks for it."""
        return list(self._results(text, entities))

    def _results(self, text: str, entities: list[str]) -> Iterator[RecognizerResult]:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        for span in self.find(text):
            if span.kind in entities:
                yield RecognizerResult(span.kind, span.start, span.end, span.score, recognition_metadata=metadata)
