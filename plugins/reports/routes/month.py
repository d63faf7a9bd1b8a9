"""The month: summary, files, change requests and deviations; and each change request."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from airflow_connections import AirflowConnections
from decision_operator import CHANGES, TASK_IDS
from report_link import pages_url
from reports.access import ReadableSite, ReadableSites, absent
from reports.periods import named_month
from reports.rendering import STANDING_LOOKS, page
from site_dags import dag_id
from spse_monev.changes import ChangeState
from spse_monev.deviations import DeviationStatus
from spse_monev.facts import CoverageState
from spse_monev.pipeline.pages.month import read_month
from spse_monev.pipeline.pages.request import read_request
from spse_monev.reports.words import long_date, month_name
from spse_monev.settings import Site, artifacts_folder

# How each state is coloured beside its word.
_SOURCE_LOOKS = {CoverageState.OK: "good", CoverageState.PARTIAL: "warn", CoverageState.MISSING: "bad"}
_DEVIATION_LOOKS = {DeviationStatus.OPEN: "bad", DeviationStatus.EXPLAINED: "warn", DeviationStatus.CLOSED: "good"}

router = APIRouter()


@router.get("/situs/{site}/bulan/{month}", name="month")
def month_page(month: str, request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """A month of a site, written `YYYY-MM`; 404 if it is none."""
    named = named_month(site, month)
    shown = read_month(site, named, AirflowConnections(), artifacts_folder(), datetime.now(UTC))
    return page(
        request,
        "month.html",
        {
            "title": month_name(named),
            "sites": sites,
            "site": site,
            "tab": "calendar",
            "shown": shown,
            "standing_looks": STANDING_LOOKS,
            "source_looks": _SOURCE_LOOKS,
            "deviation_looks": _DEVIATION_LOOKS,
            "ask_address": lambda number, step: _ask_address(site, number, step),
            "month_name": month_name,
            "long_date": long_date,
        },
    )


@router.get("/situs/{site}/permohonan/{number}", name="request")
def request_page(number: str, request: Request, site: ReadableSite, sites: ReadableSites) -> Response:
    """A change request of a site, by its number; 404 if its register has none."""
    shown = read_request(site, number, AirflowConnections(), artifacts_folder(), datetime.now(UTC))
    if shown is None:
        raise absent()
    return page(
        request,
        "request.html",
        {
            "title": f"Permohonan perubahan {shown.request.number}",
            "sites": sites,
            "site": site,
            "tab": "calendar",
            "shown": shown,
            "ask_address": lambda number, step: _ask_address(site, number, step),
            "run_address": _run_address(site, shown.request.number),
            "month_name": month_name,
        },
    )


def _run_address(site: Site, number: str) -> str:
    """Airflow's own page of the run in which people answer; a run's id is its request's number."""
    return f"{pages_url().removesuffix('/laporan')}/dags/{dag_id(CHANGES, site)}/runs/{quote(number, safe='')}"


def _ask_address(site: Site, number: str, step: ChangeState) -> str:
    """Airflow's page with the form of a step."""
    return f"{_run_address(site, number)}/tasks/{TASK_IDS[step]}/required_actions"
