"""Presidio with our own recognizers and without any model: what is found in a text, and the text without it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

from spse_monev.sources.helpdesk.protect.addresses import AddressRecognizer
from spse_monev.sources.helpdesk.protect.clean import bounded, clean
from spse_monev.sources.helpdesk.protect.companies import CompanyRecognizer
from spse_monev.sources.helpdesk.protect.contacts import ContactRecognizer
from spse_monev.sources.helpdesk.protect.numbers import NumberRecognizer
from spse_monev.sources.helpdesk.protect.own import Own
from spse_monev.sources.helpdesk.protect.people import PersonRecognizer
from spse_monev.sources.helpdesk.protect.recognizer import LANGUAGE, Kind, Span
from spse_monev.sources.helpdesk.protect.secrets import SecretRecognizer

_PLACEHOLDER = re.compile(r"\[(?:" + "|".join(kind.value for kind in Kind) + r")\]")
_ROUNDS = 8
ALL_KINDS = frozenset(Kind)


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


@lru_cache(maxsize=4096)
def _spans(text: str, kinds: frozenset[Kind]) -> tuple[Span, ...]:
    """What Presidio finds; kept, since most fields of a recap hold one of few values and a text is asked for twice."""
    results = _analyzer().analyze(text, LANGUAGE, entities=list(kinds))
    return tuple(Span(Kind(result.entity_type), result.start, result.end, result.score) for result in results)


def find(
    text: str, own: Own | None = None, kinds: frozenset[Kind] = ALL_KINDS, *, whole_only: bool = False
) -> list[tuple[Kind, int, int]]:
    """What is found in a clean text, in its order, none overlapping another; what stands in brackets already stays.

    `kinds` limits what is sought by its form; what is the reporter's own is always sought, by single words of its
    name too unless `whole_only`.
    """
    if text.isspace() or not text:
        return []
    spans = _spans(text, kinds)
    return _apart(text, (*spans, *own.find(text, whole_only=whole_only)) if own else spans)


def mask(text: str, own: Own | None = None, kinds: frozenset[Kind] = ALL_KINDS, *, whole_only: bool = False) -> str:
    """The text, cleaned, with a label in the place of everything that is found in it. Idempotent."""
    text = clean(text)
    # A label changes how its neighbours read, so that a second look may find more; rounds until nothing is left.
    for _ in range(_ROUNDS):
        found = find(text, own, kinds, whole_only=whole_only)
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


def _apart(text: str, spans: Iterable[Span]) -> list[tuple[Kind, int, int]]:
    """Spans that do not overlap: the surer one keeps what both hold, the other what is left of it."""
    ranked = sorted(spans, key=lambda span: (span.score, span.end - span.start))
    if not ranked:
        return []
    owner: list[Kind | None] = [None] * len(text)
    for span in ranked:
        owner[span.start : span.end] = [span.kind] * (span.end - span.start)
    for match in _PLACEHOLDER.finditer(text):
        owner[match.start() : match.end()] = [None] * (match.end() - match.start())
    found: list[tuple[Kind, int, int]] = []
    position = 0
    for kind, group in groupby(owner):
        start, position = position, position + sum(1 for _ in group)
        if kind is not None and any(character.isalnum() for character in text[start:position]):
            found.append((kind, start, position))
    return found
