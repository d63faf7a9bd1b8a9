"""Texts of logs made comparable and fit to be shown: normalised queries and messages, masked samples, fingerprints.

>>> normalise_query("SELECT * FROM paket WHERE id IN (1, 2, 3) -- halaman 2")
'select * from paket where id in (?)'
>>> normalise_message('invalid input syntax for type integer: "abc"')
'invalid input syntax for type integer: ?'
>>> mask("Key (nik)=(3508010101700001) already exists.")
'Key (nik)=(***) already exists.'

Logs are hostile text. Every function here takes any string, never raises, and works on a bounded piece of it: input
is cut before anything else, and repetitions in the patterns are possessive wherever they could be retried, so that
no input makes them slow. Normalising and masking are idempotent.
"""

from __future__ import annotations

import re
from hashlib import blake2b

MAX_QUERY_INPUT = 65_536  # characters looked at
MAX_QUERY = 4_000  # characters handed out
MAX_MESSAGE_INPUT = 8_192
MAX_MESSAGE = 1_000
CUT = "…"  # ends a text of which the rest was left out

# --- Queries -------------------------------------------------------------------------------------------------------

# Every branch starts with a literal character: the regex engine then skips to those characters at full speed.
# What is still open at the end of a cut statement runs to the end.
# Only single characters are repeated possessively, never groups: Python 3.11.0 to 3.11.4 match those wrongly
# (cpython issue 106052), and Debian 12 ships 3.11.2.
_QUOTED = re.compile(
    r"""
      '(?:(?<=\b[eE]')(?:[^'\\]++|\\.|''|\\\Z)*|(?<!\b[eE]')(?:[^']++|'')*)(?:'|\Z)     # string
    | "(?:[^"]++|"")*(?:"|\Z)                                                            # quoted identifier
    | \$(?<![\w?]\$)(?:\d++|(?P<tag>(?:[^\W\d]\w*+)?)\$(?:(?!\$(?P=tag)\$).)*(?:\$(?P=tag)\$|\Z))  # parameter, $$...$$
    | --[^\n]*+                                                                           # comment
    | /\*(?:[^*/]++|\*(?!/)|/(?!\*)|/\*(?:[^*]++|\*(?!/))*(?:\*/|\Z))*(?:\*/|\Z)        # comment, nested once
    """,
    re.VERBOSE | re.DOTALL,
)
_IDENTIFIER = re.compile(r'("(?:[^"]++|"")*(?:"|\Z))')
_NUMBER = re.compile(r"[.0-9](?<![\w$.)\]\"?].)(?:(?<=\d)|(?=\d))[\w.]*+(?:(?<=\de)[-+]\d++)?")
_STRING = "\x01"  # stands for a string until its prefix (E'...', U&'...') is dealt with
_PREFIXED_STRING = re.compile(r"(?:\b(?:[enbx]|u&))?\x01")
# NULL, TRUE and FALSE are values as any other, except in predicates (IS NOT NULL) and definitions (SET NOT NULL).
_CONSTANT = re.compile(r"(?<!\bis )(?<!\bnot )(?<!\bset )(?<![\w.$?])(?:null|true|false)(?![\w$(.])")
_SIGN = re.compile(
    r"([(,=<>*/%|&\[]|\b(?:and|between|by|else|in|like|limit|offset|or|return|select|then|values|when))( ?)[-+] ?(?=\?)"
)
_COMMA = re.compile(r" ?, ?")
_ITEM = r"\?(?:::[a-z_]\w*+(?:\(\?\))?(?:\[\])?)?"
_LIST = re.compile(rf"\b(in ?\(|array ?\[){_ITEM}(?:, {_ITEM})*(?:,?\Z|(?=[)\]]))")
_GROUP = r"\((?:[^()]++|\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*\))*\))*\)"
_ROWS = re.compile(rf"(?:(?<=\bvalues )|(?<=\bin \())({_GROUP})(?:, \1)+")
_OPEN_ROW = re.compile(r"(?<=\)), \([^)]*+\Z")
# As pg_stat_statements since PostgreSQL 17: the name of a savepoint or prepared statement is a value.
_NAME_IS_VALUE = re.compile(
    r"(savepoint|release(?: savepoint)?|rollback(?: work| transaction)? to(?: savepoint)?|deallocate(?: prepare)?)"
    r' (?!all\b|\?)(?:"[^"]*+"|[^\s";]++)'
)
_NUMBERED_NAME = re.compile(
    r'(?:declare|prepare|execute|close|listen|unlisten|notify) ("[^"]*+"|\w++)|(?:fetch|move) (.*+)', re.DOTALL
)
_TEMPORARY_NAME = re.compile(r"(?<![^\W_])(?:te?mp|temporary|toast)(?=[_\d])\w*+")
_DIGITS = re.compile(r"\d+")


