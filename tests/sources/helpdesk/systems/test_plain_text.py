"""HTML and mails as plain text: what a person wrote, line by line, whatever comes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.sources.helpdesk.systems.plain_text import MAX_TEXT, from_either, from_html, from_plain, one_line


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Satu</p><p>Dua</p>", "Satu\nDua"),
        ("<div><div>Satu</div></div><div>Dua<br>Tiga<br><br>Empat</div>", "Satu\nDua\nTiga\n\nEmpat"),
        ("Satu\n   kata   <b>tebal</b> dan&nbsp;rapat", "Satu kata tebal dan rapat"),
        ("<ul><li>Satu<li>Dua</ul>Tiga", "Satu\nDua\nTiga"),
        ("<table><tr><td>Kode</td><td>123</td></tr><tr><td>Pagu</td></tr></table>", "Kode 123\nPagu"),
        ("<pre>baris satu\nbaris dua</pre>", "baris satu\nbaris dua"),
        ("5 &lt; 6 &amp; &#39;x&#39;", "5 < 6 & 'x'"),
        ("<style>p{}</style><script>alert('x')</script><!-- rahasia -->Isi<title>t</title>", "Isi"),
        ("<!--[if mso]><p>Word</p><![endif]-->Isi", "Isi"),
        ("<div style='display:none'>tersembunyi</div><span hidden>juga</span>Isi", "Isi"),
        ("<img src='data:image/png;base64," + "A" * 300_000 + "'>Isi", "Isi"),
        ("<!DOCTYPE html><?xml:namespace prefix = o /><![if !vml]>Isi<![endif]>", "Isi"),
        ("<![", "<!["),
        ("<!x <?y", "<!x <?y"),
        ("<p>Tidak ditutup <b>tebal", "Tidak ditutup tebal"),
        ("</p></div>Isi</td>", "Isi"),
        ("Lihat <a href='https://lpse-support.lkpp.go.id/t/48213'>tautan</a>",
         "Lihat https://lpse-support.lkpp.go.id/t/48213 tautan"),
        ("a\x00b\u202ec\u200bd\ud800", "abcd"),
        ("", ""),
        ("<p> &nbsp; </p>", ""),
    ],
)  # fmt: skip
def test_lines_of_html(markup: str, text: str) -> None:
    assert from_html(markup) == text


@pytest.mark.parametrize(
    "quote",
    [
        "<div class='gmail_quote'><div class='gmail_attr'>Pada Sen, menulis:</div><blockquote>Lama</blockquote></div>",
        "<blockquote type='cite'>Lama</blockquote>",
        "<div class='moz-cite-prefix'>On 5/10/26, x wrote:</div><blockquote type=cite>Lama</blockquote>",
        "<hr><div id='divRplyFwdMsg'>From: x</div><div>Lama</div><p>Lama juga</p>",
        "<div id='appendonsend'></div><div>Lama</div>",
        "<div class='yahoo_quoted'>Lama</div>",
        "<div class='gmail_signature'>Petugas Sintetis</div>",
        "<p>-- </p><p>Petugas Sintetis</p>",
        "<p>Hormat kami,</p><p>Petugas Sintetis</p><p>CV Contoh</p>",
        "<div>-----Pesan Asli-----</div><div>Lama</div>",
        "<p>Dikirim dari iPhone saya</p>",
    ],
)
def test_quoted_mails_and_signatures_are_cut(quote: str) -> None:
    assert from_html(f"<div>Masih gagal<br>juga</div>{quote}") == "Masih gagal\njuga"


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, Oct 5, 2026 at 9:12 AM Helpdesk <helpdesk@contoh.id> wrote:\n> Lama\n> juga",
        "Pada Sen, 5 Okt 2026 pukul 09.12 Helpdesk LPSE Kabupaten Contoh\n<helpdesk@contoh.id> menulis:\n\nLama",
        "-----Original Message-----\nFrom: x\nLama",
        "________________________________\nDari: Helpdesk <helpdesk@contoh.id>\nDikirim: Senin\nLama",
        "Dari: Helpdesk <helpdesk@contoh.id>\nDikirim: Senin\nKepada: x\nLama",
        "=-=-=-= To answer by email, write above this line =-=-=-=\nLama",
        "-- Please reply above this line --\nLama",
        "--\nPetugas Sintetis",
        "Salam hormat,\nPetugas Sintetis\n0812",
        "> hanya kutipan",
    ],
)
def test_quoted_mails_and_signatures_of_plain_mails_are_cut(quote: str) -> None:
    assert from_plain(f"Masih gagal\r\njuga\r\n\r\n{quote}") == "Masih gagal\njuga"


@pytest.mark.parametrize(
    "text",
    [
        "Pada tanggal 5 Oktober panitia menulis:\npaket belum tayang",
        "Dari: CV Contoh\nTanggal: 5 Oktober\nPerihal: gagal unggah",
        "Yth. Helpdesk\nSalam\nMohon bantuan",
        "Mohon\nHormat kami\n" + "\n".join(f"langkah {number}" for number in range(12)),
        "Saya sudah reply email itu",
        "---------- Pesan terusan ---------\nDari: penyedia <p@contoh.id>\nUnggah gagal",
        "-----Original Message-----\nUnggah gagal",
    ],
)
def test_what_looks_like_a_quote_and_is_the_complaint_stays(text: str) -> None:
    assert from_plain(text) == text


def test_a_mail_of_nothing_but_a_quote_is_kept_whole() -> None:
    assert from_html("<blockquote type='cite'><p>Unggah gagal</p></blockquote>") == "Unggah gagal"
    assert from_plain("> Unggah gagal") == "> Unggah gagal"


def test_answers_below_what_they_quote_stay() -> None:
    quoted = "Pada Sen, 5 Okt 2026 pukul 09.12 Helpdesk\n<helpdesk@contoh.id> menulis:\n> Versi apa?"
    mail = f"{quoted}\nVersi 4.5\n> Lalu?\nGagal"
    assert from_plain(mail) == "Versi 4.5\nGagal"


def test_html_that_came_escaped() -> None:
    assert from_either("&lt;p&gt;Satu&lt;/p&gt;&lt;p&gt;Dua&lt;/p&gt;") == "Satu\nDua"
    assert from_either("dari <p@contoh.id>\nbaris dua") == "dari <p@contoh.id>\nbaris dua"
    assert from_either("nilai 5 < 6 dan 7 > 6\nbaris dua") == "nilai 5 < 6 dan 7 > 6\nbaris dua"


def test_one_line() -> None:
    assert one_line(" a\n\tb\x00 &amp; c ") == "a b & c"
    assert [one_line(value) for value in (None, True, 5, [], "x" * 9_000)] == ["", "", "5", "", "x" * 500]


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!", "<![", "<!x>", "<!--", "<![CDATA[", "<div>", "</", "<?", "&", "<style>", "<script>x", '<a b="',
     "<p>x", "<b><i>", "data:image/png;", "<blockquote>", " ", "\n", "<td>", "<select>", "<a href='", "<!-- x -->",
     "\u202e"],
)  # fmt: skip
def test_hostile_html_costs_little(piece: str) -> None:
    begun = time.process_time()
    for number in (200_000, 3_000_000):
        assert len(from_html(piece * (number // len(piece)))) <= MAX_TEXT
    assert time.process_time() - begun < 10


_TOKENS = (
    *"<>/!-&#x;='\" ab1\n\x00[]?%:İ", "</", "<!", "<![", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<p>", "</p>",
    "<td>", "<br/>", "<pre>", "<style>", "</style>", "<script", "</script", "!DOCTYPE", "<![if", "endif]>",
    "data:image/png;base64,",
)  # fmt: skip


@given(st.lists(st.sampled_from(_TOKENS), max_size=60).map("".join))
def test_any_text_gives_a_text(text: str) -> None:
    for read in (from_html, from_plain, from_either, one_line):
        found = read(text)
        assert "\x00" not in found
        assert found == found.strip()
