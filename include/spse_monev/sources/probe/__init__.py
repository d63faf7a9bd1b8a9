"""The office's own probes: each target is tried every few minutes, and a day is what the tries saw of it."""

from spse_monev.sources.probe.day import day_reading
from spse_monev.sources.probe.targets import probe_targets

__all__ = ["day_reading", "probe_targets"]
