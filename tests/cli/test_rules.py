from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from spse_monev.analysis.rules import catalogue
from spse_monev.analysis.rules.catalogue import FOLDER, load_rules
from spse_monev.analysis.rules.model import Rule
from spse_monev.cli import app
from spse_monev.cli.rules_document import rules_document
from spse_monev.settings import PROJECT
from tests.office import SITE_KEY, Office


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rules", *arguments], env={"COLUMNS": "200"})


def override(office: Office, rules: Any) -> None:
    path = office.sites / f"{SITE_KEY}.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"rules": rules}))


def test_all_rules_are_listed_without_a_hole_in_their_titles() -> None:
    done = spse("list")
    assert done.exit_code == 0
    assert all(rule.id in done.stdout for rule in load_rules())
    assert not re.search(r"\{\w+\}", done.stdout)


def test_the_list_as_json_has_class_actor_and_source_of_each() -> None:
    listed = json.loads(spse("list", "--json").stdout)
    assert [each["id"] for each in listed] == sorted(path.stem for path in FOLDER.glob("*.yaml"))
    assert all(set(each) == {"id", "title", "class", "actor", "source"} and all(each.values()) for each in listed)


@pytest.mark.parametrize("rule_id", [rule.id for rule in load_rules()])
def test_every_rule_can_be_explained(rule_id: str) -> None:
    done = spse("explain", rule_id)
    assert done.exit_code == 0
    for heading in ("Tanda", "Perubahan", "Cara", "Uji", "Pengembalian", "Kelas", "Pelaku", "Asal ambang"):
        assert heading in done.stdout
    assert Rule.model_validate(json.loads(spse("explain", rule_id, "--json").stdout)).id == rule_id


def test_a_rule_is_found_in_small_letters() -> None:
    assert "R05" in spse("explain", "r05").stdout


def test_an_unknown_rule_is_one_clear_error() -> None:
    done = spse("explain", "R98")
    assert done.exit_code == 2
    assert "'R98' tidak ada; lihat: spse rules list" in done.output
    assert "Traceback" not in done.output


def test_a_site_shows_its_own_thresholds(office: Office) -> None:
    override(office, {"R05": {"signal.frequency.per_day": 17}})
    shown = json.loads(spse("explain", "R05", "--json", "--site", SITE_KEY).stdout)
    assert shown["signal"]["frequency"]["per_day"] == 17
    assert json.loads(spse("explain", "R05", "--json").stdout)["signal"]["frequency"]["per_day"] == 1


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"R98": {"signal.frequency.per_day": 1}}, "R98 tidak ada"),
        ({"R05": {"signal.ambang": 1}}, "rules.R05.signal.ambang: kunci ini tidak ada"),
        ({"R05": {"signal.frequency.per_day": "banyak"}}, "rules.R05: signal"),
    ],
)
def test_a_broken_override_is_one_clear_error(office: Office, rules: Any, says: str) -> None:
    override(office, rules)
    done = spse("explain", "R05", "--site", SITE_KEY)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_a_rule_that_cannot_be_read_is_one_clear_error(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "R01.yaml").write_text("id: R01\n")
    monkeypatch.setattr("spse_monev.cli.rules.load_rules", lambda: catalogue.load_rules(tmp_path))
    for command in (("list",), ("explain", "R01"), ("table",)):
        done = spse(*command)
        assert done.exit_code == 2
        assert "R01.yaml: title:" in done.output
        assert "Traceback" not in done.output


def test_the_document_is_what_the_command_prints() -> None:
    printed = spse("table").stdout
    kept = (PROJECT / "docs" / "aturan.md").read_text(encoding="utf-8")
    assert printed == kept, "jalankan: spse rules table > docs/aturan.md"


def test_the_document_tells_every_rule_with_its_thresholds_and_no_hole() -> None:
    document = rules_document(load_rules())
    for rule in load_rules():
        assert re.search(rf"^\| \[{rule.id}\]\(#{rule.id.lower()}\) \|", document, re.MULTILINE)
        assert f"\n## {rule.id}\n" in document
    assert not re.search(r"\{[a-z]\w*\}", re.sub(r"``.*?``", "", document))
    assert '``signal.failures = ["too_many_connections"]``' in document
    rows = [line for line in document.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}


def test_texts_of_rules_are_no_markup() -> None:
    [first, *_] = load_rules()
    hostile = first.model_copy(update={"title": "<script>a|b</script> *x* [y](z) `k`"})
    [row] = [line for line in rules_document([hostile]).splitlines() if "script" in line and line.startswith("| ")]
    assert "\\<script>a\\|b\\</script> \\*x\\* \\[y](z) \\`k\\`" in row
