"""What the classifier sees of a text: its words in ones and twos, pieces of its words, and its signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scipy.sparse import hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer

from spse_monev.analysis.complaints.signs import find_signs

# Weight of the signs beside words and pieces of words, each of which makes a vector of length 1.
SIGN_WEIGHT = 0.15
# Words of fewer letters, and these, name nothing: 'tidak bisa' alone is a complaint of nobody knows what.
MIN_LETTERS = 3
NAMELESS = frozenset(
    {
        "tidak", "bisa", "belum", "sudah", "yang", "ini", "itu", "ada", "saya", "kami", "mau", "mohon", "tolong",
        "coba", "gagal", "error", "terus", "lagi", "masih", "juga", "buka", "sama", "untuk", "dengan", "dari",
        "karena", "kalau", "tapi", "seperti", "begini", "begitu", "kenapa", "bagaimana", "apa", "tes", "test",
    }
)  # fmt: skip


class Features:
    """The features of normalised texts, learnt from those of the training."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True)
        # Pieces of words see through the spellings that no list holds.
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        self._signs = DictVectorizer()

    def learn(self, texts: Sequence[str]) -> Any:
        """The features of the training's texts, one sparse row for each."""
        signs = self._signs.fit_transform(map(_signs, texts)) * SIGN_WEIGHT
        return hstack([self._words.fit_transform(texts), self._pieces.fit_transform(texts), signs]).tocsr()

    def of(self, texts: Sequence[str]) -> Any:
        """The features of other texts, one sparse row for each."""
        signs = self._signs.transform(map(_signs, texts)) * SIGN_WEIGHT
        return hstack([self._words.transform(texts), self._pieces.transform(texts), signs]).tocsr()

    def known_words(self, text: str) -> tuple[int, int]:
        """How many different words of a text that name something the training has, and how many it has not."""
        vocabulary = self._words.vocabulary_
        words = {word for word in text.split() if len(word) >= MIN_LETTERS} - NAMELESS
        known = sum(word in vocabulary for word in words)
        return known, len(words) - known


def _signs(text: str) -> dict[str, float]:
    """Signs alone and in pairs, so that a linear model can tell a fault from a question about one."""
    places = find_signs(text)
    names = sorted(places)
    signs = dict.fromkeys(names, 1.0)
    for index, name in enumerate(names):
        signs.update({f"{name} & {other}": 0.5 for other in names[index + 1 :]})
    for name in ("fault", "ask", "transfer", "wish", "office"):
        if name not in places:
            signs[f"no {name}"] = 1.0
    if "fault" in places and "ask" in places:
        signs["ask before fault" if places["ask"] < places["fault"] else "fault before ask"] = 1.0
    words = text.split()
    if words:
        signs[f"first {words[0]}"] = signs[f"last {words[-1]}"] = 0.5
    signs["length"] = min(len(words), 40) / 40
    return signs
