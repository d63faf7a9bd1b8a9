"""The access and error logs of a web server or proxy (Apache, nginx) as the facts of a day.

>>> reading = read_log(find_files(["/var/log/httpd/access_log*"]).files, site.zone, day)
>>> reading.traffic[0].method, reading.traffic[0].route, reading.traffic[0].by_status
('GET', '/eproc4/lelang/?/pengumuman', {'200': 4711, '404': 3})

Which log counts a failure: where the day has access entries, the status of the request does, and the error log adds
only what no status tells: worker_limit, blacklistings, requests that ModSecurity or mod_evasive turned away.
Where there are only error logs, they count everything they tell.
"""

from spse_monev.sources.web_log.detect import LogFormatError, detect
from spse_monev.sources.web_log.reader import newest_entry_at, read_log

__all__ = ["LogFormatError", "detect", "newest_entry_at", "read_log"]
