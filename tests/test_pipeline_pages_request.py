"""The page of a change request on a real warehouse."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from spse_monev import pipeline
from spse_monev.analysis.changes import AnswerError
from spse_monev.changes import ChangeState
from spse_monev.connections import EnvironmentConnections
from spse_monev.period import Month, after_working_days
from spse_monev.pipeline.pages.request import read_request
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.changes import APPROVED, MAJOR, MANAGER, REVIEWED, finding, review, store_drafts
from tests.test_pipeline_changes import answer

CONNECTIONS = EnvironmentConnections()


@pytest.fixture
def month(requests_site: Site) -> Month:
    return Month(date(2026, 10, 1), requests_site.zone)


@pytest.fixture
def number(requests_site: Site, month: Month, requests_warehouse: Warehouse) -> str:
    [number] = store_drafts(requests_warehouse, requests_site.key, month, finding(month))
    return number


def test_a_draft_waits_for_nobody(requests_site: Site, month: Month, number: str, tmp_path: Path) -> None:
    told = read_request(requests_site, number, CONNECTIONS, tmp_path, month.end)
    assert told is not None
    assert (told.state, told.waiting, told.course, told.files) == ("draf", None, (), ())
    assert dict(told.content)["Asal"] == "aturan R04"
    assert told.evidence[0].startswith("12 kali menunggu koneksi sampai habis waktu")
    assert told.evidence[0].endswith("1 Oktober 2026)")
    assert told.doubts == ("Beban puncak belum terukur.",)


def test_what_waits_says_for_whom_and_until_when(
    requests_site: Site, month: Month, number: str, tmp_path: Path
) -> None:
    at = month.end
    pipeline.submit_change(requests_site, number, CONNECTIONS, at)
    due = after_working_days(at, 2, requests_site.zone)
    told = read_request(requests_site, number, CONNECTIONS, tmp_path, due)
    assert told is not None
    assert told.waiting is not None
    assert (told.waiting.who, told.waiting.since, told.waiting.due) == ("Pengelola Perubahan", at, due)
    assert told.waiting.step is ChangeState.REVIEW
    assert not told.waiting.is_overdue
    late = read_request(requests_site, number, CONNECTIONS, tmp_path, due + timedelta(seconds=1))
    assert late is not None
    assert late.waiting is not None
    assert late.waiting.is_overdue


def test_its_course_tells_answers_refusals_and_documents(
    requests_site: Site, month: Month, number: str, tmp_path: Path
) -> None:
    pipeline.submit_change(requests_site, number, CONNECTIONS, month.end)
    wrong = review(kelas="major")  # without a reason for it
    with pytest.raises(AnswerError):
        pipeline.answer_change(
            requests_site, number, ChangeState.REVIEW, "Teruskan", wrong, MANAGER, CONNECTIONS, month.end
        )
    answer(requests_site, number, REVIEWED)
    answer(requests_site, number, APPROVED)
    pipeline.write_change_documents(requests_site, number, CONNECTIONS, tmp_path, month.end)
    told = read_request(requests_site, number, CONNECTIONS, tmp_path, month.end)
    assert told is not None
    submitted, refused, reviewed, approved, documented = told.course
    assert submitted.heading == "usulan kelas Minor"
    assert refused.problems
    assert ("Kelas perubahan", "Major") in refused.fields
    assert (reviewed.who, reviewed.heading) == (MANAGER, "Telaah permohonan perubahan: Teruskan")
    assert ("Rencana uji coba", "Amati dua hari.") in reviewed.fields
    assert approved.heading == "Persetujuan permohonan perubahan: Setuju"
    assert documented.document == told.files[0].path
    assert not told.files[0].problem
    (tmp_path / documented.document).unlink()
    gone = read_request(requests_site, number, CONNECTIONS, tmp_path, month.end)
    assert gone is not None
    assert gone.files[0].problem


def test_a_request_without_its_findings_says_so(
    requests_site: Site, month: Month, number: str, requests_warehouse: Warehouse, tmp_path: Path
) -> None:
    pipeline.submit_change(requests_site, number, CONNECTIONS, month.end)
    store_drafts(requests_warehouse, requests_site.key, month, finding(month, "R20", **MAJOR))
    told = read_request(requests_site, number, CONNECTIONS, tmp_path, month.end)
    assert told is not None
    assert not told.evidence
    assert "tidak ada lagi" in told.evidence_note


def test_none_for_a_number_that_the_site_does_not_have(requests_site: Site, number: str, tmp_path: Path) -> None:
    now = Month(date(2026, 11, 1), requests_site.zone).start
    other = requests_site.model_copy(update={"key": "lpse_lain"})
    assert read_request(requests_site, "PP-2026-10-999", CONNECTIONS, tmp_path, now) is None
    assert read_request(other, number, CONNECTIONS, tmp_path, now) is None
