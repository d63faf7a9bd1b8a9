from __future__ import annotations

import time
from collections import Counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.analysis.complaints.words import MAX_CHARACTERS, SPELLINGS, normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Chat, with doubled words, drawn-out letters and forms of address
        ("Min, gmn caranya ngunggah file2 penawaran??", "bagaimana cara upload file penawaran ?"),
        ("LPSE nya lemoooot bgt pak 🙏🙏", "lpse nya lambat sekali"),
        ("gabisa log-in, e-mail ga masuk2", "tidak bisa login email tidak masuk"),
        # Typing errors, and affixes on known words only
        ("uploadnya eror, donwload jg", "upload error download juga"),
        ("alamatnya", "alamat"),
        # Javanese, Sundanese, Minangkabau, Banjar, Manado; polite Javanese
        ("piye carane ndaftar, ora iso mlebu", "bagaimana cara daftar tidak bisa login"),
        ("kumaha carana ngunggah dokumén, teu tiasa", "bagaimana cara upload dokumen tidak bisa"),
        ("indak bisa ambo maunggah panawaran", "tidak bisa saya upload penawaran"),
        ("kada kawa diunduh", "tidak bisa download"),
        ("nyanda bisa kirim", "tidak bisa kirim"),
        ("boten saged mlebet", "tidak bisa login"),
        # What stands in the place of personal data says nothing
        ("[NAMA] ([NIK]) dari [PERUSAHAAN] lupa kata sandi", "dari lupa password"),
        ("lapor ke helpdesk@contoh.go.id atau https://contoh.go.id/a?b=1", "lapor ke atau"),
        # Numbers that mean something
        ("error 413 saat unggah 25 MB, berhenti 99%", "error kodebesar saat upload ukuranberkas berhenti persen"),
        ("502 bad gateway jam 14.30", "kodeserver bad gateway jam waktu"),
        ("HPS 500 juta, 413 paket", "hps # juta kodebesar paket"),
        ("", ""),
        ("🙏", ""),
        ("halo min, selamat pagi", ""),
    ],
)
def test_everyday_words_become_one(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_a_spelling_stands_for_one_word_and_is_no_word_itself() -> None:
    content = yaml.safe_load(SPELLINGS.read_text(encoding="utf-8"))
    spellings = Counter(spelling for line in content.values() for spelling in line.split())
    assert [spelling for spelling, count in spellings.items() if count > 1] == []
    assert set(spellings) & set(content) == set()
    assert [spelling for spelling in spellings if spelling != spelling.lower() or "-" in spelling] == []


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    words = normalise(text)
    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    "unit", ["a", "?", "[", "[NAMA", "1", "1.", "25 MB ", "@", "a@", "www.", "%", "\u0301", "unggah ", "-"]
)
def test_a_huge_text_takes_no_longer(unit: str) -> None:
    start = time.perf_counter()
    normalise(unit * 1_000_000)
    assert time.perf_counter() - start < 1
    assert len(normalise("kata " * 10_000)) <= MAX_CHARACTERS
