from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from spse_monev.settings import PROJECT, find_site

# 23.30 and 00.30 of the site's clock: in UTC both are of 23 November.
BEFORE_MIDNIGHT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
MONTH_BEGUN = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)


@pytest.fixture
def run_period() -> Iterator[Any]:
    sys.path.insert(0, str(PROJECT / "plugins"))
    yield importlib.import_module("run_period")
    del sys.path[0]


def test_a_run_is_of_what_was_chosen_else_of_the_last_that_had_ended_on_the_sites_clock(run_period: Any) -> None:
    site = find_site("lpse_contoh")

    def day(chosen: object, end: datetime | None, after: datetime) -> str:
        return str(run_period.day_of(site, {"day": chosen} if chosen else {}, end, after))

    assert day(None, BEFORE_MIDNIGHT, AFTER_MIDNIGHT) == "2026-11-22"
    assert day(None, AFTER_MIDNIGHT, BEFORE_MIDNIGHT) == "2026-11-23"
    assert day(None, None, AFTER_MIDNIGHT) == "2026-11-23"
    assert day("2026-10-05", AFTER_MIDNIGHT, AFTER_MIDNIGHT) == "2026-10-05"
    assert str(run_period.day_of(site, {"day": None}, None, AFTER_MIDNIGHT)) == "2026-11-23"

    assert str(run_period.month_of(site, {}, MONTH_BEGUN, AFTER_MIDNIGHT)) == "2026-10"
    assert str(run_period.month_of(site, {"month": None}, None, BEFORE_MIDNIGHT)) == "2026-10"
    assert str(run_period.month_of(site, {"month": "2026-02"}, MONTH_BEGUN, MONTH_BEGUN)) == "2026-02"


@pytest.mark.parametrize("chosen", ["2026-13-01", "kemarin", 7, ["2026-10-01"]])
def test_what_is_no_day_is_refused(run_period: Any, chosen: object) -> None:
    with pytest.raises(ValueError, match="tidak terbaca"):
        run_period.day_of(find_site("lpse_contoh"), {"day": chosen}, None, AFTER_MIDNIGHT)
