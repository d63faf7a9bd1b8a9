"""Where a user begins: the calendar of the first site they may read; and what the pages are dressed in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from reports.access import ReadableSites
from reports.rendering import HEADERS, page

_STATIC = Path(__file__).parents[1] / "static"

router = APIRouter()
# Whoever is not logged in sees a page that says so, dressed like all others; nothing of an office is in these files.
dress = APIRouter()


@router.get("/", name="home")
def home(request: Request, sites: ReadableSites) -> Response:
    """The calendar of the user's first site, or that there is none for them."""
    for key in sites:
        return RedirectResponse(request.url_for("calendar", site=key).path, headers=dict(HEADERS))
    return page(request, "no_site.html", {"title": "Laporan SPSE", "sites": sites, "site": None})


@dress.get("/aset/{name}", name="asset")
def asset(name: Literal["laporan.css", "laporan.js", "ikon-terang.svg", "ikon-gelap.svg"]) -> Response:
    """The style and the script of all pages, and the icons of Airflow's navigation."""
    # Revalidated each time, so that a new version shows at once.
    return FileResponse(_STATIC / name, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})
