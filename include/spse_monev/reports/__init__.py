"""Rows in, files out: workbooks, charts and the artifact folder. Nothing here reads a database."""
