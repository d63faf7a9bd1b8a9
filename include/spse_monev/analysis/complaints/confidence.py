"""How far a verdict can be trusted: the share of right ones among like ones, measured on authors the model never read.

For every file of the corpus a model learns from the others and judges it. How often it is right, by the shares it
gives and by how many words it knows, is what confidence means; so 0.7 holds for an office whose way of writing is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from spse_monev.analysis.complaints.corpus import Example
from spse_monev.analysis.complaints.model import CLASSES, Model, Shares
from spse_monev.analysis.complaints.words import normalise

# Of a text with fewer words that the model knows, or with fewer of these than of others, nothing is said with more
# confidence than this.
FEW_WORDS = 2
FEW_WORDS_CONFIDENCE = 0.5
# Where the curve of confidence may bend, by how far the first choice leads: close choices are wrong more often than one
# straight line from all would say.
BENDS = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Signals:
    """What confidence is read from, for each text: the shares, and the numbers of known and of unknown words."""

    classes: Shares
    topics: Shares
    words: NDArray[np.float64]  # two columns


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model that had not read them says of some examples."""

    examples: tuple[Example, ...]
    signals: Signals
    topic_names: tuple[str, ...]


def read_signals(model: Model, texts: Sequence[str]) -> Signals:
    """The signals of texts as given."""
    words = [normalise(text) for text in texts]
    classes, topics = model.shares(words)
    return Signals(classes, topics, np.array([model.features.known_words(text) for text in words], dtype=float))


def judge(learnt: Sequence[Example], left_out: Sequence[Example]) -> Judged:
    """Let a model learn from some examples and judge others."""
    model = Model(learnt)
    return Judged(tuple(left_out), read_signals(model, [example.text for example in left_out]), model.topics)


def leave_authors_out(examples: Sequence[Example]) -> dict[str, Judged]:
    """File -> what is said of its examples by a model that learnt from the other files."""
    return {
        name: judge([e for e in examples if e.file != name], [e for e in examples if e.file == name])
        for name in sorted({example.file for example in examples})
    }


class Confidence:
    """Shares and known words -> how likely the first choice is right."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._class = _curve(
            np.vstack([_traits(part.signals.classes, part.signals.words) for part in judged]),
            np.concatenate([right_classes(part) for part in judged]),
        )
        self._topic = _curve(
            np.vstack([_traits(part.signals.topics, part.signals.words) for part in judged]),
            np.concatenate([right_topics(part) for part in judged]),
        )

    def of(self, signals: Signals) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The confidence in each text's class and in its topic."""
        known, unknown = signals.words[:, 0], signals.words[:, 1]
        most = np.where((known < FEW_WORDS) | (known < unknown), FEW_WORDS_CONFIDENCE, 1.0)
        most[known == 0] = 0.0
        return (
            np.minimum(self._class.predict_proba(_traits(signals.classes, signals.words))[:, 1], most),
            np.minimum(self._topic.predict_proba(_traits(signals.topics, signals.words))[:, 1], most),
        )


def right_classes(judged: Judged) -> NDArray[np.bool_]:
    """Whether the first choice is the right class, for each example."""
    chosen = judged.signals.classes.argmax(axis=1)
    return np.array([CLASSES[c] == e.complaint_class for c, e in zip(chosen, judged.examples, strict=True)])


def right_topics(judged: Judged) -> NDArray[np.bool_]:
    """Whether the first choice is the right topic, for each example."""
    chosen = judged.signals.topics.argmax(axis=1)
    return np.array([judged.topic_names[c] == e.topic for c, e in zip(chosen, judged.examples, strict=True)])


def _traits(shares: Shares, words: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(np.clip(shares, 1e-4, 1 - 1e-4), axis=1)
    first, second = ordered[:, -1], ordered[:, -2]
    lead = np.log(first / second)
    known, unknown = words[:, 0], words[:, 1]
    return np.column_stack(
        [
            np.log(first / (1 - first)),
            lead,
            *(np.maximum(0, lead - bend) for bend in BENDS),
            unknown / np.maximum(known + unknown, 1),
            np.log1p(known),
        ]
    )


def _curve(traits: NDArray[np.float64], right: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=1000).fit(traits, right)
