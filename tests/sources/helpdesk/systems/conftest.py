"""What tests of ticket systems share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.sources.helpdesk.systems.real_mariadb import OsTicket, RealMariaDb, missing_part, new_osticket, real_mariadb

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[RealMariaDb]:
    """Debian's MariaDB, once for the session."""
    if missing := missing_part():
        pytest.skip(f"MariaDB is not installed ({missing}); apt-get install mariadb-server")
    with real_mariadb("--default-time-zone=+07:00") as server:
        yield server


@pytest.fixture
def osticket(mariadb: RealMariaDb) -> Iterator[OsTicket]:
    """An osTicket of one's own, whose server is in WIB."""
    database = f"osticket_{next(_numbers)}"
    yield new_osticket(mariadb, database)
    mariadb.execute("SET GLOBAL time_zone = '+07:00'")
    mariadb.execute(f"DROP DATABASE {database}")
    mariadb.execute("DROP USER 'spse_monev'@'%'")
