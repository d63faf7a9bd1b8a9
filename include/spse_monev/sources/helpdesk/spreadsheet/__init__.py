"""Recaps, answers of forms and correction sheets of an inbox as imports.

>>> found = read_file("rekap", source, file, zone, protector)
>>> found.state, len(found.complaints), [(each.row, each.column, each.problem) for each in found.rejections]
(<CoverageState.PARTIAL: 'partial'>, 41, [(17, 'B (Tanggal)', 'tanggal kosong')])

Every office has its own columns, so a sheet is read by what its headings mean (`header`, `headings`), its dates by what
the whole column says (`dates`), and each row that is not furniture of the sheet (`furniture`) becomes a complaint or a
rejection that names the cell. Columns that are not known are never looked at.
"""

from spse_monev.sources.helpdesk.spreadsheet.reading import import_id, read_file

__all__ = ["import_id", "read_file"]
