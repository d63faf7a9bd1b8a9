"""The sites' files: where they are, how they are read, and what is said when one cannot be used."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from spse_monev.settings.helpdesk import HELPDESK_CLASSES
from spse_monev.settings.site import Site
from spse_monev.settings.sources import SOURCE_CLASSES

PROJECT = Path(__file__).resolve().parents[3]
SITES_VARIABLE = "SPSE_SITES_DIR"
ARTIFACTS_VARIABLE = "SPSE_ARTIFACTS_DIR"


class SettingsError(Exception):
    """A site's file cannot be used; the message is fit to be shown to its administrator."""


def sites_folder() -> Path:
    """Where the sites' files are: $SPSE_SITES_DIR, or include/sites of the project."""
    return Path(os.environ.get(SITES_VARIABLE) or PROJECT / "include" / "sites")


def artifacts_folder() -> Path:
    """Where reports are written: $SPSE_ARTIFACTS_DIR, or artifacts/ of the project."""
    return Path(os.environ.get(ARTIFACTS_VARIABLE) or PROJECT / "artifacts")


def load_site(path: Path) -> Site:
    """Read one site's file; SettingsError if it is not YAML or not valid."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: tidak dapat dibaca: {error}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: bukan YAML yang benar: {_where(error)}") from error
    if not isinstance(content, dict):
        raise SettingsError(f"{path}: harus berisi kunci dan nilai, misalnya 'name: LPSE Kabupaten Contoh'")
    try:
        return Site.model_validate({"key": path.stem, **content})
    except ValidationError as error:
        raise SettingsError(_explain(path, error)) from error


def read_sites(folder: Path | None = None) -> tuple[dict[str, Site], dict[str, str]]:
    """All sites of a folder by key, and beside them what is wrong with the files that are not usable, by key."""
    folder = folder or sites_folder()
    sites: dict[str, Site] = {}
    problems: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            sites[path.stem] = load_site(path)
        except SettingsError as error:
            problems[path.stem] = str(error)
    defaults = [key for key, site in sites.items() if site.default]
    for key in defaults[1:]:
        del sites[key]
        problems[key] = f"{folder / key}.yaml: default: hanya satu situs boleh 'default: true', dan {defaults[0]} sudah"
    if not sites and not problems:
        problems["sites"] = f"{folder}: tidak ada berkas situs (*.yaml)"
    return sites, problems


def find_site(key: str | None = None) -> Site:
    """The site named `key`, whatever the other files hold; without a name the default one, or the only one."""
    if key is not None:
        path = sites_folder() / f"{key}.yaml"
        if not path.is_file():
            raise SettingsError(f"situs {key!r} tidak ada: {path} tidak ditemukan")
        return load_site(path)
    sites, problems = read_sites()
    if problems:
        raise SettingsError("\n".join(problems.values()))
    chosen = [site for site in sites.values() if site.default] or list(sites.values())
    if len(chosen) > 1:
        raise SettingsError(f"sebutkan situsnya (--site): {', '.join(sites)}")
    return chosen[0]


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"baris {mark.line + 1}, kolom {mark.column + 1}: " if mark else ""
    return f"{place}{getattr(error, 'problem', None) or error}"


def _kinds(classes: Iterable[type[BaseModel]]) -> tuple[str, ...]:
    return tuple(get_args(kind.model_fields["kind"].annotation)[0] for kind in classes)


_SOURCES = _kinds(SOURCE_CLASSES)
_HELPDESKS = _kinds(HELPDESK_CLASSES)
# pydantic's messages are English; these are the ones a hand-written file runs into.
_MEANING = {
    "missing": "wajib diisi",
    "extra_forbidden": "kunci ini tidak dikenal; periksa ejaannya atau hapus",
    "string_type": "harus teks",
    "bool_parsing": "harus true atau false",
    "bool_type": "harus true atau false",
    "int_parsing": "harus bilangan bulat",
    "int_type": "harus bilangan bulat",
    "int_from_float": "harus bilangan bulat",
    "float_parsing": "harus bilangan",
    "float_type": "harus bilangan",
    "greater_than": "harus lebih besar dari {gt}",
    "greater_than_equal": "tidak boleh kurang dari {ge}",
    "less_than_equal": "tidak boleh lebih dari {le}",
    "string_pattern_mismatch": "harus cocok dengan pola {pattern}",
    "string_too_short": "tidak boleh kosong",
    "too_short": "tidak boleh kosong",
    "url_parsing": "bukan alamat URL; tulis misalnya http://127.0.0.1:9090/-/healthy",
    "url_scheme": "alamat URL harus diawali http:// atau https://",
    "literal_error": "harus salah satu dari {expected}",
    "union_tag_invalid": "'kind' {tag!r} tidak dikenal; harus salah satu dari {expected_tags}",
    "model_type": "harus berisi kunci dan nilai di bawahnya",
    "dict_type": "harus berisi kunci dan nilai di bawahnya",
    "tuple_type": "harus berupa daftar, satu butir tiap baris dengan tanda '-'",
}


def _explain(path: Path, error: ValidationError) -> str:
    def lines() -> Iterator[str]:
        for detail in error.errors(include_url=False):
            key = ".".join(str(part) for part in detail["loc"] if part not in _SOURCES + _HELPDESKS)
            context: dict[str, Any] = detail.get("ctx", {})
            if detail["type"] == "value_error":
                meaning = str(context.get("error", detail["msg"]))
            elif detail["type"] == "union_tag_not_found":
                kinds = _HELPDESKS if detail["loc"][0] == "helpdesk" else _SOURCES
                meaning = f"'kind' wajib diisi, salah satu dari: {', '.join(kinds)}"
            else:
                meaning = _MEANING.get(detail["type"], detail["msg"]).format(**context)
            given = detail.get("input")
            shown = f" (tertulis: {given!r})" if isinstance(given, str | int | float | bool) else ""
            yield f"{path}: {key or '(berkas)'}: {meaning}{shown}"

    return "\n".join(lines())
