from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
import yaml

from spse_monev.analysis.rules.catalogue import FOLDER, RuleError, load_rules, with_overrides
from spse_monev.findings import ChangeClass

RULES = load_rules()


def write(folder: Path, name: str = "R01", **changes: object) -> Path:
    content = yaml.safe_load((FOLDER / "R01.yaml").read_text(encoding="utf-8")) | changes
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_every_rule_of_the_table_is_there() -> None:
    wanted = {f"R{number:02}" for number in (*range(1, 42), 99)}
    assert wanted <= {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_class_rests_on_the_sops_definition(rule: object) -> None:
    words = {
        ChangeClass.MINOR: "setting",
        ChangeClass.MAJOR: r"(?i)fitur|upgrade|penggantian|fisik|skema|kode",
        ChangeClass.NONE: "(?i)tidak|bukan",
        ChangeClass.REVIEW: "",
    }
    assert re.search(words[rule.change_class], rule.basis)  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_texts_name_figures_only(rule: object) -> None:
    for text in (rule.title, *(getattr(rule.change, name) for name in ("what", "how", "test", "undo"))):  # type: ignore[attr-defined]
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or re.fullmatch("[a-z_]+", name), (name, text)
            assert not spec
            assert conversion is None


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"change_class": "sedang"}, "change_class"),
        ({"signal": {"kind": "rasa"}}, "signal"),
        ({"signal": {"kind": "error", "sources": ["application_log"], "message": "("}}, "ekspresi reguler"),
        ({"id": "R02"}, "sama dengan nama berkas"),
        ({"unless": ["R77"]}, "R77 tidak ada"),
        ({"change": {"what": "a", "how": "b", "test": "c", "undo": "d", "compute": "sulap"}}, "raise_heap"),
        ({"ambang": 3}, "ambang"),
    ],
)
def test_a_wrong_rule_names_file_and_what_is_right(tmp_path: Path, changes: dict[str, object], right: str) -> None:
    with pytest.raises(RuleError, match=right) as error:
        load_rules(write(tmp_path, **changes))
    assert "R01.yaml" in str(error.value)


def test_a_site_changes_a_threshold() -> None:
    [rule] = [rule for rule in with_overrides(RULES, {"R04": {"signal.frequency.per_day": 50}}) if rule.id == "R04"]
    assert rule.signal.frequency.per_day == 50  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("overrides", "right"),
    [
        ({"R77": {}}, "R77 tidak ada"),
        ({"R04": {"signal.ambang": 1}}, "spse rules explain R04"),
        ({"R04": {"signal.frequency.per_day": 0}}, "signal"),
    ],
)
def test_a_wrong_override_says_what_is_right(overrides: dict[str, dict[str, object]], right: str) -> None:
    with pytest.raises(RuleError, match=right):
        with_overrides(RULES, overrides)
