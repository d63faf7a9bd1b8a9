"""How a version runs its SQL file."""

from __future__ import annotations

from alembic import op

from spse_monev.settings import PROJECT

FOLDER = PROJECT / "include" / "sql" / "warehouse" / "schema"


def run(name: str) -> None:
    """Send a whole file to the server as it stands, in the current transaction."""
    statements = (FOLDER / name).read_text(encoding="utf-8")
    # Without parameters the driver uses the simple protocol, which takes many statements and leaves % alone.
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
