from __future__ import annotations

import json
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from spse_monev.analysis.rules.catalogue import load_rules
from spse_monev.demo.cli import app
from spse_monev.demo.simulation.months import healthy_months, months_with_plants
from spse_monev.demo.simulation.scene import Scene
from spse_monev.demo.simulation.score import Score, Verdict, score


@pytest.fixture(scope="module")
def result() -> Score:
    return score(months_with_plants(14, 2026), (), load_rules())


def test_what_was_planted_is_found_with_the_right_class(result: Score) -> None:
    assert len(result.by_kind()) >= 50
    assert result.recall >= 0.92
    assert result.precision >= 0.95
    assert result.right_class >= 0.97


def test_what_calls_for_lkpp_is_never_found_as_minor(result: Score) -> None:
    assert [each for each in result.told if each.verdict is Verdict.WRONG_CLASS] == []


def test_what_could_not_be_read_is_found_or_told(result: Score) -> None:
    unseen = [each for each in result.told if not each.is_seen]
    assert unseen
    assert result.unseen_right >= 0.75


def test_a_month_is_judged_within_seconds(result: Score) -> None:
    assert max(result.seconds) < 10


@pytest.mark.parametrize("seed", [1, 2, 2026])
def test_healthy_months_ask_for_no_change(seed: int) -> None:
    assert score((), healthy_months(8, seed), load_rules()).healthy_findings == []


def test_the_same_seed_gives_the_same_months_and_another_gives_others() -> None:
    first, again, other = (list(months_with_plants(2, seed)) for seed in (7, 7, 8))
    for one, two in zip(first, again, strict=True):
        assert one.scene.observations() == two.scene.observations()
        assert [each.plant.kind for each in one.planted] == [each.plant.kind for each in two.planted]
    assert first[0].scene.observations() != other[0].scene.observations()


def test_unread_days_and_absent_sources_are_told_and_tell_nothing() -> None:
    scene: Scene = next(iter(healthy_months(1, 3))).scene
    day = scene.days[4]
    scene.unread.add((day, "database"))
    scene.absent = {"web_log"}
    seen = scene.observations()
    assert seen.coverage[day, "database"].value == "missing"
    assert not [each for each in seen.metrics if (each.day, each.source) == (day, "database")]
    assert not seen.routes
    assert "web_log" not in {each.name for each in seen.sources}


def test_a_day_has_an_hour_for_everything_that_happened() -> None:
    seen = next(iter(months_with_plants(1, 5))).scene.observations()
    assert all(sum(each.per_hour) == each.count for each in (*seen.errors, *seen.failures))
    assert all(one <= two for one, two in pairwise(sorted({each.day for each in seen.errors})))


def test_the_command_prints_what_was_measured() -> None:
    done = CliRunner().invoke(app, ["simulate", "--months", "1", "--seed", "4", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["synthetic"] is True
    assert sum(plant["planted"] for plant in told["plants"].values()) >= 3
    shown = CliRunner().invoke(app, ["simulate", "--months", "1", "--seed", "4"])
    assert "Data sintetis." in shown.output
