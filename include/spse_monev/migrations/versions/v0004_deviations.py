"""The register of deviations."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0004__deviations.sql")
