"""All rules as one Markdown document for people: `docs/aturan.md` is what this gives."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spse_monev.analysis.priority import priority_of
from spse_monev.analysis.rules.model import Rule, Signal
from spse_monev.findings import ChangeClass
from spse_monev.labels import actor_label, change_class_label, urgency_label
from spse_monev.settings import Priorities

_KINDS = {
    "error": "jenis galat di log",
    "failure": "kegagalan transaksi dan proses",
    "route": "jawaban server web menurut rute",
    "metric": "angka terhadap batas",
    "query": "query yang lambat",
    "availability": "komponen yang mati",
    "incident": "gangguan menurut pemantauan",
    "complaint": "keluhan pengguna",
    "trend": "kecenderungan menuju batas",
    "setting": "pengaturan server basis data",
    "coincidence": "dua tanda pada waktu yang sama",
    "any": "salah satu dari beberapa tanda",
}
_GRAINS = {"day": "hari", "month": "bulan"}

_HEAD = """# Aturan penilaian kebutuhan perubahan

<!-- Ditulis oleh `spse rules table > docs/aturan.md`; jangan diubah di sini. -->

Menurut SOP 427.53/7.03/2018 langkah 2 dan 4. Setiap aturan ada dalam satu berkas di `include/rules/`. **R** berasal
dari tabel aturan SPSE, **P** dari yang dikenal alat penyetel PostgreSQL. Bila data suatu aturan tidak ada, aturan itu
menyatakan *tidak dapat dinilai* dan menyebut yang kurang. Bila tandanya terlihat tetapi syaratnya belum dapat dinilai,
kelasnya *perlu telaah*, tidak pernah diam-diam minor.

Prioritas di bawah ini menurut matriks bawaan; situs dapat mengubahnya, juga setiap ambang: lihat
[panduan operator](panduan-operator.md#temuan-dan-kebutuhan-perubahan). Tanda `…` diisi dengan angka atau nama yang
ditemukan.
"""


def rules_document(rules: Sequence[Rule]) -> str:
    """The document: how many of each class, a table of all rules, and a section on each."""
    by_class = Counter(rule.change_class for rule in rules)
    counts = ", ".join(f"{by_class[each]} {change_class_label(each).lower()}" for each in ChangeClass if by_class[each])
    lines = [_HEAD, f"{len(rules)} aturan: {counts}.", ""]
    lines += ["| Aturan | Judul | Kelas | Pelaku | Prioritas | Menilai |", "|---|---|---|---|---|---|"]
    lines += [f"| {' | '.join(_cells(rule))} |" for rule in rules]
    lines.append("")
    for rule in rules:
        lines += [f"## {rule.id}", "", f"**{_text(rule.title)}**", ""]
        lines += [f"- **{heading}**: {text}" for heading, text in _parts(rule)]
        lines.append("")
    return "\n".join(lines)


def _cells(rule: Rule) -> Iterator[str]:
    yield f"[{rule.id}](#{rule.id.lower()})"
    yield _text(rule.title).replace("|", "\\|")
    yield change_class_label(rule.change_class)
    yield actor_label(rule.actor)
    yield f"{priority_of(rule.urgency, rule.impact, Priorities())}"
    yield " dan ".join(_GRAINS[grain] for grain in rule.grain)


def _parts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "Tanda", _signal(rule.signal, "signal")
    for place, condition in enumerate(rule.conditions):
        negation = "Tidak berlaku bila" if condition.absent else "Syarat"
        yield negation, f"{_text(condition.meaning)} ({_signal(condition.signal, f'conditions.{place}.signal')})"
    yield "Perubahan", _text(rule.change.what)
    yield "Cara", _text(rule.change.how)
    yield "Uji", _text(rule.change.test)
    yield "Pengembalian", _text(rule.change.undo)
    yield f"Kelas {change_class_label(rule.change_class).lower()}", _text(rule.basis)
    yield "Urgensi dan dampak", f"{urgency_label(rule.urgency).lower()}, {rule.impact}"
    if rule.unless:
        yield "Tidak disebut bila sudah disebut oleh", ", ".join(rule.unless)
    yield "Asal ambang", _text(rule.source)


def _signal(signal: Signal, key: str) -> str:
    content = signal.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    # What is told apart by `kind` is told in words.
    told = [f"``{name} = {shown}``" for name, shown in _leaves(content, key) if not name.endswith(".kind")]
    if "frequency" in type(signal).model_fields and not content.get("frequency"):
        told.append(f"``{key}.frequency.per_day = 1``")
    return f"{_KINDS[signal.kind]}: " + ", ".join(told)


def _leaves(content: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{key}.{name}")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield from _leaves({str(place): each for place, each in enumerate(value)}, f"{key}.{name}")
        else:
            yield f"{key}.{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(text: str) -> str:
    """A rule's text as Markdown shows it: nothing in it is markup, and figures that a finding fills in are '…'."""
    return re.sub(r"([\\`*<\[])", r"\\\1", re.sub(r"\{\w+\}", "…", text))
