"""What the month calls for: the table of priorities, the needed changes, and the requests that still wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from psycopg import Rollback

from spse_monev.analysis.priority import priority_of
from spse_monev.analysis.requests import draft_requests
from spse_monev.changes import ChangeState, Request
from spse_monev.findings import (
    Actor,
    ChangeClass,
    Compared,
    Comparison,
    HistoryState,
    Impact,
    Measure,
    Priority,
    Urgency,
)
from spse_monev.reports import complaints as recap
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import changes, effects, priorities
from spse_monev.reports.workbook import new_workbook, save
from spse_monev.settings import Priorities
from tests.reports.complaints.made_up_month import OCTOBER
from tests.reports.made_up_week import FORMULAS, Rows
from tests.reports.monthly.conftest import MadeUpMonth
from tests.reports.monthly.made_up_view import answered, facts, sheet_of, view_of
from tests.reports.read_back import table, texts

SHEETS = (
    ("Tabel Prioritas", priorities.write_priorities),
    ("Perubahan yang Diperlukan", changes.write_changes),
    ("Temuan", changes.write_findings),
    ("Rincian Temuan", changes.write_details),
    ("Perubahan Kebiasaan", changes.write_habits),
    ("Aturan Tak Ternilai", changes.write_unjudged_rules),
    ("Permohonan Terbuka", changes.write_open_requests),
    ("Permohonan Berakhir", changes.write_ended_requests),
    ("Efek Perubahan", effects.write_effects),
)
NAMES = (*monthly.QUERIES, *recap.QUERIES, *changes.QUERIES)
NUMBER = "Nomor permohonan"
BY_HAND = Request(
    "", "", OCTOBER.first, ChangeState.DRAFT, "", ChangeClass.REVIEW, "", "", "", "", "", Actor.ADMINISTRATOR,
    Urgency.URGENT, Impact.LARGE, Priority.HIGH, datetime(2026, 10, 20, 2, tzinfo=UTC), requested_by="kepala",
)  # fmt: skip


def compared(kind: Compared, source: str, text: str) -> dict[str, Any]:
    return asdict(
        Comparison(
            kind, Measure.COUNT, source, "a", text, HistoryState.RISEN, 1.0, 4.0, count_before=10, count_after=40,
            days_before=10, days_after=29, first_seen=date(2026, 9, 21), last_seen=date(2026, 10, 31), text="Naik.",
        )
    )  # fmt: skip


def written(view: EvaluationView) -> Workbook:
    workbook = new_workbook()
    for title, write in SHEETS:
        write(workbook, view, title)
    return load_workbook(BytesIO(save(workbook, datetime(2026, 11, 1, tzinfo=UTC), "uji", "uji")))


@pytest.fixture(scope="module")
def rows(october: MadeUpMonth) -> Rows:
    """The month with its requests; that for R05 was drafted in September, and one of then is not asked for now."""
    warehouse, site, month = october.warehouse, october.site, october.month
    drafts = draft_requests(warehouse.analysis.findings(site.key, month))
    # The month is shared with other tests, so its register is left as it was.
    with warehouse._connection.transaction() as register:
        earlier = [
            replace(each, findings=tuple(replace(one, finding_id=one.finding_id[::-1]) for one in each.findings))
            for each in drafts
            if each.lead.rule_id in ("R05", "R30")
        ]
        warehouse.analysis.store_drafts(site.key, month.shift(-1), earlier, datetime(2026, 9, 30, 19, tzinfo=UTC))
        now = [each for each in drafts if each.lead.rule_id != "R30"]
        warehouse.analysis.store_drafts(site.key, month, now, datetime(2026, 11, 1, 3, tzinfo=UTC))
        warehouse.changes.propose(site.key, replace(BY_HAND, title=FORMULAS[0], requested_by=FORMULAS[0]))
        ended = warehouse.changes.propose(site.key, BY_HAND)
        for change in (
            "state = 'approval', waiting_since = '2026-10-11 09:00+07' WHERE rule_id = 'R05'",
            f"state = 'withdrawn', ended_at = '2026-10-25 09:00+07' WHERE number = '{ended}'",
        ):
            warehouse._connection.execute(f"UPDATE monev.change_request SET {change}".encode())
        found = answered(october, month, *NAMES)
        raise Rollback(register)
    # As the pipeline does.
    for row in found["month_open_requests"]:
        row["executor"] = "head" if row["state"] == "approval" else None
    return found | {
        "links": [],
        "link_notes": [],
        "rule_titles": [{"rule_id": "R31", "title": "Disk rusak"}],
        "comparisons": [
            compared(Compared.ERROR, "database_log", FORMULAS[0]),
            compared(Compared.TOPIC, "complaints", "Unggah penawaran"),
        ],
    }


@pytest.fixture(scope="module")
def book(october: MadeUpMonth, rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    workbook = written(EvaluationView(october.site, october.month, rows))
    workbook.save(tmp_path_factory.mktemp("perubahan") / "perubahan.xlsx")
    return workbook


def test_the_matrix_is_that_of_the_site(october: MadeUpMonth, rows: Rows) -> None:
    own = Priorities.model_validate(
        {
            "urgent": {"small": "rendah", "medium": "tinggi", "large": "menengah"},
            "not_urgent": {"small": "menengah", "medium": "rendah", "large": "tinggi"},
            "deadlines": {"tinggi": 2, "menengah": 5, "rendah": 20},
        }
    )
    for each in (october.site.priorities, own):
        site = october.site.model_copy(update={"priorities": each})
        sheet = sheet_of(priorities.write_priorities, EvaluationView(site, october.month, rows))
        lines = table(sheet, "MatriksPrioritas")
        for line, urgency in zip(lines, (Urgency.URGENT, Urgency.NOT_URGENT), strict=True):
            for impact in Impact:
                wanted = priority_of(urgency, impact, each)
                days = each.deadlines.model_dump()[wanted]
                assert line[f"Dampak {impact}"] == f"{wanted.capitalize()}\n({days} hari kerja)"


def test_findings_and_open_topics_by_priority(book: Workbook, october: MadeUpMonth) -> None:
    lines = table(book["Tabel Prioritas"], "TabelPrioritas")
    order = ["Tinggi", "Menengah", "Rendah", priorities.UNSET]
    assert [line["Prioritas"] for line in lines] == sorted((line["Prioritas"] for line in lines), key=order.index)
    stored = facts(
        october,
        "SELECT class, topic, count(*) FROM monev.complaint_current WHERE is_counted AND state <> 'solved' "
        "AND received_at >= '2026-10-01 00:00+07' AND received_at < '2026-11-01 00:00+07' GROUP BY 1, 2",
    )
    topics = [line for line in lines if line["Jenis"] == "Topik keluhan"]
    assert Counter(line["Keluhan terbuka"] for line in topics) == Counter(count for *_, count in stored)
    found = {line["Jenis"]: line for line in lines if line not in topics}
    assert set(found) == {f"Temuan {rule}" for rule in ("R05", "R09", "R17", "R30", "R38")}
    assert found["Temuan R05"][NUMBER] == "PP-2026-09-001 (menunggu persetujuan)"
    assert found["Temuan R05"]["Batas waktu (hari kerja)"] == 1
    assert found["Temuan R38"][NUMBER] == "tidak diperlukan"
    assert found["Temuan R30"][NUMBER] == "belum dibuat"


@pytest.mark.parametrize(
    ("urgency", "impact", "noted", "wanted"),
    [
        ("Mendesak", "Besar", "Rendah", "tinggi"),  # the matrix, not what was noted
        ("Tidak Mendesak", "Kecil", "", "rendah"),
        ("Mendesak", "", "Menengah", "menengah"),
        ("", "", "Tinggi", "tinggi"),
        ("segera", "", "P1", None),
        ("", "", "", None),
    ],
)
def test_how_pressing_a_complaint_is(urgency: str, impact: str, noted: str, wanted: str | None) -> None:
    row = {"urgency": urgency, "impact": impact, "priority": noted}
    assert priorities.graded(row, Priorities())[0] == wanted


def test_each_needed_change_with_its_request(book: Workbook) -> None:
    lines = table(book["Perubahan yang Diperlukan"], "PerubahanDiperlukan")
    assert [(line["Aturan"], line[NUMBER], line["Status"], line["Ditemukan (bulan)"]) for line in lines] == [
        ("R09", "PP-2026-10-001", "draf", 1),
        ("R05", "PP-2026-09-001", "menunggu persetujuan", 2),
        ("R17", "PP-2026-10-002", "draf", 1),
        ("R30", changes.NOT_DRAFTED, "–", "–"),
    ]
    assert [line["Kelas"] for line in lines] == ["Major", "Minor", "Perlu telaah", "Major"]
    assert "1 temuan tidak memerlukan perubahan sistem" in texts(book["Perubahan yang Diperlukan"])
    first = book["Perubahan yang Diperlukan"]
    assert not [cell.value for row in first.iter_rows() for cell in row if cell.data_type == "f"]


def test_requests_that_wait_with_their_age_and_for_whom(book: Workbook) -> None:
    sheet = book["Permohonan Terbuka"]
    lines = {line["Asal"]: line for line in table(sheet, "PermohonanTerbuka")}
    [usulan] = [asked for asked in lines if asked.startswith("usulan ")]
    ages = ("Umur pada akhir bulan (hari)", "Menunggu pada akhir bulan (hari)", "Ditemukan (bulan)", "Harus menjawab")
    assert {asked: tuple(line[each] for each in ages) for asked, line in lines.items()} == {
        "aturan R05": (31, 21, 2, "Kepala LPSE"),
        "aturan R30": (31, "–", 1, "belum diserahkan"),
        "aturan R09": (0, "–", 1, "belum diserahkan"),
        "aturan R17": (0, "–", 1, "belum diserahkan"),
        usulan: (12, "–", "–", "belum diserahkan"),
    }
    assert lines["aturan R05"]["Keadaan"] == "menunggu persetujuan"
    assert lines["aturan R05"]["Menunggu sejak"] == datetime(2026, 10, 11)  # noqa: DTZ001  # as a cell has it
    assert lines["aturan R30"]["Terakhir ditemukan"] == "September 2026"
    assert "5 permohonan belum selesai, 2 di antaranya dari bulan sebelumnya" in texts(sheet)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_requests_that_ended_in_the_month(book: Workbook, october: MadeUpMonth, rows: Rows) -> None:
    [line] = table(book["Permohonan Berakhir"], "PermohonanBerakhir")
    assert (line["Asal"], line["Berakhir sebagai"], line["Lama (hari)"]) == ("usulan kepala", "ditarik", 5)
    assert "1 permohonan: 1 ditarik" in texts(book["Permohonan Berakhir"])
    empty = view_of(october.site, october.month, rows | {"month_ended_requests": []})
    assert "Tidak ada permohonan perubahan yang berakhir" in texts(sheet_of(changes.write_ended_requests, empty))


def test_the_sheets_of_a_day_speak_of_the_month(book: Workbook) -> None:
    habits = table(book["Perubahan Kebiasaan"], "PerubahanKebiasaan")
    assert [(line["Sumber"], line["Bulan ini, per hari"]) for line in habits] == [
        ("Log server basis data", 4),
        ("Keluhan pengguna", 4),
    ]
    assert "28 hari sebelum bulan ini" in texts(book["Perubahan Kebiasaan"])
    assert len(table(book["Temuan"], "Temuan")) == 5
    # Each piece of evidence tells its day.
    assert "01/10/2026" in texts(book["Temuan"])
    assert [line["Aturan"] for line in table(book["Aturan Tak Ternilai"], "AturanTakTernilai")] == ["R31"]


def test_a_month_that_was_not_judged_says_so(october: MadeUpMonth, rows: Rows) -> None:
    nothing: Rows = {name: [] for name in ("findings", "rule_judgements", "month_requests", "month_open_requests")}
    untold = ("Perubahan Kebiasaan", "Permohonan Berakhir", "Efek Perubahan")  # do not rest on the rules of the month
    book = written(view_of(october.site, october.month, rows | nothing | {"comparisons": []}))
    for title, _ in SHEETS:
        if title not in untold:
            assert "belum dinilai (SOP langkah 2 untuk hari, langkah 4 untuk bulan)" in texts(book[title])
    judged = rows | nothing | {"rule_judgements": rows["rule_judgements"], "complaints": []}
    text = texts(sheet_of(priorities.write_priorities, EvaluationView(october.site, october.month, judged)))
    assert "Tidak ada temuan" in text
    # One of the sources of complaints did not answer.
    assert "sumber tidak terbaca lengkap" in text


def test_findings_that_need_no_change(october: MadeUpMonth, rows: Rows) -> None:
    training = [row for row in rows["findings"] if row["change_class"] == "tanpa_perubahan"]
    view = view_of(october.site, october.month, rows | {"findings": training, "month_requests": []})
    text = texts(sheet_of(changes.write_changes, view))
    assert "Tidak ada perubahan yang diperlukan: 1 temuan tidak memerlukan perubahan sistem" in text
