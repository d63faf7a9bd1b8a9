-- One import of a source at a time, so that which content is the newest has one answer.
SELECT pg_advisory_xact_lock(hashtextextended('complaint_import/' || %(site)s || '/' || %(source)s, 0))
