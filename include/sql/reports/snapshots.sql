-- From which snapshots of the statistics views do the day's figures come?
SELECT
    closing.source,
    closing.taken_at,
    closing.server_version,
    closing.extension_version,
    closing.started_at,
    closing.statements_reset_at,
    closing.deallocations,
    closing.notes,
    opening.day AS previous_day,
    opening.taken_at AS previous_taken_at
FROM monev.statistics_snapshot AS closing
-- The snapshot before is normally that of the day before, but a day may have been missed.
LEFT JOIN LATERAL (
    SELECT day, taken_at
    FROM monev.statistics_snapshot
    WHERE site = closing.site
      AND source = closing.source
      AND day < closing.day
    ORDER BY day DESC
    LIMIT 1
) AS opening ON true
WHERE closing.site = %(site)s
  AND closing.day = %(day)s
ORDER BY closing.source
