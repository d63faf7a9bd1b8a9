"""The month for machines and for the archive: its data as JSON and Parquet, the hashes of its files, one zip of them.

>>> data = write_data(site, month, rows, folder, written_at)
>>> [artifact.kind for artifact in write_archive(site, month, (*reports, *data), folder, written_at)]
['manifes', 'daftar_hash', 'arsip']
"""

from __future__ import annotations

from spse_monev.reports.bundle.archive import ARCHIVE_KIND, MANIFEST_KIND, SUMS_KIND, write_archive
from spse_monev.reports.bundle.data import DATA_KIND, QUERIES, TABLE_KIND, write_data

# What is written here itself, and so is never handed in to be archived but by `write_data` of the same run.
OWN_KINDS: tuple[str, ...] = (DATA_KIND, TABLE_KIND, MANIFEST_KIND, SUMS_KIND, ARCHIVE_KIND)

__all__ = ["OWN_KINDS", "QUERIES", "write_archive", "write_data"]
