"""Complaints from the helpdesk."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0003__complaints.sql")
