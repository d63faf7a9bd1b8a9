"""Rows of a recap that are no complaints: numbers under the header, months between, totals and signatures at the foot.

Only rows without a date are looked at. A row that might be a complaint without its date is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spse_monev.sources.helpdesk.grid import Unusable, Value
from spse_monev.sources.helpdesk.spreadsheet.words import is_empty

_MONTH = (
    r"(?:januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember"
    r"|jan|feb|mar|apr|jun|jul|agt|ags|agus|sept?|okt|nov|nop|des)"
)
_ORDINAL = r"(?:pertama|ke(?:dua|tiga|empat|lima|enam)|awal|akhir|s\.?d\.?|sampai|dengan)"
_NUMBER = re.compile(r"\(?\s*(\d{1,2})\s*[.)]?")
_MIN_NUMBERS = 3
_TOTAL = re.compile(
    rf"(?i)(?:grand |sub ?)?(?:total|jumlah|rata-rata|persentase)(?:[\s:=./()&,\d-]|\b(?:seluruh(?:nya)?|keseluruhan"
    rf"|keluhan|pengaduan|aduan|permasalahan|masalah|layanan|konsultasi|tiket|laporan|pertanyaan|selesai|belum|proses"
    rf"|data|bulan|tahun|minggu|ini|penyedia|pokja|ppk|masuk|dan|permintaan|{_ORDINAL}|{_MONTH})(?!\w))*"
)
_GROUP = re.compile(
    rf"(?i)(?:(?:data|rekap(?:itulasi)?|keluhan|pengaduan|layanan|bulan|periode|minggu|pekan|triwulan|semester|tahun"
    rf"|ke|tw)\b|{_MONTH}\b|\b{_ORDINAL}(?!\w)|\b[ivx]{{1,4}}\b|[\s:/.,\d-])+"
)
_SIGNED = re.compile(
    r"(?i)(?:mengetahui|menyetujui|mengesahkan|disetujui|diketahui|disahkan|dibuat|disusun|diperiksa|diverifikasi"
    r"|yang (?:membuat|melaporkan)|hormat kami|pelapor|penyusun)(?: oleh)?[\s,:.]*"
    r"(?:(?:a\.?n\.? |plt\.? |kepala|ketua|koordinator|admin(?:istrator)?|petugas|pejabat|manajer)\b.{0,60})?"
)
# 'Lumajang, 31 Oktober 2026', and with dots where the day is written by hand
_LINE = re.compile(r"[\s.…_]+")
_PLACE_DATE = re.compile(rf"(?i)[a-z][a-z '-]{{2,40}}, ?(?:\d{{1,2}} )?(?:{_MONTH}(?: \d{{4}})?|\d{{4}}) ?")
_NIP = re.compile(r"(?i)nip\b[\d\s.:…_-]*")
_REMARK = re.compile(r"(?is)(?:catatan|keterangan|ket|sumber|note|nb)\s*[:.].*")
_NOTHING = re.compile(
    r"(?i)(?:nihil|tidak (?:ada|terdapat) (?:keluhan|pengaduan|permasalahan|laporan|aduan|layanan|konsultasi|data)"
    r"(?: (?:yang )?masuk)?(?: (?:pada )?(?:bulan|hari|minggu) ini)?|libur(?: nasional)?|cuti bersama)[\s.!]*"
)
_MAX_CHARACTERS = 200
_SENTENCE_WORDS = 6
_FOOT_ROWS = 12
_FOOT_CELLS = 3


def is_numbering(values: Sequence[Value]) -> bool:
    """Whether the cells count the columns: 1, 2, 3 ... or (1), (2), (3) ..."""
    found: list[int] = []
    for value in values:
        if value is None:
            continue
        if isinstance(value, int) and not isinstance(value, bool):
            found.append(value)
        elif isinstance(value, str) and (match := _NUMBER.fullmatch(value.strip())):
            found.append(int(match[1]))
        else:
            return False
    return len(found) >= _MIN_NUMBERS and found == list(range(found[0], found[0] + len(found))) and found[0] <= 1


def is_unused(values: Sequence[Value], columns: Sequence[int]) -> bool:
    """Whether a row was only prepared: a running number, formulas, boxes without a tick, and no words anywhere."""
    read = frozenset(columns)
    for index, value in enumerate(values):
        if value is None or value is False or isinstance(value, Unusable):
            continue
        if isinstance(value, str):
            if not is_empty(value) and (index in read or any(map(str.isalpha, value))):
                return False
        elif index in read:
            return False
    return True


def is_nothing(values: Sequence[Value]) -> bool:
    """Whether a row, dated or not, says that there was no complaint: 'Nihil'."""
    says_so = False
    for value in values:
        if not isinstance(value, str):
            continue
        text = value.strip()[: _MAX_CHARACTERS + 1]
        if _NOTHING.fullmatch(text):
            says_so = True
        elif any(map(str.isalpha, text)) and not is_empty(text) and not _GROUP.fullmatch(text):
            return False
    return says_so


class Foot:
    """Follows the rows of a sheet from the top and knows its totals and signatures."""

    def __init__(self) -> None:
        self._left = 0

    def leave(self) -> None:
        """A complaint or a header has come."""
        self._left = 0

    def takes(self, values: Sequence[Value], text_columns: Sequence[int]) -> bool:
        """Whether a row without a date is a title between, a total, or part of a signature."""
        filled = [(index, value) for index, value in enumerate(values) if value is not None]
        words = [(index, value.strip()[: _MAX_CHARACTERS + 1]) for index, value in filled if isinstance(value, str)]
        if not words:
            return False
        if self._opens(filled, words):
            self._left = _FOOT_ROWS
            return True
        if len(filled) == 1 and _GROUP.fullmatch(words[0][1]):
            return True
        # What is numbered, or has a formula, is rather a record without its date.
        if not self._left or len(filled) > _FOOT_CELLS or not isinstance(filled[0][1], str):
            return False
        if any(isinstance(value, Unusable) for _, value in filled):
            return False
        self._left -= 1
        return not any(index in text_columns and len(text.split()) >= _SENTENCE_WORDS for index, text in words)

    @staticmethod
    def _opens(filled: Sequence[tuple[int, Value]], words: Sequence[tuple[int, str]]) -> bool:
        first = words[0][1]
        if _TOTAL.fullmatch(first) and len(words) <= _FOOT_CELLS:
            return True
        if len(filled) > _FOOT_CELLS:
            return False
        if any(
            _SIGNED.fullmatch(text) or _PLACE_DATE.fullmatch(_LINE.sub(" ", text)) or _NIP.fullmatch(text)
            for _, text in words
        ):
            return True
        return len(filled) == 1 and _REMARK.fullmatch(first) is not None
