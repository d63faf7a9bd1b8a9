"""What applications, web servers and monitoring systems tell of a day."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0002__applications_and_monitoring.sql")
