"""The month's complaints in the evaluation: the SOP's classes, against the month before where it was read."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from spse_monev.complaints import ComplaintClass
from spse_monev.labels import class_label
from spse_monev.reports import complaints as recap
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import complaints
from spse_monev.reports.monthly.pareto import MAX_TOPICS, _bars, topics_pareto
from spse_monev.reports.workbook import new_workbook, save
from tests.reports.complaints.made_up_month import LINKS
from tests.reports.made_up_week import Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.made_up_view import answered, facts, sheet_of, view_of
from tests.reports.read_back import table, texts

SHEETS = (
    ("Keluhan per Kelas", complaints.write_classes),
    ("Keluhan per Topik", complaints.write_topics),
    ("Masalah Berulang", complaints.write_repeated_problems),
    ("Kaitan dengan Server", complaints.write_links),
    ("Rekap Penanganan", complaints.write_recap),
    ("Catatan Ganda", complaints.write_uncounted),
)
NAMES = (*monthly.QUERIES, *recap.QUERIES, *complaints.QUERIES)


def written(view: EvaluationView) -> Workbook:
    workbook = new_workbook()
    for title, write in SHEETS:
        write(workbook, view, title)
    return load_workbook(BytesIO(save(workbook, datetime(2026, 11, 1, tzinfo=UTC), "uji", "uji")))


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    found = answered(october, october.month, *NAMES)
    return found | {"links": [asdict(link) for link in LINKS], "link_notes": []}


@pytest.fixture(scope="module")
def book(october: MadeUpMonth, rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    workbook = written(EvaluationView(october.site, october.month, rows))
    workbook.save(tmp_path_factory.mktemp("keluhan") / "keluhan.xlsx")
    return workbook


def before(rows: Rows, *counts: tuple[str | None, int], sources: list[str], is_partial: bool = False) -> Rows:
    """The same month after a September in which so many complaints of each class came."""
    month = rows["month_coverage"][0]["day"].replace(day=1, month=9)
    added = [
        {"month": month, "sources": sources, "is_partial": is_partial, "class": each, "complaint_count": count}
        for each, count in counts
    ]
    return rows | {"month_complaint_totals": [*added, *rows["month_complaint_totals"]]}


def classes(view: EvaluationView) -> dict[str, dict[str, Any]]:
    lines = table(sheet_of(complaints.write_classes, view), "KeluhanPerKelas")
    return {line["Kelas SOP"]: line for line in lines}


def test_the_classes_by_state_and_time(book: Workbook, october: MadeUpMonth) -> None:
    stored = facts(
        october,
        "SELECT class, state, received_at, solved_at, has_time AND solution_has_time FROM monev.complaint_current "
        "WHERE is_counted AND received_at >= '2026-10-01 00:00+07' AND received_at < '2026-11-01 00:00+07'",
    )
    counts = Counter((each, state) for each, state, *_ in stored)
    hours: dict[str, list[float]] = defaultdict(list)
    for each, state, received, solved, is_exact in stored:
        if state == "solved" and solved and is_exact and solved >= received:
            hours[each].append((solved - received).total_seconds() / 3600)
    lines = {line["Kelas SOP"]: line for line in table(book["Keluhan per Kelas"], "KeluhanPerKelas")}
    assert list(lines)[-1] == "Semua kelas"
    assert lines["Semua kelas"]["Jumlah"] == len(stored)
    assert sum(line["Jumlah"] for line in list(lines.values())[:-1]) == len(stored)
    for each in ComplaintClass:
        line = lines[class_label(each)]
        assert [line[name] for name in ("Tercatat", "Ditangani", "Selesai")] == [
            counts[each, state] for state in ("recorded", "in_progress", "solved")
        ]
        assert line["Porsi"] == pytest.approx(line["Jumlah"] / len(stored))
        assert line["Penyelesaian: n (jam)"] == len(hours[each])
        assert line["Penyelesaian: median (jam)"] == pytest.approx(statistics.median(hours[each]))
        assert line["Bulan sebelumnya"] == line["Selisih"] == "–"
    text = texts(book["Keluhan per Kelas"])
    assert "Keluhan September 2026 belum dibaca" in text
    # One of the two sources did not answer.
    assert f"sekurang-kurangnya {len(stored)} keluhan" in text
    assert len(book["Keluhan per Kelas"]._images) == 1


def test_the_month_before_where_the_same_sources_told_of_it(october: MadeUpMonth, rows: Rows) -> None:
    seen = before(rows, ("keluhan_lain", 4), ("upload_download", 90), sources=["rekap"], is_partial=True)
    lines = list(classes(EvaluationView(october.site, october.month, seen)).values())
    assert [line["Bulan sebelumnya"] for line in lines] == [90, 0, 4, 94]
    assert all(line["Selisih"] == line["Jumlah"] - line["Bulan sebelumnya"] for line in lines)
    assert "terbaca sebagian" in texts(
        sheet_of(complaints.write_classes, EvaluationView(october.site, october.month, seen))
    )


def test_a_month_of_other_sources_is_not_compared(october: MadeUpMonth, rows: Rows) -> None:
    view = EvaluationView(october.site, october.month, before(rows, ("keluhan_lain", 4), sources=["osticket"]))
    assert {line["Bulan sebelumnya"] for line in classes(view).values()} == {"–"}
    assert "berbeda, sehingga tidak dibandingkan" in texts(sheet_of(complaints.write_classes, view))


def test_a_class_only_of_the_month_before_is_shown(october: MadeUpMonth, rows: Rows) -> None:
    view = EvaluationView(october.site, october.month, before(rows, (None, 3), sources=["rekap"]))
    assert classes(view)["Belum diklasifikasi"]["Bulan sebelumnya"] == 3


def test_the_recap_stands_under_the_name_of_the_evaluation(book: Workbook) -> None:
    assert book.sheetnames == [title for title, _ in SHEETS]
    for sheet in book:
        assert sheet.oddFooter.right.text == f"Laporan Evaluasi Bulanan SPSE — {sheet.title}"
    total = table(book["Keluhan per Kelas"], "KeluhanPerKelas")[-1]["Jumlah"]
    assert len(table(book["Rekap Penanganan"], "RekapPenanganan")) == total
    assert sum(line["Jumlah"] for line in table(book["Keluhan per Topik"], "PerTopik")) == total
    assert len(table(book["Kaitan dengan Server"], "KaitanServer")) == 2


def test_a_site_without_helpdesk_has_one_sentence(october: MadeUpMonth, rows: Rows) -> None:
    book = written(view_of(october.site, october.month, rows))
    assert book.sheetnames == ["Keluhan per Kelas"]
    assert complaints.NO_HELPDESK in texts(book["Keluhan per Kelas"])


def test_no_complaint_is_not_the_same_as_none_read(october: MadeUpMonth, rows: Rows) -> None:
    quiet = rows | {"complaints": [], "links": []}
    read = [row | {"state": "ok", "reasons": []} for row in rows["complaint_coverage"]]
    book = written(EvaluationView(october.site, october.month, quiet | {"complaint_coverage": read}))
    lines = table(book["Keluhan per Kelas"], "KeluhanPerKelas")
    assert {(line["Jumlah"], line["Porsi"], line["Penyelesaian: median (jam)"]) for line in lines} == {(0, "–", "–")}
    assert book["Keluhan per Kelas"]._images == []
    unread = quiet | {"complaint_coverage": [], "month_complaint_totals": []}
    book = written(EvaluationView(october.site, october.month, unread))
    assert not book["Keluhan per Kelas"].tables
    assert "tidak ada angka" in texts(book["Keluhan per Kelas"])


def test_the_picture_is_the_same_for_the_same_complaints(october: MadeUpMonth, rows: Rows) -> None:
    view = EvaluationView(october.site, october.month, rows).complaints
    assert view is not None
    assert topics_pareto(view) == topics_pareto(view)


def test_the_picture_gathers_rare_topics_and_reads_no_formulas(
    october: MadeUpMonth, rows: Rows, tmp_path: Path
) -> None:
    many = [
        row | {"topic": f"topik $x_{index % 30}$ " + "panjang " * 9} for index, row in enumerate(rows["complaints"])
    ]
    view = EvaluationView(october.site, october.month, rows | {"complaints": many}).complaints
    assert view is not None
    png = topics_pareto(view)
    assert png
    (tmp_path / "pareto.png").write_bytes(png)
    bars = _bars(view)
    assert sum(count for _, count, _ in bars) == len(view.counted)
    assert len(bars) == MAX_TOPICS + 1
    assert bars[-1][2]
    assert all(first[1] >= second[1] for first, second in pairwise(bars[:-1]))
