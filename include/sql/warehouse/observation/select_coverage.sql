-- How completely each source told of each day; a day whose details were deleted since tells nothing any more.
SELECT
    day,
    source,
    CASE WHEN details_deleted_at IS NULL THEN state ELSE 'missing' END AS state
FROM monev.coverage
WHERE site = %(site)s
  AND day >= %(first)s
  AND day <= %(last)s
