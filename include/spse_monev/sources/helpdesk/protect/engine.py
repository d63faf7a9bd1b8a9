"""Presidio with our own recognizers and without any model: what is found in a text, and the text without it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

from spse_monev.sources.helpdesk.protect.addresses import AddressRecognizer
from spse_monev.sources.helpdesk.protect.clean import bounded, clean
from spse_monev.sources.helpdesk.protect.companies import CompanyRecognizer
from spse_monev.sources.helpdesk.protect.contacts import ContactRecognizer
from spse_monev.sources.helpdesk.protect.numbers import NumberRecognizer
from spse_monev.sources.helpdesk.protect.own import OwnRecognizer
from spse_monev.sources.helpdesk.protect.people import PersonRecognizer
from spse_monev.sources.helpdesk.protect.recognizer import LANGUAGE, Kind
from spse_monev.sources.helpdesk.protect.secrets import SecretRecognizer

_PLACEHOLDER = re.compile(r"\[(?:" + "|".join(kind.value for kind in Kind) + r")\]")
_ROUNDS = 8


class _NoEnhancer(ContextAwareEnhancer):  # type: ignore[misc]  # Presidio is not typed
    """The default one writes the words around a finding to the log at DEBUG, and copies every finding."""

    def __init__(self) -> None:
        super().__init__(0, 0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[object],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        return raw_results


@cache
def _analyzer() -> AnalyzerEngine:
    recognizers = [
        NumberRecognizer(), ContactRecognizer(), SecretRecognizer(), CompanyRecognizer(), AddressRecognizer(),
        PersonRecognizer(),
    ]  # fmt: skip
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers, supported_languages=[LANGUAGE]),
        nlp_engine=NoOpNlpEngine([{"lang_code": LANGUAGE, "model_name": ""}]),
        supported_languages=[LANGUAGE],
        context_aware_enhancer=_NoEnhancer(),
    )


def find(
    text: str, own: OwnRecognizer | None = None, kinds: Collection[Kind] = frozenset(Kind)
) -> list[tuple[Kind, int, int]]:
    """What is found in a clean text, in its order, none overlapping another; what stands in brackets already stays."""
    results = _analyzer().analyze(text, LANGUAGE, entities=[kind.value for kind in kinds])
    if own:
        results += own.analyze(text, [kind.value for kind in Kind])
    return _apart(text, results)


def mask(text: str, own: OwnRecognizer | None = None, kinds: Collection[Kind] = frozenset(Kind)) -> str:
    """The text, cleaned, with a label in the place of everything that is found in it. Idempotent."""
    text = clean(text)
    # A label changes how its neighbours read, so that a second look may find more; rounds until nothing is left.
    for _ in range(_ROUNDS):
        found = find(text, own, kinds)
        if not found:
            break
        text = bounded(clean(_replaced(text, found)))
    return text


def _replaced(text: str, found: Iterable[tuple[Kind, int, int]]) -> str:
    pieces: list[str] = []
    position, last = 0, None
    for kind, start, end in found:
        between = text[position:start]
        # 'Budi' and 'Santoso' side by side are one name.
        if kind is not last or between.strip(" "):
            pieces += (between, kind.placeholder)
        position, last = end, kind
    return "".join([*pieces, text[position:]])


def _apart(text: str, results: Iterable[RecognizerResult]) -> list[tuple[Kind, int, int]]:
    """Spans that do not overlap: the surer one keeps what both hold, the other what is left of it."""
    owner: list[Kind | None] = [None] * len(text)
    for result in sorted(results, key=lambda result: (result.score, result.end - result.start)):
        owner[result.start : result.end] = [Kind(result.entity_type)] * (result.end - result.start)
    if not any(owner):
        return []
    for match in _PLACEHOLDER.finditer(text):
        owner[match.start() : match.end()] = [None] * (match.end() - match.start())
    found: list[tuple[Kind, int, int]] = []
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or owner[position] is not owner[start]:
            kind = owner[start]
            if kind is not None and any(character.isalnum() for character in text[start:position]):
                found.append((kind, start, position))
            start = position
    return found
