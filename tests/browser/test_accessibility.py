"""Every page by axe-core's rules for WCAG 2 A and AA, light and dark, on a desk and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Lived
from tests.browser.test_pages import CALENDAR, Opened, pages, visit
from tests.changes import HEAD

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """(rule, what it asks, where) of each violation."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    assert found["passes"]
    return [(each["id"], each["help"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_violates_a_rule(lived: Lived, at: Opened, scheme: str, size: dict[str, int]) -> None:
    page = at(HEAD, CALENDAR, viewport=size, color_scheme=scheme)
    found = {}
    for name, path in pages(lived).items():
        visit(page, lived, name, path)
        found[name] = faults(page)
    assert found == {name: [] for name in found}
