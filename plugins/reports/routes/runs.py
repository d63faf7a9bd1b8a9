"""The files of one run, as a tab of Airflow's own page of it."""

from __future__ import annotations

from typing import Any

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.models.dagrun import DagRun
from fastapi import APIRouter, Request, Response
from sqlalchemy import select

import run_period
from airflow_connections import AirflowConnections
from reports.access import ReadableSites, absent, readable_site
from reports.rendering import page
from site_dags import dag_id
from spse_monev.pipeline.pages.files import read_files
from spse_monev.pipeline.pages.run import read_request_files, request_month
from spse_monev.reports.words import long_date, month_name
from spse_monev.settings import Site, artifacts_folder, read_sites

_DAILY, _MONTHLY, _CHANGES = "spse_daily", "spse_monthly", "spse_change_request"
_WITHOUT_FILES = ("spse_probe", "spse_propose_change")

router = APIRouter()


@router.get("/run/", name="run")
def run_page(
    dag: str, run: str, request: Request, sites: ReadableSites, user: GetUserDep, session: SessionDep
) -> Response:
    """The files of a run of one of a site's DAGs; 404 if it is no run of one, 403 if it is not for this user."""
    found = _site_of(dag)
    if found is None:
        raise absent()
    site, name = found
    readable_site(site.key, request, user)
    requires_access_dag("GET", DagAccessEntity.RUN, dag)(request, user)
    seen = session.scalar(select(DagRun).where(DagRun.dag_id == dag, DagRun.run_id == run))
    if seen is None:
        raise absent()
    return page(
        request, "run.html", {"sites": sites, "site": site, "tab": "", "run": run, **_context(site, name, run, seen)}
    )


def _site_of(dag: str) -> tuple[Site, str] | None:
    """Of which site a DAG is, and its name for the default site; None for one that is of no site."""
    for site in read_sites()[0].values():
        for name in (_DAILY, _MONTHLY, _CHANGES, *_WITHOUT_FILES):
            if dag_id(name, site) == dag:
                return site, name
    return None


def _context(site: Site, name: str, run: str, seen: DagRun) -> dict[str, Any]:
    connections, folder = AirflowConnections(), artifacts_folder()
    context: dict[str, Any] = {"title": "Berkas laporan", "day": None, "month": None, "number": None, "files": ()}
    if name in _WITHOUT_FILES:
        return context
    if name == _CHANGES:
        month = request_month(site, run)
        if month is None:
            return context
        files = read_request_files(site, month, run, connections, folder)
        return context | {"title": f"Permohonan perubahan {run}", "number": run, "month": month, "files": files}
    try:
        if name == _DAILY:
            day = run_period.day_of(site, seen.conf or {}, seen.data_interval_end, seen.run_after)
            files = read_files(site, day, connections, folder)
            return context | {"title": long_date(day), "day": day, "files": files}
        month = run_period.month_of(site, seen.conf or {}, seen.data_interval_end, seen.run_after)
    except (ValueError, OverflowError):
        # Its tasks have failed with what is wrong with the date.
        return context
    return context | {"title": month_name(month), "month": month, "files": read_files(site, month, connections, folder)}
