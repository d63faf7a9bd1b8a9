"""What a person answered, checked: nothing that is missing or senseless gets into the register."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from spse_monev.analysis.changes.forms import FORMS, FORWARD, MAX_TEXT, PROPOSAL_FIELDS, PROPOSE, Field
from spse_monev.analysis.priority import priority_of
from spse_monev.changes import ChangeState, Detail, Request
from spse_monev.findings import ChangeClass, Impact, Urgency
from spse_monev.settings import Site
from spse_monev.text import storable

# A text says something if it has a word in it; a dash, dots or a single letter do not.
_WORD = re.compile(r"[^\W_]{2}")
_MAX_SHOWN = 60


class AnswerError(ValueError):
    """An answer that cannot be used; `problems` are sentences in Bahasa Indonesia, one a field."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def read_answer(
    site: Site, request: Request, option: str, given: Mapping[str, Any], now: datetime
) -> dict[str, Detail]:
    """The details of an answer at the step where `request` waits, with `step` and `option`.

    `given` are the fields as they came, by name; what is left empty is left out. A review has the priority of the
    site's matrix as well. AnswerError names all that is wrong.
    """
    form = FORMS[request.state]
    if option not in form.choices:
        raise AnswerError([f"pilihan {_shown(option)} tidak ada; pilih salah satu: {', '.join(form.choices)}"])
    today = now.astimezone(site.zone).date()
    fields, problems = _read(form.fields, option, given, today)
    if request.state is ChangeState.REVIEW and option == FORWARD and "kelas" in fields and "alasan_kelas" not in fields:
        if request.change_class is ChangeClass.REVIEW:
            problems.append("isian 'Alasan kelas' wajib diisi, karena usulan belum menyebut kelas")
        elif fields["kelas"] != request.change_class.value:
            problems.append("isian 'Alasan kelas' wajib diisi, karena kelas berbeda dari usulan")
    if problems:
        raise AnswerError(problems)
    if request.state is ChangeState.REVIEW and option == FORWARD:
        urgency, impact = Urgency(str(fields["urgensi"])), Impact(str(fields["dampak"]))
        fields["prioritas"] = priority_of(urgency, impact, site.priorities).value
    return {"step": request.state.value, "option": option, **fields}


def read_proposal(site: Site, given: Mapping[str, Any], now: datetime) -> dict[str, Detail]:
    """The fields of a request that a person proposes; AnswerError names all that is wrong."""
    fields, problems = _read(PROPOSAL_FIELDS, PROPOSE, given, now.astimezone(site.zone).date())
    if problems:
        raise AnswerError(problems)
    return fields


def _read(
    fields: Sequence[Field], option: str, given: Mapping[str, Any], today: date
) -> tuple[dict[str, Detail], list[str]]:
    known = {field.name for field in fields}
    problems = [f"isian {_shown(name)} tidak dikenal" for name in given if name not in known]
    read: dict[str, Detail] = {}
    for field in fields:
        try:
            value = _value(field, given.get(field.name), today)
        except ValueError as error:
            problems.append(str(error))
            continue
        if value:
            read[field.name] = value
        elif option in field.needed_for:
            problems.append(f"isian '{field.title}' wajib diisi untuk pilihan '{option}'")
    return read, problems


def _value(field: Field, given: object, today: date) -> str:
    """The field's text, '' if it was left empty; ValueError if it cannot be used."""
    if given is None:
        return ""
    if not isinstance(given, str):
        raise ValueError(f"isian '{field.title}' harus berupa teks")
    text = storable(given).strip()
    if not text:
        return ""
    if field.choices is not None:
        if text not in field.choices:
            raise ValueError(f"isian '{field.title}' harus salah satu dari: {', '.join(field.choices.values())}")
        return text
    if field.is_date:
        return _day(field, text, today)
    if len(text) > MAX_TEXT:
        raise ValueError(f"isian '{field.title}' paling panjang {MAX_TEXT} huruf, sekarang {len(text)}")
    if not _WORD.search(text):
        raise ValueError(f"isian '{field.title}' tidak menjelaskan apa pun: {_shown(text)}")
    return text


def _day(field: Field, text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"isian '{field.title}' bukan tanggal: {_shown(text)}; tulis tahun-bulan-hari, misalnya {today}"
        ) from None
    if field.when == "past" and day > today:
        raise ValueError(f"isian '{field.title}' tidak boleh sesudah hari ini ({today}): {day}")
    if field.when == "future" and day < today:
        raise ValueError(f"isian '{field.title}' tidak boleh sebelum hari ini ({today}): {day}")
    return day.isoformat()


def _shown(text: str) -> str:
    return repr(text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…")
