"""Figures over months."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reports.access import ReadableSite, ReadableSites
from reports.rendering import page

router = APIRouter()


@router.get("/situs/{site}/tren", name="trends")
def trends(request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """The page."""
    return page(request, "trends.html", {"title": "Tren", "sites": sites, "site": site, "tab": "trends"})
