"""Every kind of source that a site may name has its reader and its check."""

from __future__ import annotations

from importlib import import_module
from typing import get_args

import pytest

from spse_monev.pipeline import day
from spse_monev.settings import MonitoringSource
from spse_monev.settings.sources import SOURCE_CLASSES


@pytest.mark.parametrize("source", SOURCE_CLASSES, ids=lambda source: source.__name__)
def test_is_checked_and_read(source: type) -> None:
    kind = get_args(source.model_fields["kind"].annotation)[0]
    if issubclass(source, MonitoringSource):
        module = import_module(f"spse_monev.sources.monitoring.{kind}")
        assert callable(module.observe)
        assert callable(module.read_day)
    else:
        assert callable(import_module(f"spse_monev.sources.checks.{kind}").check)
    has_reader = any(parent in day._READERS for parent in source.__mro__)
    assert has_reader == source.collected
