"""The answers of a form as Google Forms exports them: one line a record, dates in the Indonesian manner."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime
from pathlib import Path

from spse_monev.complaints import RecordPlace
from spse_monev.demo.helpdesk import wording
from spse_monev.demo.helpdesk.key import BadRow, Line, WrittenFile
from spse_monev.demo.helpdesk.people import Person, dashed
from spse_monev.demo.helpdesk.plan import Plan
from spse_monev.reports.words import month_name

_TEXT = "Uraian kendala"
_HEADER = (
    "Stempel waktu", "Alamat Email", "Nama Lengkap", "Nomor HP/WA", "Nama Perusahaan/Instansi", "Jenis Pengguna", _TEXT,
    "Tangkapan layar",
)  # fmt: skip
_TEXT_COLUMN = "G (Uraian)"
EMPTY_TEXTS = ("", "-")  # of the last answers, which say nothing


def write_form(plan: Plan, folder: Path) -> WrittenFile:
    """Write the answers into `folder`; the bytes depend on the plan only."""
    path = folder / f"Formulir Kendala SPSE {month_name(plan.month)} (Jawaban).csv"
    chance = random.Random(f"form {plan.seed} {plan.month}")
    text = io.StringIO()
    # Google ends lines with CRLF and quotes only where it must.
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(_HEADER)
    lines: list[Line] = []
    for number, entry in enumerate(plan.form, 2):
        rows.writerow(_answer(entry.person, entry.moment, entry.said, chance))
        lines.append(Line(RecordPlace(path.name, "", number), entry))
    bad_rows: list[BadRow] = []
    for number, (said, person) in enumerate(zip(EMPTY_TEXTS, plan.strangers, strict=False), len(lines) + 2):
        rows.writerow(_answer(person, plan.form[-1].moment, said, chance))
        bad_rows.append(BadRow(RecordPlace(path.name, "", number), _TEXT_COLUMN))
    path.write_text(text.getvalue(), "utf-8", newline="")
    return WrittenFile(path, tuple(lines), tuple(bad_rows))


def _answer(person: Person, moment: datetime, said: str, chance: random.Random) -> tuple[str, ...]:
    return (
        f"{moment:%d/%m/%Y} {moment.hour}.{moment:%M.%S}",
        person.email,
        person.name,
        chance.choice((person.phone, dashed(person.phone))),
        person.company or person.institution,
        chance.choice(wording.USER_TYPES[person.user_type]),
        said,
        "",
    )
