"""The day: summary, charts and files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reports.access import ReadableSite, ReadableSites
from reports.periods import named_day
from reports.rendering import page
from spse_monev.reports.words import long_date

router = APIRouter()


@router.get("/situs/{site}/hari/{day}", name="day")
def day_page(day: str, request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """A day of a site."""
    shown = named_day(site, day)
    return page(request, "day.html", {"title": long_date(shown), "sites": sites, "site": site, "tab": "calendar"})
