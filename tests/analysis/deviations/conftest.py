"""A site that was set up long ago, and days of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spse_monev.period import Day, Month
from spse_monev.settings import PROJECT, Site, load_site

SET_UP = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def site() -> Site:
    """A database, its log, a monitoring system that is only checked, and one helpdesk recap; all are required."""
    whole = load_site(PROJECT / "docs" / "contoh-situs" / "lpse_semua_sumber.yaml")
    assert whole.helpdesk is not None
    names = ("database", "database_log", "monitoring")
    sources = {name: whole.sources[name].model_copy(update={"required": True}) for name in names}
    helpdesk = whole.helpdesk.model_copy(update={"sources": {"rekap": whole.helpdesk.sources["rekap"]}})
    return whole.model_copy(update={"key": "lpse_contoh", "sources": sources, "helpdesk": helpdesk})


@pytest.fixture(scope="session")
def day(site: Site) -> Day:
    return Day.parse("2026-11-23", site.zone)


@pytest.fixture(scope="session")
def month(site: Site) -> Month:
    return Month.parse("2026-10", site.zone)
