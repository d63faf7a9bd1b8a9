"""A change request from the month's page to the answer of the head of the LPSE."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import CHANGES, Lived
from tests.browser.test_pages import CALENDAR, Opened, frame
from tests.changes import APPROVED, HEAD, VIEWER

TASK = "approve_request"


def question(lived: Lived) -> str:
    """Where Airflow asks, as a path."""
    return f"/dags/{CHANGES}/runs/{lived.office.number}/tasks/{TASK}/required_actions"


def test_a_change_request_is_followed_from_the_month_and_answered_by_the_head_and_by_nobody_else(
    lived: Lived, at: Opened
) -> None:
    # Who only reads may press the button, and is refused.
    reading = at(VIEWER, question(lived))
    fill_in(reading)
    with reading.expect_response(lambda each: each.url.endswith("/hitlDetails")) as refused:
        reading.get_by_role("button", name="Setuju", exact=True).click()
    assert refused.value.status == 403
    assert lived.task_state(TASK) == "awaiting_input"

    page = at(HEAD, "/plugin/laporan-spse")
    month = f"{CALENDAR.rstrip('/')}/bulan/{lived.office.yesterday.date:%Y-%m}"
    frame(page).locator(f"a[href='{month}']").first.click()
    row = frame(page).get_by_role("row").filter(has_text=lived.office.number).filter(has_text="Jawab di Airflow")
    expect(row).to_contain_text("Kepala LPSE")
    row.get_by_role("link", name=lived.office.number, exact=True).click()
    expect(frame(page).get_by_role("heading", level=1)).to_contain_text(lived.office.number)
    # The link leaves the frame: Airflow's own page asks.
    frame(page).locator("a.airflow").first.click()
    page.wait_for_url(f"**{question(lived)}")
    fill_in(page)
    with page.expect_response(lambda each: each.url.endswith("/hitlDetails")) as accepted:
        page.get_by_role("button", name="Setuju", exact=True).click()
    assert accepted.value.status == 200
    lived.wait_until(CHANGES, "carry_out_change", "awaiting_input")
    answer = lived.office.one(
        f"SELECT said_by, details ->> 'option' FROM monev.change_event WHERE number = '{lived.office.number}' "
        "AND kind = 'answered' ORDER BY sequence DESC LIMIT 1"
    )
    assert answer == (HEAD, "Setuju")


def fill_in(page: Page) -> None:
    """What an approval needs."""
    _, _, fields, _ = APPROVED
    # Airflow's form ties its labels to no field.
    for label, value in (("Jadwal perubahan", fields["jadwal"]), ("Penugasan implementasi", fields["pelaksana"])):
        page.get_by_role("group").filter(has_text=label).locator("input").fill(value)