def normalise_query(text: str) -> str:
    """The shape of a statement: the same for the same statement with other values, and ending in ' …' when cut.

    Strings, numbers, parameters, NULL, TRUE and FALSE become `?`; lists of values and rows of VALUES become one
    item; comments go; whitespace is single; everything outside quoted identifiers is lower case. Names of savepoints
    and prepared statements, and numbers in the names of cursors and temporary tables, count as values. Takes broken
    and cut statements as well, and what `pg_stat_statements` hands out (`$1`). The body of a DO block or a function
    is a string, so it is a value too.
    """
    is_cut = len(text) > MAX_QUERY_INPUT
    if is_cut:
        text = text[:MAX_QUERY_INPUT]
    text = " ".join(_QUOTED.sub(_replace_quoted, text).split())
    if '"' in text:
        parts = _IDENTIFIER.split(text)
        parts[::2] = map(_replace_values, parts[::2])
        text = "".join(parts)
    else:
        text = _replace_values(text)
    text = _COMMA.sub(", ", text).replace("( ", "(").replace(" )", ")").replace("values(", "values (").strip()
    if "-?" in text or "- ?" in text or "+?" in text or "+ ?" in text:
        text = _SIGN.sub(r"\1\2", text)
    if "in (" in text or "in(" in text or "array" in text:
        text = _LIST.sub(_replace_list, text)
    if "), (" in text:
        text = _ROWS.sub(r"\1", text)
        if is_cut:
            text = _OPEN_ROW.sub("", text)
    text = _NAME_IS_VALUE.sub(r"\1 ?", text, count=1) if _NAME_IS_VALUE.match(text) else text
    if numbered := _NUMBERED_NAME.match(text):
        start, end = numbered.span(numbered.lastindex or 0)
        text = text[:start] + _DIGITS.sub("?", text[start:end]) + text[end:]
    if "mp" in text or "toast" in text:
        text = _TEMPORARY_NAME.sub(_replace_digits, text)
    return _bounded(text, MAX_QUERY, is_cut)


def _replace_quoted(match: re.Match[str]) -> str:
    first = match[0][0]
    if first == '"':
        return match[0]
    if first == "'":
        return _STRING
    return "?" if first == "$" else " "


def _replace_values(text: str) -> str:
    # 'İ' is the one letter whose lower case is two characters, the second no part of a word.
    text = _NUMBER.sub("?", text.replace("İ", "i").lower())
    if _STRING in text:
        text = _PREFIXED_STRING.sub("?", text)
    if "null" in text or "true" in text or "false" in text:
        text = _CONSTANT.sub("?", text)
    return text


def _replace_list(match: re.Match[str]) -> str:
    return "array[?" if match[1].startswith("array") else "in (?"


def _replace_digits(match: re.Match[str]) -> str:
    return _DIGITS.sub("?", match[0])


