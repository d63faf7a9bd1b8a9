"""What kind of error a block is: the same for one cause, whatever ids, times, paths and people it happened to.

The kind is made of the root exception's class, its normalised message, the first application frame with its line, and
the title. What a person typed or is called is replaced where its form gives it away: quoted text, e-mail addresses,
`key=value`, the word after 'pengguna', 'user', 'file' and the like, words with digits, file names, paths and, where a
frame says what the error is anyway, names in capitals.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spse_monev.sources.application_log.blocks import Block
from spse_monev.sources.logs.routes import route_of
from spse_monev.text import mask, normalise_message

MAX_TITLE = 300
MAX_SHOWN = 1000
_MAX_LOOKED_AT = 2000
_MAX_KNOWN = 5_000
_ZEROS = str.maketrans("123456789", "0" * 9)
_DIGIT = re.compile(r"\d")

# Parts of a PostgreSQL error that repeat values, in English and Indonesian.
_DETAIL = re.compile(
    r"\s{1,20}(?:Detail|Hint|Where|Position|Rincian|Petunjuk|Di mana|Posisi|Call getNextException)\b.*", re.DOTALL
)
_KEY = re.compile(r"\)=\([^\n]*\)")
# A message that begins with a path, which may hold blanks: java.io and java.nio write '<path> (<reason>)' or
# '<path>: <reason>'.
_LEADING_PATH = re.compile(r"\A(?:/|[A-Za-z]:\\)[^\n]*?(?=\s\([^()\n]{1,200}\)\s*\Z|: [A-Z]|\Z)")
_BATCH = re.compile(r"(?<=Batch entry )\d+ .*?(?= was aborted)", re.DOTALL)
_PIECE = re.compile(
    r"""
      (?P<url>\b[a-z][a-z0-9+.-]{1,20}://[^\s/?\#:]{1,255}(?::\d{1,5})?)[^\s'")\]]*
    | (?P<quote>')[^'\n]{0,300}'
    | (?P<mail>(?<![\w.+-])[\w.+-]{1,100}@[\w.-]{1,200})
    | (?P<hash>(?<=[\w\]])@[0-9a-f]{5,16}\b)                                 # Object.toString()
    | (?P<key>\b[\w.-]{1,60}=)(?:"[^"\n]{0,300}"|[^\s,;&)\]}"]{1,300})
    | (?P<person>\b(?:(?i:user|userid|username|pengguna|rekanan|penyedia|peserta|panitia|pokja|pegawai|akun|account)
        \b\s?[:=]?\s?|(?i:nama|name|login)\b\s?[:=]\s?)
        (?!(?i:tidak|belum|sudah|gagal|not|is|was|has|id|dengan|yang|untuk|pada|for|of|in|to|does|cannot)\b)
        [^\s,;:()"]{1,100}(?:\ [A-Z][\w.'&-]{0,60}){0,8})
    | (?P<file>(?<![\w/])[^\s"'/:=]{1,200}\.(?:pdf|docx?|xlsx?|zip|rar|rhs|7z|jpe?g|png|txt|csv|xml|json|tmp|key|enc)\b)
    | (?P<mixed>(?<![\w.$-])(?=[A-Za-z_-]{1,40}\d|\d{1,40}[A-Za-z_-])[\w-]{1,100}+(?![.(]))
    """,
    re.VERBOSE,
)  # fmt: skip
_NAMES = re.compile(r"(?<=[a-z,?] )(?:[A-Z][\w.'&-]{0,60}(?: |\Z))+")
_REPEATED = re.compile(r"\?(?:,? \?)+")
# Words with digits that name a thing, not an occurrence.
_TECHNICAL = re.compile(
    r"(?i)\A(?:utf-?\d+|iso-?\d+(?:-\d+)?|sha-?\d+|md5|base64|int\d|float\d|tls\w*|http2?|x509|log4j|s3|rfc\d+|oauth2)\Z"
)


class Kind(NamedTuple):  # compared and hashed for every error, which a tuple does fastest
    """What one cause has in common; equal for all its occurrences."""

    severity: str
    code: str | None  # root exception class
    title: str
    message: str  # of the root exception
    place: str

    @property
    def shown(self) -> str:
        """Title and message in one line, masked."""
        told = " — ".join(part for part in (self.title, self.message) if part)
        return mask(told or self.code or "(tanpa pesan)", MAX_SHOWN)


class Texts:
    """Normalised messages by what was written: those that differ only in digits are normalised once.

    That is only sound where no digit is left in the result.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], str] = {}

    def normal(self, message: str, *, has_line: bool) -> str:
        """A message without what differs from one occurrence to the next. `has_line`: its line of code is known."""
        text = message[:_MAX_LOOKED_AT]
        key = (text.translate(_ZEROS), has_line)
        known = self._known.get(key)
        if known is None:
            known = normalised(text, has_line=has_line)
            if not _DIGIT.search(known):
                if len(self._known) >= _MAX_KNOWN:
                    self._known.clear()
                self._known[key] = known
        return known


def kind_of(block: Block, severity: str, texts: Texts) -> Kind:
    """The kind of a block."""
    root = block.chain[-1] if block.chain else None
    has_line = bool(root) and block.place.endswith((")", *"0123456789"))
    title = texts.normal(block.title, has_line=False)[:MAX_TITLE]
    message = texts.normal(root.message, has_line=has_line) if root else ""
    return Kind(severity, root.name if root else None, title, "" if message == "null" else message, block.place)


def normalised(text: str, *, has_line: bool) -> str:
    """What `Texts.normal` gives, for a text of bounded length."""
    if not text:
        return ""
    text = _BATCH.sub("?", _LEADING_PATH.sub("?", _KEY.sub(")=(?)", _DETAIL.sub("", text))))
    text = _PIECE.sub(_replace, text)
    if has_line:
        text = _NAMES.sub(lambda found: "? " if found[0].endswith(" ") else "?", text)
    return _REPEATED.sub("?", normalise_message(text))


def _replace(found: re.Match[str]) -> str:
    name = found.lastgroup or ""
    if name in ("url", "key"):
        return f"{found[name]}?"
    if name == "person":
        noun, _, _ = found[name].replace(":", " ").replace("=", " ").partition(" ")
        return f"{noun} ?"
    if name == "mixed" and _TECHNICAL.match(found[0]):
        return found[0]
    if name == "hash":
        return ""
    return "?"


def request_of(method: str, path: str) -> str:
    """``GET /eproc4/lelang/?`` of a request; its query and session go."""
    path = re.split(r"[?#;]", path, maxsplit=1)[0]
    if "://" in path[:12]:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return f"{method} {route_of(path)}"
