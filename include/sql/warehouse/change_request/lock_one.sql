-- Whoever adds an event to a request waits for whoever is adding one.
SELECT pg_advisory_xact_lock(hashtextextended('change_event/' || %(site)s || '/' || %(number)s, 0))
