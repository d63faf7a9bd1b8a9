"""How often and when: counted in full, or only as far as evidence was kept, and which days nobody could know of."""

from __future__ import annotations

from datetime import date

import pytest

from spse_monev.period import Month
from spse_monev.reports.documents.chart import occurrence_chart
from spse_monev.reports.documents.request import RequestView
from spse_monev.settings import Site
from tests.reports.documents.made_up_requests import (
    COUNTS,
    PARTIAL_DAYS,
    UNREAD_DAYS,
    Row,
    evidence,
    finding,
    major,
    month_rows,
    request,
    unclear,
)


def days(*numbers: int) -> set[date]:
    return {date(2026, 10, number) for number in numbers}


def view(office: Site, month: Month, row: Row, **answers: list[Row]) -> RequestView:
    return RequestView(office, month, row, month_rows(office, row) | answers)


def test_events_are_counted_where_the_month_has_them(office: Site, month: Month) -> None:
    seen = view(office, month, major())
    assert seen.occurrences.is_counted
    assert seen.occurrences.by_day == {date(2026, 10, day): count for day, count in COUNTS.items()}
    assert (seen.unread_days, seen.partial_days) == (days(*UNREAD_DAYS), days(*PARTIAL_DAYS))


def test_a_request_that_also_rests_on_what_is_not_counted_is_not_counted(office: Site, month: Month) -> None:
    other = finding(2, "R20", "lain", evidence("Galat lain", 6, value=3.0))
    row = major() | {"findings": [*major()["findings"], other]}
    seen = view(office, month, row).occurrences
    assert not seen.is_counted
    assert seen.by_day[date(2026, 10, 6)] == 3.0


def test_two_sources_leave_a_day_unread_only_together(office: Site, month: Month) -> None:
    both = [evidence("Galat", 3, "database_log", 1.0), evidence("Galat", 3, "application_log", 1.0)]
    seen = view(office, month, request(1, "R20", "major", finding(1, "R20", "", *both)))
    assert seen.unread_days == set()
    assert seen.partial_days == days(*UNREAD_DAYS, *PARTIAL_DAYS)
    assert not seen.is_complete


def test_complaints_are_of_no_day_that_could_be_unread_but_of_a_source_that_could(office: Site, month: Month) -> None:
    seen = view(office, month, unclear())
    assert (seen.occurrences.measure, seen.occurrences.by_day) == ("bukti", {date(2026, 10, 7): 2})
    assert seen.is_complete
    assert not seen.unread_days | seen.partial_days
    unread = view(office, month, unclear(), complaint_coverage=[])
    assert not unread.is_complete
    assert any("tidak ada catatan pembacaan" in sentence for sentence in unread.unread_sentences())
    assert not unread.unread_days | unread.partial_days


def test_a_source_that_is_no_longer_configured_is_shown_by_its_key(office: Site, month: Month) -> None:
    seen = view(office, month, request(1, "R20", "major", finding(1, "R20", "", evidence("Galat", 3, "lama", 1.0))))
    assert seen.label("lama") == "lama"
    assert not list(seen.unread_sentences())


@pytest.mark.parametrize("answers", [{}, {"month_coverage": []}, {"month_coverage": [], "month_request_days": []}])
def test_the_chart_is_the_same_for_the_same_days_and_marks_unread_ones(
    office: Site, month: Month, answers: dict[str, list[Row]]
) -> None:
    first = occurrence_chart(view(office, month, major(), **answers))
    assert first.startswith(b"\x89PNG")
    assert first == occurrence_chart(view(office, month, major(), **answers))
    whole = [row for row in month_rows(office)["month_coverage"] if row["source"] == "database"]
    whole = [row | {"source": "database_log", "state": "ok", "reasons": []} for row in whole]
    assert first != occurrence_chart(view(office, month, major(), month_coverage=whole))
