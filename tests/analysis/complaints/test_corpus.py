"""The corpus as it stands in the repository, and what is said of a file that is not as it should be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from spse_monev.analysis.complaints.corpus import load_examples, read_examples
from spse_monev.analysis.complaints.words import normalise
from spse_monev.complaints import ComplaintClass
from spse_monev.labels import topics

HELD_OUT = Path(__file__).parent / "held_out"


def test_the_corpus_is_large_and_holds_every_topic_and_class() -> None:
    examples = load_examples()
    assert len(examples) >= 900
    assert {example.topic for example in examples} == set(topics())
    assert {example.complaint_class for example in examples} == set(ComplaintClass)
    # Of several authors, each with all classes: their styles are how the model is measured.
    by_author = Counter((example.file, example.complaint_class) for example in examples)
    assert len({file for file, _ in by_author}) >= 3
    assert min(by_author.values()) >= 100


def test_no_sentence_stands_twice() -> None:
    texts = Counter(" ".join(example.text.split()).casefold() for example in load_examples())
    assert [text for text, count in texts.items() if count > 1] == []


def test_the_held_out_sentences_are_not_learnt() -> None:
    learnt = {normalise(example.text) for example in load_examples()}
    held_out = [example for path in sorted(HELD_OUT.glob("*.csv")) for example in read_examples(path)]
    assert len(held_out) >= 400
    assert [example for example in held_out if normalise(example.text) in learnt] == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("teks,kelas\n", "baris 1: kolomnya harus text,class,topic,note"),
        ("", "baris 1: kolomnya harus"),
        ("text,class,topic,note\nlpse lambat,keluhan_lain,lambat\n", "baris 2: 3 kolom, seharusnya 4"),
        ('text,class,topic,note\n" ",keluhan_lain,lambat,\n', "baris 2: kalimatnya kosong"),
        ("text,class,topic,note\na,keluhan,lambat,\n", "baris 2: kelas 'keluhan' tidak ada; pilih salah satu: upload_"),
        ("text,class,topic,note\na,keluhan_lain,akses,\nb,keluhan_lain,pelan,\n", "baris 3: topik 'pelan' tidak ada"),
        ('text,class,topic,note\n"a"b,keluhan_lain,akses,\n', "baris 2: bukan CSV UTF-8 yang sah"),
    ],
)
def test_a_bad_row_is_named_with_what_is_right(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "contoh.csv").write_text(content)
    with pytest.raises(ValueError, match=r"^contoh\.csv, ") as raised:
        load_examples(tmp_path)
    assert expected in str(raised.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "contoh.csv").write_bytes(b"text,class,topic,note\ncaf\xe9,keluhan_lain,akses,\n")
    with pytest.raises(ValueError, match=r"^contoh.csv, baris \d: bukan CSV UTF-8"):
        load_examples(tmp_path)


def test_a_folder_without_examples_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"tidak ada berkas contoh"):
        load_examples(tmp_path)


def test_a_file_saved_by_excel_is_read(tmp_path: Path) -> None:
    (tmp_path / "contoh.csv").write_bytes(
        "\ufefftext,class,topic,note\r\nlpse lambat,keluhan_lain,lambat,\r\n".encode()
    )
    (example,) = load_examples(tmp_path)
    assert (example.text, example.topic, example.file) == ("lpse lambat", "lambat", "contoh.csv")
