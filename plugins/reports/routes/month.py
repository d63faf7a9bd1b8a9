"""The month: summary, files, change requests and deviations; and each change request."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from reports.access import ReadableSite, ReadableSites
from reports.periods import named_month
from reports.rendering import page
from spse_monev.reports.words import month_name

router = APIRouter()


@router.get("/situs/{site}/bulan/{month}", name="month")
def month_page(month: str, request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """A month of a site."""
    shown = named_month(site, month)
    return page(request, "month.html", {"title": month_name(shown), "sites": sites, "site": site, "tab": "calendar"})


@router.get("/situs/{site}/permohonan/{number}", name="request")
def request_page(number: str, request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """A change request of a site."""
    return page(request, "request.html", {"title": number, "sites": sites, "site": site, "tab": "calendar"})
