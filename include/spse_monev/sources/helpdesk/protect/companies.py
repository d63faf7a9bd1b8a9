"""Names of companies: behind their form ('CV', 'Koperasi'), before it ('Maju Jaya, PT'), after 'nama perusahaan'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spse_monev.sources.helpdesk.protect import walk
from spse_monev.sources.helpdesk.protect.recognizer import Kind, Recognizer, Span
from spse_monev.sources.helpdesk.protect.vocabulary import COMMON, COMPANY_WORDS, OFFICE

# Forms of one sense in any case; the others only with a capital or a dot ('pd' is also short for 'pada').
_FORM = re.compile(r"(?<![\w\[@.-])(?:p\.t|c\.v|pt|cv)(?![\w-])\.? ?", re.IGNORECASE)
_WEAK_FORM = re.compile(
    r"(?<![\w\[@.-])(?:(?:UD|PD|TB|FA|Fa|PO|Ud|Pd|Tb|Kop|KOP|[Tt]oko|TOKO|[Ff]irma|FIRMA|[Kk]operasi|KOPERASI"
    r"|[Yy]ayasan|YAYASAN|ud)\b\.?|(?:pd|tb|fa|kop)\.) ?"
)
_LABEL = re.compile(
    r"(?<![\w\[@.])(?:nama (?:perusahaan|badan usaha|penyedia|rekanan|cv|pt|vendor)(?:nya)?(?: saya| kami)?"
    r"(?: ?[:=] ?| adalah | yaitu | )|(?:perusahaan|penyedia|rekanan|vendor|badan usaha)"
    r"(?: ?: ?| (?:kami |saya )?(?:bernama |atas nama |an\. |a\.n\. )?))",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?<![\w\[@.])(?P<name>[A-Z][\w'’]{1,29}(?: (?:& )?[A-Z][\w'’]{1,29}){0,3})"
    r"(?: ?\((?:PT|CV|UD)\)|, ?(?:PT|CV|UD)\b| Tbk\b)\.?(?! [A-Z])"
)
# Without a form, and in small letters: told by a word that companies are named with, as in 'rekanan sinar jaya'.
_SAID = re.compile(
    r"(?<![\w\[@.])(?:perusahaan|penyedia|rekanan|vendor|(?:kami|saya|sy|kita) (?:dari|dr|mewakili)) ", re.IGNORECASE
)
_OFFICE_BEFORE = re.compile(r"(?:dinas|bidang|badan|kantor|kementerian|bagian|kepala|seksi)\.? \Z", re.IGNORECASE)


class CompanyRecognizer(Recognizer):
    """Companies, with their form; the sentence that goes on behind them stays."""

    kinds = (Kind.COMPANY,)

    def find(self, text: str) -> Iterator[Span]:
        """From the form to the name's last word."""
        for pattern in (_FORM, _WEAK_FORM):
            for match in pattern.finditer(text):
                if _OFFICE_BEFORE.search(text[max(0, match.start() - 16) : match.start()]):
                    continue
                if found := walk.company(text, match.end(), is_strict=pattern is _WEAK_FORM):
                    yield Span(Kind.COMPANY, match.start(), found.end, 0.9)
        for match in _LABEL.finditer(text):
            found = walk.company(text, match.end(), is_strict=True)
            # One word in capitals is rather an abbreviation: 'penyedia OSS'.
            if found and text[found.start].isupper() and not (len(found.words) == 1 and found.words[0].isupper()):
                yield Span(Kind.COMPANY, found.start, found.end, 0.82)
        for match in _SAID.finditer(text):
            found = walk.company(text, match.end())
            if found and _is_named(found):
                yield Span(Kind.COMPANY, found.start, found.end, 0.82)
        for match in _BEHIND.finditer(text):
            words = match["name"].split()
            while words and (words[0].lower() in COMMON or words[0].lower() in OFFICE):
                words.pop(0)
            if words:
                yield Span(Kind.COMPANY, match.end("name") - len(" ".join(words)), match.end(), 0.88)


def _is_named(found: walk.Walk) -> bool:
    """Whether a name tells by itself that it is a company's."""
    first, *others = (word.lower() for word in found.words)
    return first not in COMMON and any(word in COMPANY_WORDS and word not in COMMON for word in others)
