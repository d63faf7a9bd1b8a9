"""Every rule fires on what it is for, stays silent just below its threshold, and says when it cannot judge.

A case is `cases/<rule>.yaml`: name -> {given, grain, unread, expect: {state, subjects, class}}; see `given.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from spse_monev.analysis.rules.catalogue import load_rules
from spse_monev.analysis.rules.evaluate import evaluate
from spse_monev.findings import JudgementState
from tests.analysis.rules.given import observations

CASES = Path(__file__).parent / "cases"
RULES = {rule.id: rule for rule in load_rules()}


def cases() -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}/{name}")
        for path in sorted(CASES.glob("*.yaml"))
        for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    ]


@pytest.mark.parametrize(("rule_id", "case"), cases())
def test_case(rule_id: str, case: dict[str, Any]) -> None:
    known = {"given", "grain", "unread", "expect"}
    assert set(case) <= known, f"not part of a case: {set(case) - known}"
    seen = observations(case.get("given") or {}, grain=case.get("grain", "month"), unread=tuple(case.get("unread", ())))
    judgements = evaluate(RULES[rule_id], seen)
    expected = case["expect"]
    assert {str(judgement.state) for judgement in judgements} == {expected["state"]}, judgements
    if "subjects" in expected:
        assert [judgement.subject for judgement in judgements] == expected["subjects"]
    for judgement in judgements:
        seen_something = judgement.state in (JudgementState.FIRED, JudgementState.UNDECIDED)
        assert bool(judgement.evidence) == seen_something
        if judgement.state in (JudgementState.CANNOT_JUDGE, JudgementState.UNDECIDED):
            assert judgement.missing


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_its_cases(rule_id: str) -> None:
    found = yaml.safe_load((CASES / f"{rule_id}.yaml").read_text(encoding="utf-8"))
    assert {"fires", "below", "missing"} <= found.keys()
    assert found["fires"]["expect"]["state"] == "fired"
    assert found["below"]["expect"]["state"] == "not_fired"
    assert found["missing"]["expect"]["state"] in ("cannot_judge", "undecided")
