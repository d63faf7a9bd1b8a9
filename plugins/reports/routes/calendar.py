"""The calendar of a month: how each day stands, and its key figures."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reports.access import ReadableSite, ReadableSites
from reports.rendering import page

router = APIRouter()


@router.get("/situs/{site}/", name="calendar")
def calendar(request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """The days of a month."""
    return page(request, "calendar.html", {"title": "Kalender", "sites": sites, "site": site, "tab": "calendar"})
