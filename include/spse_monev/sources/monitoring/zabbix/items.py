"""Which items of Zabbix tell whether a host answers, and which hold its CPU, memory, disk, load and network.

The item's key decides, as Zabbix's own templates and documentation define it; names are the office's own words.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spse_monev.sources.monitoring.zabbix.api import ZabbixApi

_MAX_ITEMS = 20_000
_SEARCHED = (
    "icmpping", ".ping", "net.tcp.service", "net.udp.service", "net.tcp.port", "zabbix[host", "web.test.fail",
    "system.cpu.util", "system.cpu.load", "vm.memory.", "vfs.fs.", "net.if.in[", "net.if.out[",
)  # fmt: skip
_KEY = re.compile(r"([0-9A-Za-z_.-]{1,255})(?:\[(.{0,2000})\])?\Z", re.DOTALL)
_ANSWERS = re.compile(r"(?:icmpping|[0-9A-Za-z_.-]{1,200}\.ping|net\.(?:tcp|udp)\.service|net\.tcp\.port)\Z")
_FLOAT, _UNSIGNED = "0", "3"  # value types
_AGENT_TYPES = ("0", "7")  # passive and active


@dataclass(frozen=True, slots=True)
class Measure:
    """What an item measures of its host, and how its value becomes the metric's."""

    name: str  # e.g. 'host_disk_{}_pct'
    part: str = ""  # mount point or interface
    rank: int = 0  # of several items for the same, the lowest is read
    factor: float = 1.0
    offset: float = 0.0

    def value(self, raw: float) -> float:
        """The metric of an item's value."""
        return self.offset + self.factor * raw


@dataclass(frozen=True, slots=True)
class Item:
    """One numeric item of a host."""

    item_id: str
    host: str  # hostid
    key: str
    value_type: str
    is_judged: bool  # an enabled trigger looks at it
    measure: Measure | None


def find_items(api: ZabbixApi, hosts: Iterable[str]) -> tuple[list[Item], list[str]]:
    """The items that are of use here, and a reason if there were too many."""
    rows = api.rows(
        "item.get",
        output=["itemid", "hostid", "key_", "type", "value_type", "units"],
        hostids=list(hosts),
        search={"key_": list(_SEARCHED)},
        searchByAny=True,
        filter={"value_type": [_FLOAT, _UNSIGNED]},
        selectTriggers=["status"],
        webitems=True,
        sortfield="itemid",
        limit=_MAX_ITEMS + 1,
    )
    reasons = []
    if len(rows) > _MAX_ITEMS:
        reasons.append(f"Zabbix mempunyai lebih dari {_MAX_ITEMS} item pengukuran; isi 'components' dengan host SPSE")
        rows = rows[:_MAX_ITEMS]
    items = [_item(row) for row in rows]
    best: dict[tuple[str, str, str], int] = {}
    for item in items:
        if item.measure is not None:
            place = (item.host, item.measure.name, item.measure.part)
            best[place] = min(best.get(place, item.measure.rank), item.measure.rank)
    return [
        item
        for item in items
        if tells_whether_up(item.key)
        or (item.measure and best[(item.host, item.measure.name, item.measure.part)] == item.measure.rank)
    ], reasons


def asks_whether_up(key: str) -> bool:
    """Does an item with this key ask whether something answers: ping, agent, TCP service, web scenario?"""
    return tells_whether_up(key) or split_key(key)[0] in ("web.test.error", "web.test.rspcode")


def tells_whether_up(key: str) -> bool:
    """Does its value alone tell it?"""
    name, parts = split_key(key)
    return bool(
        _ANSWERS.match(name)
        or name == "web.test.fail"
        or (name == "zabbix" and len(parts) >= 3 and parts[0] == "host" and parts[-1] == "available")
    )


def is_up(key: str, value: float) -> bool | None:
    """What the value of such an item says; None if it does not know."""
    name = split_key(key)[0]
    if name == "web.test.fail":
        return value == 0  # else the number of the step that failed
    if name == "zabbix":
        return None if value == 0 else value == 1
    return value > 0


def split_key(key: str) -> tuple[str, list[str]]:
    """The name and the parameters of an item's key; ('', []) if it is none."""
    found = _KEY.match(key)
    if found is None:
        return "", []
    if found[2] is None:
        return found[1], []
    try:
        return found[1], [part.strip() for part in next(csv.reader([found[2]], skipinitialspace=True), [])]
    except csv.Error:
        return "", []


def measure_of(key: str, item_type: str, units: str) -> Measure | None:
    """What an item measures by its key; None for what is none of the metrics of a host."""
    name, parts = split_key(key)
    first, second = (*parts, "", "")[:2]
    if name == "system.cpu.util" and first in ("", "all"):
        if second == "idle":
            return Measure("host_cpu_{}_pct", factor=-1, offset=100)
        # Zabbix's templates put the whole use there; asked of an agent, the same key is the share of users only.
        return Measure("host_cpu_{}_pct", rank=1) if not parts and item_type not in _AGENT_TYPES else None
    if name == "system.cpu.load" and first in ("", "all") and second in ("", "avg1"):
        return Measure("host_load_{}_count")
    if name in ("vm.memory.utilization", "vm.memory.util") and units == "%":
        return Measure("host_memory_{}_pct")
    if name == "vm.memory.size" and first == "pused":
        return Measure("host_memory_{}_pct", rank=1)
    if name == "vm.memory.size" and first == "pavailable":
        return Measure("host_memory_{}_pct", rank=2, factor=-1, offset=100)
    if name in ("vfs.fs.size", "vfs.fs.dependent.size") and first and second == "pused":
        return Measure("host_disk_{}_pct", first)
    if name in ("vfs.fs.size", "vfs.fs.dependent.size") and first and second == "pfree":
        return Measure("host_disk_{}_pct", first, rank=1, factor=-1, offset=100)
    if name in ("net.if.in", "net.if.out") and first not in ("", "lo") and second in ("", "bytes"):
        # Without one of these units it is the counter itself.
        factor = {"bps": 1 / 8, "Bps": 1.0}.get(units)
        direction = name.rpartition(".")[2]
        return Measure(f"host_network_{direction}_{{}}_bytes_per_second", first, factor=factor) if factor else None
    return None


def _item(row: Mapping[str, Any]) -> Item:
    key = str(row.get("key_", ""))
    triggers = row.get("triggers") or ()
    return Item(
        item_id=str(row.get("itemid")),
        host=str(row.get("hostid")),
        key=key,
        value_type=str(row.get("value_type")),
        is_judged=any(str(trigger.get("status")) == "0" for trigger in triggers),
        measure=measure_of(key, str(row.get("type")), str(row.get("units", ""))),
    )
