"""A site: one LPSE, as its `include/sites/<site>.yaml` describes it.

Settings are frozen and validated, and loaded when they are needed, never at import. An error names the file, the
key, what is wrong and what would be right. They hold no secret: a source names an Airflow connection, whose secret
lives in Airflow or in the environment (see `connections`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)

from spse_monev.period import find_zone

PROJECT = Path(__file__).resolve().parents[2]
SITES_VARIABLE = "SPSE_SITES_DIR"
ARTIFACTS_VARIABLE = "SPSE_ARTIFACTS_DIR"

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class SettingsError(Exception):
    """A site's file cannot be used; the message is fit to be shown to its administrator."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _known_zone(name: str) -> str:
    return find_zone(name).key


ZoneName = Annotated[str, AfterValidator(_known_zone)]


class Official(_Model):
    """A person who signs or decides."""

    name: str
    title: str  # jabatan
    nip: str = ""
    rank: str = ""  # pangkat dan golongan


class Officials(_Model):
    """The three executors of the SOP (see its step table)."""

    administrator: Official
    change_manager: Official
    head: Official


class Letterhead(_Model):
    """The head of the office's documents: one entry a line, most senior body first."""

    lines: tuple[str, ...] = Field(min_length=1)
    address: str = ""
    contact: str = ""


class _Source(_Model):
    collected: ClassVar[bool] = True  # gives facts of a day; the others are only checked

    label: str = Field(min_length=1)  # as the office calls it, shown in reports
    required: bool = True  # a required source that is missing makes the day's run end as failed


class PostgresSource(_Source):
    """SPSE's database server, read through its statistics views with the least-privilege role."""

    kind: Literal["postgres"]
    connection: Name
    # How long after the end of a day its closing snapshot may still be taken and count as that day's.
    max_snapshot_delay_hours: PositiveFloat = 12


class PostgresLogSource(_Source):
    """The server log of SPSE's database, from files or, with only a database login, through SQL."""

    kind: Literal["postgres_log"]
    files: tuple[str, ...] = ()  # paths, globs or fsspec URLs
    connection: Name | None = None  # of the file server for URLs; of the database where through_database
    through_database: bool = False
    # The database whose settings say how the log is written; used by the check whether the collector is on.
    database_connection: Name | None = None
    format: Literal["auto", "csvlog", "jsonlog", "stderr"] = "auto"
    prefix: str | None = None  # log_line_prefix; found by itself where not given
    zone: ZoneName | None = None  # for entries without a zone or with one that is not known
    max_age_minutes: PositiveFloat = 60  # of the newest entry, for 'alive'
    max_silence_minutes: PositiveFloat = 360  # at either end of the day, before the coverage counts as partial
    max_unparsed_pct: float = Field(default=1.0, ge=0, le=100)

    @model_validator(mode="after")
    def _one_way_in(self) -> PostgresLogSource:
        if self.through_database == bool(self.files):
            raise ValueError("isi salah satu: 'files' (berkas log) atau 'through_database: true' (lewat SQL)")
        if self.through_database and self.connection is None:
            raise ValueError("'through_database: true' memerlukan 'connection', id koneksi Airflow ke basis data")
        return self


class HttpSource(_Source):
    """A monitoring system, or SPSE itself, seen from outside by plain HTTP."""

    collected: ClassVar[bool] = False

    kind: Literal["http"]
    url: HttpUrl
    expect_status: int = Field(default=200, ge=100, le=599)
    expect_text: str | None = None
    timeout_seconds: PositiveFloat = 15


Source = Annotated[PostgresSource | PostgresLogSource | HttpSource, Field(discriminator="kind")]


class Schedule(_Model):
    """When the daily run starts, on the site's clock."""

    daily_at: str = Field(default="00:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class StepLimits(_Model):
    """The SOP's limits for its steps, in hours (SOP 427.53/7.03/2018, column Waktu)."""

    check_hours: PositiveFloat = 1  # langkah 1
    collect_hours: PositiveFloat = 3  # langkah 1a
    report_hours: PositiveFloat = 3  # langkah 1b


class Thresholds(_Model):
    """Limits above which a figure is pointed out in the report."""

    slow_query_ms: PositiveFloat = 200  # the limit that LKPP's own fork of Play uses on its status page
    connection_usage_pct: float = Field(default=80, gt=0, le=100)
    cache_hit_pct: float = Field(default=95, gt=0, le=100)


class Retention(_Model):
    """How long details are kept. Registers (artifacts, checks, deviations) are never deleted."""

    detail_days: PositiveInt = 400
    snapshot_days: PositiveInt = 40


class Site(_Model):
    """One LPSE."""

    key: Name
    default: bool = False  # the site whose DAGs carry the plain ids
    name: str
    synthetic: bool = False  # True: every report says that its data are made up
    zone_name: ZoneName = Field(alias="zone")
    letterhead: Letterhead
    officials: Officials
    warehouse: Name = "spse_warehouse"  # Airflow connection
    sources: dict[Name, Source] = Field(min_length=1)
    schedule: Schedule = Schedule()
    step_limits: StepLimits = StepLimits()
    thresholds: Thresholds = Thresholds()
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site's calendar day."""
        return ZoneInfo(self.zone_name)


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
    "union_tag_not_found": "'kind' wajib diisi: postgres, postgres_log atau http",
    "model_type": "harus berisi kunci dan nilai di bawahnya",
    "dict_type": "harus berisi kunci dan nilai di bawahnya",
    "tuple_type": "harus berupa daftar, satu butir tiap baris dengan tanda '-'",
}


def _explain(path: Path, error: ValidationError) -> str:
    def lines() -> Iterator[str]:
        for detail in error.errors(include_url=False):
            key = ".".join(str(part) for part in detail["loc"] if part not in ("postgres", "postgres_log", "http"))
            context: dict[str, Any] = detail.get("ctx", {})
            if detail["type"] == "value_error":
                meaning = str(context.get("error", detail["msg"]))
            else:
                meaning = _MEANING.get(detail["type"], detail["msg"]).format(**context)
            given = detail.get("input")
            shown = f" (tertulis: {given!r})" if isinstance(given, str | int | float | bool) else ""
            yield f"{path}: {key or '(berkas)'}: {meaning}{shown}"

    return "\n".join(lines())
