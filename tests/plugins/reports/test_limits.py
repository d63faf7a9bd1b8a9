from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from spse_monev.settings import PROJECT


@pytest.fixture
def limits() -> Iterator[Any]:
    sys.path.insert(0, str(PROJECT / "plugins"))
    yield importlib.import_module("reports.limits")
    del sys.path[0]


def test_each_user_has_a_few_at_once_and_some_a_minute(limits: Any) -> None:
    now = [100.0]
    limit = limits.ZipLimit(at_once=2, a_minute=3, clock=lambda: now[0])
    assert [limit.begin("a"), limit.begin("a")] == [0, 0]
    assert limit.begin("a") > 0
    assert limit.begin("b") == 0
    limit.end("a")
    assert limit.begin("a") == 0
    limit.end("a")
    limit.end("a")
    now[0] = 130.5
    assert limit.begin("a") == 30  # the first of three began at 100
    now[0] = 160.0
    assert limit.begin("a") == 0


def test_who_asks_no_more_is_forgotten_but_not_what_still_runs(limits: Any) -> None:
    now = [0.0]
    limit = limits.ZipLimit(at_once=1, a_minute=3, clock=lambda: now[0])
    assert [limit.begin("a"), limit.begin("b")] == [0, 0]
    limit.end("a")
    now[0] = 3600.0
    assert limit.begin("c") == 0
    assert set(limit._uses) == {"b", "c"}
    assert limit.begin("b") > 0
