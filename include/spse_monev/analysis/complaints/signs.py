"""Signs of `include/complaints/signs.yaml` in normalised words: a fault, a question, a wish, the whole site ...

>>> sorted(find_signs("bagaimana cara upload file penawaran ?"))
['ask', 'how', 'question_mark', 'transfer', 'transfer_ask']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import yaml

from spse_monev.settings import PROJECT

SIGNS = PROJECT / "include" / "complaints" / "signs.yaml"
_GAP = r" (?:[^ ]+ ){0,3}"  # `..`: the words that may stand between


def find_signs(words: str) -> Mapping[str, int]:
    """The signs that normalised words hold -> where the first one begins, counted in characters."""
    found: dict[str, int] = {}
    for name, pattern in _patterns().items():
        if match := pattern.search(words):
            found[name] = match.start()
    return found


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    content: dict[str, list[str]] = yaml.safe_load(SIGNS.read_text(encoding="utf-8"))
    return MappingProxyType({name: re.compile("|".join(map(_pattern, lines))) for name, lines in content.items()})


def _pattern(line: str) -> str:
    end_of_text = line.endswith(" $")
    line = line.removesuffix(" $")
    parts = []
    for part in line.split(" .. "):
        # 'apa saja|itu' means one of the words after 'apa'.
        words = ["(?:" + "|".join(map(_word, group.split("|"))) + ")" for group in part.split(" ")]
        parts.append(" ".join(words))
    return "(?<![^ ])" + _GAP.join(parts) + ("$" if end_of_text else "(?![^ ])")


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + ("[^ ]*" if word.endswith("*") else "")