def _bounded(text: str, limit: int, is_cut: bool) -> str:
    if len(text) > limit - 2:
        # Between words, so that no word is left that means something else when it is shorter.
        head = text[: limit - 2]
        text = head[: head.rfind(" ")] if " " in head[limit // 2 :] else head
        is_cut = True
    return f"{text.rstrip(f' {CUT}')} {CUT}" if is_cut else text


# --- Messages ------------------------------------------------------------------------------------------------------

# The word before a quoted text says whether it names something (kept: another name is another problem) or is a value.
_NOUNS = frozenset(
    word
    for words in (
        # English
        "aggregate alias analyze argument attribute class collation column configuration constraint conversion cursor",
        "database dictionary domain encoding enum extension family field format function group index language library",
        "member method module name of operator option parameter parser partition policy portal procedure process",
        "publication record reference relation role routine rule savepoint schema sequence server slot statement",
        "subscription table tablespace template trigger type user vacuum variable view worker wrapper",
        # Bahasa Indonesia
        "batasan unik relasi tabel kolom fungsi indeks indek peran skema tipe pengguna ekstensi urutan",
        # German
        "unique-constraint check-constraint fremdschlüssel-constraint not-null-constraint tabelle",
        "spalte funktion rolle datenbank typ benutzer sequenz sicht erweiterung sprache prozedur",
        # Spanish
        "restricción unicidad check foránea relación tabla columna función índice rol datos esquema tipo usuario",
        "secuencia vista extensión parámetro procedimiento",
        # French
        "contrainte unique étrangère vérification colonne fonction rôle données schéma l'utilisateur utilisateur",
        "séquence vue paramètre procédure l'extension",
    )
    for word in words.split()
)

# Where a stderr log has appended the place in the statement, which csvlog and jsonlog carry in a field of their own.
_POSITION = re.compile(
    r" (?:at character|pada karakter|bei Zeichen|en carácter|au caractère|(?:al|nel) carattere) \d+\Z"
)
_QUOTE = {'"': '"', "«": "»", "»": "«", "„": "“"}
# Two questions first, at each place: does a quoted text or path start here, or a word with a digit in it?
_PIECE = re.compile(
    r"""
      (?=["«»„:/])(?:
        (?P<last>:\ ["«»„].*["«»“]\Z)                              # "...: "abc"": the value that ends a message
      | "(?:(?<=\ near\ ")(?P<near>.*")|(?P<double>(?:[^"]++|"")*)(?:"|\Z))   # at or near "x"; x may hold quotes
      | «(?P<angle>[^»]*+)(?:»|\Z) | »(?P<german>[^«]*+)(?:«|\Z)
      | (?P<path>/(?<![\w.?/]/)(?:[\w.-]++/)+[\w.-]*+)           # absolute
      )
    | (?<![\w$])(?=\w*?\d)(?:
        (?P<clock>\d{4}-\d\d-\d\d\ \d\d:\d\d:\d\d(?:\.\d++)?(?:\ ?[-+]\d\d(?::?\d\d)?|\ [A-Z]{2,5}\b)?)
      | (?P<uuid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b)
      | (?P<lsn>[0-9A-F]{1,8}/[0-9A-F]{1,8}(?![\w/?]))
      | (?P<address>\d{1,3}(?:\.\d{1,3}){3}\b(?:/\d++\b)?|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}(?![\w:]))
      | (?P<word>\w[\w$]*+(?:[.,]\d[\w$]*+)*)
      )
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER_WORD = re.compile(r"(?:0[xX][0-9a-fA-F][\w.,]*|[\d.,_]+|(?=[A-F]*\d)[0-9A-F]{8,}|(?=[a-f]*\d)[0-9a-f]{16,})\Z")
# Digits that count something (tmp_123, part_2026_01, tabel1234), not those that belong to the name (int4, address2).
_COUNTING = re.compile(r"(?<![^\W_])\d+(?![^\W_])|\d{3,}")


def normalise_message(text: str) -> str:
    """What a server message says apart from its values: one text for one problem.

    The rule: numbers, sizes, addresses, times, absolute paths, positions in the log become `?`. A quoted text stays
    when the word before it says that it names something (constraint, relation, column, function, role, database,
    ...; English, Indonesian, German, Spanish, French) or when it opens the message; any other quoted text is a value
    and becomes `?`. In names, digits that only count (`tmp_123`, `part_2026_01`, `base/16384/2619`) become `?`, while
    those that are part of the name (`int4`, `address2`) stay. So two constraints are two problems, and two bad
    values for one type are one.
    """
    is_cut = len(text) > MAX_MESSAGE_INPUT
    if is_cut:
        text = text[:MAX_MESSAGE_INPUT]
    text = _POSITION.sub("", " ".join(text.split()))
    return _bounded(_PIECE.sub(_replace_piece, text), MAX_MESSAGE, is_cut)


def _replace_piece(match: re.Match[str]) -> str:
    kind, piece = match.lastgroup, match[0]
    if kind == "word":
        return _plain_name(piece)
    if kind == "last":
        return ": ?"
    if kind in ("double", "angle", "german"):
        return _quoted_name(match, kind)
    return "?"


def _quoted_name(match: re.Match[str], kind: str) -> str:
    name = match[kind].strip().replace('"', "'")
    before = match.string[max(0, match.start() - 24) : match.start()].rstrip()
    word = before[before.rfind(" ") + 1 :].lower().lstrip('("«»')
    is_path = name.startswith("/") or len(name) > 130
    is_file = word in _FILES and not is_path
    if is_path or not (word in _NOUNS or is_file or (match.start() == 0 and len(match[0]) < len(match.string))):
        return "?"
    return f'"{_FILE_NUMBER.sub("?", name) if is_file else _WORD.sub(_counting_digits, name)}"'


_FILES = frozenset(("file", "path", "directory", "berkas", "datei", "archivo", "fichier"))
_FILE_NUMBER = re.compile(r"[0-9A-F]{8,}|\d+")
_WORD = re.compile(r"\w*\d\w*")


def _plain_name(word: str) -> str:
    if _NUMBER_WORD.match(word):
        return "?"
    return _COUNTING.sub("?", word)


def _counting_digits(match: re.Match[str]) -> str:
    return _plain_name(match[0])


# --- Samples -------------------------------------------------------------------------------------------------------

MASK = "***"
# Control characters break terminals, XML and PostgreSQL (NUL, surrogates); direction marks make a text lie.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# What PostgreSQL says after `Key (...)=(...)`; the value itself may hold parentheses.
_AFTER_KEY = (
    r"(?=\ (?:already|is\ (?:not|still|duplicated)|conflicts|sudah|tidak|masih|existiert|ist|kollidiert"
    r"|ya\ existe|no\ está|todavía|existe|n'est|est)\b)"
)
_SECRET = re.compile(
    rf"""
      \)=\((?:.*?\){_AFTER_KEY}|[^\n]*\)|.*\Z)                              # Key (nik)=(...) already exists
    | (?P<row>\b(?:contains|berisi|mengandung|enthält|contiene|contient)\ )\(.*(?:\)|\Z)  # Failing row contains (...)
    | (?P<string>(?<![\w'])(?:[eEnNbBxX]|[uU]&)?')(?:(?<=[eE]')(?:[^'\\]++|\\.|''|\\\Z)*|(?:[^']++|'')*)(?:'|\Z)
    | (?P<dollar>\$(?P<tag>(?:[^\W\d]\w*+)?)\$)(?:(?!\$(?P=tag)\$).)*(?:\$(?P=tag)\$|\Z)
    | (?P<value>(?::|\bnear|\bvalues?)\ )["«»„].*?(?:["«»“](?=\s|[.,;:)]|\Z)|\Z)         # ...for type integer: "abc"
    | (?P<url>\b[a-z][a-z0-9+.-]{{1,20}}://)[^\s/@'"]++@                    # URI with credentials
    | (?P<bearer>\b[Bb]earer\ )[\w.~+/=*-]++
    | (?P<password>\b(?:password|passwd|pwd|sandi|secret|token|api_?key|passphrase)\ ?[=:]\ ?)(?!\*\*\*)[^\s,;&)]++
    | (?P<mail>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+)
    | (?P<clock>\b\d{{4}}-\d\d-\d\d\b)
    | (?P<ip>(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w-]|\.\d))
    | (?P<ip6>(?<![\w:])(?:[0-9a-f]{{1,4}}(?::[0-9a-f]{{0,4}}){{3,7}}|[0-9a-f]{{3,4}}::[0-9a-f]{{1,4}})(?![\w:]))
    | (?<![\w.])\+?\d(?:[ .-]?\d){{7,}}                                    # NIK, NIP, NPWP, telephone
    | \d{{8,}}+
    | \beyJ[\w.-]{{16,}}+ | \b(?:md5)?[0-9a-f]{{32,}}+\b | \bSCRAM-SHA-256\$\S++
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def mask(text: str, limit: int = 2000) -> str:
    """A sample without what belongs to a person or opens a door, in at most `limit` characters, to be stored and shown.

    Gone are string literals, the values in `Key (...)=(...)`, of failing rows, parameters and invalid input, e-mail
    addresses, long digit runs (NIK, NIP, NPWP, telephone), passwords, tokens, credentials in URIs, IP addresses
    (`x.x.x.x`) and control characters. Identifiers, the words of the message and small numbers stay.
    """
    is_cut = len(text) > limit * 4
    masked = _masked(_UNSAFE.sub("", text[: limit * 4]) + CUT * is_cut)
    room = limit
    while len(masked) > limit:
        # What the cut leaves open is masked once more, which can add a few characters.
        room -= 1
        masked = _masked(masked[: max(room, 0)].removesuffix(CUT)[: max(room, 0)] + CUT) if room > 0 else ""
    return masked


