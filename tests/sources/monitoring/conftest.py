"""What tests of monitoring systems share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.monitoring.prometheus_servers import (
    Prometheus,
    backfill,
    past_day,
    prometheus,
    skip_unless_installed,
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="session")
def prometheus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Debian's Prometheus with Alertmanager and node_exporter, and with the samples of a past day."""
    skip_unless_installed()
    folder = tmp_path_factory.mktemp("prometheus")
    backfill(folder, past_day())
    with prometheus(folder) as found:
        yield found
