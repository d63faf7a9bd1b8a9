"""The history of one kind of error, and of one query."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, HTTPException, Request, Response, status

from airflow_connections import AirflowConnections
from reports import charts
from reports.access import ReadableSite, ReadableSites
from reports.rendering import page
from spse_monev.figures import brief_duration
from spse_monev.pipeline.pages.histories import NoHistoryError, read_error_history, read_query_history
from spse_monev.pipeline.pages.trends import Slot
from spse_monev.reports.words import month_name
from spse_monev.settings import Site

router = APIRouter()


@router.get("/situs/{site}/kesalahan/{source}/{fingerprint}", name="error_history")
def error_history(
    source: str, fingerprint: str, request: Request, site: ReadableSite, sites: ReadableSites
) -> Response:
    """A kind of error over all stored days; 404 if it appeared on none of them."""
    try:
        history = read_error_history(site, source, fingerprint, AirflowConnections())
    except NoHistoryError:
        raise _absent("Galat") from None
    slots = _slots(request, site, history.slots)
    hours = [charts.hour_slot(hour) for hour in range(len(history.per_hour))]
    return page(
        request,
        "error_history.html",
        {
            "title": "Riwayat galat",
            "sites": sites,
            "site": site,
            "tab": "search",
            "history": history,
            "month_name": month_name,
            "by_day": charts.bars(
                "per-hari", "Jumlah per hari", history.sentence, slots, [charts.Series("Jumlah", history.counts)]
            ),
            "by_hour": charts.bars(
                "per-jam", "Jumlah per jam, semua hari", history.hour_sentence, hours,
                [charts.Series("Jumlah", history.per_hour)], slot_word="Jam",
            ),
        },
    )  # fmt: skip


@router.get("/situs/{site}/kueri/{source}/{fingerprint}", name="query_history")
def query_history(
    source: str, fingerprint: str, request: Request, site: ReadableSite, sites: ReadableSites
) -> Response:
    """A query over all stored days; 404 if it was called on none of them."""
    try:
        history = read_query_history(site, source, fingerprint, AirflowConnections())
    except NoHistoryError:
        raise _absent("Query") from None
    slots = _slots(request, site, history.slots)
    times = [charts.Series("Rata-rata", history.mean_ms)]
    if history.has_percentiles:
        times.append(charts.Series("Persentil 95", history.p95_ms))
    return page(
        request,
        "query_history.html",
        {
            "title": "Riwayat query",
            "sites": sites,
            "site": site,
            "tab": "search",
            "history": history,
            "month_name": month_name,
            "calls": charts.bars(
                "panggilan", "Panggilan per hari", history.sentence, slots,
                [charts.Series("Panggilan", history.day_calls)],
            ),
            "times": charts.lines("waktu", "Waktu per hari", history.time_sentence, slots, times, show=brief_duration),
        },
    )  # fmt: skip


def _absent(what: str) -> HTTPException:
    return HTTPException(
        status.HTTP_404_NOT_FOUND,
        f"{what} ini tidak ada pada hari-hari yang tersimpan; rincian dihapus setelah masa simpan.",
    )


def _slots(request: Request, site: Site, slots: Sequence[Slot]) -> list[charts.Slot]:
    address = partial(request.url_for, "day", site=site.key)
    return [
        charts.day_slot(
            slot.first,
            slot.gap,
            is_partial=bool(slot.remark),
            href=str(address(day=slot.first.isoformat()).path),
            with_year=len(slots) > 366,
        )
        for slot in slots
    ]
