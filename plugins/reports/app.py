"""The app at /laporan: every page and file is for users whom Airflow knows, and of sites that they may read.

Airflow does not protect apps that plugins mount, so the router asks for a user before anything else. Only style, script
and icons are for everybody.
"""

from __future__ import annotations

from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, Depends, FastAPI

from reports.errors import add_handlers
from reports.rendering import SafeHeaders
from reports.routes import calendar, day, downloads, histories, home, month, runs, search, trends

router = APIRouter(dependencies=[Depends(get_user)])
for module in (home, downloads, calendar, day, month, trends, search, histories, runs):
    router.include_router(module.router)

app = FastAPI(title="Laporan SPSE", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
app.add_middleware(SafeHeaders)
add_handlers(app)
app.include_router(router)
app.include_router(home.dress)
