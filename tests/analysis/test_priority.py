"""The default matrix is the one of the domain notes; a site's own takes its place."""

from __future__ import annotations

import pytest

from spse_monev.analysis.priority import priority_of
from spse_monev.findings import Impact, Priority, Urgency
from spse_monev.settings import Priorities


@pytest.mark.parametrize(
    ("urgency", "expected"),
    [(Urgency.URGENT, ("menengah", "menengah", "tinggi")), (Urgency.NOT_URGENT, ("rendah", "rendah", "menengah"))],
)
def test_every_cell_of_the_default_matrix(urgency: Urgency, expected: tuple[str, ...]) -> None:
    assert tuple(priority_of(urgency, impact, Priorities()) for impact in Impact) == expected


def test_a_site_has_its_own() -> None:
    row = {"small": "tinggi", "medium": "tinggi", "large": "tinggi"}
    table = Priorities.model_validate({"not_urgent": row})
    assert priority_of(Urgency.NOT_URGENT, Impact.SMALL, table) is Priority.HIGH
    assert priority_of(Urgency.URGENT, Impact.SMALL, table) is Priority.MEDIUM
