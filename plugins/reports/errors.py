"""What is answered when a page cannot be: to a browser a page that says why, to a program JSON as everywhere else."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import OperationalError, errors
from starlette.exceptions import HTTPException

from reports.rendering import HEADERS, page
from spse_monev.connections import ConnectionMissingError

log = logging.getLogger(__name__)

# Title and text by status.
_TOLD = {
    status.HTTP_401_UNAUTHORIZED: ("Anda belum masuk", "Laporan hanya untuk pengguna Airflow yang sudah masuk."),
    status.HTTP_403_FORBIDDEN: (
        "Bukan untuk Anda",
        "Laporan sebuah situs hanya untuk pengguna yang boleh membaca DAG hariannya. Hubungi administrator bila Anda "
        "seharusnya termasuk.",
    ),
    status.HTTP_404_NOT_FOUND: ("Tidak ada", "Halaman atau berkas tidak ada."),
    status.HTTP_405_METHOD_NOT_ALLOWED: ("Hanya dapat dibaca", "Di sini tidak ada yang dapat diubah."),
    status.HTTP_413_CONTENT_TOO_LARGE: ("Terlalu besar", "Unduh berkas satu per satu."),
    status.HTTP_422_UNPROCESSABLE_CONTENT: ("Tidak terbaca", "Alamat halaman ini berisi nilai yang tidak terbaca."),
    status.HTTP_429_TOO_MANY_REQUESTS: ("Terlalu sering", "Tunggu sebentar, lalu coba lagi."),
    status.HTTP_500_INTERNAL_SERVER_ERROR: (
        "Gagal dibuat",
        "Halaman ini gagal dibuat. Administrator menemukan sebabnya di log API server.",
    ),
    status.HTTP_503_SERVICE_UNAVAILABLE: (
        "Gudang data tidak terhubung",
        "Gudang data tempat hasil pemantauan disimpan sedang tidak dapat dihubungi. Coba lagi beberapa saat lagi; "
        "bila tetap demikian, administrator menemukan sebabnya di log API server.",
    ),
}
_UNPREPARED = (
    "Gudang data belum disiapkan untuk versi ini. DAG spse_daily menyiapkannya sendiri ketika dijalankan; jalankan "
    "sekali, lalu buka lagi halaman ini."
)
# Airflow words these itself, in English.
_AIRFLOWS = {status.HTTP_401_UNAUTHORIZED, status.HTTP_403_FORBIDDEN, status.HTTP_405_METHOD_NOT_ALLOWED}


def add_handlers(app: FastAPI) -> None:
    """Let the app answer so whatever goes wrong in it."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _senseless)
    for unreached in (OperationalError, ConnectionMissingError):
        app.add_exception_handler(unreached, _unreached)
    for unprepared in (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName):
        app.add_exception_handler(unprepared, _unprepared)
    app.add_exception_handler(Exception, _failed)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for no other
    return _answer(request, error.status_code, error.detail, error.headers)


async def _senseless(request: Request, error: Exception) -> Response:
    # What was sent does not come back: whoever sent it knows, and it may be hostile.
    return _answer(request, status.HTTP_422_UNPROCESSABLE_CONTENT)


async def _unreached(request: Request, error: Exception) -> Response:
    # Its words hold the address of the server and the name of the role: for the log only.
    log.error("Gudang data tidak terhubung untuk %s: %s", request.url.path, error)
    return _answer(request, status.HTTP_503_SERVICE_UNAVAILABLE)


async def _unprepared(request: Request, error: Exception) -> Response:
    log.error("Skema gudang data bukan milik versi ini untuk %s: %s", request.url.path, error)
    return _answer(request, status.HTTP_503_SERVICE_UNAVAILABLE, _UNPREPARED)


async def _failed(request: Request, error: Exception) -> Response:
    # It goes on to the server after this answer, which logs it.
    return _answer(request, status.HTTP_500_INTERNAL_SERVER_ERROR)


def _answer(
    request: Request, code: int, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    phrase = HTTPStatus(code).phrase
    title, text = _TOLD.get(code, (phrase, phrase))
    headers = {**(headers or {}), **HEADERS}
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": detail or text}, code, headers)
    if detail and detail != phrase and code not in _AIRFLOWS:
        text = detail
    airflow = request.url_for("home").path.removesuffix("laporan/")
    context: dict[str, Any] = {
        "title": title,
        "text": text,
        "sites": {},
        "site": None,
        # Back to this page, inside Airflow's own.
        "login": f"{airflow}api/v2/auth/login?{urlencode({'next': f'{airflow}plugin/laporan-spse{request.url.path}'})}",
        "is_unknown": code == status.HTTP_401_UNAUTHORIZED,
    }
    answer = page(request, "error.html", context, code)
    answer.headers.update(headers)
    return answer
