"""The SOP's 'Tabel Prioritas Penyelesaian Permasalahan SPSE': the office's matrix, and all that waits, ranked by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from spse_monev.complaints import ComplaintState
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency
from spse_monev.labels import actor_label, change_request_state_label, urgency_label
from spse_monev.reports.complaintsview import class_label, topic_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT
from spse_monev.reports.judgements import nothing_found
from spse_monev.reports.monthly.complaints import NO_HELPDESK
from spse_monev.reports.sheets.table import MAX_ROWS, NO_COMPARISON, PRINTED_ROWS, or_dash
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column, add_sheet, finish_table_sheet, set_widths, write_table, write_text
from spse_monev.settings import Priorities

QUERIES: tuple[str, ...] = ("findings", "rule_judgements", "month_requests")

UNSET = "belum ditetapkan"
_COLUMNS = (
    Column("No.", 6, COUNT),
    Column("Prioritas", 14),
    Column("Urgensi", 17),
    Column("Dampak", 17),
    Column("Batas waktu (hari kerja)", 17, COUNT),
    Column("Jenis", 15),
    Column("Permasalahan", 56),
    Column("Keluhan terbuka", 10, COUNT),
    Column("Pelaku", 24),
    Column("Nomor permohonan", 23),
)
_MATRIX_COLUMN = 2
_ORDER: tuple[Priority | None, ...] = (Priority.HIGH, Priority.MEDIUM, Priority.LOW, None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the table; None for what the helpdesk did not note."""

    priority: Priority | None
    urgency: Urgency | None
    impact: Impact | None
    kind: str
    text: str
    complaints: int | None  # open ones; None: not a topic of complaints
    actor: str
    request: str


