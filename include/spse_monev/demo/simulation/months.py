"""Months with random plants, some of them with days or whole sources that were not read."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spse_monev.demo.simulation import background
from spse_monev.demo.simulation.plants import PLANTS, Plant
from spse_monev.demo.simulation.scene import HELPDESK, SOURCES, Scene

_FIRST_YEAR = 2024
# Plants that touch the same thing, so that of two in one month the key would hold for neither; or of which one says
# that the other is not the case (a full processor calls for hardware only where no query is slow).
_APART = (
    {"heap_small", "heap_and_memory_full", "metaspace"},
    {"database_down_often", "database_down_once", "too_many_clients", "postgres_crash"},
    {"too_many_clients", "connections_near_limit", "pool_exhausted"},
    {"slow_by_dead_rows", "slow_by_small_cache", "missing_index", "cpu_full", "temporary_files", "proxy_timeout",
     "workers", "dead_rows", "stale_statistics"},
    {"disk_full_once", "disk_filling"},
    {"checksum", "disk_full_once", "database_down_often"},
    {"heap_and_memory_full", "database_down_often"},
    {"heap_and_memory_full", "slow_by_small_cache"},
    {"heap_and_memory_full", "temporary_files"},
    {"sikap_unreachable", "sikap_down"},
    {"upload_complaints", "upload_limit", "firewall_denies_saves", "evasive", "proxy_timeout", "one_user", "apendo",
     "outage", "open_files", "disk_full_once", "foreign_key", "heap_small", "heap_and_memory_full", "metaspace",
     "pool_exhausted"},
    {"certificate", "untrusted"},
    {"fsync_off", "setting_changed"},
    {"unfinished_migration", "old_postgres", "unknown_error"},
    {"outage", "slow_pages", "database_down_often", "database_down_once"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """A plant of a month, and the days on which it could be seen."""

    plant: Plant
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class SimulatedMonth:
    """A month that is made up, and its key."""

    scene: Scene
    planted: tuple[Planted, ...]


def months_with_plants(number: int, seed: int) -> Iterator[SimulatedMonth]:
    """So many months with three to six plants each; every kind comes up before one comes up again."""
    chance = random.Random(f"{seed} bulan")
    deck: list[str] = []
    for index in range(number):
        wanted = chance.randint(3, 6)
        chosen: list[str] = []
        aside: list[str] = []
        while len(chosen) < wanted:
            if not deck:
                deck = chance.sample(sorted(PLANTS), len(PLANTS))
            kind = deck.pop()
            if kind in chosen or _clashes(kind, chosen):
                aside.append(kind)
            else:
                chosen.append(kind)
        deck.extend(reversed(aside))
        scene = _scene(index, f"{seed} {index}")
        planted = tuple(Planted(PLANTS[kind], tuple(PLANTS[kind].happens(scene))) for kind in chosen)
        _leave_unread(scene)
        yield SimulatedMonth(scene, planted)


def healthy_months(number: int, seed: int) -> Iterator[SimulatedMonth]:
    """So many months in which nothing is wrong but, now and then, the reading."""
    for index in range(number):
        scene = _scene(index, f"{seed} {index} sehat")
        _leave_unread(scene)
        yield SimulatedMonth(scene, ())


def _scene(index: int, seed: str) -> Scene:
    scene = Scene(date(_FIRST_YEAR + index // 12 % 3, index % 12 + 1, 1), seed)
    background.fill(scene)
    return scene


def _clashes(kind: str, chosen: Sequence[str]) -> bool:
    return any(kind in group and other in group for group in _APART for other in chosen)


def _leave_unread(scene: Scene) -> None:
    """In every third month some days are not read, in every fifth a source is missing altogether."""
    chance = scene.chance
    if chance.random() < 1 / 3:
        for source in chance.sample(sorted(SOURCES), chance.randint(1, 3)):
            scene.unread.update((day, source) for day in chance.sample(scene.days, chance.randint(1, 6)))
    if chance.random() < 1 / 5:
        source = chance.choice([*sorted(SOURCES), HELPDESK])
        if source != HELPDESK and chance.random() < 0.5:
            scene.unread.update((day, source) for day in scene.all_days)
        else:
            scene.absent.add(source)
