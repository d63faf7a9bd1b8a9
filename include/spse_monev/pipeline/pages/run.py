"""The files of a change request, for the page of its run: a run of its DAG is called what the request is numbered."""

from __future__ import annotations

import re
from pathlib import Path

from spse_monev.connections import Connections
from spse_monev.period import Month
from spse_monev.pipeline.pages.files import ListedFile, list_files
from spse_monev.pipeline.session import open_warehouse
from spse_monev.settings import Site

_NUMBER = re.compile(r"PP-(\d{4}-\d{2})-\d{3}", re.ASCII)


def request_month(site: Site, number: str) -> Month | None:
    """The month beside whose reports a request's documents lie, as its number has it; None if it is no number."""
    found = _NUMBER.fullmatch(number)
    try:
        return Month.parse(found[1], site.zone) if found else None
    except ValueError:
        return None


def read_request_files(
    site: Site, month: Month, number: str, connections: Connections, folder: Path
) -> tuple[ListedFile, ...]:
    """The documents of a request: those of its own folder and the forms of its draft; `folder` is the artifact one."""
    with open_warehouse(site, connections) as warehouse:
        found = list_files(site, month, warehouse, folder)
    return tuple(each for each in found if each.name.startswith(f"{number}_"))
