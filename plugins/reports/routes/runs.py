"""The files of one run, as a tab of Airflow's own page of it."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
