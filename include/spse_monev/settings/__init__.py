"""A site: one LPSE, as its `include/sites/<site>.yaml` describes it.

Settings are frozen and validated, and loaded when they are needed, never at import. An error names the file, the
key, what is wrong and what would be right. They hold no secret: a source names an Airflow connection, whose secret
lives in Airflow or in the environment (see `connections`).
"""

from spse_monev.settings.files import (
    ARTIFACTS_VARIABLE,
    PROJECT,
    SITES_VARIABLE,
    SettingsError,
    artifacts_folder,
    find_site,
    load_site,
    read_sites,
    sites_folder,
)
from spse_monev.settings.site import Letterhead, Official, Officials, Retention, Schedule, Site, StepLimits, Thresholds
from spse_monev.settings.sources import (
    ApplicationLogSource,
    GrafanaSource,
    HttpSource,
    LibreNmsSource,
    LogSource,
    MonitoringSource,
    NagiosSource,
    PostgresLogSource,
    PostgresSource,
    ProbeSource,
    ProbeTarget,
    PrometheusSource,
    PrtgSource,
    Source,
    SpseStatusSource,
    UptimeKumaSource,
    WebLogSource,
    ZabbixSource,
)

__all__ = [
    "ARTIFACTS_VARIABLE",
    "PROJECT",
    "SITES_VARIABLE",
    "ApplicationLogSource",
    "GrafanaSource",
    "HttpSource",
    "Letterhead",
    "LibreNmsSource",
    "LogSource",
    "MonitoringSource",
    "NagiosSource",
    "Official",
    "Officials",
    "PostgresLogSource",
    "PostgresSource",
    "ProbeSource",
    "ProbeTarget",
    "PrometheusSource",
    "PrtgSource",
    "Retention",
    "Schedule",
    "SettingsError",
    "Site",
    "Source",
    "SpseStatusSource",
    "StepLimits",
    "Thresholds",
    "UptimeKumaSource",
    "WebLogSource",
    "ZabbixSource",
    "artifacts_folder",
    "find_site",
    "load_site",
    "read_sites",
    "sites_folder",
]