def _masked(text: str) -> str:
    # What is masked can change how its neighbours read, in broken text; rounds until nothing is left to mask.
    for _ in range(8):
        before, text = text, _SECRET.sub(_hide, text)
        if text == before:
            break
    return text


def _hide(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match[0]
    if kind == "dollar":
        return f"{match['dollar']}{MASK}{match['dollar']}"
    if kind == "string":
        return f"{match['string']}{MASK}'"
    if kind == "row":
        return f"{match['row']}({MASK})"
    if kind == "value":
        return f'{match["value"]}"{MASK}"'
    if kind == "url":
        return f"{match['url']}{MASK}@"
    if kind in ("bearer", "password"):
        return match[kind] + MASK
    if kind == "mail":
        return f"{MASK}@{MASK}"
    if kind == "clock":
        return found
    if kind == "ip":
        return "x.x.x.x"
    if kind == "ip6":
        return "x:x:x:x"
    return f")=({MASK})" if found.startswith(")=(") else MASK


# --- Fingerprints --------------------------------------------------------------------------------------------------


# PostgreSQL's text has no NUL, and UTF-8 no lone surrogate.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with a mark where PostgreSQL cannot hold a character."""
    return _UNSTORABLE.sub("\ufffd", text)


def fingerprint(*parts: str | None) -> str:
    """16 hex digits for a sequence of texts; None, '' and any other split of the same characters all differ."""
    digest = blake2b(digest_size=8)
    for part in parts:
        data = None if part is None else part.encode("utf-8", "surrogatepass")
        digest.update(b"-;" if data is None else b"%d:%b" % (len(data), data))
    return digest.hexdigest()
