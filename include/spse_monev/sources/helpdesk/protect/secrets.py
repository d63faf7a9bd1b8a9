"""Passwords and user ids that people tell in their complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span
from spse_monev.sources.helpdesk.protect.vocabulary import COMMON, OFFICE, words
from spse_monev.sources.helpdesk.protect.walk import is_common

_OWNER = (
    r"(?P<owner>(?:[ ,]{1,2}(?:saya|sy|kami|akun|login|user|spse|lpse|email|e-mail|lama|baru|terakhir|sementara|default"
    r"|tadi|sekarang|dan username|admin)(?:nya)?\b){0,3})"
)
_IS = r"(?P<is> ?[:=]{1,2}>? ?| ?-> ?| (?:adalah|yaitu|ialah) (?:[:=] ?)?)"
_VALUE = r"[\"'“”(]?(?P<value>[^\s\[\]\"“”,;]{1,64})"
_PASSWORD = re.compile(
    rf"(?<![\w\[])(?P<cue>password|passwd|passwrd|pasword|paswod|passw|pass|pwd|pw|kata sandi|katasandi|sandi|pin|otp"
    rf"|passphrase|kode otp|kode verifikasi|token|kode akses)"
    rf"(?P<suffix> ?(?:nya|ku))?\b{_OWNER}(?:{_IS}| )(?! ){_VALUE}",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    rf"(?<![\w\[])(?P<cue>id (?:telegram|tele|ig|instagram|line|facebook|fb|twitter|tiktok)"
    rf"|user ?id|id user|username|user ?name|userna?me|nama pengguna|id pengguna|id login|user login"
    rf"|user|akun|login|id)"
    rf"(?P<suffix> ?(?:nya|ku))?\b{_OWNER}(?:{_IS}| )(?! ){_VALUE}",
    re.IGNORECASE,
)
# What may follow 'password:' without being one.
_STATES = words(
    """
    tidak tdk gak ga belum sudah salah lupa gagal error ditolak expired reset invalid wrong benar minta mohon tolong
    bagaimana kenapa apakah saya kami yang dan atau untuk tetap selalu masih hilang terkirim dikirim diganti ganti
    """
)
_LOOSE_CUES = frozenset(("akun", "login", "user", "id", "nama pengguna", "id pengguna"))  # words of many senses
_SHORTEST = 4  # characters of a value that no sign announces
_TRAILING = ".,;:!?)'"


class SecretRecognizer(Recognizer):
    """Passwords, one-time codes and user ids after the word that announces them."""

    kinds = (Kind.SECRET, Kind.LOGIN)

    def find(self, text: str) -> Iterator[Span]:
        """The value after 'password saya', 'pass:', 'user id' and their like."""
        for pattern, kind in ((_PASSWORD, Kind.SECRET), (_LOGIN, Kind.LOGIN)):
            position = 0
            while match := pattern.search(text, position):
                value = match["value"].rstrip(_TRAILING)
                position = match.start("value")
                if value and _is_told(match, value, kind):
                    yield Span(kind, position, position + len(value), 0.96 if kind is Kind.SECRET else 0.75)


def _is_told(match: re.Match[str], value: str, kind: Kind) -> bool:
    """Whether the word behind is a value: any but a state behind a sign ('pass: ...'), else one that looks like it."""
    word = value.lower()
    if match["is"]:
        return word not in _STATES if kind is Kind.SECRET else not _is_ordinary(word)
    has_digit = any(character.isdigit() for character in value)
    if has_digit and value[0].isalpha():
        return len(value) >= _SHORTEST and word not in COMMON
    if (kind is Kind.SECRET and has_digit) or not value.replace("-", "").isalnum():
        return len(value) >= _SHORTEST and any(character.isalnum() for character in value) and "/" not in value
    # 'password saya bukitbarisan', not 'password langsung diberikan'
    is_owned = match["owner"].strip(" ,").lower().startswith(("saya", "sy", "kami"))
    if kind is Kind.SECRET:
        is_owned = is_owned or match["suffix"] is not None
    is_announced = is_owned or (kind is Kind.LOGIN and match["cue"].lower() not in _LOOSE_CUES)
    return is_announced and value.isalpha() and not _is_ordinary(word)


def _is_ordinary(word: str) -> bool:
    # Passives of every kind follow these words: 'sandinya direset', 'akunnya dimatiin'.
    return word in OFFICE or is_common(word) or (word.startswith("di") and len(word) > _SHORTEST)
