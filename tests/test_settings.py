from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from spse_monev import settings
from spse_monev.settings import SettingsError, find_site, load_site, read_sites

EXAMPLE = settings.PROJECT / "include" / "sites" / "lpse_contoh.yaml"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write the example site with some keys replaced; a value of None removes the key."""
    monkeypatch.setenv(settings.SITES_VARIABLE, str(tmp_path))

    def change(stem: str = "lpse_uji", **changes: Any) -> Path:
        content = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")) | changes
        path = tmp_path / f"{stem}.yaml"
        path.write_text(yaml.safe_dump({k: v for k, v in content.items() if v is not None}), encoding="utf-8")
        return path

    return change


def test_the_example_is_valid_and_called_synthetic() -> None:
    site = load_site(EXAMPLE)
    assert site.key == "lpse_contoh"
    assert site.synthetic
    assert [source.kind for source in site.sources.values()] == ["postgres", "postgres_log", "http"]


@pytest.mark.parametrize(
    ("changes", "key", "right"),
    [
        ({"zone": "Asia/Lumajang"}, "zone", "Asia/Jakarta"),
        ({"name": None}, "name", "wajib diisi"),
        ({"nama": "x"}, "nama", "tidak dikenal"),
        ({"default": "mungkin"}, "default", "true atau false"),
        ({"schedule": {"daily_at": "25:00"}}, "schedule.daily_at", "pola"),
        ({"step_limits": {"check_hours": 0}}, "step_limits.check_hours", "lebih besar dari 0"),
        ({"step_limits": {"analyse_hours": -1}}, "step_limits.analyse_hours", "lebih besar dari 0"),
        ({"priorities": {"urgent": {"small": "sedang"}}}, "priorities.urgent.small", "'rendah', 'menengah'"),
        ({"priorities": {"urgent": {"small": "rendah"}}}, "priorities.urgent.medium", "wajib diisi"),
        ({"priorities": {"mendesak": {}}}, "priorities.mendesak", "tidak dikenal"),
        ({"priorities": {"deadlines": {"tinggi": 0}}}, "priorities.deadlines.tinggi", "lebih besar dari 0"),
        ({"rules": ["R05"]}, "rules", ""),
        ({"rules": {"R05": 10}}, "rules.R05", ""),
        ({"sources": {}}, "sources", "tidak boleh kosong"),
        ({"sources": {"Basis Data": {}}}, "sources.Basis Data", "pola"),
        ({"sources": {"a": {"kind": "oracle", "label": "x"}}}, "sources.a", "postgres"),
        ({"sources": {"a": {"label": "x"}}}, "sources.a", "'kind' wajib diisi"),
        ({"sources": {"a": {"kind": "http", "label": "x", "url": "lpse"}}}, "sources.a.url", "http"),
        ({"sources": {"a": {"kind": "postgres_log", "label": "x"}}}, "sources.a", "files"),
        ({"sources": {"a": {"kind": "osticket", "label": "x", "connection": "c"}}}, "sources.a", "postgres"),
        ({"helpdesk": {"sources": {}}}, "helpdesk.sources", "tidak boleh kosong"),
        ({"helpdesk": {"sources": {"a": {"label": "x"}}}}, "helpdesk.sources.a", "spreadsheet, osticket"),
        ({"helpdesk": {"sources": {"a": {"kind": "spreadsheet", "label": "x"}}}}, "helpdesk.sources.a.files", "wajib"),
        (
            {
                "helpdesk": {
                    "sources": {
                        "a": {"kind": "spreadsheet", "label": "x", "files": ["/a"], "columns": {"Kapan": "tanggal"}}
                    }
                }
            },
            "helpdesk.sources.a.columns.Kapan",
            "received_at",
        ),
        (
            {
                "helpdesk": {
                    "sources": {"a": {"kind": "osticket", "label": "x", "connection": "c", "table_prefix": "ost; DROP"}}
                }
            },
            "helpdesk.sources.a.table_prefix",
            "pola",
        ),
        (
            {"sources": {"a": {"kind": "postgres_log", "label": "x", "through_database": True}}},
            "sources.a",
            "connection",
        ),
    ],
)
def test_an_error_names_file_key_and_what_would_be_right(
    write: Callable[..., Path], changes: dict[str, Any], key: str, right: str
) -> None:
    path = write(**changes)
    with pytest.raises(SettingsError) as caught:
        load_site(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {key}")
    assert right in message


def test_an_office_may_have_its_own_matrix_of_priorities(write: Callable[..., Path]) -> None:
    low = {"small": "rendah", "medium": "rendah", "large": "rendah"}
    site = load_site(write(priorities={"not_urgent": low, "deadlines": {"tinggi": 2}}))
    urgent, not_urgent, deadlines = site.priorities.urgent, site.priorities.not_urgent, site.priorities.deadlines
    assert (urgent.small, urgent.medium, urgent.large) == ("menengah", "menengah", "tinggi")
    assert (not_urgent.small, not_urgent.medium, not_urgent.large) == ("rendah", "rendah", "rendah")
    assert (deadlines.tinggi, deadlines.menengah, deadlines.rendah) == (2, 3, 10)


def test_what_a_site_changes_in_rules_is_kept_as_it_is_written(write: Callable[..., Path]) -> None:
    rules = {"R05": {"signal.frequency.per_day": 3}, "R09": {"urgency": "tidak_mendesak"}}
    assert load_site(write(rules=rules)).rules == rules


@pytest.mark.parametrize("text", ["name: [", "- a\n- b\n", "\xff", ""])
def test_a_file_that_is_no_settings_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rusak.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"rusak\.yaml"):
        load_site(path)


def test_a_broken_file_does_not_hide_the_others(write: Callable[..., Path]) -> None:
    write("baik")
    write("rusak", zone="Mars/Olympus")
    sites, problems = read_sites()
    assert list(sites) == ["baik"]
    assert list(problems) == ["rusak"]
    assert find_site("baik").key == "baik"
    with pytest.raises(SettingsError, match="rusak"):
        find_site()


def test_only_one_site_may_be_the_default(write: Callable[..., Path]) -> None:
    write("satu")
    write("dua")
    sites, problems = read_sites()
    assert list(sites) == ["dua"]
    assert "hanya satu" in problems["satu"]


def test_without_a_default_a_single_site_is_meant_and_several_are_asked_for(write: Callable[..., Path]) -> None:
    write("satu", default=False)
    assert find_site().key == "satu"
    write("dua", default=False)
    with pytest.raises(SettingsError, match="dua, satu"):
        find_site()
    with pytest.raises(SettingsError, match="tiga"):
        find_site("tiga")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    assert "tidak ada berkas situs" in read_sites(tmp_path)[1]["sites"]
