"""Figures over months."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request, Response, status

from airflow_connections import AirflowConnections
from reports import charts
from reports.access import ReadableSite, ReadableSites
from reports.rendering import page
from spse_monev.pipeline.pages.calendar import Unit
from spse_monev.pipeline.pages.trends import SPANS, Grain, Trend, read_trends, written
from spse_monev.settings import Site

router = APIRouter()


@router.get("/situs/{site}/tren", name="trends")
def trends(request: Request, site: ReadableSite, sites: ReadableSites, bulan: str = "12") -> Response:
    """The last months, as many as `bulan` says; 422 if it is none of those that can be chosen."""
    if bulan not in map(str, SPANS):
        said = ", ".join(map(str, SPANS))
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"Rentang itu tidak ada; pilih salah satu: {said}.")
    found = read_trends(site, int(bulan), AirflowConnections(), datetime.now(UTC))
    drawn = [(trend, _chart(request, site, trend)) for trend in found.trends]
    return page(
        request,
        "trends.html",
        {
            "title": "Tren",
            "sites": sites,
            "site": site,
            "tab": "trends",
            "trends": found,
            "drawn": drawn,
            "spans": SPANS,
            "Unit": Unit,
        },
    )


def _chart(request: Request, site: Site, trend: Trend) -> charts.Chart:
    by_day = trend.grain is Grain.DAY
    slots = [
        (charts.day_slot if by_day else charts.month_slot)(
            slot.first, slot.gap, is_partial=bool(slot.remark), remark=slot.remark,
            href=str(
                request.url_for("day", site=site.key, day=slot.first.isoformat()).path
                if by_day
                else request.url_for("calendar", site=site.key).path + f"?bulan={slot.first:%Y-%m}"
            ),
        )
        for slot in trend.slots
    ]  # fmt: skip
    series = [charts.Series(line.label, line.values) for line in trend.lines]
    word = "Hari" if by_day else "Bulan"
    show = partial(written, trend.unit)
    if trend.unit is Unit.COUNT:
        return charts.bars(trend.key, trend.title, trend.sentence, slots, series, show=show, slot_word=word)
    return charts.lines(
        trend.key, trend.title, trend.sentence, slots, series, show=show, slot_word=word,
        from_zero=trend.unit is not Unit.PERCENT,
    )  # fmt: skip
