-- One month at a time enters its changes, so that a number is given once.
SELECT pg_advisory_xact_lock(hashtextextended('change_request/' || %(site)s, 0))
