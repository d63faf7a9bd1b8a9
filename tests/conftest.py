"""What all tests share: one embedded PostgreSQL 18 for the session, and a fresh database of it for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from spse_monev.demo.postgres import Server, temporary_server

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server for the whole session. A test that stops or reconfigures a server makes one of its own."""
    with temporary_server() as running:
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The name of a new, empty database on `server`."""
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    yield name
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
