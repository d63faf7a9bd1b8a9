"""The hosts of Zabbix that are SPSE's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spse_monev.sources.monitoring.incidents import is_watched
from spse_monev.sources.monitoring.zabbix.api import ZabbixApi

_MAX_HOSTS = 5_000


class Hosts(NamedTuple):
    """Visible names by hostid, and what could not be found, in Bahasa Indonesia."""

    names: Mapping[str, str]
    reasons: tuple[str, ...]


def find_hosts(api: ZabbixApi, components: Sequence[str]) -> Hosts:
    """The monitored hosts whose visible or technical name fits `components`."""
    rows = api.rows(
        "host.get", output=["hostid", "host", "name"], monitored_hosts=True, sortfield="hostid", limit=_MAX_HOSTS + 1
    )
    reasons = []
    if len(rows) > _MAX_HOSTS:
        reasons.append(f"Zabbix mempunyai lebih dari {_MAX_HOSTS} host; hanya yang pertama dibaca")
        rows = rows[:_MAX_HOSTS]
    both = {str(row["hostid"]): (str(row.get("name", "")), str(row.get("host", ""))) for row in rows if "hostid" in row}
    found = {host: names[0] for host, names in both.items() if any(is_watched(name, components) for name in names)}
    reasons += [
        f"tidak ada host yang cocok dengan {pattern!r} di 'components'"
        for pattern in components
        if not any(is_watched(name, (pattern,)) for host in found for name in both[host])
    ]
    return Hosts(found, tuple(reasons))
