"""What came again and again: topics, reporters, and records that tell of a complaint that is counted already."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from spse_monev import correction_sheet as form
from spse_monev.complaints import LinkKind, complaints_by_person
from spse_monev.period import Day
from spse_monev.reports.complaints.cells import NOT_RECORDED, moment, noted, place, words_of
from spse_monev.reports.complaints.counts import grouped
from spse_monev.reports.complaintsview import MonthView, class_label, topic_label
from spse_monev.reports.dayview import Row
from spse_monev.reports.forms import CODE, COUNT, DATE, SHARE
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column, Shown

# What an office takes for one problem behind several complaints: so many of a kind in a day, or in a month.
DAY_LIMIT = 3
MONTH_LIMIT = 5
LIMITS = f"sekurang-kurangnya {DAY_LIMIT} keluhan dalam satu hari atau {MONTH_LIMIT} keluhan dalam sebulan"
_PRINTED_ROWS = 500

BY_PERSON = "person"
_WHY = {
    LinkKind.SAME_TICKET: "nomor tiket sama",
    LinkKind.SAME_TEXT: "isi sama",
    LinkKind.SIMILAR_TEXT: "isi serupa",
    BY_PERSON: "ditetapkan petugas",
}


@dataclass(frozen=True, slots=True)
class Repeated:
    """A class and topic of which there were many, with the day that had most."""

    complaint_class: str | None
    topic: str | None
    rows: list[Row]
    busiest_day: Day
    busiest_count: int


def repeated_problems(view: MonthView) -> list[Repeated]:
    """The classes and topics that reach a limit, most frequent first."""
    found = []
    for (complaint_class, topic), rows in grouped(view).items():
        per_day = Counter(view.day_of(row) for row in rows)
        day, count = max(per_day.items(), key=lambda item: (item[1], -item[0].date.toordinal()))
        if count >= DAY_LIMIT or len(rows) >= MONTH_LIMIT:
            found.append(Repeated(complaint_class, topic, rows, day, count))
    return sorted(found, key=lambda each: -len(each.rows))


def repeated_reporters(view: MonthView) -> tuple[int, int]:
    """How many reporters have several counted complaints, and how many complaints those are."""
    sizes = [size for size in complaints_by_person(row["reporter_hashes"] for row in view.counted) if size > 1]
    return len(sizes), sum(sizes)


def reporters_sentence(view: MonthView) -> str:
    """The same as a sentence; who they are is not kept."""
    if not any(row["reporter_hashes"] for row in view.counted):
        return "Pelapor berulang tidak dapat dihitung, karena helpdesk tidak mencatat pelapor."
    people, complaints = repeated_reporters(view)
    if not people:
        return "Tidak ada pelapor yang menyampaikan lebih dari satu keluhan."
    return (
        f"{number(people)} pelapor menyampaikan lebih dari satu keluhan (bersama-sama {number(complaints)} keluhan); "
        "identitasnya tidak disimpan."
    )


def write_repeated_problems(workbook: Workbook, view: MonthView, title: str) -> None:
    """The classes and topics that reach a limit."""
    columns = (
        Column("No.", 6, COUNT),
        Column("Kelas SOP", 28),
        Column("Topik", 32),
        Column("Keluhan sebulan", 12, COUNT),
        Column("Terbanyak sehari", 12, COUNT),
        Column("Hari terbanyak", 14, DATE),
        Column("Hari dengan keluhan", 12, COUNT),
        Column("Melampaui batas", 32),
    )

    def cells(index: int, each: Repeated) -> tuple[Any, ...]:
        reached = []
        if each.busiest_count >= DAY_LIMIT:
            reached.append(f"sehari ({DAY_LIMIT})")
        if len(each.rows) >= MONTH_LIMIT:
            reached.append(f"sebulan ({MONTH_LIMIT})")
        return (
            index,
            class_label(each.complaint_class),
            topic_label(each.topic),
            len(each.rows),
            each.busiest_count,
            each.busiest_day.start,
            len({view.day_of(row) for row in each.rows}),
            " dan ".join(reached),
        )

    problems = repeated_problems(view)
    write_table_sheet(
        workbook,
        view,
        title,
        "MasalahBerulang",
        columns,
        problems,
        cells,
        sources=view.sources,
        totals=f"{number(len(problems))} masalah dengan {number(sum(len(each.rows) for each in problems))} keluhan",
        unit="masalah",
        notes=(
            f"Masalah berulang = satu kelas dan topik dengan {LIMITS}.",
            *((reporters_sentence(view),) if view.counted else ()),
        ),
        nothing=f"Tidak ada masalah dengan {LIMITS}",
        printed_rows=_PRINTED_ROWS,
    )


def why_not_counted(row: Row) -> str:
    """Why a record is not counted."""
    if not row["is_complaint"]:
        return "bukan keluhan, menurut petugas"
    return f"mengulang: {_WHY[row['same_as_kind']]}"


def write_uncounted(workbook: Workbook, view: MonthView, title: str) -> None:
    """The records that are not counted: what each repeats and why, so that anybody can object."""
    columns = (
        Column("No.", 6, COUNT),
        Column(form.CODE, 19, CODE),
        Column("No. Tiket", 14),
        Column(f"Tanggal ({view.zone_name})", 16),
        Column("Deskripsi (disamarkan)", 50),
        Column("Alasan tidak dihitung", 26),
        Column("Kemiripan", 11, SHARE),
        Column("Mengulang keluhan (kode)", 19, CODE),
        Column("No. tiket yang diulang", 14),
        Column(f"Tanggal yang diulang ({view.zone_name})", 16),
        Column("Asal berkas/baris", 40, printed=False),
    )

    def cells(index: int, row: Row) -> tuple[Any, ...]:
        repeats = row["is_complaint"]
        by_program = repeats and row["same_as_kind"] != BY_PERSON
        return (
            index,
            row["complaint_id"],
            noted(row["ticket"]),
            moment(row["received_at"], row["has_time"]),
            noted(words_of(row)),
            why_not_counted(row),
            Shown(row["similarity"], SHARE) if by_program else NOT_RECORDED,
            row["same_as"] if repeats else NOT_RECORDED,
            noted(row["same_as_ticket"] or "") if repeats else NOT_RECORDED,
            moment(row["same_as_received_at"], row["same_as_has_time"]) if repeats else NOT_RECORDED,
            place(row["file"], row["row_number"], row["sheet"]),
        )

    not_complaints = sum(not row["is_complaint"] for row in view.uncounted)
    write_table_sheet(
        workbook,
        view,
        title,
        "CatatanGanda",
        columns,
        view.uncounted,
        cells,
        sources=view.sources,
        totals=f"{number(len(view.uncounted) - not_complaints)} catatan mengulang keluhan lain, "
        f"{number(not_complaints)} bukan keluhan",
        unit="catatan",
        notes=(
            "Satu keluhan dihitung sekali, pada catatan yang pertama; catatan ini tidak ikut dihitung. Bila keliru, "
            f"isi '{form.NONE}' pada kolom '{form.SAME_AS}' di lembar koreksi.",
        ),
        nothing="Tidak ada catatan ganda",
        limit=len(view.uncounted),
        printed_rows=_PRINTED_ROWS,
    )
