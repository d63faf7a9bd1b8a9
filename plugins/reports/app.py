"""`GET /laporan/berkas/<path>`: a document of the artifact folder, for those who may read its site's daily DAG.

Airflow does not protect apps that plugins mount, so the router asks for a user before anything else.
"""

from __future__ import annotations

import logging
import os
from pathlib import PurePosixPath
from typing import BinaryIO

from airflow.api_fastapi.core_api.security import GetUserDep, get_user, requires_access_dag
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response, status
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from reports.files import open_file, parts_of
from site_dags import dag_id
from spse_monev.settings import artifacts_folder, read_sites

log = logging.getLogger(__name__)

# Of the kinds of files that are written; anything else is bytes, whatever its name promises.
_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_OTHER = "application/octet-stream"
# A document is saved, never shown: nothing in it may run as a page of Airflow, nor stay in a cache behind a logout.
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter(dependencies=[Depends(get_user)])


@router.get("/berkas/{path:path}")
def download(path: str, request: Request, user: GetUserDep) -> Response:
    """Stream a file; 403 if its site's DAG is not for this user, 404 for all that is no file of a site."""
    try:
        parts = parts_of(path)
    except ValueError:
        raise _absent() from None
    # By the rules by which DAGs are made: a site whose file is not in order has no daily DAG that could be asked for.
    site = read_sites()[0].get(parts[0])
    if site is None:
        raise _absent()
    requires_access_dag("GET", param_dag_id=dag_id("spse_daily", site))(request, user)
    try:
        file = open_file(artifacts_folder(), parts)
    except OSError as error:
        log.info("Berkas %r tidak dapat dibuka: %s", path, error)
        raise _absent() from error
    return _OpenFileResponse(file, parts[-1])


class _OpenFileResponse(FileResponse):
    """The content of the very file that was opened, whatever has its name by now; whole or in ranges."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        handle = file.fileno()
        super().__init__(
            f"/dev/fd/{handle}",
            headers=_HEADERS,
            media_type=_TYPES.get(PurePosixPath(name).suffix.lower(), _OTHER),
            filename=name,
            stat_result=os.fstat(handle),
        )
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


def _absent() -> HTTPException:
    return HTTPException(status.HTTP_404_NOT_FOUND, "Berkas tidak ada.", headers=_HEADERS)


app = FastAPI(title="Laporan SPSE", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
app.include_router(router)
