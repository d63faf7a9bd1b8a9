"""The class and topic of complaints, each with a confidence that tells whether a person has to look.

>>> train().classify(["Penawaran gagal diunggah, berhenti di 90% padahal koneksi lancar"])[0].complaint_class
<ComplaintClass.TRANSFER: 'upload_download'>

Nothing trained is kept on disk: the model is built from the examples in the repository, and from the corrections that
people made, whenever it is needed. The same examples and corrections give the same verdicts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from spse_monev.analysis.complaints import confidence, features, model, words
from spse_monev.analysis.complaints.confidence import Confidence, leave_authors_out, read_signals
from spse_monev.analysis.complaints.corpus import Example, load_examples
from spse_monev.analysis.complaints.model import CLASSES, Model
from spse_monev.analysis.complaints.signs import SIGNS
from spse_monev.analysis.complaints.words import SPELLINGS
from spse_monev.complaints import ComplaintClass

# Texts judged at once: bounds the memory for a helpdesk's hundred thousand rows.
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one text. Confidences from 0 (nothing could be understood) to 1."""

    complaint_class: ComplaintClass
    topic: str
    confidence: float
    topic_confidence: float


# Said of a text of which the model knows no word.
NOT_UNDERSTOOD = Verdict(ComplaintClass.OTHER, "lainnya", 0.0, 0.0)


class Classifier:
    """Made by `train`; `version` is 12 hex digits, the same for the same data, corrections and parameters."""

    def __init__(self, learnt: Model, trust: Confidence, version: str) -> None:
        self._model = learnt
        self._trust = trust
        self.version = version

    def classify(self, texts: Sequence[str]) -> list[Verdict]:
        """One verdict for each text, in order; any text is taken."""
        verdicts: list[Verdict] = []
        for start in range(0, len(texts), BATCH):
            signals = read_signals(self._model, texts[start : start + BATCH])
            sure, topic_sure = self._trust.of(signals)
            chosen = zip(signals.classes.argmax(axis=1), signals.topics.argmax(axis=1), sure, topic_sure, strict=True)
            topics = self._model.topics
            verdicts += [
                Verdict(CLASSES[c], topics[t], float(s), float(ts)) if s > 0 else NOT_UNDERSTOOD
                for c, t, s, ts in chosen
            ]
        return verdicts


def train(corrections: Sequence[Example] = ()) -> Classifier:
    """A classifier that has learnt from the corpus, and from corrections, which weigh more; takes seconds.

    ValueError if a file of the corpus is not as it should be.
    """
    if not corrections:
        return _plain()
    # Sorted, for the order in which they were made says nothing.
    learnt = tuple(sorted(corrections, key=lambda one: (one.text, one.complaint_class, one.topic, one.file)))
    return Classifier(Model(_examples(), learnt), _trust(), fingerprint(_examples(), learnt))


@cache
def _plain() -> Classifier:
    return Classifier(Model(_examples()), _trust(), fingerprint(_examples(), ()))


@cache
def _examples() -> tuple[Example, ...]:
    return load_examples()


@cache
def _trust() -> Confidence:
    return Confidence([*leave_authors_out(_examples()).values()])


def fingerprint(examples: Sequence[Example], corrections: Sequence[Example]) -> str:
    """12 hex digits of everything that verdicts depend on: sentences, corrections, word lists and parameters."""
    digest = hashlib.sha256()
    for part in (examples, corrections):
        digest.update(repr([[getattr(e, field.name) for field in fields(e)] for e in part]).encode("utf-8", "replace"))
    for path in (SPELLINGS, SIGNS):
        digest.update(path.read_bytes())
    for module in (words, features, model, confidence):
        for name, value in sorted(vars(module).items()):
            if name.isupper() and isinstance(value, int | float | str | tuple | frozenset):
                # The order of a set differs from process to process.
                digest.update(repr((name, sorted(value) if isinstance(value, frozenset) else value)).encode())
    return digest.hexdigest()[:12]
