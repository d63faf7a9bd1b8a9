"""Error kinds and queries, found by their text."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response, status

from airflow_connections import AirflowConnections
from reports.access import ReadableSite, ReadableSites
from reports.rendering import page
from spse_monev.pipeline.pages.search import LIMIT, MAX_LETTERS, Sought, read_search
from spse_monev.reports.words import shortened

router = APIRouter()


@router.get("/situs/{site}/cari", name="search")
def search(request: Request, site: ReadableSite, sites: ReadableSites, q: str = "", jenis: str = "") -> Response:
    """What has every word of `q` in it; `jenis` is 'kesalahan', 'kueri' or empty for both, 422 if it is another."""
    try:
        sought = Sought(jenis) if jenis else None
    except ValueError:
        raise HTTPException(
            status.HTTP_422_UNPROCESSABLE_CONTENT, "Jenis itu tidak ada; pilih kesalahan atau kueri."
        ) from None
    return page(
        request,
        "search.html",
        {
            "title": "Cari galat dan query",
            "sites": sites,
            "site": site,
            "tab": "search",
            "search": read_search(site, q, sought, AirflowConnections()),
            "typed": q[:MAX_LETTERS],
            "kind": jenis,
            "Sought": Sought,
            "limit": LIMIT,
            "max_letters": MAX_LETTERS,
            "shortened": shortened,
        },
    )
