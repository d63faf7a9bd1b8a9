"""The words PostgreSQL's server writes before a message, in the languages of lc_messages.

English, German, French and Spanish are the server's own translations (src/backend/po). PostgreSQL has shipped no
complete Indonesian one; the Indonesian words here are those of partial and local translations.
"""

from __future__ import annotations

import re

# Severity as it may be written -> as it is counted.
SEVERITIES: dict[str, str] = {
    **{f"DEBUG{level}": "DEBUG" for level in range(1, 6)},
    **{name: name for name in ("DEBUG", "LOG", "INFO", "NOTICE", "WARNING", "ERROR", "FATAL", "PANIC")},
    "CATATAN": "LOG", "PERINGATAN": "WARNING", "GALAT": "ERROR", "KESALAHAN": "ERROR", "PEMBERITAHUAN": "NOTICE",
    "PANIK": "PANIC", "HINWEIS": "NOTICE", "WARNUNG": "WARNING", "FEHLER": "ERROR",
    "ATTENTION": "WARNING", "ERREUR": "ERROR",
    "PANICO": "PANIC", "ADVERTENCIA": "WARNING", "ATENCIÓN": "WARNING",
}  # fmt: skip

# What belongs to the entry before it -> the part of the entry it is.
PARTS: dict[str, str] = {
    **{name: name for name in ("DETAIL", "HINT", "QUERY", "CONTEXT", "STATEMENT", "LOCATION", "BACKTRACE")},
    "RINCIAN": "DETAIL", "PETUNJUK": "HINT", "KONTEKS": "CONTEXT", "PERNYATAAN": "STATEMENT", "LOKASI": "LOCATION",
    "TIPP": "HINT", "ANFRAGE": "QUERY", "ZUSAMMENHANG": "CONTEXT", "ANWEISUNG": "STATEMENT", "ORT": "LOCATION",
    "DÉTAIL": "DETAIL", "ASTUCE": "HINT", "REQUÊTE": "QUERY", "CONTEXTE": "CONTEXT", "INSTRUCTION": "STATEMENT",
    "EMPLACEMENT": "LOCATION", "DETALLE": "DETAIL", "SUGERENCIA": "HINT", "CONSULTA": "QUERY", "CONTEXTO": "CONTEXT",
    "SENTENCIA": "STATEMENT", "UBICACIÓN": "LOCATION",
}  # fmt: skip

ERROR_SEVERITIES = ("WARNING", "ERROR", "FATAL", "PANIC")
NAMES = {word.encode(): name for words in (SEVERITIES, PARTS) for word, name in words.items()}
PART_NAMES = frozenset(PARTS.values())

# Severities and parts; LOG stands first because nearly all entries are.
MARKS = rb"LOG|" + b"|".join(sorted(map(re.escape, NAMES), reverse=True))
# One with its colon, the group is the word. French sets a space before the colon.
MARK = rb"(" + MARKS + rb") ?:  "

DURATION = rb"(?:duration|durasi|Dauer|dur\xc3\xa9e|duraci\xc3\xb3n)(?: |\xc2\xa0)?:"
# Bounded: a message may be anything that a user raises, and a number without end is no duration.
MILLISECONDS = rb"\d{1,12}+(?:\.\d{1,9}+)?"

# What a duration was measured of -> as it is counted.
ACTIONS: dict[bytes, str] = {
    b"statement": "statement", b"pernyataan": "statement", b"Anweisung": "statement", b"instruction": "statement",
    b"sentencia": "statement",
    b"execute": "execute", b"Ausf\xc3\xbchren": "execute", b"ex\xc3\xa9cute": "execute", b"ejecutar": "execute",
    b"execute fetch from": "fetch", b"Ausf\xc3\xbchren Fetch von": "fetch", b"ejecutar fetch desde": "fetch",
    b"ex\xc3\xa9cute fetch \xc3\xa0 partir de": "fetch",
    b"parse": "parse", b"Parsen": "parse", b"analyse": "parse", b"parse:": "parse",
    b"bind": "bind", b"Binden": "bind", b"lien": "bind",
    b"plan": "plan",
    b"fastpath function call": "fastpath", b"Fastpath-Funktionsaufruf": "fastpath",
    b"appel de fonction fastpath": "fastpath", b"llamada a funci\xc3\xb3n fastpath": "fastpath",
}  # fmt: skip
# English first, because nearly all are; longer ones before those that they begin with.
ACTION = rb"statement|execute(?! fetch from)|" + b"|".join(sorted(map(re.escape, ACTIONS), reverse=True))

# Where in the statement an error lies: a column of its own in csvlog and jsonlog, part of the message in stderr.
POSITION = re.compile(
    r" (?:at|bei|au|en|di|pada) (?:(?:internal|interner) )?(?:character|Zeichen|caract\w+|carácter|karakter)"
    r"(?: internal?| interno| interne)? \d+\Z"
)
