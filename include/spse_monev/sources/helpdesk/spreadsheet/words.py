"""What stands in the cells of a recap: ways in, roles, states and grades in whatever words an office has for them.

>>> channel("WA").value, user_type("Pokja 3").value, grade("urgency", "tidak urgent")
('chat', 'committee', 'Tidak Mendesak')
"""

from __future__ import annotations

import re
from functools import lru_cache

from spse_monev.complaints import Channel, ComplaintState, UserType
from spse_monev.sources.helpdesk.systems.words import channel_of, user_type_of

_MAX_CHARACTERS = 100
_KEPT = 1024  # a column has few different words
_EMPTY = re.compile(
    r"[\s\-–—_.*/]*|n/?a|nihil|tidak dicatat|tidak diisi|tidak ada|kosong|null|none|\(kosong\)", re.IGNORECASE
)
# In Wingdings, ü shows as a tick.
_TICKS = frozenset(["v", "√", "✓", "✔", "☑", "✅", "x", "✗", "✘", "ü", "1", "ya", "y", "yes", "true", "ada", "benar"])
_NO = frozenset(["x", "✗", "✘", "☐", "0", "tidak", "t", "no", "n", "false", "belum", "tdk", "blm"])

# What spreadsheets say beside the words of ticket systems.
_CHANNELS = (
    (Channel.PHONE, re.compile(r"(?i)^(?:telpon|tlpn?|tilpun|hp|no\.? ?hp|handphone|hotline)\b|\btelpon\b|\btlpn?\b")),
    (Channel.VISIT, re.compile(r"(?i)\b(?:offline|luring|on ?site|tamu|kantor|lisan|face to face)\b")),
    (Channel.VIDEO_CALL, re.compile(r"(?i)\b(?:vc|vicon|v-con|vcon|g-?meet|webinar)\b")),
    (Channel.WEB_FORM, re.compile(r"(?i)\b(?:g-?form|kuesioner|formulir|aplikasi|sp4n|lapor!?)(?:\b|$)")),
    (Channel.CHAT, re.compile(r"(?i)\b(?:ig|dm|fb|japri|medsos|media sosial|tele|line|grup)\b")),
)  # fmt: skip
_USER_TYPES = (
    (UserType.PPK, re.compile(r"(?i)^k?pa$|\b(?:k?pa ?/|bendahara|pptk|skpd|opd)\b|\bp ?p ?k\b|^pejabat pembuat")),
    (UserType.COMMITTEE, re.compile(r"(?i)^pp$|\bbagian pengadaan|\bpokja|\bpejabat pengadaan\b|\bbpbj\b|^bpj$")),
    (UserType.PROVIDER, re.compile(r"(?i)\b(?:perusahaan|kontraktor|konsultan|supplier|peserta|badan usaha|pt|cv)\b")),
    (UserType.AUDITOR, re.compile(r"(?i)\b(?:bpk|bpkp|audit|kejaksaan|pengawas)\b")),
    (UserType.PUBLIC, re.compile(r"(?i)\b(?:warga|lsm|media|wartawan|public|mahasiswa|perorangan)\b")),
)  # fmt: skip

_REOPENED = re.compile(r"(?i)re-?open|(?:di)?buka (?:kembali|lagi)|muncul lagi|terulang")
_NOT = re.compile(r"(?i)\b(?:belum|blm|tidak|tdk|not|un(?:solved|resolved))\b")
_SOLVED = re.compile(
    r"(?i)\b(?:selesai|close[d]?|done|oke?|sudah|sdh|tuntas|solved|resolved?|clear|beres|teratasi|terselesaikan|ditutup"
    r"|berhasil|finish(?:ed)?|(?:ter|di)jawab|selesei|complete[d]?|telah)\b"
)
_IN_PROGRESS = re.compile(
    r"(?i)proses|progres|ditangani|penanganan|eskalasi|escalat|pending|menunggu|tunggu|tunda|dirujuk|diteruskan|lkpp"
    r"|tindak ?lanjut|follow|wait|hold|assigned|dikerjakan"
)
_NOT_YET = re.compile(r"(?i)\b(?:belum|blm|tidak|tdk) +(?:di|ter)(?:tangani|proses|kerjakan|teruskan|tindak ?lanjuti)")
_RECORDED = re.compile(r"(?i)\b(?:baru|new|open|terbuka|tercatat|dicatat|diterima|masuk|belum|blm|registered)\b")

