"""A month of helpdesk records as an office keeps them: a grown spreadsheet and the answers of a form.

>>> made = make_month(month, load_examples(), folder, seed=2026)
>>> [path.name for path in made.files]
['Rekap Helpdesk Oktober 2026.xlsx', 'Formulir Kendala SPSE Oktober 2026 (Jawaban).csv']

Everything is synthetic: the persons, their numbers, companies and addresses are made up in ways that keep them from
being anybody's (see `people`). What was written is told in a key, which only tests read. The same seed, month and
sentences give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spse_monev.analysis.complaints.corpus import Example
from spse_monev.demo.helpdesk.form import write_form
from spse_monev.demo.helpdesk.key import MadeMonth, Planted, PlantedKind, group_records, planted_in
from spse_monev.demo.helpdesk.plan import plan_month
from spse_monev.demo.helpdesk.recap import OLD_ROWS, write_recap
from spse_monev.demo.helpdesk.spoiled import SPOILED
from spse_monev.period import Month

MIN_ROWS = 250

__all__ = ["MIN_ROWS", "MadeMonth", "Planted", "PlantedKind", "make_month"]


def make_month(month: Month, sentences: Sequence[Example], folder: Path, seed: int, rows: int = 560) -> MadeMonth:
    """Write the recap, whose table has `rows` rows, and the form's answers of the same month into `folder`.

    ValueError if there are fewer than `MIN_ROWS` rows, which would not hold every kind of row, or too few sentences:
    most rows need one of their own.
    """
    if rows < MIN_ROWS:
        raise ValueError(f"{rows} baris terlalu sedikit; sekurang-kurangnya {MIN_ROWS}")
    plan = plan_month(month, sentences, seed, rows - len(SPOILED), len(SPOILED) + OLD_ROWS)
    recap = write_recap(plan, folder)
    form = write_form(plan, folder)
    return MadeMonth(
        files=(recap.path, form.path),
        records=group_records(month, (*recap.lines, *form.lines)),
        bad_rows=(*recap.bad_rows, *form.bad_rows),
        planted=planted_in(plan),
    )