def write_priorities(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """The matrix of the site, then findings and topics with open complaints, the most pressing first."""
    problems = ranked(view)
    sheet = add_sheet(workbook, title, view.site.name, view.subject)
    set_widths(sheet, [column.width for column in _COLUMNS])
    span = len(_COLUMNS)
    row = write_text(sheet, 1, "Tabel Prioritas Penyelesaian Permasalahan SPSE", columns=span, size=14, bold=True)
    synthetic = "  |  DATA SINTETIS" if view.site.synthetic else ""
    row = write_text(sheet, row, f"{view.site.name} — {view.caption}{synthetic}", columns=span, size=10)
    row = write_text(
        sheet,
        row,
        "Matriks urgensi dan dampak menurut pengaturan situs, dengan batas waktu penyelesaiannya:",
        columns=span,
        bold=True,
    )
    heads = ("Urgensi", "Dampak kecil", "Dampak sedang", "Dampak besar")
    columns = tuple(Column(head, _COLUMNS[place].width) for place, head in enumerate(heads, _MATRIX_COLUMN - 1))
    row = write_table(
        sheet, row, "MatriksPrioritas", columns, _matrix(view.site.priorities), view.zone, filters=False,
        first_column=_MATRIX_COLUMN,
    )  # fmt: skip
    row = write_text(sheet, row + 1, _totals(problems), columns=span, bold=True)
    for note in _notes(view):
        row = write_text(sheet, row, note, columns=span, italic=True)
    if len(problems) > PRINTED_ROWS:
        note = f"Dicetak {number(PRINTED_ROWS)} baris pertama; baris lainnya dapat dibaca dan disaring di layar."
        row = write_text(sheet, row, note, columns=span, italic=True)
    if not problems:
        sheet.print_area = f"A1:{get_column_letter(span)}{row}"
        return
    deadlines = view.site.priorities.deadlines
    lines = (_cells(place, each, deadlines.model_dump()) for place, each in enumerate(problems[:MAX_ROWS], 1))
    end = write_table(sheet, row, "TabelPrioritas", _COLUMNS, lines, view.zone)
    finish_table_sheet(sheet, row, _COLUMNS, min(end - 1, row + PRINTED_ROWS))
    # Frozen, the matrix would leave little of a screen for the table.
    sheet.freeze_panes = None


def ranked(view: EvaluationView) -> list[Problem]:
    """All that waits, by priority; findings before topics, and topics with more open complaints first."""
    problems = [*_findings(view), *_topics(view)]
    return sorted(
        problems, key=lambda each: (_ORDER.index(each.priority), each.complaints is not None, -(each.complaints or 0))
    )


def _findings(view: EvaluationView) -> Iterator[Problem]:
    requests = {
        finding["finding_id"]: f"{row['number']} ({change_request_state_label(row['state'])})"
        for row in view.rows("month_requests")
        for finding in row["findings"]
    }
    for row in view.rows("findings"):
        is_wanted = row["change_class"] != ChangeClass.NONE
        yield Problem(
            Priority(row["priority"]),
            Urgency(row["urgency"]),
            Impact(row["impact"]),
            f"Temuan {row['rule_id']}",
            row["title"],
            None,
            actor_label(row["actor"]),
            requests.get(row["finding_id"], "belum dibuat" if is_wanted else "tidak diperlukan"),
        )


def _topics(view: EvaluationView) -> Iterator[Problem]:
    """Topics with open complaints, each as pressing as the most pressing of them."""
    groups: dict[tuple[str | None, str | None], list[Row]] = {}
    for row in view.complaints.counted if view.complaints else ():
        if row["state"] != ComplaintState.SOLVED:
            groups.setdefault((row["class"], row["topic"]), []).append(row)
    for (complaint_class, topic), rows in groups.items():
        grades = {graded(row, view.site.priorities) for row in rows}
        priority, urgency, impact = min(grades, key=lambda each: (_ORDER.index(each[0]), str(each[1:])))
        yield Problem(
            priority,
            urgency,
            impact,
            "Topik keluhan",
            f"{topic_label(topic)} ({class_label(complaint_class)})",
            len(rows),
            actor_label(Actor.HELPDESK),
            NO_COMPARISON,
        )


def graded(row: Row, table: Priorities) -> tuple[Priority | None, Urgency | None, Impact | None]:
    """A complaint's priority by the office's matrix; what the helpdesk noted counts where the matrix lacks a side."""
    noted = {side: row[side].strip().casefold().replace(" ", "_") for side in ("urgency", "impact", "priority")}
    urgency = Urgency(noted["urgency"]) if noted["urgency"] in set(Urgency) else None
    impact = Impact(noted["impact"]) if noted["impact"] in set(Impact) else None
    if urgency and impact:
        return priority_in(table, urgency, impact), urgency, impact
    return Priority(noted["priority"]) if noted["priority"] in set(Priority) else None, urgency, impact


def priority_in(table: Priorities, urgency: Urgency, impact: Impact) -> Priority:
    """The field of the matrix."""
    row = table.urgent if urgency is Urgency.URGENT else table.not_urgent
    return Priority({Impact.SMALL: row.small, Impact.MEDIUM: row.medium, Impact.LARGE: row.large}[impact])


def _matrix(table: Priorities) -> Iterator[tuple[str, ...]]:
    deadlines = table.deadlines.model_dump()
    for urgency in Urgency:
        fields = (priority_in(table, urgency, impact) for impact in Impact)
        yield (
            urgency_label(urgency),
            *(f"{each.capitalize()}\n({number(deadlines[each])} hari kerja)" for each in fields),
        )


def _cells(place: int, problem: Problem, deadlines: Mapping[str, int]) -> tuple[Any, ...]:
    priority = problem.priority
    return (
        place,
        priority.capitalize() if priority else UNSET,
        urgency_label(problem.urgency) if problem.urgency else UNSET,
        problem.impact.capitalize() if problem.impact else UNSET,
        deadlines[priority] if priority else UNSET,
        problem.kind,
        problem.text,
        or_dash(problem.complaints),
        problem.actor,
        problem.request,
    )


def _totals(problems: list[Problem]) -> str:
    if not problems:
        return "Tidak ada permasalahan yang dapat diurutkan; sebabnya di bawah ini."
    shown = (
        f"Ditampilkan {number(MAX_ROWS)} dari {number(len(problems))} permasalahan. "
        if len(problems) > MAX_ROWS
        else ""
    )
    counts = ((each, sum(problem.priority is each for problem in problems)) for each in _ORDER)
    parts = ", ".join(f"{number(count)} {each or UNSET}" for each, count in counts if count)
    return f"{shown}Permasalahan menurut prioritas: {parts}."


def _notes(view: EvaluationView) -> Iterator[str]:
    if not view.rows("findings"):
        yield nothing_found(view)
    complaints = view.complaints
    if complaints is None:
        yield NO_HELPDESK
        return
    opened = sum(row["state"] != ComplaintState.SOLVED for row in complaints.counted)
    if not opened:
        yield complaints.empty_note(complaints.sources, "Tidak ada keluhan yang masih terbuka")
        return
    yield (
        f"Topik keluhan: {complaints.least}{number(opened)} keluhan bulan ini belum selesai. Setiap topik mengikuti "
        "keluhannya yang paling mendesak menurut matriks; bila urgensi atau dampak tidak dicatat, menurut prioritas "
        f"yang dicatat helpdesk; bila itu pun tidak ada, '{UNSET}'. Keluhan yang sudah selesai tidak ditulis."
    )
