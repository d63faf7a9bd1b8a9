"""Settings of the database server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from spse_monev.analysis.rules.model import SettingSignal
from spse_monev.analysis.rules.signals.outcome import Outcome, met, nothing, reach
from spse_monev.analysis.rules.values import in_base_unit
from spse_monev.findings import Evidence
from spse_monev.observations import Observations, SettingSeen

_SOURCES = ("postgres",)


def judge(signal: SettingSignal, seen: Observations) -> Iterator[Outcome]:
    """The settings that changed or have an unwanted value, one judgement for each."""
    reached = reach(seen, _SOURCES, seen.days)
    found = False
    names = sorted({setting.name for setting in seen.settings if re.fullmatch(signal.name, setting.name)})
    for name in names:
        history = sorted((s for s in seen.settings if s.name == name), key=lambda each: each.day)
        newest = history[-1]
        if newest.day not in reached.days:
            continue
        before = [each for each in history if each.day < seen.days[0]]
        in_period = [each for each in history if each.day in reached.days]
        steps = [*before[-1:], *in_period]
        changes = [(a, b) for a, b in pairwise(steps) if (a.value, a.unit) != (b.value, b.unit)]
        if signal.changed and not changes:
            continue
        if not _has_value(signal, newest):
            continue
        found = True
        yield met(
            name,
            [Evidence(f"{name} dari {_shown(a)} menjadi {_shown(b)}", b.source, b.day) for a, b in changes]
            or [Evidence(f"{name} = {_shown(newest)}", newest.source, newest.day)],
            reached,
            figures={"name": name, "value": _shown(newest)},
            whole_days=tuple(b.day for _, b in changes) or (newest.day,),
        )
    if not found:
        yield nothing(reached)


def _has_value(signal: SettingSignal, setting: SettingSeen) -> bool:
    if signal.equals is not None and setting.value != signal.equals:
        return False
    if signal.above is None and signal.below is None:
        return True
    value = in_base_unit(setting.value, setting.unit)
    if value is None:
        return False
    return (signal.above is None or value > signal.above) and (signal.below is None or value < signal.below)


def _shown(setting: SettingSeen) -> str:
    return f"{setting.value} {setting.unit}" if setting.unit else setting.value
