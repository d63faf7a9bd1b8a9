"""What the words of a ticket system mean: the way in, who complains, and the number at LPSE Support.

>>> channel_of("E-Mail"), user_type_of("Pokja Pemilihan 3"), support_ticket_in("sudah dibuat tiket LPSE Support #48213")
(<Channel.EMAIL: 'email'>, <UserType.COMMITTEE: 'committee'>, '48213')
"""

from __future__ import annotations

import re

from spse_monev.complaints import Channel, UserType

_CHANNELS = (
    (Channel.LPSE_SUPPORT, re.compile(r"(?i)lpse.?support|lkpp")),
    (Channel.EMAIL, re.compile(r"(?i)\be-?mail|\bmail\b|\bsurel\b|\bcourriel\b")),
    (Channel.SMS, re.compile(r"(?i)\bsms\b")),
    (Channel.CHAT, re.compile(r"(?i)chat|whats ?app|\bwa\b|telegram|messenger|facebook|twitter|instagram|personal")),
    (Channel.VIDEO_CALL, re.compile(r"(?i)video|zoom|\bmeet|teams|daring")),
    (Channel.PHONE, re.compile(r"(?i)phone|tele(?:po|pho|fo)n|\bte?lp\b|\bcall\b|panggilan|téléphone")),
    (Channel.VISIT, re.compile(r"(?i)visit|datang|tatap muka|kunjung|walk.?in|loket|direct|langsung")),
    (Channel.LETTER, re.compile(r"(?i)\bsurat\b|letter|written|tertulis")),
    (Channel.WEB_FORM, re.compile(r"(?i)\bweb|form|portal|helpdesk|self.?service")),
)  # fmt: skip

_USER_TYPES = (
    (UserType.COMMITTEE, re.compile(r"(?i)\b(?:pokja|panitia|ulp|ukpbj|pejabat pengadaan|pokmil)\b")),
    (UserType.PPK, re.compile(r"(?i)(?-i:\bK?PA\b)|\bppk(?:om)?\b|pejabat pembuat komitmen|pengguna anggaran")),
    (UserType.AUDITOR, re.compile(r"(?i)\bauditor|inspektorat|\bbpkp?\b|\bapip\b|pemeriksa")),
    (UserType.PROVIDER, re.compile(r"(?i)\b(?:penyedia|rekanan|vendor|peserta tender|pelaku usaha)\b")),
    (UserType.PUBLIC, re.compile(r"(?i)\b(?:masyarakat|publik|umum)\b")),
)

# Of 3 to 12 characters with a digit at least: a NIK has 16, an NPWP 15 or 16, an NIP 18.
_NUMBER = r"([A-Z]{0,6}[-/]?\d[\dA-Z]{0,10}(?:[-/.]\d{1,8}){0,2})(?![\w@])"
_LABEL = r"(?:\s|no(?:mor)?\b|number\b|id\b|tiket\b|ticket\b|lkpp\b|dengan\b|[.:#,=(-]){0,12}"
_SAID = re.compile(
    rf"(?i)(?:tiket|ticket)\s(?:(?:di|ke|dari|pada)\s)?lpse[ -]?support{_LABEL}{_NUMBER}"
    rf"|lpse[ -]?support(?:\slkpp)?,?\s(?:dengan\s)?(?:(?:no(?:mor)?\.?|id)\s)?(?:tiket|ticket|#){_LABEL}{_NUMBER}"
)
_LINK = re.compile(r"(?i)\blpse-support\.[\w.-]{1,60}(/[^\s<>\"')]{1,300})")
_IN_LINK = re.compile(r"(?i)(?<![\w])([A-Z]{0,6}-?\d{3,12})(?!\w)")
_FIELD = re.compile(r"(?i)lpse.?support|support.?(?:lpse|lkpp)|(?:tiket|ticket).{0,5}(?:lkpp|support)")


def channel_of(words: str) -> Channel:
    """The way in that a system names in its own words; UNKNOWN for none, OTHER for one that is not known here."""
    for channel, pattern in _CHANNELS:
        if pattern.search(words[:200]):
            return channel
    return Channel.OTHER if words.strip() else Channel.UNKNOWN


def user_type_of(*names: str) -> UserType:
    """Who complains, by the first of the names (topic, department, organisation ...) that tells it."""
    for name in names:
        for user_type, pattern in _USER_TYPES:
            if pattern.search(name[:200]):
                return user_type
    return UserType.UNKNOWN


def support_ticket_in(text: str) -> str:
    """The number of a ticket at LPSE Support that a text tells or links to; '' for none."""
    if "support" not in text.lower():
        return ""
    if found := _SAID.search(text):
        return (found[1] or found[2]).upper()
    for link in _LINK.finditer(text):
        if numbers := _IN_LINK.findall(link[1]):
            return str(numbers[-1]).upper()
    return ""


def is_support_field(name: str) -> bool:
    """Whether a field of one's own is meant for the number of LPSE Support."""
    return _FIELD.search(name[:200]) is not None


def support_ticket_of(value: str) -> str:
    """The number in such a field, whatever is around it; '' for none."""
    found = re.search(rf"(?i)(?<!\w){_NUMBER}", value[:300])
    return support_ticket_in(value) or (found[1].upper() if found else "")
