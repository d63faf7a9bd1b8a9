"""The text of a question is Markdown in which nothing that a log or a person says is more than letters."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from spse_monev.reports.question import escaped
from spse_monev.reports.words import legal_text, shortened

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_PIECES = st.sampled_from(
    ["[klik](http://jahat.example)", "![x](y)", "<script>", "**tebal**", "| a |", "# judul", "- butir", "1. satu",
     "&amp;", "`kode`", "~~coret~~", "<http://x.example>", "\\", "\n", "    ", "---", "===",
     "javascript:alert(1)", "> kutip"]
)  # fmt: skip


def _read(markdown: str) -> tuple[set[str], str]:
    """The tags that a reader of Markdown makes of a text after a word, and the words it shows."""
    page = _MARKDOWN.render(f"kata {markdown}")
    text = html.unescape(re.sub(r"<[^>]*>", "", page))
    return set(re.findall(r"<(\w+)", page)), " ".join(text.split())


@given(st.lists(_PIECES | st.text(max_size=20), max_size=12).map("".join))
def test_whatever_is_said_is_shown_as_it_was_said(said: str) -> None:
    tags, shown = _read(escaped(said))
    assert tags == {"p"}
    assert shown == " ".join(f"kata {shortened(legal_text(said), 600)}".split())


def test_a_long_text_is_cut_before_it_is_escaped() -> None:
    assert escaped("*" * 1000, 10) == "\\*" * 9 + "…"
