"""The components of Nagios that are SPSE's, hosts and services, with the state they are in now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spse_monev.sources.monitoring.incidents import is_watched
from spse_monev.sources.monitoring.nagios.cgi import NagiosCgi, mapping, moment

_MAX_COMPONENTS = 10_000
# Plugins that ask whether something answers at all; of them a CRITICAL is an outage. Of the others (disk, load,
# processes, agents that relay any check) it is not told by the name.
_ANSWERS = (
    "ping", "ping4", "ping6", "icmp", "fping", "host_alive", "http", "https", "curl", "tcp", "udp", "ssh", "smtp",
    "ssmtp", "imap", "simap", "pop", "spop", "ftp", "dns", "dig", "ldap", "ldaps", "pgsql", "mysql", "oracle", "ntp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """A host, or a service of one, under the name 'host/service'."""

    name: str
    host: str
    service: str | None
    asks_whether_up: bool
    is_fine: bool  # now
    is_hard: bool  # the state has been confirmed by as many tries as the office wants
    state: int  # status bit of now
    checked_at: datetime | None
    changed_at: datetime | None  # of its last hard state
    output: str


@dataclass(frozen=True, slots=True)
class States:
    """The components by name, and what could not be found, in Bahasa Indonesia."""

    components: Mapping[str, Component]
    reasons: tuple[str, ...]

    @property
    def host_count(self) -> int:
        """How many of them are hosts."""
        return sum(one.service is None for one in self.components.values())


def find_states(cgi: NagiosCgi, patterns: Sequence[str]) -> States:
    """The hosts that fit `patterns` with their services, and services that fit as 'host/service'."""
    found: dict[str, Component] = {}
    for host, row in mapping(cgi.data("statusjson", query="hostlist", details="true").get("hostlist")).items():
        if is_watched(host, patterns):
            found[host] = _component(host, None, mapping(row), asks_whether_up=True)
    commands = mapping(cgi.data("objectjson", query="servicelist", details="true").get("servicelist"))
    services = mapping(cgi.data("statusjson", query="servicelist", details="true").get("servicelist"))
    for host, rows in services.items():
        for service, row in mapping(rows).items():
            name = f"{host}/{service}"
            if host in found or is_watched(name, patterns):
                command = mapping(mapping(commands.get(host)).get(service)).get("check_command")
                found[name] = _component(host, service, mapping(row), asks_whether_up(str(command or "")))
    reasons = [
        f"tidak ada host atau layanan yang cocok dengan {pattern!r} di 'components'"
        for pattern in patterns
        if not any(is_watched(name, (pattern,)) for name in found)
    ]
    if len(found) > _MAX_COMPONENTS:
        reasons.append(f"Nagios mempunyai lebih dari {_MAX_COMPONENTS} host dan layanan; hanya yang pertama dibaca")
        found = dict(list(found.items())[:_MAX_COMPONENTS])
    return States(found, tuple(reasons))


def asks_whether_up(command: str) -> bool:
    """Does a service with this check command ('check_http!-H x') ask whether something answers?"""
    plugin = command.partition("!")[0].strip().lower().replace("-", "_").removeprefix("check_")
    return plugin in _ANSWERS or any(plugin.startswith(f"{name}_") for name in ("http", "https", "tcp", "ping", "ssh"))


def _component(host: str, service: str | None, row: Mapping[str, Any], asks_whether_up: bool) -> Component:
    state = row.get("status")
    return Component(
        name=host if service is None else f"{host}/{service}",
        host=host,
        service=service,
        asks_whether_up=asks_whether_up,
        is_fine=state == 2,
        is_hard=row.get("state_type") == 1,
        state=state if isinstance(state, int) else 0,
        checked_at=moment(row.get("last_check")),
        changed_at=moment(row.get("last_hard_state_change")),
        output=str(row.get("plugin_output") or "")[:1000],
    )
