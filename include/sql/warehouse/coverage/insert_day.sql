INSERT INTO monev.coverage (
    site, day, source, state, reasons, file_count, read_bytes, entry_count, unparsed_count, unparsed_places,
    first_at, last_at, per_hour, parser
)
VALUES (
    %(site)s, %(day)s, %(source)s, %(state)s, %(reasons)s, %(file_count)s, %(read_bytes)s, %(entry_count)s,
    %(unparsed_count)s, %(unparsed_places)s, %(first_at)s, %(last_at)s, %(per_hour)s, %(parser)s
)
