from __future__ import annotations

import re

import pytest
import yaml

from spse_monev.analysis.complaints.signs import SIGNS, find_signs
from spse_monev.analysis.complaints.words import normalise


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        (
            "dari tadi gabisa upload penawaran",
            {"fault", "transfer", "transfer_fault"},
            {"ask", "wish", "question_mark"},
        ),
        ("gimana cara upload penawaran?", {"ask", "how", "transfer_ask", "question_mark"}, {"fault", "transfer_fault"}),
        ("boleh upload setelah jadwal tutup gak", {"ask", "may", "ask_tidak"}, {"fault", "wish"}),
        ("mohon ditambah fitur unduh semua", {"wish"}, {"ask"}),
        ("situs lpse tidak bisa dibuka", {"whole_site", "fault"}, {"transfer"}),
        ("saya lupa password", {"own_mistake"}, {"fault", "login_fault"}),
        ("petugas loket kurang ramah", {"office"}, {"transfer", "fault"}),
        ("", set(), {"fault", "ask"}),
    ],
)
def test_what_a_text_shows(text: str, there: set[str], not_there: set[str]) -> None:
    found = set(find_signs(normalise(text)))
    assert there <= found
    assert not (not_there & found)


def test_signs_tell_where_they_begin() -> None:
    words = normalise("gagal upload, bagaimana caranya")
    signs = find_signs(words)
    assert signs["fault"] == words.index("gagal")
    assert signs["how"] == words.index("bagaimana")


def test_the_end_of_a_text_is_no_word() -> None:
    assert "ask_tidak" in find_signs("bisa upload tidak")
    assert "ask_tidak" not in find_signs("bisa upload tidak kemarin")


def test_signs_are_written_in_the_words_they_are_looked_for_in() -> None:
    content = yaml.safe_load(SIGNS.read_text(encoding="utf-8"))
    words = {
        word for lines in content.values() for line in lines for word in re.findall(r"(?<![\w*])[a-z]+(?![\w*])", line)
    }
    # Numbers, sizes and status codes are words that only `normalise` makes.
    assert [word for word in sorted(words) if normalise(word) != word] == []
