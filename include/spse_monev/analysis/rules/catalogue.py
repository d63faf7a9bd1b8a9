"""The rules of `include/rules`, one YAML a rule, and what a site changes in them.

>>> [rule.id for rule in load_rules()][:2]
['P01', 'P02']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from spse_monev.analysis.rules.model import Rule
from spse_monev.analysis.rules.recommend import RECOMMENDATIONS
from spse_monev.settings import PROJECT

FOLDER = PROJECT / "include" / "rules"


class RuleError(Exception):
    """A rule cannot be used: the message names its file, the key, what is wrong and what would be right."""


@cache
def load_rules(folder: Path = FOLDER) -> tuple[Rule, ...]:
    """All rules in the order of their ids; RuleError if one cannot be used or names another that does not exist."""
    rules = tuple(_load(path) for path in sorted(folder.glob("*.yaml")))
    known = {rule.id for rule in rules}
    for rule in rules:
        unknown = sorted(set(rule.unless) - known)
        if unknown:
            raise RuleError(f"{folder / rule.id}.yaml: unless: aturan {', '.join(unknown)} tidak ada")
        if rule.change.compute not in (None, *RECOMMENDATIONS):
            raise RuleError(
                f"{folder / rule.id}.yaml: change.compute: {rule.change.compute!r} tidak ada; pilih salah satu dari: "
                f"{', '.join(RECOMMENDATIONS)}"
            )
    return rules


def find_rule(rules: tuple[Rule, ...], rule_id: str) -> Rule:
    """The rule of an id, in whatever letters it is written; RuleError if there is none."""
    for rule in rules:
        if rule.id == rule_id.upper():
            return rule
    raise RuleError(f"aturan {rule_id!r} tidak ada; lihat: spse rules list")


def with_overrides(rules: tuple[Rule, ...], overrides: Mapping[str, Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules as a site wants them: rule id -> {dotted key: value}, e.g. {'R04': {'signal.frequency.per_day': 10}}.

    Conditions are counted from 0: 'conditions.0.signal.above'.

    RuleError if a rule or a key does not exist, or if the rule is no rule any more.
    """
    known = {rule.id: rule for rule in rules}
    unknown = sorted(set(overrides) - set(known))
    if unknown:
        raise RuleError(f"rules: aturan {', '.join(unknown)} tidak ada; lihat: spse rules list")
    return tuple(_changed(rule, overrides[rule.id]) if rule.id in overrides else rule for rule in rules)


def _changed(rule: Rule, changes: Mapping[str, Any]) -> Rule:
    content = rule.model_dump()
    for key, value in changes.items():
        *path, last = key.split(".")
        part: Any = content
        for name in path:
            part = _part(part, name)
        if not isinstance(part, dict) or last not in part:
            raise RuleError(
                f"rules.{rule.id}.{key}: kunci ini tidak ada pada aturan; lihat: spse rules explain {rule.id}"
            )
        part[last] = value
    try:
        return Rule.model_validate(content)
    except ValidationError as error:
        raise RuleError("\n".join(_explain(f"rules.{rule.id}", error))) from error


def _part(content: Any, name: str) -> Any:
    if isinstance(content, dict):
        return content.get(name)
    if isinstance(content, (list, tuple)) and name.isdecimal() and int(name) < len(content):
        return content[int(name)]
    return None


def _load(path: Path) -> Rule:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(f"{path}: tidak dapat dibaca: {error}") from error
    try:
        rule = Rule.model_validate(content)
    except ValidationError as error:
        raise RuleError("\n".join(_explain(str(path), error))) from error
    if rule.id != path.stem:
        raise RuleError(f"{path}: id: {rule.id!r} harus sama dengan nama berkas")
    return rule


def _explain(where: str, error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        key = ".".join(str(part) for part in detail["loc"]) or "(berkas)"
        yield f"{where}: {key}: {detail['msg']}"
