-- One thing that happened to a request.
INSERT INTO monev.change_event (site, number, sequence, kind, state, at, said_by, details, previous_hash, hash)
VALUES (
    %(site)s,
    %(number)s,
    %(sequence)s,
    %(kind)s,
    %(state)s,
    %(at)s,
    %(said_by)s,
    %(details)s,
    %(previous_hash)s,
    %(hash)s
)
