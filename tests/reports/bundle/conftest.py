"""October of a made-up LPSE with a helpdesk, as the pipeline hands it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import psycopg
import pytest

from spse_monev.demo.postgres import Server
from spse_monev.deviations import EVALUATION, Deviation, DeviationKind, Step
from spse_monev.findings import Compared, Comparison, HistoryState, Measure, RequestDraft
from spse_monev.migrations import migrate
from spse_monev.reports import bundle, complaints
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from tests.reports.complaints.made_up_month import HELPDESK, LINKS, NOW, OCTOBER, fill, usual
from tests.reports.made_up_week import Rows, analyse
from tests.reports.monthly.conftest import fill_day

NAMES = (
    *bundle.QUERIES,
    *complaints.QUERIES,
    "month_errors",
    "month_error_hours",
    "month_failures",
    "month_queries",
    "month_query_times",
    "month_routes",
)


@pytest.fixture(scope="session")
def bundled_site(whole_site: Site) -> Site:
    return whole_site.model_copy(update={"helpdesk": HELPDESK})


@pytest.fixture
def site(bundled_site: Site) -> Site:
    """The same under a short key."""
    return bundled_site.model_copy(update={"key": "lpse_contoh"})


@pytest.fixture(scope="session")
def october_rows(server: Server, bundled_site: Site) -> Iterator[Rows]:
    """The answers of a real warehouse for a month with gaps, and what analysis hands in beside them."""
    server.execute("CREATE DATABASE bundle")
    migrate(server.uri("bundle"))
    with psycopg.connect(server.uri("bundle")) as connection:
        warehouse = Warehouse(connection)
        for day in OCTOBER.days:
            fill_day(warehouse, bundled_site, day)
        fill(warehouse, bundled_site, list(usual(62)), is_complete=False)
        analyse(warehouse, bundled_site, OCTOBER)
        lead, other, *_ = warehouse.analysis.findings(bundled_site.key, OCTOBER)
        warehouse.analysis.store_drafts(bundled_site.key, OCTOBER, [RequestDraft(lead, (lead, other))], NOW)
        rows = {name: warehouse.report_rows(name, bundled_site.key, OCTOBER) for name in NAMES}
    told = ("baku", "terlambat", "bukti", "Kepala LPSE", "(Nama)")
    late = Deviation(OCTOBER, Step.EVALUATE, DeviationKind.TIME, EVALUATION, *told)
    compared = Comparison(
        Compared.ERROR, Measure.COUNT, "database_log", "ab12", "galat", HistoryState.RISEN,
        1.5, 4.0, 15, 116, 10, 29, OCTOBER.first, OCTOBER.days[30].date, "naik",
    )  # fmt: skip
    yield rows | {
        "deviations": [asdict(late) | {"deviation_id": late.deviation_id}],
        "unjudged": [],
        "comparisons": [asdict(compared)],
        "comparison_notes": [],
        "prospects": [],
        "links": [asdict(link) for link in LINKS],
        "link_notes": [],
        "rule_titles": [{"rule_id": "A1", "title": "Judul"}],
    }
    server.execute("DROP DATABASE bundle WITH (FORCE)")
