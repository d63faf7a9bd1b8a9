"""Change requests and what people decided."""

from __future__ import annotations

from spse_monev.migrations.plain_sql import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the SQL file."""
    run("V0006__changes.sql")
