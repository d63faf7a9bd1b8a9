from __future__ import annotations

from typing import Any

import pytest

from spse_monev.analysis.rules.catalogue import load_rules
from spse_monev.analysis.rules.findings import Analysis, find
from spse_monev.analysis.rules.model import Rule
from spse_monev.findings import ChangeClass, JudgementState, Priority
from spse_monev.settings import Priorities
from tests.analysis.rules.given import observations

R01 = next(rule for rule in load_rules() if rule.id == "R01")


def rule(rule_id: str = "R01", **changes: Any) -> Rule:
    """A rule that fires on deadlocks in the database's log."""
    content = R01.model_dump() | {
        "id": rule_id,
        "title": "Deadlock {count} kali",
        "signal": {"kind": "failure", "sources": ["postgres_log"], "failures": ["deadlock"]},
        "conditions": [],
        "change": {"what": "Ubah {count} dan {tak_dikenal}", "how": "cara", "test": "uji", "undo": "balik"},
    }
    return Rule.model_validate(content | changes)


DEADLOCK = {"failures": [{"source": "database_log", "failure": "deadlock", "count": 1200}]}
RAM_FREE = {
    "signal": {"kind": "metric", "name": "host_memory_p95_pct", "above": 80},
    "absent": True,
    "meaning": "memori masih longgar",
}


def analysed(*rules: Rule, given: dict[str, Any] = DEADLOCK, priorities: Priorities | None = None) -> Analysis:
    return find(observations(given), rules, priorities or Priorities())


def test_texts_are_filled_in_indonesian_numbers_and_say_what_is_not_known() -> None:
    [found] = analysed(rule()).findings
    assert found.title == "Deadlock 1.200 kali"
    assert found.change == "Ubah 1.200 dan (belum dapat dihitung)"
    assert found.evidence[0].value == 1200


def test_what_is_undecided_is_never_minor() -> None:
    [found] = analysed(rule(conditions=[RAM_FREE])).findings
    assert found.change_class is ChangeClass.REVIEW
    assert "memori masih longgar: belum dapat dipastikan" in found.doubts[0]


@pytest.mark.parametrize(("memory", "count"), [(79, 1), (81, 0)])
def test_a_condition_that_does_not_hold_silences_the_rule(memory: int, count: int) -> None:
    metric = {"name": "host_memory_p95_pct", "source": "monitoring", "value": memory}
    analysis = analysed(rule(conditions=[RAM_FREE]), given=DEADLOCK | {"metrics": [metric]})
    assert len(analysis.findings) == count


def test_a_rule_that_knows_more_speaks_alone() -> None:
    analysis = analysed(rule("R01", unless=["R02"]), rule("R02"))
    assert [each.rule_id for each in analysis.findings] == ["R02"]
    assert {each.state for each in analysis.judgements} == {JudgementState.FIRED}


def test_the_most_pressing_comes_first_by_the_offices_matrix() -> None:
    rules = (rule("R01", urgency="tidak_mendesak", impact="kecil"), rule("R02", urgency="mendesak", impact="besar"))
    found = analysed(*rules).findings
    assert [(each.rule_id, each.priority) for each in found] == [("R02", Priority.HIGH), ("R01", Priority.LOW)]
    matrix = Priorities.model_validate(
        {"not_urgent": {"small": "tinggi", "medium": "tinggi", "large": "tinggi"},
         "urgent": {"small": "rendah", "medium": "rendah", "large": "rendah"}}
    )  # fmt: skip
    assert [each.rule_id for each in analysed(*rules, priorities=matrix).findings] == ["R01", "R02"]


def test_a_rule_of_another_grain_is_not_asked() -> None:
    analysis = analysed(rule(grain=["day"]))
    assert (analysis.findings, analysis.judgements) == ((), ())


def test_hostile_braces_in_a_log_are_text() -> None:
    error = {"source": "application_log", "message": "{0.__class__} {count!r} {", "count": 30, "severity": "ERROR"}
    signal = {"kind": "error", "sources": ["application_log"], "each": True}
    change = {"what": "Perbaiki {message}", "how": "a", "test": "b", "undo": "c"}
    [found] = analysed(rule(signal=signal, change=change), given={"errors": [error]}).findings
    assert found.change == "Perbaiki {0.__class__} {count!r} {"


def test_the_same_observations_give_the_same_findings() -> None:
    assert analysed(rule()) == analysed(rule())
    assert analysed(rule()).findings[0].finding_id != analysed(rule("R02")).findings[0].finding_id
