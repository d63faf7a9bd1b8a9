r"""Messages of ticket systems as plain text: HTML without markup, each line of it a line, and bounded.

>>> from_html("<p>Unggah gagal.</p><p>Mohon<br>dibantu</p><blockquote type='cite'>Yth. Helpdesk</blockquote>")
'Unggah gagal.\nMohon\ndibantu'

HTML is hostile: it is parsed by the forgiving parser of the standard library, walked without recursion, and cut before
it can cost much. What is not shown to a reader (scripts, styles, hidden elements) is not text either.
"""

from __future__ import annotations

import html
import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from spse_monev.sources.helpdesk.systems.quotes import own_words

# A complaint of 20,000 characters is ten pages; what is longer is a log or an attack.
MAX_TEXT = 20_000
# A mail of a word processor carries much more markup than text, and pictures more than both.
_MAX_MARKUP = 200_000
_MAX_RAW = 5_000_000

_BALLAST = re.compile(r"(?i)<!--|<!\[CDATA\[|<(script|style|title|svg|object|iframe|template|noscript|textarea)\b")
_EMBEDDED = re.compile(r"(?i)\bdata:[a-z]{1,20}/[\w.+-]{1,60}(?:;[\w=-]{1,40}){0,3},[A-Za-z0-9+/=%]*+")
_DECLARATION = re.compile(r"<[!?][A-Za-z\[][^<>]{0,300}>")  # <!DOCTYPE html>, Word's <![if !vml]> and <?xml ...>
_UNSHOWN = frozenset(
    ("head", "script", "style", "title", "template", "noscript", "iframe", "object", "embed", "svg", "math", "audio",
     "video", "canvas", "textarea", "select", "button")
)  # fmt: skip
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p",
     "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul")
)  # fmt: skip
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)")
# By the names that mail programs give to what they quote and sign with: Gmail, Thunderbird, Outlook, Yahoo, Zammad.
_QUOTES = frozenset(
    ("gmail_quote", "gmail_quote_container", "gmail_attr", "gmail_signature", "moz-cite-prefix", "moz-signature",
     "yahoo_quoted", "yahoo-signature", "protonmail_quote", "protonmail_signature_block", "zmail_extra",
     "js-signaturemarker", "ms-outlook-mobile-signature", "signature")
)  # fmt: skip
# After these, all the rest is the quoted mail.
_REST = frozenset(("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"))
# An address in angle brackets is none.
_MARKUP = re.compile(
    r"(?i)</?(?:p|div|br|span|font|b|i|u|a|em|strong|ul|ol|li|table|t[rdh]|tbody|h[1-6]|pre|blockquote|img|hr|html|body)"
    r"(?=[\s/>])"
)
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
# Control characters, surrogates, marks of direction and of width nought, which make a text lie.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_EMPTY_LINES = re.compile(r"\n{3,}")
_SUPPORT_SITE = re.compile(r"(?i)https?://[\w.-]{0,60}lpse-support\.")


def from_html(markup: str) -> str:
    """The text of one message without what it quotes and its signature; the whole where nothing else would be left."""
    soup = BeautifulSoup(f"<div>{_without_ballast(markup[:_MAX_RAW])[:_MAX_MARKUP]}</div>", "html.parser")
    return own_words(_tidy(_shown(soup, whole=False))) or own_words(_tidy(_shown(soup, whole=True)))


def from_plain(text: str) -> str:
    """As `from_html`, for a message that is no HTML."""
    return own_words(_tidy(text[: MAX_TEXT * 4].replace("\r\n", "\n").replace("\r", "\n")))


def from_either(text: str) -> str:
    """As `from_html`, for a message of which it is not told what it is, and whose HTML may be escaped."""
    text = text[:_MAX_RAW]
    if "<" not in text and re.search(r"&(?:lt|#60|#x3c);", text, re.IGNORECASE):
        text = html.unescape(text)
    return from_html(text) if _MARKUP.search(text) else from_plain(html.unescape(text))


def one_line(text: object) -> str:
    """A title or a name as one line; '' for what is no text."""
    if isinstance(text, bool) or not isinstance(text, str | int):
        return ""
    return " ".join(_UNSAFE.sub(" ", html.unescape(str(text)[:2000])).split())[:500]


def _without_ballast(markup: str) -> str:
    """Markup without comments, scripts, styles and embedded pictures, in time that grows with its length only."""
    closings = {"<!--": "-->", "<![cdata[": "]]>"}
    folded = markup.lower() if len(markup.lower()) == len(markup) else markup
    pieces: list[str] = []
    unclosed: set[str] = set()
    kept = at = 0
    while found := _BALLAST.search(markup, at):
        name = (found[1] or "").lower()
        closing = f"</{name}" if name else closings[found[0].lower()]
        at = found.end()
        end = -1 if closing in unclosed else folded.find(closing, at)
        if end < 0:
            # What is never closed is left to the parser, and looked for no more.
            unclosed.add(closing)
            continue
        pieces.append(markup[kept : found.start()])
        end += len(closing)
        kept = at = markup.find(">", end) + 1 or len(markup) if name else end
    pieces.append(markup[kept:])
    # Declarations say nothing to a reader, and the parser refuses all of a text for one that is broken.
    return _DECLARATION.sub("", _EMBEDDED.sub("", "".join(pieces))).replace("<!", "&lt;!").replace("<?", "&lt;?")


def _shown(soup: BeautifulSoup, *, whole: bool) -> str:
    pieces: list[str] = []
    walk = [(soup.name, iter(soup.contents))]
    preformatted = 0
    while walk:
        name, children = walk[-1]
        child = next(children, None)
        if child is None:
            walk.pop()
            preformatted -= name == "pre"
            if name in _BLOCKS:
                pieces.append("\n")
        elif isinstance(child, Tag):
            if not whole and _is_named(child, _REST):
                break
            if child.name in _UNSHOWN or _is_hidden(child) or (not whole and _is_quote(child)):
                continue
            pieces.append("\v" if child.name == "br" else "\n" if child.name in _BLOCKS else "")
            pieces.append(" " if child.name in ("td", "th") else "")
            preformatted += child.name == "pre"
            if child.name == "a" and _SUPPORT_SITE.match(address := str(child.get("href") or "")):
                pieces.append(f" {address[:300]} ")
            walk.append((child.name, iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            pieces.append(child.replace("\n", "\v") if preformatted else _SPACES.sub(" ", child))
    # Of the ends and starts of blocks only one breaks the line; each <br> does.
    return re.sub(r" *\n[\n ]*", "\n", "".join(pieces)).replace("\n\v", "\v").replace("\v\n", "\v").replace("\v", "\n")


def _is_named(tag: Tag, names: frozenset[str]) -> bool:
    given = tag.get("class")
    words = given if isinstance(given, list) else str(given or "").split()
    return any(word.lower() in names for word in (*words, str(tag.get("id") or "")))


def _is_quote(tag: Tag) -> bool:
    return (tag.name == "blockquote" and str(tag.get("type") or "").lower() == "cite") or _is_named(tag, _QUOTES)


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style") or "")[:2000]) is not None


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in _UNSAFE.sub("", text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()[:MAX_TEXT]
