"""Files of the artifact folder, one or many at a time, for those who may read their site's daily DAG."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import APIRouter, HTTPException, Request, Response, status
from fastapi.responses import FileResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from airflow_connections import AirflowConnections
from reports.access import ReadableSite, absent, readable_site
from reports.limits import ZipLimit
from reports.periods import named_day, named_month
from spse_monev.period import Day, Month
from spse_monev.pipeline.pages.files import ListedFile, read_files
from spse_monev.pipeline.pages.run import read_request_files, request_month
from spse_monev.pipeline.pages.zips import MAX_BYTES, is_too_big, stream_zip, zip_name
from spse_monev.reports.files import open_file, parts_of
from spse_monev.reports.words import byte_size
from spse_monev.settings import Site, artifacts_folder

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

_limit = ZipLimit()

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


@router.get("/situs/{site}/hari/{day}/berkas.zip", name="day_zip")
def day_zip(day: str, site: ReadableSite, user: GetUserDep) -> Response:
    """All files of a day; 404 if it is no date or has none, 429 if the user has too many zips already."""
    named = named_day(site, day)
    return _zip(site, named, user, lambda folder: read_files(site, named, AirflowConnections(), folder))


@router.get("/situs/{site}/bulan/{month}/berkas.zip", name="month_zip")
def month_zip(month: str, site: ReadableSite, user: GetUserDep) -> Response:
    """All files of a month, without those of its days."""
    named = named_month(site, month)
    return _zip(site, named, user, lambda folder: read_files(site, named, AirflowConnections(), folder))


@router.get("/situs/{site}/permohonan/{number}/berkas.zip", name="request_zip")
def request_zip(number: str, site: ReadableSite, user: GetUserDep) -> Response:
    """All documents of a change request."""
    month = request_month(site, number)
    if month is None:
        raise absent()
    return _zip(
        site, number, user, lambda folder: read_request_files(site, month, number, AirflowConnections(), folder)
    )


def _zip(
    site: Site, subject: Day | Month | str, user: BaseUser, read: Callable[[Path], tuple[ListedFile, ...]]
) -> Response:
    folder = artifacts_folder()
    files = read(folder)
    if not files:
        raise absent()
    if is_too_big(files):
        raise HTTPException(
            status.HTTP_413_CONTENT_TOO_LARGE,
            f"Semua berkas ini lebih dari {byte_size(MAX_BYTES)}; unduh satu per satu.",
        )
    pieces = stream_zip(site, subject, files, folder)
    # What was looked up is as cheap as a page; what is sent counts.
    name = str(user.get_id())
    wait = _limit.begin(name)
    if wait:
        raise HTTPException(
            status.HTTP_429_TOO_MANY_REQUESTS,
            f"Terlalu banyak zip sekaligus. Tunggu {wait} detik, lalu coba lagi; berkas satuan tetap dapat diunduh.",
            headers={"Retry-After": str(wait)},
        )
    return _ZipResponse(pieces, zip_name(site, subject), lambda: _limit.end(name))


class _ZipResponse(StreamingResponse):
    """Sends the pieces, and says when it is over, also when nobody takes them any more."""

    def __init__(self, pieces: Iterator[bytes], name: str, ended: Callable[[], None]) -> None:
        headers = _HEADERS | {"Accept-Ranges": "none", "Content-Disposition": f'attachment; filename="{name}"'}
        super().__init__(pieces, headers=headers, media_type=_TYPES[".zip"])
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


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
