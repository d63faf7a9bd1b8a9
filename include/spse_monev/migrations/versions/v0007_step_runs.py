"""How long the steps of the SOP took."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0007__step_runs.sql")
