"""Addresses: a road, hamlet, village or estate with what follows it. Roads in the names of work packages stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect import walk
from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span
from spse_monev.sources.helpdesk.protect.vocabulary import COMMON, FUNCTION, OFFICE_HEADS, PLACES, WORKS, words

_HEAD = re.compile(
    r"(?<![\w\[@])(?P<head>jl|jln|jalan|gang|gg|perum|perumahan|komplek|kompleks|dusun|dsn|ds|desa|kel|kelurahan|kec"
    r"|kecamatan|rt|blok|lingk)\b(?P<dot>\.?)[ :]{0,2}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![\w\[@])(?:alamat(?:nya)?(?: (?:saya|kami|rumah|kantor|lengkap|perusahaan|domisili|ktp)){0,2}"
    r"(?P<sign> ?[:=] ?| di | )"
    r"|(?:tinggal|berdomisili|domisili|beralamat|rumah saya|kantor kami|alamat kami) (?:di |: ?)|domisili )",
    re.IGNORECASE,
)
_NO_POSTAL_ADDRESS = re.compile(
    r"(?:e-?mail|surel|imel|web\w*|url|ip|link|situs|server|aplikasi|http|www|laman|spse|lpse)", re.IGNORECASE
)
_UNIT = re.compile(
    r"""[ ,]{0,2}(?:
        \(?(?:no|nomor|nomer|kav|kavling|blok|blk|rt|rw|km|lt|lantai)\b[ .:]{0,3}[a-z]{0,3}[ .-]?
        (?:\d{1,4}|[ivx]{1,4})\b(?![ .-]?\d{3})[a-z]?(?:[ ]?[-/][ ]?(?:rw[ ]?\.?)?[ ]?(?:\d{1,4}|[a-z])\b)?\)?
      | \d{1,4}[a-z]?\b(?:[ ]?[-/][ ]?\d{1,4}\b)?                        # a house's number, no amount of anything
        (?![.,:]?\d|%|[ ]?(?:mb|kb|gb|persen|hari|jam|menit|kali|x|wib|juta|miliar|file|orang|paket|tahun|bulan)\b)
      | (?:kode[ ]?pos[ ])?\d{5}\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NEXT_PART = re.compile(
    r",? ?(?:jl|jln|jalan|gang|gg|perum|perumahan|dusun|dsn|ds|desa|kel|kelurahan|kec|kecamatan|kab|kabupaten|kota|prov"
    r"|provinsi|rt|rw)\b[ .:]{0,3}",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[ .]{0,2}(?P<word>[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){0,29})(?![\w@])")
_TOWN = re.compile(r", ?(?=[A-Z])")
_PLACE_CUE = re.compile(r"(?<!\w)(?:di|dari|dr|alamat|warga|domisili) \Z", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[\w-]+")
_PLACE_WORDS = 4
_ROADS = words("jl jln jalan gang gg")
_VILLAGES = words("desa ds kel kelurahan kec kecamatan dusun dsn")
_VILLAGE_AFFAIRS = OFFICE_HEADS | words("jalan jembatan dana kas alokasi")
_NEED_CAPITAL = words("kel kec ds perum komplek kompleks")  # unless a dot says that they are short for something
# Words in names of places that are common words too.
_IN_PLACES = PLACES | words(
    """
    raya lor kidul wetan kulon tengah timur barat utara selatan baru indah permai asri jaya merdeka pahlawan kota besar
    kecil satu dua tiga lama putih merah hijau kuning pasar veteran pemuda pelajar
    """
)


class AddressRecognizer(Recognizer):
    """Postal addresses, as far as their parts go on."""

    kinds = (Kind.ADDRESS,)

    def find(self, text: str) -> Iterator[Span]:
        """From the first part to the last."""
        position = 0
        while match := _HEAD.search(text, position):
            position = match.end()
            end = _end(text, match)
            if end is None:
                continue
            position = max(position, end)
            if not _names_a_work_or_office(text, match):
                yield Span(Kind.ADDRESS, match.start(), end, 0.83)
        for match in _LABEL.finditer(text):
            begin = match.end()
            if _NO_POSTAL_ADDRESS.match(text, begin):
                continue
            end = _tail_end(text, _name_end(text, begin, is_loose=":" in match[0] or "=" in match[0]))
            if end > begin and (match["sign"] != " " or text[begin].isupper()):
                yield Span(Kind.ADDRESS, begin, end, 0.8)


def _end(text: str, match: re.Match[str]) -> int | None:
    """Where the address that begins with this head ends; None if the word means something else here."""
    head = match["head"].lower()
    if head in ("rt", "blok"):
        unit = _UNIT.match(text, match.start())
        return _tail_end(text, unit.end()) if unit else None
    begin = match.end()
    end = _name_end(text, begin)
    if end == begin and not _UNIT.match(text, begin):
        return None
    is_capital = text[begin : begin + 1].isupper()
    # 'Jalan' is also 'run' and 'way': a capital or a house's number has to tell.
    if head == "jalan" and (match["dot"] or not (is_capital or _UNIT.match(text, end))):
        return None
    if head in _NEED_CAPITAL and not (match["dot"] or is_capital):
        return None
    tail_end = _tail_end(text, end)
    if head in _VILLAGES and not is_capital and tail_end == end and not _PLACE_CUE.search(text[: match.start()][-12:]):
        return None
    return tail_end


def _name_end(text: str, position: int, *, is_loose: bool = False) -> int:
    """Where the words of a place's name end; `is_loose` takes common words that begin with a capital."""
    count, is_capital = 0, False
    while count < _PLACE_WORDS and (match := _PLACE.match(text, position)):
        word, low = match["word"], match["word"].lower()
        if low in FUNCTION or (not count and low in _ROADS):
            break
        if count and ("." in match[0] or _NEXT_PART.match(text, position) or _UNIT.match(text, position)):
            break
        if not count:
            is_capital = word[0].isupper()
        if is_capital:
            if not word[0].isupper() or (low in COMMON and low not in _IN_PLACES and not is_loose):
                break
        elif walk.is_common(word) and not (low in _IN_PLACES and (count or is_loose)):
            break
        count += 1
        position = match.end()
    return position


def _tail_end(text: str, position: int) -> int:
    """Where the parts behind it end: number, RT/RW, village, district, town, postal code."""
    while True:
        if unit := _UNIT.match(text, position):
            position = unit.end()
            continue
        part = _NEXT_PART.match(text, position) or _TOWN.match(text, position)
        if part is None or (end := _name_end(text, part.end())) == part.end():
            return position
        position = end


def _names_a_work_or_office(text: str, match: re.Match[str]) -> bool:
    before = re.split(r"[,.;:!?\n]| di ", text[max(0, match.start() - 60) : match.start()])[-1]
    heads = [word.lower() for word in _WORD_BEFORE.findall(before)]
    if not WORKS.isdisjoint(heads[-5:]):
        return True
    return match["head"].lower() in _VILLAGES and bool(heads) and heads[-1] in _VILLAGE_AFFAIRS
