"""The month: summary, files, change requests and deviations."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
