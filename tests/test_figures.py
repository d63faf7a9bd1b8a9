"""Figures in sentences."""

from __future__ import annotations

from datetime import date

import pytest

from spse_monev.figures import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.04, "0"),
        (0.25, "0,3"),
        (-0.04, "0"),
        (-1234.5, "−1.234,5"),
        (12.96, "13"),
        (1234567.0, "1.234.567"),
        ("{subject}", "{subject}"),
        (date(2026, 11, 4), "4 November 2026"),
    ],
)
def test_figures_are_written_as_an_office_writes_them(value: float | str | date, text: str) -> None:
    assert shown(value) == text
