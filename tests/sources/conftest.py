"""What tests of sources share beyond the embedded server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from spse_monev.demo import postgres
from spse_monev.demo.postgres import Server, temporary_server

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def debian_15() -> Iterator[Server]:
    """A new server of Debian's PostgreSQL 15; skips where that is not installed."""
    if not DEBIAN_15.is_dir():
        pytest.skip("PostgreSQL 15 of Debian is not installed")
    with mock.patch.object(postgres, "programs", return_value=DEBIAN_15), temporary_server() as server:
        yield server
