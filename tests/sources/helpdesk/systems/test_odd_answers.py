"""Answers with a value of another kind here and there: a reading, or a FetchError, and never anything else."""

from __future__ import annotations

import random
from typing import Any

import pytest

from spse_monev.sources.helpdesk.ticket import TicketReading
from spse_monev.sources.http import FetchError
from tests.sources.helpdesk.systems.freescout_stand_in import FreeScout
from tests.sources.helpdesk.systems.glpi_stand_in import Glpi
from tests.sources.helpdesk.systems.stand_in import Asked, running, says_nothing_secret
from tests.sources.helpdesk.systems.zammad_stand_in import Zammad

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e300, 10**30, "", "x", "²", "0", "9" * 30, [], [None], [[]], {}, {"x": 1}, ["x"], "\x00",
    "2026-10-05T01:00:00Z", "0000-00-00 00:00:00", "9999-12-31T23:59:59-14:00", "<p>",
)  # fmt: skip


def spoil(value: Any, chance: random.Random, share: float) -> Any:
    """The same answer with some values replaced."""
    if chance.random() < share:
        return chance.choice(_ODD)
    if isinstance(value, dict):
        return {name: spoil(one, chance, share) for name, one in value.items()}
    return [spoil(one, chance, share) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", [Zammad, Glpi, FreeScout])
@pytest.mark.parametrize("share", [0.01, 0.05])
def test_odd_answers(kind: type[Zammad | Glpi | FreeScout], share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = kind()
    if isinstance(stand_in, Glpi):
        stand_in.add(
            1, "2026-10-05 08:00:00", followups=((3, "2026-10-05 09:00:00", "<p>x</p>"),),
            solutions=(("2026-10-05 10:00:00", "y", 3),), status=5, solvedate="2026-10-05 10:00:00",
        )  # fmt: skip
        stand_in.add(2, "2026-10-06 08:00:00")
    else:
        who = ("customer", "message") if isinstance(stand_in, FreeScout) else ("Customer", "Agent")
        stand_in.add(
            1, "2026-10-05T01:00:00Z", (who[0], "2026-10-05T01:00:00Z", "x"), (who[1], "2026-10-05T02:00:00Z", "y"),
            customFields=[{"id": 1, "name": "Kategori", "value": "1", "text": "z"}],
        )  # fmt: skip
        stand_in.add(2, "2026-10-06T01:00:00Z")
    chance = random.Random(str(kind) + str(share))
    right = kind.answer

    def answer(self: Any, asked: Asked) -> tuple[int, Any]:
        try:
            status, body = right(self, asked)
        except (AssertionError, KeyError, ValueError):
            return 404, {}  # what an odd answer before made it ask for
        return status, spoil(body, chance, share)

    monkeypatch.setattr(kind, "answer", answer)
    readings = 0
    told: list[str] = []
    with running(stand_in):
        for _ in range(30):
            try:
                found = stand_in.read()
            except FetchError as error:
                told.append(str(error))
            else:
                assert isinstance(found, TicketReading)
                assert all(ticket.received_at.tzinfo is not None for ticket in found.tickets)
                told += found.reasons
                readings += 1
    assert readings > 5
    assert all(map(says_nothing_secret, told))
