"""Error kinds and queries, found by their text, and the history of each."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reports.access import ReadableSite, ReadableSites
from reports.rendering import page

router = APIRouter()


@router.get("/situs/{site}/cari", name="search")
def search(request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """The page."""
    return page(request, "search.html", {"title": "Cari", "sites": sites, "site": site, "tab": "search"})
