"""SPSE's own statistics: what Play 1 counts and times of queries, actions and templates since it started.

Only `<url>/@status.json` is read. The text page beside it may print the whole configuration, passwords included.
"""

from spse_monev.sources.spse_status.difference import day_reading
from spse_monev.sources.spse_status.exposure import exposure_warning
from spse_monev.sources.spse_status.snapshot import take_snapshot

__all__ = ["day_reading", "exposure_warning", "take_snapshot"]
