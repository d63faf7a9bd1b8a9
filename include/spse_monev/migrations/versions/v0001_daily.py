"""The tables of the daily pipeline."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the SQL file."""
    run("V0001__daily.sql")
