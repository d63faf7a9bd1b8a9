"""What the rules find."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0005__findings.sql")
