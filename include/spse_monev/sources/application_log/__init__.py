"""The log of SPSE itself, a Play 1 application, or of another Java application, as the facts of a day.

>>> found = find_files(["/home/appserv/spselat/webapp/logs/*.log*"])
>>> reading = read_log(found.files, site.zone, day)
>>> reading.errors[0].code, reading.errors[0].place
('java.lang.NullPointerException', 'controllers.LelangCtr.view (LelangCtr.java:42)')
"""

from spse_monev.sources.application_log.detect import LogFormatError, detect
from spse_monev.sources.application_log.reader import newest_entry_at, read_log

__all__ = ["LogFormatError", "detect", "newest_entry_at", "read_log"]
