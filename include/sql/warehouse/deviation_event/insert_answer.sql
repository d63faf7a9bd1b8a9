-- The same words of the same person, said last already, are no new answer.
INSERT INTO monev.deviation_event (site, deviation_id, event, actual, said, said_by, said_at)
SELECT
    %(site)s,
    %(deviation_id)s,
    %(event)s,
    '',
    %(said)s,
    %(said_by)s,
    %(said_at)s
WHERE NOT EXISTS (
    SELECT FROM (
        SELECT
            event,
            said,
            said_by
        FROM monev.deviation_event
        WHERE site = %(site)s
          AND deviation_id = %(deviation_id)s
          AND said_by <> ''
        ORDER BY number DESC
        LIMIT 1
    ) AS last_answer
    WHERE last_answer.event = %(event)s
      AND last_answer.said = %(said)s
      AND last_answer.said_by = %(said_by)s
)
