"""A file of the inbox as a book of cells: Excel, OpenDocument and delimited text, whoever made it.

>>> book = open_book(file)
>>> book.kind, book.grids[0].name, book.grids[0].rows[0][:2]
('xlsx', 'Rekap Oktober', ('No. Tiket', 'Tanggal'))

What a file is tells its content, never its name: offices rename csv to .xls, and many web systems call an HTML page
one. Nothing of a file is trusted: it is read in a process of its own with bounds of memory and time (`apart`), and
archives are unpacked once against a limit before anything interprets them (`archive`).
"""

from spse_monev.sources.helpdesk.book.apart import open_book

__all__ = ["open_book"]
