"""Passwords and user ids that people tell in their complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span
from spse_monev.sources.helpdesk.protect.vocabulary import COMMON, FUNCTION, OFFICE, words

_OWNER = (
    r"(?:[ ,]{1,2}(?:saya|sy|kami|akun|login|user|spse|lpse|email|e-mail|lama|baru|terakhir|sementara|default|tadi"
    r"|sekarang|dan username|admin)(?:nya)?\b){0,3}"
)
_IS = r"(?P<is> ?[:=]{1,2}>? ?| ?-> ?| (?:adalah|yaitu|ialah|itu|=) (?:[:=] ?)?)"
_VALUE = r"[\"'“”(]?(?P<value>[^\s\[\]\"“”,;]{1,64})"
_PASSWORD = re.compile(
    rf"(?<![\w\[])(?:password|passwd|passwrd|pasword|paswod|passw|pass|pwd|pw|kata sandi|katasandi|sandi|pin|otp"
    rf"|passphrase|kode otp|kode verifikasi|token|kode akses)(?:nya|ku)?\b{_OWNER}(?:{_IS}| )(?! ){_VALUE}",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    rf"(?<![\w\[])(?P<cue>user ?id|id user|username|user ?name|userna?me|nama pengguna|id pengguna|id login|user login"
    rf"|user|akun|login|id)(?:nya|ku)?\b{_OWNER}(?:{_IS}| )(?! ){_VALUE}",
    re.IGNORECASE,
)
# What may follow 'password:' without being one.
_STATES = words(
    """
    tidak tdk gak ga belum sudah salah lupa gagal error ditolak expired reset invalid wrong benar minta mohon tolong
    bagaimana kenapa apakah saya kami yang dan atau untuk tetap selalu masih hilang terkirim dikirim diganti ganti
    """
)
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
    word = value.lower()
    has_digit = any(character.isdigit() for character in value)
    is_plain = value.isalpha() or value.replace("-", "").isalpha()
    if kind is Kind.SECRET:
        if match["is"]:
            return word not in _STATES
        return (not is_plain and "/" not in value) or (word not in COMMON and is_plain and not _looks_common(word))
    cue = match["cue"].lower()
    if cue in ("akun", "login", "user", "id") and not match["is"]:
        return has_digit and not value.isdigit() and not value[0].isdigit() and word not in COMMON
    if match["is"]:
        return word not in COMMON and word not in OFFICE
    return word not in COMMON and word not in FUNCTION and word not in OFFICE and not _looks_common(word)


def _looks_common(word: str) -> bool:
    return word.endswith(("nya", "kan", "lah", "kah")) or word.startswith(("mem", "men", "meng", "di", "ter", "ber"))
