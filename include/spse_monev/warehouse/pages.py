"""What the pages in Airflow show: the only reader of `include/sql/pages`."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from spse_monev.warehouse.session import SQL_FOLDER, Row, Session


class Pages(Session):
    """Read-only queries, each the content of one part of a page."""

    def rows(self, name: str, site: str, zone: ZoneInfo, **binds: Any) -> list[Row]:
        """The rows of `include/sql/pages/<name>.sql`, with times in the given zone.

        The query may use %(site)s, %(zone)s and the binds given here; a percent sign in it is written twice.
        ValueError if there is no such query.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not (SQL_FOLDER / "pages" / f"{name}.sql").is_file():
            raise ValueError(f"kueri halaman {name!r} tidak ada di {SQL_FOLDER / 'pages'}")
        with self._connection.transaction():
            self._execute("session/set_report", zone=zone.key)
            return self._select(f"../pages/{name}", site=site, zone=zone.key, **binds)
