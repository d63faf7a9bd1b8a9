r"""What a person wrote anew in a mail: without the mails it quotes and without the signature.

>>> own_words("Masih gagal.\n\nPada Sen, 5 Okt 2026 pukul 09.12 <helpdesk@contoh.go.id> menulis:\n> Coba lagi")
'Masih gagal.'

A mail that was only passed on keeps what it passes on: it is the complaint. Where nothing else would be left, all is
kept.
"""

from __future__ import annotations

import re

_LONGEST = 400  # characters of a line that are looked at
_ATTRIBUTION = re.compile(
    r"(?i)^(?:on|pada|tanggal|op|am|le)\b.{5,}?(?:\d{1,2}[.:]\d{2}|@).{0,200}?\b(?:wrote|menulis|schreef|schrieb|écrit)\s?:?$"
)
_SEPARATOR = re.compile(r"(?i)^[-_=*\s]{2,}\s?(?:original message|pesan asli|surat asli|ursprüngliche nachricht)\b")
_ABOVE = re.compile(
    r"(?i)\b(?:reply|write|answer|type)\b.{0,40}\babove this line\b"
    r"|\b(?:balas|tulis|ketik)\w*.{0,40}\bdi atas (?:baris|garis) ini\b"
)
_FROM = re.compile(r"(?i)^\*?(?:from|dari|pengirim)\*?\s?:.{0,200}@")
_SENT = re.compile(r"(?i)^\*?(?:sent|date|dikirim|terkirim|tanggal)\*?\s?:")
_DEVICE = re.compile(r"(?i)^(?:sent from|sent via|dikirim dari|terkirim dari|get outlook for|unduh outlook)\b.{0,80}$")
_SIGNATURE = re.compile(r"^--\s?$|^_{5,}$")
_CLOSING = re.compile(r"(?i)^(?:hormat (?:kami|saya)|salam hormat|best regards|kind regards|regards|wassalam\S*)[,.]?$")
_LINES_OF_A_SIGNATURE = 8


def own_words(text: str) -> str:
    """The text's own lines; what is quoted and the signature are gone if anything is left without them."""
    lines = text.split("\n")
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number][:_LONGEST]
        if count := _attribution(lines, number):
            # What follows such a quote is an answer below it; without marks nobody can tell where the quote ends.
            if not any(row.startswith(">") for row in lines[number + count : number + count + 3]) and kept:
                break
            number += count
            continue
        if kept and _ends_here(lines, number, line):
            break
        if not line.startswith(">") and not _DEVICE.match(line) and (kept or not _ABOVE.search(line)):
            kept.append(lines[number])
        number += 1
    return "\n".join(kept).strip() or text.strip()


def _attribution(lines: list[str], number: int) -> int:
    """How many lines tell who wrote what is quoted after them: mail programs break a long one into two or three."""
    if not lines[number][:8].lower().startswith(("on ", "pada ", "tanggal ", "op ", "am ", "le ")):
        return 0
    joined = (" ".join(lines[number : number + count])[:_LONGEST] for count in (1, 2, 3))
    return next((count for count, line in enumerate(joined, 1) if _ATTRIBUTION.match(line)), 0)


def _ends_here(lines: list[str], number: int, line: str) -> bool:
    if _SEPARATOR.match(line) or _ABOVE.search(line) or _SIGNATURE.match(line):
        return True
    following = [row[:_LONGEST] for row in lines[number + 1 : number + 5]]
    if _FROM.match(line) and any(_SENT.match(row) for row in following):
        return True
    if not _CLOSING.match(line):
        return False
    rest = [row for row in lines[number + 1 : number + 2 + 4 * _LINES_OF_A_SIGNATURE] if row.strip()]
    return len(rest) <= _LINES_OF_A_SIGNATURE
