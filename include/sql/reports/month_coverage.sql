-- How completely was each source read on each day of the month?
SELECT
    source,
    day,
    state,
    reasons,
    entry_count,
    unparsed_count,
    details_deleted_at
FROM monev.coverage
WHERE site = %(site)s
  AND day >= %(month)s::date
  AND day < %(month)s::date + interval '1 month'
ORDER BY source, day
