"""The model: what it has learnt from examples, as raw shares of classes and topics, not yet as confidence.

Topics first, for the class depends on them; then the class by two ways whose shares are averaged: at once, and as a
person would go about it (is there something to repair? if so, is it a transfer?). All heads are linear, so that
training takes seconds and gives the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit, softmax
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from spse_monev.analysis.complaints.corpus import Example
from spse_monev.analysis.complaints.features import Features
from spse_monev.analysis.complaints.words import normalise
from spse_monev.complaints import ComplaintClass

Shares = NDArray[np.float64]  # one row for each text, one column for each class or topic; rows add up to 1

# Chosen by leaving one author out, as are all weights here; accuracy changes by less than half a percent around them.
CLASS_PENALTY = 0.3
TOPIC_PENALTY = 0.5
CLASS_SHARPNESS = 3.0  # of turning distances into shares
TOPIC_SHARPNESS = 4.0
CORRECTION_WEIGHT = 5.0  # of a correction beside an example of the corpus
TOPIC_FOLDS = 3

CLASSES = tuple(ComplaintClass)


class Model:
    """Learns at once from `examples` and `corrections`; all classes have to occur."""

    def __init__(self, examples: Sequence[Example], corrections: Sequence[Example] = ()) -> None:
        everything = [*examples, *corrections]
        weights = np.array([1.0] * len(examples) + [CORRECTION_WEIGHT] * len(corrections))
        self.features = Features()
        words = self.features.learn([normalise(example.text) for example in everything])
        topics = np.array([example.topic for example in everything])
        classes = np.array([example.complaint_class.value for example in everything])
        # Topics as they will be for texts that are not known: learnt from the other parts.
        unseen = np.zeros((len(everything), len(np.unique(topics))))
        folds = StratifiedKFold(TOPIC_FOLDS, shuffle=True, random_state=0)
        for learnt, left_out in folds.split(words, classes):
            head = _head(TOPIC_PENALTY).fit(words[learnt], topics[learnt], weights[learnt])
            columns = np.searchsorted(np.unique(topics), head.classes_)
            unseen[np.ix_(left_out, columns)] = _topic_shares(head, words[left_out])
        self._topics = _head(TOPIC_PENALTY).fit(words, topics, weights)
        stacked = hstack([words, csr_matrix(unseen)]).tocsr()
        self._class = _head(CLASS_PENALTY).fit(stacked, classes, weights)
        faulty = classes != ComplaintClass.USE
        self._repair = _head(CLASS_PENALTY).fit(stacked, faulty, weights)
        transfer = classes[faulty] == ComplaintClass.TRANSFER
        self._transfer = _head(TOPIC_PENALTY).fit(stacked[faulty], transfer, weights[faulty])

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of the columns of topic shares."""
        return tuple(map(str, self._topics.classes_))

    def shares(self, words: Sequence[str]) -> tuple[Shares, Shares]:
        """The shares of `CLASSES` and of `topics` for normalised texts."""
        features = self.features.of(words)
        topics = _topic_shares(self._topics, features)
        stacked = hstack([features, csr_matrix(topics)]).tocsr()
        at_once = softmax(self._class.decision_function(stacked) * CLASS_SHARPNESS, axis=1)
        at_once = at_once[:, np.searchsorted(self._class.classes_, [name.value for name in CLASSES])]
        repair = expit(self._repair.decision_function(stacked) * CLASS_SHARPNESS)
        transfer = expit(self._transfer.decision_function(stacked) * CLASS_SHARPNESS)
        staged = {
            ComplaintClass.TRANSFER: repair * transfer,
            ComplaintClass.USE: 1 - repair,
            ComplaintClass.OTHER: repair * (1 - transfer),
        }
        return (at_once + np.column_stack([staged[name] for name in CLASSES])) / 2, topics


def _head(penalty: float) -> Any:
    # Seldom topics and classes count as much as frequent ones: how often they come differs from office to office.
    return LinearSVC(C=penalty, class_weight="balanced", random_state=0)


def _topic_shares(head: Any, features: Any) -> Shares:
    return np.asarray(softmax(head.decision_function(features) * TOPIC_SHARPNESS, axis=1))
