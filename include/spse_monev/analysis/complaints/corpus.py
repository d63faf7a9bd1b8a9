"""The sentences that the classifier learns from: `include/complaints/training/*.csv`, one file for each author."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from spse_monev.complaints import ComplaintClass
from spse_monev.labels import topics
from spse_monev.settings import PROJECT

TRAINING = PROJECT / "include" / "complaints" / "training"
COLUMNS = ("text", "class", "topic", "note")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its right class and topic; `file` is the name of the file it stands in, '' for a correction."""

    text: str
    complaint_class: ComplaintClass
    topic: str
    file: str = ""


class _Rows(Protocol):
    """What `csv.reader` gives, which has no name of its own."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def load_examples(folder: Path = TRAINING) -> tuple[Example, ...]:
    """All examples in the order of files and lines; ValueError names file, line and what would be right."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise ValueError(f"{folder}: tidak ada berkas contoh *.csv")
    return tuple(example for file in files for example in read_examples(file))


def read_examples(path: Path) -> tuple[Example, ...]:
    """The examples of one file; ValueError names file, line and what would be right."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        try:
            return tuple(_examples(rows, path.name))
        except (csv.Error, UnicodeDecodeError) as error:
            raise ValueError(f"{path.name}, baris {rows.line_num}: bukan CSV UTF-8 yang sah ({error})") from error


def _examples(rows: _Rows, name: str) -> list[Example]:
    header: list[str] = next(rows, [])
    if tuple(header) != COLUMNS:
        raise ValueError(f"{name}, baris 1: kolomnya harus {','.join(COLUMNS)}")
    examples: list[Example] = []
    for row in rows:
        if not row:
            continue
        where = f"{name}, baris {rows.line_num}"
        if len(row) != len(COLUMNS):
            raise ValueError(
                f"{where}: {len(row)} kolom, seharusnya {len(COLUMNS)}; kalimat berkoma diapit tanda petik"
            )
        text, class_name, topic, _ = row
        if not text.strip():
            raise ValueError(f"{where}: kalimatnya kosong")
        if class_name not in [*ComplaintClass]:
            raise ValueError(f"{where}: kelas {class_name!r} tidak ada; pilih salah satu: {', '.join(ComplaintClass)}")
        if topic not in topics():
            raise ValueError(f"{where}: topik {topic!r} tidak ada; pilih salah satu: {', '.join(topics())}")
        examples.append(Example(text, ComplaintClass(class_name), topic, name))
    return examples
