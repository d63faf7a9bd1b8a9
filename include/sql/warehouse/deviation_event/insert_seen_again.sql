-- Only what looks otherwise than when the software saw it last is told.
INSERT INTO monev.deviation_event (site, deviation_id, event, actual, said, said_by, said_at)
SELECT
    site,
    deviation_id,
    'seen_again',
    %(actual)s,
    %(evidence)s,
    '',
    %(said_at)s
FROM monev.deviation_current
WHERE site = %(site)s
  AND deviation_id = %(deviation_id)s
  AND last_actual IS DISTINCT FROM %(actual)s
