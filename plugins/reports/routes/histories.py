"""The history of one kind of error, and of one query."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reports.access import ReadableSite, ReadableSites
from reports.rendering import page

router = APIRouter()


@router.get("/situs/{site}/kesalahan/{source}/{fingerprint}", name="error_history")
def error_history(
    source: str, fingerprint: str, request: Request, site: ReadableSite, sites: ReadableSites
) -> Response:
    """Over all stored days."""
    return page(
        request, "error_history.html", {"title": "Riwayat kesalahan", "sites": sites, "site": site, "tab": "search"}
    )


@router.get("/situs/{site}/kueri/{source}/{fingerprint}", name="query_history")
def query_history(
    source: str, fingerprint: str, request: Request, site: ReadableSite, sites: ReadableSites
) -> Response:
    """Over all stored days."""
    return page(
        request, "query_history.html", {"title": "Riwayat kueri", "sites": sites, "site": site, "tab": "search"}
    )
