"""PostgreSQL's server log, in any of its three formats, as the facts of a day.

>>> reading = read_log(find_files(["/var/log/postgresql/*.csv"]).files, site.zone, day)
>>> reading.coverage.state, len(reading.errors)
"""

from spse_monev.sources.postgres_log.detect import LogForm, LogFormatError, detect
from spse_monev.sources.postgres_log.reader import newest_entry_at, read_log

__all__ = ["LogForm", "LogFormatError", "detect", "newest_entry_at", "read_log"]
