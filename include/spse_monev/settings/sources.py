"""What an office has that can be read, one class per kind; `kind` in a site's file chooses the class."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AnyUrl, Field, HttpUrl, PositiveFloat, PositiveInt, UrlConstraints, model_validator

from spse_monev.settings.model import Model, Name, ZoneName

UPLOAD_ROUTES = ("(?i)upload|unggah",)
DOWNLOAD_ROUTES = ("(?i)download|unduh",)
PROBE_ROUTES = (r"^/([\w-]+/)?@(status|metrics)", "^/(health|ping|server-status|metrics)")


class _Source(Model):
    collected: ClassVar[bool] = True  # gives facts of a day; the others are only checked

    kind: str
    label: str = Field(min_length=1)  # as the office calls it, shown in reports
    required: bool = True  # a required source that is missing makes the day's run end as failed


class PostgresSource(_Source):
    """SPSE's database server, read through its statistics views with the least-privilege role."""

    kind: Literal["postgres"]
    connection: Name
    # How long after the end of a day its closing snapshot may still be taken and count as that day's.
    max_snapshot_delay_hours: PositiveFloat = 12


class LogSource(_Source):
    """What is common to logs that are read from files."""

    files: tuple[str, ...] = ()  # paths, globs or fsspec URLs
    connection: Name | None = None  # of the file server, for URLs
    zone: ZoneName | None = None  # of times that carry none, or one that is not known; the site's where not given
    max_age_minutes: PositiveFloat = 60  # of the newest entry, for 'alive'
    max_silence_minutes: PositiveFloat = 360  # at either end of the day, before the coverage counts as partial
    max_unparsed_pct: float = Field(default=1.0, ge=0, le=100)


class PostgresLogSource(LogSource):
    """The server log of SPSE's database, from files or, with only a database login, through SQL."""

    kind: Literal["postgres_log"]
    # With `through_database`, `connection` is that of the database.
    through_database: bool = False
    # The database whose settings say how the log is written; used by the check whether the collector is on.
    database_connection: Name | None = None
    format: Literal["auto", "csvlog", "jsonlog", "stderr"] = "auto"
    prefix: str | None = None  # log_line_prefix; found by itself where not given

    @model_validator(mode="after")
    def _one_way_in(self) -> PostgresLogSource:
        if self.through_database == bool(self.files):
            raise ValueError("isi salah satu: 'files' (berkas log) atau 'through_database: true' (lewat SQL)")
        if self.through_database and self.connection is None:
            raise ValueError("'through_database: true' memerlukan 'connection', id koneksi Airflow ke basis data")
        return self


class ApplicationLogSource(LogSource):
    """The log of SPSE itself (Play 1 with log4j), or of another Java application."""

    kind: Literal["application_log"]
    files: tuple[str, ...] = Field(min_length=1)
    # auto: known patterns are tried on the file's own lines. play: those of Play 1 and LKPP's fork. log4j: `pattern`.
    format: Literal["auto", "play", "log4j"] = "auto"
    pattern: str | None = None  # a log4j or logback conversion pattern, e.g. '%d{ISO8601} %-5p [%t] %c - %m%n'
    # Classes of the application itself: the first frame in one of them is where an error comes from.
    application_packages: tuple[str, ...] = ("controllers", "models", "jobs", "utils", "services", "ext", "lkpp")

    @model_validator(mode="after")
    def _pattern_where_needed(self) -> ApplicationLogSource:
        if (self.format == "log4j") != (self.pattern is not None):
            raise ValueError(
                "'pattern' diisi bila dan hanya bila 'format: log4j', misalnya '%d{ISO8601} %-5p %c - %m%n'"
            )
        return self


class WebLogSource(LogSource):
    """The access and error logs of the web server or proxy in front of SPSE (Apache, nginx)."""

    kind: Literal["web_log"]
    files: tuple[str, ...] = Field(min_length=1)
    # auto tells access, JSON and error logs apart file by file; `pattern` is for access logs of another form.
    format: Literal["auto", "access", "web-error"] = "auto"
    pattern: str | None = None  # an Apache LogFormat or an nginx log_format
    # Regular expressions on the path without query: requests that carry files.
    upload_routes: tuple[str, ...] = UPLOAD_ROUTES
    download_routes: tuple[str, ...] = DOWNLOAD_ROUTES
    probe_routes: tuple[str, ...] = PROBE_ROUTES  # asked by machines


class SpseStatusSource(_Source):
    """SPSE's own statistics, `<url>/@status.json` of Play 1 and LKPP's fork of it."""

    kind: Literal["spse_status"]
    url: HttpUrl  # of the application with its http.path, e.g. http://127.0.0.1:9000/eproc4
    connection: Name | None = None  # its password is application.statusKey (LKPP's fork); none: as seen from loopback
    # The address that everybody uses; `spse doctor` warns if the status page answers there without authorisation.
    public_url: HttpUrl | None = None
    timeout_seconds: PositiveFloat = 15
    max_snapshot_delay_hours: PositiveFloat = 12


