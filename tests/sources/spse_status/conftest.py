from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.spse_status.stand_in import LkppFork, OldPlay
from tests.sources.web import serving


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were asked of the stand-ins."""
    paths: list[str] = []
    monkeypatch.setattr(LkppFork, "asked", paths)
    return paths


@pytest.fixture
def lkpp(asked: list[str]) -> Iterator[str]:
    """The address of LKPP's Play, with its http.path."""
    with serving(LkppFork) as port:
        yield f"http://127.0.0.1:{port}/eproc4"


@pytest.fixture
def old_play(asked: list[str]) -> Iterator[str]:
    """The address of an old Play behind a proxy, open to everybody."""
    with serving(OldPlay) as port:
        yield f"http://127.0.0.1:{port}/eproc4"
