"""What a person reads before answering at a step of a change request, as Markdown for Airflow's page.

Text of logs, complaints and people is hostile: every value is escaped, so that none of it becomes a link, an image,
a heading or markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby, zip_longest
from typing import Any

from spse_monev.changes import ChangeRecord, EventKind
from spse_monev.completeness import day_ranges
from spse_monev.findings import Finding
from spse_monev.labels import actor_label, change_class_label, change_kind_label, executor_label, urgency_label
from spse_monev.period import Month
from spse_monev.reports.words import legal_text, month_name, shortened
from spse_monev.settings import Site

MAX_TEXT = 600
SHOWN_EVIDENCE = 8
SHOWN_DOUBTS = 5
# All that Markdown gives a meaning, and what its dialects make links of by themselves.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:/@$^=\"'])")


def escaped(text: str, limit: int = MAX_TEXT) -> str:
    """A text on one line in which Markdown sees nothing but letters."""
    return _MARKUP.sub(r"\\\1", shortened(legal_text(text), limit))


def question(
    site: Site, record: ChangeRecord, executor: str, findings: Sequence[Finding], answers: Iterable[Sequence[str]],
    files_url: str,
) -> str:  # fmt: skip
    """The Markdown that goes with a step's form.

    `answers` are earlier answers as (who, when, what, fields...); `files_url` is the address under which the documents
    of `record` are served.
    """
    return "\n\n".join(
        [
            *(["**DATA SINTETIS**: seluruh angka dan nama di sini buatan."] if site.synthetic else []),
            *_proposal(site, record, executor),
            *_evidence(site, record, findings),
            *_earlier(answers),
            *_documents(record, files_url),
        ]
    )


def _proposal(site: Site, record: ChangeRecord, executor: str) -> list[str]:
    request = record.request
    rows: list[tuple[str, str]] = [
        ("Nomor", request.number),
        ("Menunggu jawaban", executor_label(executor)),
        ("Judul", request.title),
        ("Asal", _origin(site, record)),
        ("Kelas", change_class_label(request.change_class)),
        ("Dasar kelas", request.class_reason),
    ]
    if request.change_kind and request.category:
        rows.append(
            ("Jenis dan kategori", f"{change_kind_label(request.change_kind)}, {request.category.capitalize()}")
        )
    rows += [
        ("Prioritas", f"{request.priority.capitalize()} (urgensi {urgency_label(request.urgency).lower()}, dampak "
                      f"{request.impact})"),
        ("Maksud", request.purpose),
        ("Perubahan", request.change),
        ("Cara", request.how),
        ("Uji coba", request.test),
        ("Pengembalian", request.undo),
        ("Pelaku", actor_label(request.actor)),
    ]  # fmt: skip
    table = [f"| {name} | {escaped(value)} |" for name, value in rows if value]
    return ["\n".join(["| | |", "|---|---|", *table])]


def _origin(site: Site, record: ChangeRecord) -> str:
    request = record.request
    if request.requested_by:
        return f"diajukan oleh {request.requested_by}"
    return f"evaluasi {month_name(Month(request.first_month, site.zone))}, aturan {request.rule_id}"


def _evidence(site: Site, record: ChangeRecord, findings: Sequence[Finding]) -> list[str]:
    if record.request.proof:
        return ["#### Dasar atau bukti", escaped(record.request.proof, 2000)]
    # The strongest of each finding before the second of any; the same text on many days is one.
    ranks = zip_longest(*(finding.evidence for finding in findings))
    days: dict[tuple[str, str], list[date]] = {}
    for each in (each for rank in ranks for each in rank if each):
        days.setdefault((each.text, each.source), []).extend([each.day] if each.day else [])
    if not days:
        return ["#### Bukti", "Temuan yang mendasari permohonan ini tidak ada lagi pada penilaian terakhir\\."]
    seen = [_seen(site, text, source, found) for (text, source), found in days.items()]
    told = ["#### Bukti", "\n".join(f"- {each}" for each in seen[:SHOWN_EVIDENCE])]
    if len(seen) > SHOWN_EVIDENCE:
        told.append(f"{SHOWN_EVIDENCE} dari {len(seen)} bukti; selengkapnya pada formulir dan laporan evaluasi\\.")
    doubts = list(dict.fromkeys(doubt for finding in findings for doubt in finding.doubts))
    if doubts:
        told += ["#### Yang belum pasti", "\n".join(f"- {escaped(each)}" for each in doubts[:SHOWN_DOUBTS])]
    return told


def _seen(site: Site, text: str, source: str, days: Iterable[date]) -> str:
    label = site.sources[source].label if source in site.sources else source
    by_month = groupby(sorted(set(days)), lambda day: day.replace(day=1))
    when = [f"{day_ranges(found)} {month_name(Month(first, site.zone))}" for first, found in by_month]
    place = ", ".join(part for part in (label, *when) if part)
    return f"{escaped(text, 300)}{f' ({escaped(place)})' if place else ''}"


def _earlier(answers: Iterable[Sequence[str]]) -> list[str]:
    lines = [
        f"- **{escaped(what)}**, {escaped(who)}, {escaped(when)}" + "".join(f"\n  - {escaped(each)}" for each in fields)
        for who, when, what, *fields in answers
    ]
    return ["#### Keputusan sebelumnya", "\n".join(lines)] if lines else []


def _documents(record: ChangeRecord, files_url: str) -> list[str]:
    newest: Mapping[Any, Any] = {
        event.details["kind"]: event for event in record.events if event.kind is EventKind.DOCUMENTED
    }
    lines = [
        f"- [{escaped(str(event.details['title']))}]({files_url}/{event.details['path']})" for event in newest.values()
    ]
    return ["#### Dokumen", "\n".join(lines)] if lines else []
