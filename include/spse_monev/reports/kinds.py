"""Which kinds of source belong together in a report, and what an office calls them."""

from __future__ import annotations

from dataclasses import dataclass

STATISTICS = "postgres"
DATABASE_LOG = "postgres_log"
APPLICATION_LOG = "application_log"
WEB_LOG = "web_log"
STATUS = "spse_status"
MONITORING = ("zabbix", "prometheus", "nagios", "uptime_kuma", "librenms", "prtg", "grafana")
WATCHING = (*MONITORING, "probe")  # what says whether something is up
COLLECTED = (STATISTICS, DATABASE_LOG, APPLICATION_LOG, WEB_LOG, STATUS, *WATCHING)

_LABELS = {
    STATISTICS: "statistik basis data",
    DATABASE_LOG: "log basis data",
    APPLICATION_LOG: "log aplikasi",
    WEB_LOG: "log server web",
    STATUS: "statistik SPSE",
    "http": "alamat web (hanya diperiksa)",
    "zabbix": "Zabbix",
    "prometheus": "Prometheus",
    "nagios": "Nagios",
    "uptime_kuma": "Uptime Kuma",
    "librenms": "LibreNMS",
    "prtg": "PRTG",
    "grafana": "Grafana",
    "probe": "probe sendiri",
}

_HELPDESK_LABELS = {
    "spreadsheet": "rekap spreadsheet",
    "osticket": "osTicket",
    "glpi": "GLPI",
    "zammad": "Zammad",
    "freescout": "FreeScout",
}


def kind_label(kind: str) -> str:
    """What an office calls a kind of source; a kind without a word is shown as it is."""
    return _LABELS.get(kind) or _HELPDESK_LABELS.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Area:
    """A thing that an office may be able to look at, by any of some kinds of source."""

    label: str
    kinds: tuple[str, ...]


# One monitoring system, or the office's own probe, is enough to see whether SPSE is up.
AREAS = (
    Area("basis data", (STATISTICS,)),
    Area("log basis data", (DATABASE_LOG,)),
    Area("log aplikasi", (APPLICATION_LOG,)),
    Area("log server web", (WEB_LOG,)),
    Area("statistik SPSE sendiri (@status.json)", (STATUS,)),
    Area("data ketersediaan dari sistem pemantauan atau probe", WATCHING),
)
