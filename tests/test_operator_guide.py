"""What the operator's guide shows must be what the program takes."""

from __future__ import annotations

import re

import yaml

from spse_monev.analysis.rules.catalogue import load_rules, with_overrides
from spse_monev.cli import change, deviations, rules
from spse_monev.reports.deviations import TITLE as DEVIATIONS
from spse_monev.reports.monthly import TITLES as EVALUATION_SHEETS
from spse_monev.reports.sheets import CHANGES, DETAILS, FINDINGS, OUT_OF_REACH, SUBJECTS, UNJUDGED
from spse_monev.settings import PROJECT, Site, load_site
from spse_monev.settings.helpdesk import HELPDESK_CLASSES
from spse_monev.settings.sources import SOURCE_CLASSES

GUIDE = (PROJECT / "docs" / "panduan-operator.md").read_text(encoding="utf-8")
EXAMPLE = yaml.safe_load((PROJECT / "include" / "sites" / "lpse_contoh.yaml").read_text(encoding="utf-8"))


def test_every_kind_of_source_has_an_example_that_is_valid() -> None:
    shown = set()
    for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL):
        site = Site.model_validate({"key": "lpse_panduan", **EXAMPLE, **yaml.safe_load(block)})
        shown |= {type(source) for source in site.sources.values()}
        shown |= {type(source) for source in site.helpdesk.sources.values()} if site.helpdesk else set()
    assert shown == {*SOURCE_CLASSES, *HELPDESK_CLASSES}


def test_the_site_with_all_sources_has_all() -> None:
    site = load_site(PROJECT / "docs" / "contoh-situs" / "lpse_semua_sumber.yaml")
    assert site.helpdesk is not None
    assert {type(source) for source in site.helpdesk.sources.values()} == set(HELPDESK_CLASSES)


def test_every_sheet_is_explained() -> None:
    table = GUIDE[GUIDE.index("## Isi laporan") :]
    judged = (FINDINGS, DETAILS, CHANGES, UNJUDGED, DEVIATIONS)
    for title in (*(sheet.title for sheet in SUBJECTS), *judged, OUT_OF_REACH, "Ringkasan", "Cakupan", "Metode"):
        assert re.search(rf"^\|[^|]*\b{title}\b[^|]*\|", table, re.MULTILINE), title


def test_every_sheet_of_the_evaluation_is_explained() -> None:
    table = GUIDE[GUIDE.index("### Laporan evaluasi bulanan") :]
    for title in EVALUATION_SHEETS:
        assert re.search(rf"^\|[^|]*\b{title}\b[^|]*\|", table, re.MULTILINE), title


def test_what_it_changes_in_rules_can_be_changed_and_every_command_on_them_is_explained() -> None:
    [block] = [block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if block.startswith("rules:")]
    assert with_overrides(load_rules(), yaml.safe_load(block)["rules"]) != load_rules()
    shown = set(re.findall(r"^spse rules (\w+)", GUIDE, re.MULTILINE))
    assert shown == {command.name for command in rules.app.registered_commands}
    assert set(re.findall(r"^spse analyse .*?(--\w+)", GUIDE, re.MULTILINE)) >= {"--day", "--month"}


def test_every_command_on_deviations_is_explained_and_none_that_is_not() -> None:
    shown = set(re.findall(r"^spse deviations (\w+)", GUIDE, re.MULTILINE))
    assert shown == {command.name for command in deviations.app.registered_commands}


def test_every_command_on_change_requests_is_explained_and_none_that_is_not() -> None:
    shown = set(re.findall(r"^spse change (\w+)", GUIDE, re.MULTILINE))
    assert shown == {command.name for command in change.app.registered_commands}
