"""Can this machine probe? SOP step 1 asks whether monitoring is alive; whether SPSE is, the probes then tell."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from spse_monev.connections import Connections
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import ProbeSource
from spse_monev.sources.probe import probe_targets


def check(name: str, source: ProbeSource, connections: Connections, now: datetime, zone: ZoneInfo) -> SourceCheck:
    """`ok` when every target could be tried, also if one is down; `stale` if this machine seems to be cut off.

    That is so when targets on different hosts all give no answer at once. Whether probes were taken all day is told
    by the day's coverage.
    """
    del connections, zone  # the targets are open to everybody
    begun = time.perf_counter()
    results = probe_targets(source, now)
    latency_ms = (time.perf_counter() - begun) * 1000
    down = [result for result in results if not result.is_up]
    evidence = f"{len(results)} sasaran dicoba, {len(results) - len(down)} menjawab sebagaimana mestinya."
    for result in down:
        evidence += f" {result.component} mati: {result.evidence}"
    hosts = {target.url.host for target in source.targets}
    if len(hosts) > 1 and all(not result.is_up and result.latency_ms is None for result in results):
        evidence = f"Semua sasaran tidak terjangkau; periksa dahulu jaringan dan DNS mesin ini sendiri. {evidence}"
        return SourceCheck(name, source.kind, CheckState.STALE, now, latency_ms, evidence)
    return SourceCheck(name, source.kind, CheckState.OK, now, latency_ms, evidence)
