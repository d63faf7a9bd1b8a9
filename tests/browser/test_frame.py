"""The pages inside Airflow's frame: light or dark as it is, and links that lead out of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CHANGES, Lived
from tests.browser.test_pages import CALENDAR, Opened, frame
from tests.changes import HEAD, VIEWER

INSIDE = "/plugin/laporan-spse"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_light_or_dark_as_airflow_is_also_when_it_changes(at: Opened, scheme: str) -> None:
    other = {"light": "dark", "dark": "light"}[scheme]
    page = at(VIEWER, INSIDE, color_scheme=scheme)
    shown = frame(page).locator("html")
    expect(shown).to_have_attribute("data-theme", scheme)
    # As Airflow itself does when somebody chooses the other in its menu, against the system's choice.
    page.evaluate("other => document.documentElement.className = other", other)
    expect(shown).to_have_attribute("data-theme", other)
    alone = at(VIEWER, CALENDAR, color_scheme=scheme)
    expect(alone.locator("html")).to_have_attribute("data-theme", scheme)
    alone.emulate_media(color_scheme=other)
    expect(alone.locator("html")).to_have_attribute("data-theme", other)


def address(lived: Lived) -> str:
    return f"{CALENDAR}permohonan/{lived.office.number}"


@pytest.mark.parametrize("way", ["click", "key"])
def test_a_link_to_airflow_leads_out_of_its_frame(lived: Lived, at: Opened, way: str) -> None:
    page = at(HEAD, f"{INSIDE}{address(lived)}")
    link = frame(page).get_by_role("link", name="Jawab di Airflow")
    if way == "click":
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")
    at_airflow(page)


def test_outside_of_a_frame_it_is_a_plain_link(lived: Lived, at: Opened) -> None:
    page = at(HEAD, address(lived))
    page.get_by_role("link", name="Jawab di Airflow").click()
    at_airflow(page)


def test_a_tab_of_its_own_opens_beside_the_page(lived: Lived, at: Opened) -> None:
    page = at(HEAD, f"{INSIDE}{address(lived)}")
    with page.context.expect_page() as opened:
        frame(page).get_by_role("link", name="Jawab di Airflow").click(modifiers=["Control"])
    at_airflow(opened.value)
    assert INSIDE in page.url


def test_the_navigation_shows_our_icon(at: Opened) -> None:
    page = at(VIEWER, "/")
    icon = page.get_by_role("link", name="Laporan", exact=True).locator("img")
    expect(icon).to_have_js_property("complete", True)
    assert icon.evaluate("each => each.naturalWidth") > 0


def at_airflow(page: Page) -> None:
    """The whole window shows Airflow's own page of the request's run."""
    page.wait_for_url(f"**/dags/{CHANGES}/runs/**")
    expect(page.locator("iframe")).to_have_count(0)
