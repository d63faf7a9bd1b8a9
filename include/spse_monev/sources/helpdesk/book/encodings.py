"""The text of a delimited file, in whichever of the encodings Windows, LibreOffice and web systems write."""

from __future__ import annotations

import re

from spse_monev.sources.helpdesk.grid import UnreadableError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HEAD = 1 << 16
# Control characters above which a file is no text: some always, and a share of it.
_MAX_CONTROLS, _MAX_CONTROLS_SHARE = 8, 0.02
_CONTROL = re.compile(r"[\0-\x08\x0e-\x19\x1c-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n?|\n")


def decoded(content: bytes) -> str:
    """The text without byte order mark and NULs; UnreadableError with the line that cannot be decoded."""
    encoding, start = _encoding(content)
    try:
        text = content[start:].decode(encoding)
    except UnicodeDecodeError as error:
        before = content[start : start + error.start].decode(encoding)
        _refuse_binary(content[start : start + _HEAD].decode(encoding, "replace"))
        raise UnreadableError(
            f"baris {1 + len(_LINE_END.findall(before))} berisi huruf yang bukan {encoding.upper()}",
            "simpan ulang sebagai 'CSV UTF-8' atau sebagai .xlsx",
        ) from None
    _refuse_binary(text[:_HEAD])
    return text.replace("\0", "")


def _encoding(content: bytes) -> tuple[str, int]:
    """The encoding, and where the text begins."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding, len(bom)
    head = content[: _HEAD & ~1]
    # Half of the bytes of a Latin text in UTF-16 are zero, all on one side.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) * 0.4 and min(even, odd) < len(head) * 0.1:
        return ("utf-16-le" if odd > even else "utf-16-be"), 0
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Letters that were right until here tell UTF-8 with a fault; else it is the code page of Windows.
        return ("cp1252" if content[: error.start].isascii() else "utf-8"), 0
    return "utf-8", 0


def _refuse_binary(head: str) -> None:
    if len(_CONTROL.findall(head)) > max(_MAX_CONTROLS, len(head) * _MAX_CONTROLS_SHARE):
        raise UnreadableError(
            "berkas ini bukan lembar kerja dan bukan teks", "letakkan rekap yang disimpan sebagai .xlsx, .ods atau .csv"
        )
