"""What an office was told."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0008__notifications.sql")