_LEVELS = {
    "urgency": (
        ("Tidak Mendesak", r"\b(?:tidak|tdk|not|non|kurang)\b|biasa|normal|rendah|low|sedang|rutin"),
        ("Mendesak", r"mendesak|urgent|segera|darurat|tinggi|high|penting|cito|emergency"),
    ),
    "impact": (
        ("Kecil", r"kecil|minor|low|rendah|ringan|small"),
        ("Sedang", r"sedang|medium|moderat|menengah"),
        ("Besar", r"besar|major|mayor|berat|luas|high|tinggi|large|critical"),
    ),
    "priority": (
        ("Rendah", r"rendah|low|minor|kecil|\btidak (?:mendesak|urgent)"),
        ("Menengah", r"menengah|sedang|medium|normal|biasa|moderat"),
        ("Tinggi", r"tinggi|high|urgent|mendesak|critical|kritis|emergency|segera|besar"),
    ),
}  # fmt: skip
_GRADES = {
    kind: tuple((grade, re.compile(pattern, re.IGNORECASE)) for grade, pattern in levels)
    for kind, levels in _LEVELS.items()
}


def is_empty(text: str) -> bool:
    """Whether a cell's text only says that there is nothing."""
    return len(text) <= _MAX_CHARACTERS and _EMPTY.fullmatch(text) is not None


def is_tick(text: str) -> bool:
    """Whether a cell under a heading such as 'Media: Telepon' marks it."""
    return text.strip().casefold() in _TICKS


@lru_cache(maxsize=_KEPT)
def channel(text: str) -> Channel:
    """The way in; OTHER for words that are not known."""
    words = text[:_MAX_CHARACTERS]
    if is_empty(words):
        return Channel.UNKNOWN
    found = channel_of(words)
    if found is Channel.OTHER:
        found = next((kind for kind, pattern in _CHANNELS if pattern.search(words)), found)
    return found


@lru_cache(maxsize=_KEPT)
def user_type(text: str) -> UserType:
    """The reporter's role; OTHER for words that are not known."""
    words = text[:_MAX_CHARACTERS]
    if is_empty(words):
        return UserType.UNKNOWN
    # A form offers 'Non Penyedia' beside 'Penyedia'.
    if re.match(r"(?i)(?:non|bukan)\b", words):
        return UserType.OTHER
    found = user_type_of(words)
    if found is UserType.UNKNOWN:
        found = next((kind for kind, pattern in _USER_TYPES if pattern.search(words)), UserType.OTHER)
    return found


@lru_cache(maxsize=_KEPT)
def state(text: str) -> ComplaintState | None:
    """How far it has come; None if the words do not tell."""
    words = text[:_MAX_CHARACTERS].strip()
    plain = words.casefold()
    if is_empty(words):
        return None
    if plain in _NO:
        return ComplaintState.RECORDED
    if plain in _TICKS:
        return ComplaintState.SOLVED
    if is_reopened(words) and not _SOLVED.search(words):
        return ComplaintState.IN_PROGRESS
    if _SOLVED.search(words) and not _NOT.search(words):
        return ComplaintState.SOLVED
    if _IN_PROGRESS.search(words) and not _NOT_YET.search(words):
        return ComplaintState.IN_PROGRESS
    return ComplaintState.RECORDED if _RECORDED.search(words) or _NOT.search(words) else None


@lru_cache(maxsize=_KEPT)
def is_reopened(text: str) -> bool:
    """Whether a state says that it was taken up again."""
    return _REOPENED.search(text[:_MAX_CHARACTERS]) is not None


@lru_cache(maxsize=_KEPT)
def informed(text: str) -> bool | None:
    """Whether the user was told; None if the words do not say."""
    words = text[:_MAX_CHARACTERS].strip()
    if is_empty(words):
        return None
    if words.casefold() in _NO or _NOT.search(words):
        return False
    if words.casefold() in _TICKS or re.search(r"(?i)\b(?:sudah|sdh|telah|ya|diinformasikan|selesai|ok)\b", words):
        return True
    return None


@lru_cache(maxsize=_KEPT)
def grade(kind: str, text: str) -> str:
    """'urgency', 'impact' or 'priority' in the words of the form; other words stay as they are."""
    words = text[:_MAX_CHARACTERS].strip()
    if is_empty(words):
        return ""
    return next((name for name, pattern in _GRADES[kind] if pattern.search(words)), words)


def forget_words() -> None:
    """Drop the words that were read, some of which may have been of a person."""
    for reading in (channel, user_type, state, is_reopened, informed, grade):
        reading.cache_clear()
