"""The pages as people use them: found in Airflow, read, downloaded from, and refused to whom they do not concern."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Request, expect

from spse_monev.reports.words import long_date
from tests.browser.conftest import CHANGES, DAILY_RUN, PHONE, Lived
from tests.browser.office import PLANTED
from tests.browser.sites import OTHER, SITE
from tests.changes import HEAD, VIEWER

Opened = Callable[..., Page]
CALENDAR = f"/laporan/situs/{SITE}/"


def frame(page: Page) -> FrameLocator:
    """What Airflow shows of ours inside of its own page."""
    return page.frame_locator("iframe")


def hash_of_download(page: Page, link: Locator) -> tuple[str, str]:
    """The name and the SHA-256 of what a click gives."""
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.suggested_filename, hashlib.sha256(Path(waiting.value.path()).read_bytes()).hexdigest()


def registered(lived: Lived) -> tuple[str, str]:
    """The name and the SHA-256 of the day's workbook in the register."""
    path, sha256 = lived.office.one(
        "SELECT path, sha256 FROM monev.artifact WHERE kind = 'laporan_harian' AND path NOT LIKE '%planted%'"
    )
    return str(path).rpartition("/")[2], str(sha256)


def test_a_day_is_found_from_airflows_navigation_and_its_workbook_is_the_one_in_the_register(
    lived: Lived, at: Opened
) -> None:
    page = at(VIEWER, "/")
    page.get_by_role("link", name="Laporan", exact=True).click()
    expect(frame(page).get_by_role("heading", level=1)).to_contain_text("Kalender")
    frame(page).get_by_role("link", name=long_date(lived.office.yesterday)).click()
    expect(frame(page).get_by_role("heading", level=1)).to_contain_text(long_date(lived.office.yesterday))
    name, sha256 = registered(lived)
    row = frame(page).get_by_role("row").filter(has_text=name)
    assert hash_of_download(page, row.get_by_role("link")) == (name, sha256)
    # The page tells the hash too, for whoever wants to compare it.
    expect(row).to_contain_text(sha256)
    # A reload, or the address sent to a colleague, leads here again.
    page.reload()
    expect(frame(page).get_by_role("heading", level=1)).to_contain_text(long_date(lived.office.yesterday))


def test_the_report_is_downloaded_from_the_task_that_wrote_it(lived: Lived, at: Opened) -> None:
    page = at(VIEWER, f"/dags/spse_daily/runs/{DAILY_RUN}/tasks/write_daily_report/details")
    assert hash_of_download(page, page.get_by_role("link", name="Unduh laporan")) == registered(lived)


def test_a_run_has_a_tab_with_its_files(lived: Lived, at: Opened) -> None:
    page = at(VIEWER, f"/dags/spse_daily/runs/{DAILY_RUN}")
    page.get_by_role("link", name="Berkas laporan").click()
    name, sha256 = registered(lived)
    link = frame(page).get_by_role("row").filter(has_text=name).get_by_role("link")
    assert hash_of_download(page, link) == (name, sha256)


@pytest.mark.parametrize("user", [VIEWER, HEAD])
def test_another_offices_reports_are_refused(lived: Lived, at: Opened, user: str) -> None:
    page = at(user, CALENDAR)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("LPSE Lain")).to_have_count(0)
    for path in (f"/laporan/situs/{OTHER}/", f"/laporan/berkas/{OTHER}/2026/11/24/laporan.xlsx"):
        answer = page.goto(f"{lived.url}{path}")
        assert answer is not None
        assert answer.status == 403
        expect(page.locator("body")).not_to_contain_text("Kalender")


def pages(lived: Lived) -> dict[str, str]:
    """Every kind of page, by a name for it."""
    day, month = str(lived.office.yesterday), f"{lived.office.yesterday.date:%Y-%m}"
    site = CALENDAR.rstrip("/")
    source, fingerprint = lived.office.one(
        "SELECT source, fingerprint FROM monev.error_daily WHERE sample LIKE '%onerror%' LIMIT 1"
    )
    return {
        "calendar": CALENDAR,
        "day": f"{site}/hari/{day}",
        "empty day": f"{site}/hari/2019-01-01",
        "month": f"{site}/bulan/{month}",
        "request": f"{site}/permohonan/{lived.office.number}",
        "trends": f"{site}/tren",
        "search": f"{site}/cari?q=onerror",
        "error": f"{site}/kesalahan/{source}/{fingerprint}",
        "run": f"/laporan/run/?dag=spse_daily&run={DAILY_RUN}",
        "request's run": f"/laporan/run/?dag={CHANGES}&run={lived.office.number}",
        "nothing": f"{site}/hari/kemarin",
    }


def visit(page: Page, lived: Lived, name: str, path: str) -> None:
    """Open one of the pages; only the one of nothing is told to be missing."""
    answer = page.goto(f"{lived.url}{path}")
    assert answer is not None
    assert (name, answer.status) == (name, 404 if name == "nothing" else 200)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_planted_markup_is_shown_and_never_becomes_a_part_of_a_page(lived: Lived, at: Opened) -> None:
    page = at(HEAD, CALENDAR)
    asked: list[Request] = []
    page.on("request", lambda each: asked.append(each))
    shown = set()
    for name, path in pages(lived).items():
        visit(page, lived, name, path)
        assert page.evaluate("window.planted") is None
        assert page.locator("img[src=x], script:not([src])").count() == 0
        if "onerror" in page.locator("body").inner_text():
            shown.add(name)
        if name == "month":
            # The file of complaints, by its name.
            expect(page.get_by_text("script>.csv: 1 baris")).to_be_visible()
    assert shown >= {"day", "month", "request", "search", "error"}, shown
    assert {each.url for each in asked if not each.url.startswith(lived.url)} == set()
    # Nor in Airflow's own, which shows the request's title.
    page.goto(f"{lived.url}/dags/{CHANGES}/runs/{lived.office.number}/tasks/approve_request/required_actions")
    expect(page.get_by_role("row").filter(has_text="onerror")).to_be_visible()
    assert page.evaluate("window.planted") is None


def test_a_file_with_a_planted_name_is_downloaded_by_its_name(lived: Lived, at: Opened) -> None:
    page = at(VIEWER, f"{CALENDAR}hari/{lived.office.yesterday}")
    row = page.get_by_role("row").filter(has_text="onerror").filter(has_text=".xlsx")
    _, sha256 = hash_of_download(page, row.get_by_role("link"))
    assert sha256 == hashlib.sha256(b"bukan buku kerja").hexdigest()
    path = quote(f"{SITE}/{lived.office.yesterday.date:%Y/%m/%d}/{PLANTED.replace('/', '')}.xlsx")
    expect(row.get_by_role("link")).to_have_attribute("href", f"/laporan/berkas/{path}")


def test_the_keyboard_reaches_the_days_and_shows_where_it_is(at: Opened) -> None:
    page = at(VIEWER, CALENDAR)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    days = page.locator("td a")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        outline = focused.evaluate("each => [getComputedStyle(each).outlineStyle, getComputedStyle(each).outlineWidth]")
        assert outline[0] != "none", focused.evaluate("each => each.outerHTML")
        assert float(outline[1].removesuffix("px")) >= 1
        if days.first.evaluate("each => each === document.activeElement"):
            break
    expect(days.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/hari/*")


def test_nothing_is_wider_than_a_phone(lived: Lived, at: Opened) -> None:
    page = at(VIEWER, CALENDAR, viewport=PHONE)
    for name, path in pages(lived).items():
        visit(page, lived, name, path)
        assert (name, page.evaluate("document.documentElement.scrollWidth")) <= (name, PHONE["width"])
