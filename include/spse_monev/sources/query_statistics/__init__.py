"""The statistics views of SPSE's database server: what a day changed, as the difference of two snapshots.

PostgreSQL counts since the last reset, not by day. `take_snapshot` reads the counters at the close of a day and
`day_reading` subtracts the snapshot of the day before. Where a counter cannot be told for the whole window (first day,
reset, crash, eviction), the reading says so and is partial; figures are then at least what is written, never more.

Query texts are normalised like those of the server log, so that one query has one fingerprint in both sources.
"""

from spse_monev.sources.query_statistics.difference import day_reading
from spse_monev.sources.query_statistics.snapshot import take_snapshot

__all__ = ["day_reading", "take_snapshot"]
