"""A month of a made-up helpdesk in a real warehouse."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.migrations import migrate
from spse_monev.settings import PROJECT, Site, load_site
from spse_monev.warehouse import Warehouse
from tests.reports.complaints.made_up_month import HELPDESK, Rows, answers, fill, usual


@pytest.fixture(scope="session")
def helpdesk_site() -> Site:
    """A site with two sources of complaints."""
    site = load_site(PROJECT / "docs" / "contoh-situs" / "lpse_semua_sumber.yaml")
    return site.model_copy(update={"key": "lpse_contoh", "helpdesk": HELPDESK})


@pytest.fixture(scope="module")
def month_warehouse(server: Server) -> Iterator[Warehouse]:
    server.execute("CREATE DATABASE complaint_reports")
    migrate(server.uri("complaint_reports"))
    with psycopg.connect(server.uri("complaint_reports")) as connection:
        yield Warehouse(connection)
    server.execute("DROP DATABASE complaint_reports WITH (FORCE)")


@pytest.fixture(scope="module")
def month_rows(month_warehouse: Warehouse, helpdesk_site: Site) -> Rows:
    """62 records of a usual month, some of them repeated, corrected, open or without times."""
    fill(month_warehouse, helpdesk_site, list(usual(62)))
    return answers(month_warehouse, helpdesk_site)
