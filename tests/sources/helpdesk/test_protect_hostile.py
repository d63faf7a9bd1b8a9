"""Whatever stands in a text: masking ends soon, repeats itself, and leaves nothing that it knows."""

from __future__ import annotations

import socket
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spse_monev.sources.helpdesk.protect import Protector, engine
from spse_monev.sources.helpdesk.protect.clean import CUT, MAX_CHARACTERS, clean, normalised
from spse_monev.sources.helpdesk.ticket import Reporter

PROTECTOR = Protector(salt="garam sintetis untuk uji", site="contoh")
REPORTER = Reporter(
    names=("a b a b", "Aa Bb"), phones=("081111111111",), identities=("111111111111",), emails=("a@a.a",),
    addresses=("a a a a a a a",), companies=("CV a a a",),
)  # fmt: skip
PIECES = (
    "a", "A", "1", "0", "8", "08", "1 ", "1.", "1-", "@", "a@", "a.", "a@a.", "a at ", "a at a dot ", "pak ",
    "Pak Budi ", "Budi ", "Budi, ", "budi santoso ", "CV ", "CV A ", "PT. ", "Jl. ", "Jl. A ", "jalan a ",
    "RT 1 ", "No 1 ", "Kec. A, ", "alamat: a ", "password ", "password: ", "pass saya ", "user id a ",
    "http://a?", "www.", "https://", "1.1.1.1 ", "ab:", "::", "satu ", "saya ", "saya a ", "dengan Budi dari ",
    "terima kasih, ", "A B, S.E. ", "S.E., ", "Aa ", "Aa Bb ", "(", "[", "[NAMA]", "[NAMA] ", "\n", "ab\n", "'",
    "a'", "a-", "-", "0812-3456-7890 ", "3508010101700001", "rekening 1 ", "npwp ", "rp 1.", "２", "é", "\u0301",
    "ﷺ", "\u202e", "𝟎𝟖", "+62 ", "(0", "(0334) ", "nama saya ", "direktur A ", "a.n. ", "ttd\n", "perusahaan ",
    "Maju Jaya, PT ", "Aa Tbk ", "Ir. ", "H. ", "Budi bin ", "_", "%", "O", "oO8", "//", "\x00", "\u200b",
)  # fmt: skip

# About one on an idle machine; a pattern that goes back over its steps would take hours.
SECONDS = 10


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_of_20000_characters_takes_no_time_beyond_its_length(piece: str) -> None:
    text = piece * (MAX_CHARACTERS // len(piece) + 1)
    started = time.process_time()
    masked = PROTECTOR.mask(text, REPORTER)
    assert time.process_time() - started < SECONDS
    assert len(masked) <= MAX_CHARACTERS
    assert PROTECTOR.mask(masked, REPORTER) == masked
    assert PROTECTOR.mask(masked) == masked


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    engine._analyzer.cache_clear()
    engine._spans.cache_clear()
    assert PROTECTOR.mask("pak Budi, budi@contoh.example") == "pak [NAMA], [EMAIL]"


def test_a_long_text_is_cut_with_a_mark() -> None:
    masked = PROTECTOR.mask("kata " * 1_000_000)
    assert masked.endswith(CUT)
    assert len(masked) <= MAX_CHARACTERS
    assert clean("kata " * 3_999 + "habis").endswith("habis")


def test_what_makes_a_text_lie_goes() -> None:
    assert clean("a\x00b\u202ec\u200bd\u2066e\ufefff\ud800g\x1b[31m") == "abcdefg[31m"
    assert clean(" a\r\n\r\n\t b\u2028c\u00a0d ") == "a\nb\nc d"


WORDS = st.sampled_from((*PIECES, "budi", "santoso", "pak", "Maju", "tidak", "bisa", ".", ",", ":", "/", ")", "]"))
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join), st.lists(WORDS, max_size=30).map("".join)
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("[NAMA] [NAMA")
@example("Ⅷ ½ ﷺ ٠٨١٢٣٤٥٦٧٨٩٠")
def test_masking_is_idempotent(text: str) -> None:
    masked = PROTECTOR.mask(text)
    assert PROTECTOR.mask(masked) == masked
    own = PROTECTOR.mask(text, REPORTER)
    assert PROTECTOR.mask(own, REPORTER) == own
    assert PROTECTOR.mask(own) == own


@given(st.text(max_size=300))
def test_cleaning_and_normalising_are_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert normalised(clean(text)) == normalised(text)


SEPARATORS = st.sampled_from(["", " ", ".", "-"])
AROUND = st.sampled_from(["", "tolong ", "akun saya (", "gagal login, ", "no "])


@given(AROUND, st.from_regex(r"[1-9]\d{15}", fullmatch=True), SEPARATORS, AROUND)
def test_no_nik_comes_through(before: str, nik: str, sign: str, after: str) -> None:
    written = sign.join((nik[:4], nik[4:8], nik[8:12], nik[12:]))
    assert nik[4:12] not in PROTECTOR.mask(f"{before}{written} {after}").replace(sign or " ", "")


@given(
    AROUND,
    st.sampled_from(["0", "+62", "62", "+62 ", "(+62) "]),
    st.from_regex(r"8[1-9]\d{7,9}", fullmatch=True),
    SEPARATORS,
)
def test_no_mobile_number_comes_through(before: str, prefix: str, number: str, sign: str) -> None:
    written = f"{prefix}{sign.join((number[:3], number[3:7], number[7:]))}"
    assert number[3:7] not in PROTECTOR.mask(f"{before}{written} terima kasih")


@given(AROUND, st.from_regex(r"[a-z][a-z0-9._-]{2,12}@[a-z]{3,10}\.(?:co\.id|com|go\.id)", fullmatch=True))
def test_no_email_address_comes_through(before: str, address: str) -> None:
    masked = PROTECTOR.mask(f"{before}{address} tidak menerima undangan")
    assert address.partition("@")[2] not in masked
    assert "tidak menerima undangan" in masked


NAMES = st.lists(st.from_regex(r"[A-Z][a-z]{2,4}[bdgk][aiu][rns][aiuo]", fullmatch=True), min_size=1, max_size=3)


@given(
    NAMES,
    st.sampled_from(["{} tidak bisa login", "kata {} sudah", "({})", "{}.", "oleh {}, tadi"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_no_word_of_the_reporters_name_comes_through(names: list[str], sentence: str, case: type[str]) -> None:
    reporter = Reporter(names=(" ".join(names),))
    for written in (" ".join(names), names[0], "-".join(reversed(names))):
        masked = PROTECTOR.mask(sentence.format(case(written)), reporter)
        assert [name for name in names if name.lower() in masked.lower()] == []
