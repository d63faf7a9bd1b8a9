"""How right the classifier of complaints is, as the tables of docs/kartu-model-keluhan.md: cross-validation, one author
left out, and the held-out sentences, each with what confidence 0.7 is worth.

    python bench/complaint_classifier.py
    python bench/complaint_classifier.py --errors     # lists what is wrong in the held-out sentences too

The held-out sentences are for reporting only: nothing is chosen by them. Takes a minute or two; the figures are the
same on every run.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from spse_monev.analysis.complaints.classifier import train
from spse_monev.analysis.complaints.confidence import (
    Confidence,
    Judged,
    judge,
    leave_authors_out,
    right_classes,
    right_topics,
)
from spse_monev.analysis.complaints.corpus import Example, load_examples, read_examples
from spse_monev.analysis.complaints.model import CLASSES

HELD_OUT = Path(__file__).parents[1] / "tests" / "analysis" / "complaints" / "held_out"
THRESHOLD = 0.7  # `min_confidence` of a site where it says nothing else
FOLDS = 5


@dataclass(frozen=True)
class Outcome:
    """What was said of some sentences, and whether it was right."""

    name: str
    examples: tuple[Example, ...]
    chosen: NDArray[np.str_]
    is_right: NDArray[np.bool_]
    is_topic_right: NDArray[np.bool_]
    confidence: NDArray[np.float64]


def outcome_of(name: str, judged: Judged, trust: Confidence) -> Outcome:
    """The outcome for sentences that a model left out."""
    chosen = np.array([CLASSES[column].value for column in judged.signals.classes.argmax(axis=1)])
    sure, _ = trust.of(judged.signals)
    return Outcome(name, judged.examples, chosen, right_classes(judged), right_topics(judged), sure)


def left_out_authors(examples: Sequence[Example]) -> list[Outcome]:
    """One author after the other; confidence as measured on the other authors."""
    judged = leave_authors_out(examples)
    return [
        outcome_of(name, part, Confidence([other for key, other in judged.items() if key != name]))
        for name, part in judged.items()
    ]


def cross_validated(examples: Sequence[Example], trust: Confidence) -> Outcome:
    """All authors mixed, in five parts."""
    classes = [example.complaint_class.value for example in examples]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(classes, classes)
    parts = [
        outcome_of("", judge([examples[i] for i in learnt], [examples[i] for i in left_out]), trust)
        for learnt, left_out in folds
    ]
    return joined(f"validasi silang {FOLDS} bagian", parts)


def held_out() -> list[Outcome]:
    """The sentences of an author whom no model has read, by the classifier as it is used."""
    outcomes = []
    for path in sorted(HELD_OUT.glob("*.csv")):
        examples = read_examples(path)
        verdicts = train().classify([example.text for example in examples])
        pairs = list(zip(verdicts, examples, strict=True))
        outcomes.append(
            Outcome(
                path.name,
                examples,
                np.array([verdict.complaint_class.value for verdict in verdicts]),
                np.array([verdict.complaint_class == example.complaint_class for verdict, example in pairs]),
                np.array([verdict.topic == example.topic for verdict, example in pairs]),
                np.array([verdict.confidence for verdict in verdicts]),
            )
        )
    return outcomes


def joined(name: str, outcomes: Sequence[Outcome]) -> Outcome:
    """Several as one."""
    return Outcome(
        name,
        tuple(example for outcome in outcomes for example in outcome.examples),
        np.concatenate([outcome.chosen for outcome in outcomes]),
        np.concatenate([outcome.is_right for outcome in outcomes]),
        np.concatenate([outcome.is_topic_right for outcome in outcomes]),
        np.concatenate([outcome.confidence for outcome in outcomes]),
    )


def percent(values: NDArray[np.bool_]) -> str:
    return f"{values.mean() * 100:.1f}".replace(".", ",") if len(values) else "–"


def print_rates(outcomes: Sequence[Outcome]) -> None:
    print("| Kalimat | Jumlah | Kelas benar (%) | Topik benar (%) | Yakin (%) | Benar bila yakin (%) | Ke orang (%) |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for one in outcomes:
        sure = one.confidence >= THRESHOLD
        cells = [percent(one.is_right), percent(one.is_topic_right), percent(sure), percent(one.is_right[sure])]
        print(f"| {one.name} | {len(one.examples)} | {' | '.join([*cells, percent(~sure)])} |")
    print()


def print_classes(one: Outcome) -> None:
    truth = np.array([example.complaint_class.value for example in one.examples])
    print(f"**{one.name}**: baris kelas yang benar, kolom jawaban model\n")
    print(f"| | {' | '.join(name.value for name in CLASSES)} | Ditemukan (%) | Tepat (%) | Benar bila yakin (%) |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in CLASSES:
        row = truth == name
        counts = [int((row & (one.chosen == other)).sum()) for other in CLASSES]
        sure = row & (one.confidence >= THRESHOLD)
        rates = [percent(one.is_right[row]), percent(one.is_right[one.chosen == name]), percent(one.is_right[sure])]
        print(f"| {name.value} | {' | '.join([*map(str, counts), *rates])} |")
    print()


def print_calibration(one: Outcome) -> None:
    print(f"**{one.name}**\n")
    print("| Keyakinan | Jumlah | Rata-rata keyakinan (%) | Kelas benar (%) |")
    print("|---|---:|---:|---:|")
    edges = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
    for low, high in pairwise(edges):
        inside = (one.confidence >= low) & (one.confidence < high)
        if inside.any():
            mean = f"{one.confidence[inside].mean() * 100:.1f}".replace(".", ",")
            shown = f"{low:.2f}–{min(high, 1):.2f}".replace(".", ",")
            print(f"| {shown} | {inside.sum()} | {mean} | {percent(one.is_right[inside])} |")
    print()


def print_speed(texts: Sequence[str]) -> None:
    classifier = train()
    many = [f"{texts[index % len(texts)]} {index}" for index in range(10_000)]
    start = time.perf_counter()
    classifier.classify(many)
    took = time.perf_counter() - start
    print(f"Versi {classifier.version}. 10.000 teks: {took:.1f} detik; beban mesin {os.getloadavg()[0]:.1f}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list the held-out sentences that are wrong")
    options = parser.parse_args()
    examples = load_examples()
    authors = left_out_authors(examples)
    start = time.perf_counter()
    train()
    print(f"Melatih dari {len(examples)} kalimat: {time.perf_counter() - start:.1f} detik.\n")
    mixed = cross_validated(examples, Confidence([*leave_authors_out(examples).values()]))
    unseen = held_out()
    all_authors, all_unseen = joined("satu penulis ditinggalkan", authors), joined("kalimat uji", unseen)
    print_rates([mixed, *authors, all_authors, *unseen, all_unseen])
    for one in (mixed, all_authors, all_unseen):
        print_classes(one)
    for one in (all_authors, all_unseen):
        print_calibration(one)
    print_speed([example.text for example in examples])
    if options.errors:
        for one in unseen:
            for index in np.flatnonzero(~one.is_right):
                example = one.examples[index]
                said = f"{one.chosen[index]} ({one.confidence[index]:.2f})"
                print(f"{one.name}: {example.complaint_class}, not {said}: {example.text}")


if __name__ == "__main__":
    main()
