"""E-mail addresses, links and network addresses, also as people write them to hide them from machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span
from spse_monev.sources.helpdesk.protect.walk import is_common

_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]++ ?@ ?(?!\[)[\w-]++(?:\.[\w-]++)*")
_AT = r"(?: ?@ ?| ?[\[({<] ?(?:at|et|@) ?[\])}>] ?| (?:at|et) )"
_ANY_AT = re.compile(r"@|[\[({< ](?:at|et)[\])}> ]", re.IGNORECASE)
_DOT = r"(?: ?\. ?| ?[\[({<] ?(?:dot|titik|\.) ?[\])}>] ?| (?:dot|titik) )"
_TLD = r"(?:com|co|id|go|net|org|ac|sch|info|biz|web|my|or|mil|desa|io|me)"
_HIDDEN_EMAIL = re.compile(
    rf"(?<![\w.+%'-])[\w+%'-]{{1,64}}(?:{_DOT}[\w+%'-]{{1,64}})?{_AT}[\w-]{{1,63}}(?:{_DOT}{_TLD}\b(?![\w])){{1,3}}",
    re.IGNORECASE,
)
# 'jokowira gmail com', 'emailnya jokowira di gmail'
_MAILER = r"(?:gmail|yahoo|ymail|rocketmail|outlook|hotmail)"
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+%'-])(?P<value>[\w.+%'-]{{4,64}}) (?:di |at )?{_MAILER} ?(?:\.|dot |titik )? ?co(?:m|\.id)\b"
    rf"|(?<!\w)e-?mail(?:nya|ku)?[ :]{{1,3}}(?P<told>[\w.+%'-]{{4,64}}) (?:di |at )?{_MAILER}\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@\[])@[A-Za-z_][\w.]{2,40}")
_LINK = re.compile(r"(?<![\w@\[])(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>\"\[\]]+", re.IGNORECASE)
# Links to what a person has put somewhere, or to a person.
_PERSONAL_HOST = re.compile(
    r"(?<![\w@.\[-])(?:https?://)?(?:www\.)?(?:wa\.me|t\.me|api\.whatsapp\.com|chat\.whatsapp\.com|drive\.google\.com"
    r"|docs\.google\.com|forms\.gle|photos\.app\.goo\.gl|goo\.gl|bit\.ly|s\.id|facebook\.com|fb\.com|instagram\.com"
    r"|linkedin\.com|dropbox\.com|we\.tl|1drv\.ms|ibb\.co|prnt\.sc|imgur\.com)/[^\s<>\"\[\]]*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?=[A-Za-z_-]*\d)[\w-]{20,}")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){4,7}|[0-9a-f]{2,4}::[0-9a-f]{1,4})(?![\w:])", re.IGNORECASE
)
# What four numbers with dots may be instead.
_NO_IP = re.compile(r"(?:versi|version|ver|v|rilis|release|build|rp|idr|hps|pagu)[ .:]{0,3}\Z", re.IGNORECASE)


class ContactRecognizer(Recognizer):
    """E-mail addresses, accounts of messengers, links with something secret or personal, IP addresses."""

    kinds = (Kind.EMAIL, Kind.LOGIN, Kind.LINK, Kind.IP)

    def find(self, text: str) -> Iterator[Span]:
        """Addresses of people and their machines; addresses of public pages stay."""
        if "@" in text:
            for match in _EMAIL.finditer(text):
                yield Span(Kind.EMAIL, match.start(), match.end(), 0.98)
            for match in _HANDLE.finditer(text):
                yield Span(Kind.LOGIN, match.start(), match.end(), 0.7)
        # Patterns that try every word are asked only where their sign is.
        if _ANY_AT.search(text):
            for match in _HIDDEN_EMAIL.finditer(text):
                yield Span(Kind.EMAIL, match.start(), match.end(), 0.97)
        if "mail" in text.lower() or "yahoo" in text.lower() or "outlook" in text.lower():
            for match in _SPOKEN_EMAIL.finditer(text):
                value = "value" if match["value"] else "told"
                if not is_common(match[value]):
                    yield Span(Kind.EMAIL, match.start(value), match.end(), 0.96)
        if "/" in text or "www" in text.lower():
            yield from _links(text)
        if "." in text or ":" in text:
            yield from _machines(text)


def _links(text: str) -> Iterator[Span]:
    for match in _LINK.finditer(text):
        link = match[0].rstrip(".,;:!?)'")
        if "?" in link or "#" in link or "@" in link or _TOKEN.search(link.partition("://")[2]):
            yield Span(Kind.LINK, match.start(), match.start() + len(link), 0.99)
    for match in _PERSONAL_HOST.finditer(text):
        yield Span(Kind.LINK, match.start(), match.start() + len(match[0].rstrip(".,;:!?)'")), 0.99)


def _machines(text: str) -> Iterator[Span]:
    for match in _IPV4.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if all(map(_is_octet, match[0].split("."))) and not _NO_IP.search(before):
            yield Span(Kind.IP, match.start(), match.end(), 0.93)
    for match in _IPV6.finditer(text):
        yield Span(Kind.IP, match.start(), match.end(), 0.93)


def _is_octet(digits: str) -> bool:
    return int(digits) <= 255 and (digits == "0" or digits[0] != "0")
