-- Of the ids that are in order now: those that were not when the software looked last.
INSERT INTO monev.deviation_event (site, deviation_id, event, actual, said, said_by, said_at)
SELECT
    site,
    deviation_id,
    'mended',
    '',
    '',
    '',
    %(said_at)s
FROM monev.deviation_current
WHERE site = %(site)s
  AND deviation_id = ANY(%(deviation_ids)s)
  AND last_actual IS NOT NULL
