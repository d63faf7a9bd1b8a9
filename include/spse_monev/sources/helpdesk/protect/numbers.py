"""Numbers by which a person is known: NIK, NIP, NPWP, telephone, bank account, and long ones that nothing explains.

Formats: NIK 16 digits (Permendagri 102/2019), NIP 18 as 8-6-1-3 (Perka BKN 22/2007), NPWP 15 as 99.999.999.9-999.999
or 16 digits (PMK 112/2022). A number is masked by its form even where it fails its check: people mistype.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.id import nik, npwp

from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span

# Mobile, whatever stands between the digits; the letter O is often typed for the first 0.
_MOBILE = re.compile(
    r"(?<![\w\[])(?:\((?=[^()]{1,6}\)))?(?:(?:(?:\+|00) ?)?62\)?[ .-]{0,2}(?:\(0\))?0?|[0oO])[ .-]{0,2}8[1-9]"
    r"(?:[ .()-]{0,3}[\doO]){6,11}(?!\d)"
)
_LANDLINE = re.compile(
    r"(?<![\w.,\[])(?:\(?(?:(?:\+|00) ?)?62\)?[ .-]{0,2}[2-79]\d{1,2}|\(0[2-79]\d{1,2}\)|0[2-79]\d{1,2})"
    r"[ .)-]{0,3}\d(?:[ .-]?\d){4,8}(?!\d)"
)
_SPELT_DIGIT = r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan)"
_SPELT = re.compile(
    rf"(?<![\w\[])(?:{_SPELT_DIGIT}(?:[ ,.-]{{1,3}}{_SPELT_DIGIT}){{5,20}}(?!\w)"
    rf"|(?:nol|kosong)[ ,.-]{{1,3}}delapan(?:[ ,.-]{{1,3}}{_SPELT_DIGIT}){{1,20}}(?!\w)"
    rf"(?:[ ,.-]{{1,3}}\d[\d .-]{{3,14}})?)",
    re.IGNORECASE,
)
_NPWP = re.compile(r"(?<!\d)\d{2}[. ]?\d{3}[. ]?\d{3}[. ]?\d[. -]{0,3}\d{3}[. ]?\d{3}(?!\d)")
# Digits in groups parted by the same sign throughout, which keeps lists of dates and amounts apart. Groups parted by
# blanks are short: two codes of tenders side by side are two numbers.
_GROUPED = re.compile(
    r"(?<!\d)(?:(?<![.,])|(?<=[^\d][.,]))(?:\d{1,8}(?: \d{1,6})+|\d{1,10}(?:(?:-\d{1,10})+|(?:\.\d{1,10})+))(?!\d)"
)
_PASSPORT = re.compile(r"(?<![\w\[])pas(?:s)?por[t]?\b[^\d\n]{0,12}?(?P<number>\b[A-Z]{1,2}\d{6,8})\b", re.IGNORECASE)
_BIRTH = re.compile(
    r"(?<!\w)(?:lahir(?:nya)?|ttl)\b[^\d\n]{0,30}?"
    r"(?P<number>\d{1,2}(?:[ ./-]{1,2}\d{1,2}[ ./-]{1,2}| [a-z]{3,9} )\d{2,4})(?!\d)",
    re.IGNORECASE,
)
_SOLID = re.compile(r"(?<!\d)\d{6,}(?!\d)")

_CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<![\w\[])(?:{cue})\b[^\d\n]{{0,24}}\Z", re.IGNORECASE))
    for kind, cue in (
        (Kind.NPWP, "npwp"),
        (Kind.NIP, "nip"),
        (Kind.NIK, r"nik|n\.i\.k|ktp|kk|kartu keluarga|no(?:mor)? induk kependudukan"),
        (Kind.NUMBER, "sim|paspor|passport|nib|siup|tdp|bpjs|nuptk"),
        (
            Kind.BANK_ACCOUNT,
            r"rekening|norek|rek|a/c|bca|bri|bni|btn|bsi|mandiri|bank(?: jatim| jateng)?|virtual account|briva",
        ),
        (
            Kind.PHONE,
            r"hp|hape|handphone|ponsel|wa|w\.a|whats ?app|telp?|tlp|telpon|telepon|telephone|phone|fax|cp"
            r"|contact person|kontak|hubungi|hub|call|sms|telegram",
        ),
    )
)
# What a number may be instead.
_EXPLAINED = re.compile(
    r"(?<![\w\[])(?:(?:kode|id|no|nomor|nomer)?[ .]{0,2}"
    r"(?:tender|paket|rup|lelang|pengadaan|tiket|ticket|error|eror|galat|kesalahan|exception|kontrak|surat|spk|sppbj)"
    r"|rp|idr|hps|pagu|nilai|harga|sebesar|anggaran|senilai|kode|versi|version|port|build)"
    r"(?:nya|ku)?"
    r"(?:[ .:=#()-]{0,4}(?:adalah|yaitu|saya|kami|ini|tersebut|tsb|rup|lpse|spse|support|no|nomor|rp|tender)){0,3}"
    r"[ .:=#()/-]{0,4}[A-Za-z]{0,4}[ .:=#/-]{0,2}\Z",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?\Z")
_NIP = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d{2}(?:0[1-9]|1[0-2])[12]\d{3}\Z")
_CUE_REACH = 48  # characters before a number in which its cue may stand


class NumberRecognizer(Recognizer):
    """Numbers of persons. Codes of tenders, tickets, errors, amounts and times stay."""

    kinds = (Kind.NIK, Kind.NIP, Kind.NPWP, Kind.PHONE, Kind.BANK_ACCOUNT, Kind.NUMBER)

    def find(self, text: str) -> Iterator[Span]:
        """Whatever has the form of such a number, or follows a word that announces one."""
        for match in _SPELT.finditer(text):
            yield Span(Kind.PHONE, match.start(), match.end(), 0.8)
        if not any(character.isdigit() for character in text):
            return
        for match in _MOBILE.finditer(text):
            yield Span(Kind.PHONE, match.start(), match.end(), 0.9)
        for match in _LANDLINE.finditer(text):
            if not _is_explained(text, match.start()):
                yield Span(Kind.PHONE, match.start(), match.end(), 0.7)
        for match in _NPWP.finditer(text):
            if not match[0].isdigit():
                score = 1.0 if npwp.is_valid(match[0]) else 0.92
                yield Span(Kind.NPWP, match.start(), match.end(), score)
        for pattern in (_PASSPORT, _BIRTH):
            for match in pattern.finditer(text):
                yield Span(Kind.NUMBER, *match.span("number"), 0.9)
        for pattern in (_GROUPED, _SOLID):
            for match in pattern.finditer(text):
                if found := _classified(text, match):
                    yield Span(found[0], match.start(), match.end(), found[1])


def _classified(text: str, match: re.Match[str]) -> tuple[Kind, float] | None:
    """The kind and score of a number, or None when it may stay."""
    digits = re.sub(r"\D", "", match[0])
    is_solid = len(digits) == len(match[0])
    length = len(digits)
    cue = _cue(text, match.start())
    if length in (15, 16, 22) and cue is Kind.NPWP:
        return cue, 1.0
    if length == 18 and (_NIP.match(digits) or (is_solid and not _is_explained(text, match.start()))):
        return Kind.NIP, 1.0
    if length == 16 and (nik.is_valid(digits) or not _is_explained(text, match.start())):
        if nik.is_valid(digits):
            return Kind.NIK, 1.0
        return (cue if cue is Kind.BANK_ACCOUNT else Kind.NPWP if digits[0] == "0" else Kind.NIK), 0.95
    if is_solid and length == 15 and not _is_explained(text, match.start()):
        return Kind.NPWP, 0.94
    if _is_explained(text, match.start()):
        return None
    if cue is not None and (length >= 9 or (is_solid and length >= 6)):
        return cue, 0.85
    if is_solid and length >= 9 and not _STAMP.match(digits):
        return Kind.NUMBER, 0.6
    # Digit by digit: '3 5 0 8 ...'.
    if not is_solid and length >= 9 and len(match[0]) >= 2 * length - 1:
        return Kind.NUMBER, 0.6
    return None


def _cue(text: str, start: int) -> Kind | None:
    before = text[max(0, start - _CUE_REACH) : start]
    found = [(match.start(), kind) for kind, pattern in _CUES if (match := pattern.search(before))]
    return max(found)[1] if found else None


def _is_explained(text: str, start: int) -> bool:
    return _EXPLAINED.search(text[max(0, start - _CUE_REACH) : start]) is not None