class HttpSource(_Source):
    """A web address that is only checked: does it answer as expected?"""

    collected: ClassVar[bool] = False

    kind: Literal["http"]
    url: HttpUrl
    expect_status: int = Field(default=200, ge=100, le=599)
    expect_text: str | None = None
    timeout_seconds: PositiveFloat = 15


class MonitoringSource(_Source):
    """What is common to monitoring systems that are asked over HTTP."""

    url: HttpUrl
    connection: Name | None = None  # user and password, or the token as password
    timeout_seconds: PositiveFloat = 15
    max_age_minutes: PositiveFloat = 15  # of the newest measurement, for 'alive'
    # Names of the components (hosts, monitors, devices) that are SPSE's, with the wildcards * and ?; empty: all.
    components: tuple[str, ...] = ()


class ZabbixSource(MonitoringSource):
    """Zabbix 6.0 or newer; `url` is that of its front end."""

    kind: Literal["zabbix"]


class PrometheusSource(MonitoringSource):
    """Prometheus, with or without Alertmanager; a component is an `instance`."""

    kind: Literal["prometheus"]
    alertmanager_url: HttpUrl | None = None


class NagiosSource(MonitoringSource):
    """Nagios Core 4 by its JSON CGIs; `url` is that of its web interface, e.g. http://monitor/nagios4."""

    kind: Literal["nagios"]


class UptimeKumaSource(MonitoringSource):
    """Uptime Kuma: its /metrics with an API key, and the heartbeats of a status page."""

    kind: Literal["uptime_kuma"]
    status_page: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]+$")  # its slug


class LibreNmsSource(MonitoringSource):
    """LibreNMS by its API."""

    kind: Literal["librenms"]
    zone: ZoneName | None = None  # of the times it shows, which name none; the site's where not given


class PrtgSource(MonitoringSource):
    """PRTG Network Monitor by its HTTP API."""

    kind: Literal["prtg"]
    zone: ZoneName | None = None  # of the times it shows; the site's where not given


class GrafanaSource(MonitoringSource):
    """Grafana's own alerting."""

    kind: Literal["grafana"]


class ProbeTarget(Model):
    """One address that the office itself looks at."""

    name: str = Field(min_length=1, max_length=100)  # of the component, as reports show it
    # http(s)://host/path, tcp://host:port, or tls://host:port
    url: Annotated[AnyUrl, UrlConstraints(allowed_schemes=["http", "https", "tcp", "tls"], host_required=True)]
    expect_status: int = Field(default=200, ge=100, le=599)
    expect_text: str | None = None

    @model_validator(mode="after")
    def _port_where_needed(self) -> ProbeTarget:
        if self.url.scheme in ("tcp", "tls") and self.url.port is None:
            raise ValueError(f"{self.url.scheme}:// memerlukan porta, misalnya {self.url.scheme}://host:443")
        if self.url.scheme in ("tcp", "tls") and (self.expect_text is not None or self.expect_status != 200):
            raise ValueError("'expect_status' dan 'expect_text' hanya untuk http:// dan https://")
        return self


class ProbeSource(_Source):
    """The office's own probes, for those that have no monitoring system: each target is tried every few minutes."""

    kind: Literal["probe"]
    targets: tuple[ProbeTarget, ...] = Field(min_length=1)
    every_minutes: PositiveInt = Field(default=5, le=60)
    timeout_seconds: PositiveFloat = 15
    max_age_minutes: PositiveFloat = 15  # of the newest probe, for 'alive'

    @model_validator(mode="after")
    def _names_differ(self) -> ProbeSource:
        names = [target.name for target in self.targets]
        if len(set(names)) < len(names):
            raise ValueError("nama sasaran ('name') harus berbeda-beda")
        return self


SOURCE_CLASSES = (
    PostgresSource, PostgresLogSource, ApplicationLogSource, WebLogSource, SpseStatusSource, HttpSource, ZabbixSource,
    PrometheusSource, NagiosSource, UptimeKumaSource, LibreNmsSource, PrtgSource, GrafanaSource, ProbeSource,
)  # fmt: skip

Source = Annotated[
    PostgresSource
    | PostgresLogSource
    | ApplicationLogSource
    | WebLogSource
    | SpseStatusSource
    | HttpSource
    | ZabbixSource
    | PrometheusSource
    | NagiosSource
    | UptimeKumaSource
    | LibreNmsSource
    | PrtgSource
    | GrafanaSource
    | ProbeSource,
    Field(discriminator="kind"),
]
