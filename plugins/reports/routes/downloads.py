"""Files of the artifact folder, one or many at a time, for those who may read their site's daily DAG."""

from __future__ import annotations

import logging
import os
from pathlib import PurePosixPath
from typing import BinaryIO

from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from reports.access import absent, readable_site
from spse_monev.reports.files import open_file, parts_of
from spse_monev.settings import artifacts_folder

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

router = APIRouter()


@router.get("/berkas/{path:path}", name="download")
def download(path: str, request: Request, user: GetUserDep) -> Response:
    """Stream a file; 403 if its site's DAG is not for this user, 404 for all that is no file of a site."""
    try:
        parts = parts_of(path)
    except ValueError:
        raise absent() from None
    readable_site(parts[0], request, user)
    try:
        file = open_file(artifacts_folder(), parts)
    except OSError as error:
        log.info("Berkas %r tidak dapat dibuka: %s", path, error)
        raise absent() from error
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
