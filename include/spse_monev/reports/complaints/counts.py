"""How many complaints of which topic, on which day, by which way in and from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from babel.dates import format_date
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from spse_monev import labels
from spse_monev.complaints import ComplaintState
from spse_monev.period import Day
from spse_monev.reports import charts
from spse_monev.reports.complaints.cells import NOT_RECORDED, median_and_count
from spse_monev.reports.complaints.durations import first_answer, solution
from spse_monev.reports.complaintsview import MonthView, class_label, topic_label
from spse_monev.reports.dayview import NOT_READ, Row
from spse_monev.reports.forms import COUNT, SHARE
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import LOCALE, number
from spse_monev.reports.workbook import Column, set_widths

_CHART_CM = (17.5, 11.0)
_PRINTED_ROWS = 500


def grouped(view: MonthView) -> dict[tuple[str | None, str | None], list[Row]]:
    """The counted complaints by class and topic, most frequent first in each class of the SOP's order."""
    groups: dict[tuple[str | None, str | None], list[Row]] = {}
    for row in view.counted:
        groups.setdefault((row["class"], row["topic"]), []).append(row)
    order = {complaint_class: index for index, complaint_class in enumerate(view.classes)}
    return dict(
        sorted(groups.items(), key=lambda group: (order[group[0][0]], -len(group[1]), topic_label(group[0][1])))
    )


def write_topics(workbook: Workbook, view: MonthView, title: str) -> None:
    """Each class with its topics: how many, how far, and how long they took."""
    columns = (
        Column("Kelas SOP", 26),
        Column("Topik", 26),
        Column("Jumlah", 9, COUNT),
        Column("Porsi", 9, SHARE),
        Column("Terbuka", 9, COUNT),
        Column("Selesai", 9, COUNT),
        *(
            column
            for measure in ("Jawaban pertama", "Penyelesaian")
            for column in (
                Column(f"{measure}: median (jam)", 13),
                Column(f"{measure}: n (jam)", 13, COUNT),
                Column(f"{measure}: median (hari)", 13),
                Column(f"{measure}: n (hari)", 13, COUNT),
            )
        ),
    )

    def cells(_: int, group: tuple[tuple[str | None, str | None], list[Row]]) -> tuple[Any, ...]:
        (complaint_class, topic), rows = group
        solved = sum(row["state"] == ComplaintState.SOLVED for row in rows)
        waits = (first_answer(rows, view.zone), solution(rows, view.zone))
        times = [cell for each in waits for spread in (each.hours, each.days) for cell in median_and_count(spread)]
        return (
            class_label(complaint_class),
            topic_label(topic),
            len(rows),
            len(rows) / len(view.counted),
            len(rows) - solved,
            solved,
            *times,
        )

    groups = grouped(view)
    write_table_sheet(
        workbook,
        view,
        title,
        "PerTopik",
        columns,
        list(groups.items()),
        cells,
        sources=view.sources,
        totals=f"{number(len(view.counted))} keluhan dalam {number(len(groups))} pasangan kelas dan topik",
        unit="pasangan",
        notes=(
            f"n = banyaknya keluhan yang waktunya dapat dihitung; {NOT_RECORDED} = tidak satu pun. Terbuka = tercatat "
            "atau ditangani.",
        ),
        printed_rows=_PRINTED_ROWS,
    )


def write_days(workbook: Workbook, view: MonthView, title: str) -> None:
    """Every day of the month: zero where it was read and nothing came, a dash where nobody could know yet."""
    columns = (
        Column("Tanggal", 10, COUNT),
        Column("Hari", 12),
        *(Column(class_label(each), 17, COUNT) for each in view.classes),
        Column("Jumlah", 10, COUNT),
    )

    def cells(_: int, day: Day) -> tuple[Any, ...]:
        name = str(format_date(day.date, "EEEE", locale=LOCALE))
        counts = view.per_day.get(day)
        if counts is None and not (is_known and view.has_begun(day)):
            absent = NOT_READ if view.has_begun(day) else NOT_RECORDED
            return (day.date.day, name, *[absent] * (len(view.classes) + 1))
        by_class = [counts[each] if counts else 0 for each in view.classes]
        return (day.date.day, name, *by_class, sum(by_class))

    is_known = view.is_read or bool(view.counted)
    days = view.month.days
    sheet = write_table_sheet(
        workbook,
        view,
        title,
        "PerHari",
        columns,
        days,
        cells,
        sources=view.sources,
        totals=f"{number(len(view.counted))} keluhan pada {number(len(view.per_day))} hari" if is_known else "",
        unit="hari",
        notes=(
            f"0 = hari terbaca dan tidak ada keluhan; {NOT_RECORDED} = hari belum tiba ketika bulan ini terakhir dibaca"
            + ("." if view.is_complete else "; sumber tidak lengkap, sehingga setiap angka adalah sekurang-kurangnya."),
        ),
    )
    if not view.counted:
        return
    (table,) = sheet.tables.values()
    top, bottom = (int("".join(filter(str.isdigit, corner))) for corner in table.ref.split(":"))
    mark = "" if view.is_complete else " — SEBAGIAN"
    chart = charts.stacked_columns(
        sheet, top, bottom, len(view.classes), f"Keluhan per hari menurut kelas SOP{mark}", "Tanggal", _CHART_CM,
        first_column=3,
    )  # fmt: skip
    side = len(columns) + 2
    set_widths(sheet, [*(column.width for column in columns), 3, *[12] * 8])
    sheet.add_chart(chart, f"{get_column_letter(side)}{top}")
    sheet.print_area = f"A1:{get_column_letter(side + 7)}{bottom}"


def write_channels(workbook: Workbook, view: MonthView, title: str) -> None:
    """By which way complaints came in and from whom, by class; the two lists count the same complaints."""
    columns = (
        Column("Menurut", 20),
        Column("Media atau pengguna", 30),
        *(Column(class_label(each), 18, COUNT) for each in view.classes),
        Column("Jumlah", 12, COUNT),
        Column("Porsi", 10, SHARE),
    )
    rows = [
        *_split(view, "Media pelaporan", "channel", labels.channel_label),
        *_split(view, "Pengguna", "user_type", labels.user_type_label),
    ]
    write_table_sheet(
        workbook,
        view,
        title,
        "MediaPengguna",
        columns,
        rows,
        lambda _, row: row,
        sources=view.sources,
        totals=f"{number(len(view.counted))} keluhan, masing-masing sekali menurut media dan sekali menurut pengguna",
        unit="baris",
        notes=("'Tidak dicatat' = helpdesk tidak mencatatnya, bukan nol.",),
    )


def _split(view: MonthView, by: str, column: str, label: Callable[[str], str]) -> Iterator[tuple[Any, ...]]:
    groups: dict[str, list[Row]] = {}
    for row in view.counted:
        groups.setdefault(row[column], []).append(row)
    for name, rows in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        by_class = [sum(row["class"] == each for row in rows) for each in view.classes]
        yield (by, label(name), *by_class, len(rows), len(rows) / len(view.counted))
