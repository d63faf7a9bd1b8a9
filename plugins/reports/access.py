"""Whose reports a user may see: those of the sites whose daily DAG they may read."""

from __future__ import annotations

from typing import Annotated

from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from fastapi import Depends, HTTPException, Request, status

from reports.rendering import HEADERS
from site_dags import dag_id
from spse_monev.settings import Site, read_sites


def absent() -> HTTPException:
    """What is not there, be it a file, a page or a site: nobody learns which of them it was."""
    return HTTPException(status.HTTP_404_NOT_FOUND, "Halaman atau berkas tidak ada.", headers=dict(HEADERS))


def readable_sites(request: Request, user: GetUserDep) -> dict[str, Site]:
    """The sites of which this user may see anything, by their key; the default site first."""
    sites = {key: site for key, site in read_sites()[0].items() if _may_read(request, user, site)}
    return dict(sorted(sites.items(), key=lambda each: (not each[1].default, each[1].name)))


def readable_site(site: str, request: Request, user: GetUserDep) -> Site:
    """The site of this key; 404 if there is none whose file is in order, 403 if it is not for this user."""
    # By the rules by which DAGs are made: a site whose file is not in order has no daily DAG that could be asked for.
    found = read_sites()[0].get(site)
    if found is None:
        raise absent()
    requires_access_dag("GET", param_dag_id=dag_id("spse_daily", found))(request, user)
    return found


def _may_read(request: Request, user: GetUserDep, site: Site) -> bool:
    try:
        requires_access_dag("GET", param_dag_id=dag_id("spse_daily", site))(request, user)
    except HTTPException:
        return False
    return True


# The parameters of routes: `site` is a part of the path.
ReadableSite = Annotated[Site, Depends(readable_site)]
ReadableSites = Annotated[dict[str, Site], Depends(readable_sites)]
