"""The calendar of a month: how each day stands, and its key figures."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response, status

from airflow_connections import AirflowConnections
from reports.access import ReadableSite, ReadableSites
from reports.periods import named_month
from reports.rendering import STANDING_LOOKS, page
from spse_monev.pipeline.pages.calendar import read_calendar
from spse_monev.reports.words import long_date, month_name

router = APIRouter()


@router.get("/situs/{site}/", name="calendar")
def calendar(request: Request, site: ReadableSite, sites: ReadableSites, bulan: str | None = None) -> Response:
    """The days of a month, `YYYY-MM`; without one, of the newest that has a record. 422 if it is no month."""
    try:
        month = named_month(site, bulan) if bulan else None
    except HTTPException:
        raise HTTPException(
            status.HTTP_422_UNPROCESSABLE_CONTENT, "Bulan itu tidak terbaca; tulis seperti 2026-10 (TTTT-BB)."
        ) from None
    shown = read_calendar(site, month, AirflowConnections(), datetime.now(UTC))
    return page(
        request,
        "calendar.html",
        {
            "title": f"Kalender {month_name(shown.month)}",
            "sites": sites,
            "site": site,
            "tab": "calendar",
            "calendar": shown,
            "looks": STANDING_LOOKS,
            "month_name": month_name,
            "long_date": long_date,
        },
    )
