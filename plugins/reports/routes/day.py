"""The day: summary, charts and files."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from airflow_connections import AirflowConnections
from reports import charts
from reports.access import ReadableSite, ReadableSites
from reports.periods import named_day
from reports.rendering import STANDING_LOOKS, page
from spse_monev.facts import CoverageState
from spse_monev.figures import shown as figure
from spse_monev.pipeline.pages.day import Errors, Queries, read_day
from spse_monev.reports.words import long_date, number, zone_name
from spse_monev.settings import artifacts_folder

_STATE_LOOKS = {CoverageState.OK: "good", CoverageState.PARTIAL: "warn", CoverageState.MISSING: "bad"}

router = APIRouter()


@router.get("/situs/{site}/hari/{day}", name="day")
def day_page(day: str, request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """A day of a site; 404 if it is no date."""
    named = named_day(site, day)
    shown = read_day(site, named, AirflowConnections(), artifacts_folder(), datetime.now(UTC))
    zone = zone_name(named)
    return page(
        request,
        "day.html",
        {
            "title": long_date(named),
            "sites": sites,
            "site": site,
            "tab": "calendar",
            "shown": shown,
            "zone": zone,
            "standing_looks": STANDING_LOOKS,
            "state_looks": _STATE_LOOKS,
            "before": named.shift(-1),
            "after": named.shift(1),
            "long_date": long_date,
            "error_charts": {each.key: _error_chart(each, zone) for each in shown.errors if each.hours},
            "time_charts": {each.source: _time_chart(each) for each in shown.queries if each.times},
        },
    )


def _error_chart(errors: Errors, zone: str) -> charts.Chart:
    assert errors.hours is not None  # noqa: S101  # asked for only where there are hours
    totals = [sum(counts) for counts in zip(*errors.hours.counts.values(), strict=True)]
    busiest = totals.index(max(totals))
    sentence = (
        f"{number(errors.total)} kejadian; terbanyak {number(totals[busiest])} pada pukul "
        f"{charts.hour_slot(busiest).name} {zone}."
    )
    slots = [
        charts.Slot(slot.name, slot.label, is_partial=errors.hours.is_partial)
        for slot in map(charts.hour_slot, range(len(totals)))
    ]
    series = [charts.Series(severity, counts) for severity, counts in errors.hours.counts.items()]
    return charts.bars(f"{errors.key}-jam", f"{errors.title} per jam", sentence, slots, series, slot_word="Jam")


def _time_chart(queries: Queries) -> charts.Chart:
    total = sum(count for _, count in queries.times)
    word, most = max(queries.times, key=lambda each: each[1])
    sentence = f"{number(total)} pemanggilan tercatat; terbanyak {figure(100 * most / total)}% selesai dalam {word}."
    slots = [charts.Slot(word, word, is_partial=queries.is_partial) for word, _ in queries.times]
    series = [charts.Series("Pemanggilan", [count for _, count in queries.times])]
    key = f"waktu-{queries.source.replace('_', '-')}"
    return charts.bars(key, "Sebaran waktu query", sentence, slots, series, slot_word="Lama")
