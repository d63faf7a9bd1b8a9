"""Names of persons: after a word that announces one, with titles or degrees, under a letter, and well-known ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect import walk
from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span
from spse_monev.sources.helpdesk.protect.vocabulary import (
    COMMON,
    DEGREES,
    GIVEN,
    HONORIFICS,
    NAMES_IN_CAPITALS,
    OFFICE,
    WEAK_GIVEN,
)

_NOT_INSIDE = r"(?<![\w\[@./])"
_HONORIFIC = re.compile(
    rf"(?<![\w\[@.])(?:{'|'.join(map(re.escape, sorted(HONORIFICS)))})\b\.?(?! ?/ ?(?:ibu|bu|sdri|mbak)\b) ?",
    re.IGNORECASE,
)
# 'P Budi', 'b. siti': only before a well-known name.
_INITIAL_HONORIFIC = re.compile(rf"{_NOT_INSIDE}[PpBb]\.? (?=[^\W\d_])")
_TITLE = re.compile(
    rf"{_NOT_INSIDE}(?:(?:Ir|Drs|Dra|Dr|dr|drg|drh|Prof|Apt|Pdt|KH|Hj|H|R|Rr|Tn|Ny)\. ?|(?:Ir|Drs|Dra|KH|Hj) )(?=[A-Z])"
)
# Before a well-known name they announce it, before other words they do not.
_BEFORE_GIVEN = re.compile(
    rf"{_NOT_INSIDE}(?:an|user|akun|login|pengirim|pelapor|peserta|ppk|pokja|panitia|kata|sama|ke) ", re.IGNORECASE
)
_LABEL = re.compile(
    rf"{_NOT_INSIDE}(?:nm ?[:=] ?"
    r"|nama(?:ku|nya)? ?(?:saya|sy|aku|lengkap|pelapor|pemohon|pengirim|user|pengguna|direktur|pic"
    r"|kontak|penanggung jawab|panggilan)?(?: ?[:=] ?| adalah | yaitu | )|atas nama |a\. ?n\b\.? ?|a/n\.? ?|an\. "
    r"|bernama |u\.p\. ?|up\. |u\.b\. |ttd\.?[ ,.:\n]{0,3}|tertanda[ ,.:\n]{0,3}|dilaporkan oleh "
    r"|perkenalkan,? (?:nama )?(?:saya|sy|kami)? ?|(?:pic|cp|contact person|kontak person|narahubung) ?:? ?"
    r"|(?:pelapor|pemohon|pengirim|peserta) ?: ?)",
    re.IGNORECASE,
)
# 'nama' says so alone only with a sign or an owner: 'nama paket', 'nama file' announce no person; nor does 'ttd basah'.
_BARE_LABEL = re.compile(
    r"(?:nama(?:ku|nya)?|ttd\.?|tertanda|pic|cp|bernama|nama pengguna|nama user) \Z", re.IGNORECASE
)
_ROLE = re.compile(
    rf"{_NOT_INSIDE}(?:direktur(?: utama| cabang)?|direktris|dirut|wakil direktur|komisaris|pimpinan|kuasa direktur"
    r"|tenaga ahli|saksi|notaris|hubungi|menghubungi|menelepon|konfirmasi ke) ?:? ?",
    re.IGNORECASE,
)
_SELF = re.compile(rf"{_NOT_INSIDE}(?:saya|sy|kami|dengan|dgn|ini|aku|oleh) ", re.IGNORECASE)
_SPEAKERS = ("saya ", "sy ", "aku ", "oleh ")  # 'dengan Google Chrome' is no person
_FROM = re.compile(
    r",? ?(?:(?:dari|dr|drpd|mewakili)"
    r" (?:\[|pt|cv|ud|pokja|ppk|dinas|badan|ukpbj|opd|bagian|penyedia|perusahaan|konsultan)"
    r"|selaku|sebagai|sbg|direktur|staf|staff|admin|operator|penyedia|pokja|ppk|panitia|pic"
    r"|umur|dengan (?:nik|nip|npwp|hp|no)|\[|\(?(?:pt|cv|ud)\b)",
    re.IGNORECASE,
)
_FROM_ANYWHERE = re.compile(r",? ?(?:dari|dr|mewakili) ", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?<!\w)(?:terima ?kasih|makasih|trima ?kasih|trims|tks|thanks|hormat (?:kami|saya)|salam(?: hormat)?|wassalam"
    r"|regards|demikian)\b(?: (?:ya|min|admin|pak|bu|kak|mas|mbak)\b){0,2}(?:[ ,.!]{0,3}\n+|[,.!]+ ?|  ?- ?)",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"[ .)]*(?:\n|\Z)")
_BEFORE_DEGREE = re.compile(
    r"(?P<names>(?:[A-Z][\w'’]{1,19}\.? ){0,3}[A-Z][\w'’]{1,19})"
    r"(?=(?P<gap>, ?| )(?P<degree>[A-Z][A-Za-z]{0,3}(?:\.[A-Za-z]{1,5}){0,3}\b\.?)(?![\w@]))"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]))*")
_AGAIN_LENGTH = 4  # letters from which a word of a name found once is masked everywhere in its text


class PersonRecognizer(Recognizer):
    """Persons by cue. What a name found once is made of is masked wherever the text repeats it."""

    kinds = (Kind.NAME,)

    def find(self, text: str) -> Iterator[Span]:
        """Names without the words that announce them."""
        again: set[str] = set()
        for found in self._announced(text):
            again.update(
                word.lower()
                for word in found.words
                if len(word) >= _AGAIN_LENGTH and word.lower() not in COMMON and word.lower() not in OFFICE
            )
            yield Span(Kind.NAME, found.start, found.end, 0.85)
        run: list[re.Match[str]] = []
        for match in _WORD.finditer(text):
            low = match[0].lower()
            if low in again:
                yield Span(Kind.NAME, match.start(), match.end(), 0.8)
            if low in GIVEN:
                if run and text[run[-1].end() : match.start()] not in (" ", ". "):
                    yield from _known(text, run)
                    run = []
                run.append(match)
            elif run:
                yield from _known(text, run)
                run = []
        yield from _known(text, run)

    def _announced(self, text: str) -> Iterator[walk.Walk]:
        for pattern in (_HONORIFIC, _TITLE, _LABEL):
            for match in pattern.finditer(text):
                is_bare = pattern is _LABEL and _BARE_LABEL.match(match[0]) is not None
                if found := walk.person(text, match.end(), needs_capital=is_bare):
                    yield found
        for pattern, known in ((_INITIAL_HONORIFIC, GIVEN), (_BEFORE_GIVEN, GIVEN - WEAK_GIVEN)):
            for match in pattern.finditer(text):
                found = walk.person(text, match.end())
                if found and found.words[0].lower() in known:
                    yield found
        for match in _ROLE.finditer(text):
            if found := walk.person(text, match.end(), needs_capital=":" not in match[0]):
                yield found
        for match in _SELF.finditer(text):
            found = walk.person(text, match.end())
            if found is None:
                continue
            # 'saya Budi', 'saya budi dari', 'saya wiro dari cv', but not 'saya ambil dari SPSE'
            is_given = found.words[0].lower() in GIVEN
            first = found.words[0]
            is_capital = first[0].isupper() and not first.isupper()
            is_full = is_capital and len(found.words) > 1 and match[0].lower() in _SPEAKERS
            is_sent = _FROM.match(text, found.end) or (is_capital and _FROM_ANYWHERE.match(text, found.end))
            if is_given or is_full or is_sent:
                yield found
        for match in _CLOSING.finditer(text):
            found = walk.person(text, match.end())
            if found and _LINE_END.match(text, found.end):
                yield found
        for match in _BEFORE_DEGREE.finditer(text):
            if found := _before_degree(match):
                yield found


def _before_degree(match: re.Match[str]) -> walk.Walk | None:
    degree = match["degree"]
    if degree.replace(".", "").lower() not in DEGREES or ("." not in degree and "," not in match["gap"]):
        return None
    words = match["names"].split()
    while words and (words[0].strip(".").lower() in COMMON or words[0].lower() in OFFICE):
        words.pop(0)
    if not words or any(word.lower() in COMMON - NAMES_IN_CAPITALS for word in words):
        return None
    start = match.end("names") - len(" ".join(words))
    return walk.Walk(start, walk.degrees_end(match.string, match.end("names")), tuple(words))


def _known(text: str, run: list[re.Match[str]]) -> Iterator[Span]:
    """Known names one after another, with the capitalised words behind them; one alone when nothing else is meant."""
    if not run:
        return
    low = [match[0].lower() for match in run]
    is_capital = run[0][0][0].isupper() and not run[0][0].isupper()
    if len(run) == 1 and (low[0] in WEAK_GIVEN or not is_capital):
        follows = walk.person(text, run[0].start(), needs_capital=True) if is_capital else None
        if follows is None or len(follows.words) < 2:
            return
    elif all(word in WEAK_GIVEN for word in low) and not run[0][0][0].isupper():
        return
    found = walk.person(text, run[0].start())
    if found is None:
        return
    end = max(found.end, run[-1].end()) if is_capital or len(run) == 1 else run[-1].end()
    yield Span(Kind.NAME, run[0].start(), end, 0.55)
