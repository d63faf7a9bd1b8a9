-- Was each source alive when it was last checked for each day of the month?
SELECT DISTINCT ON (source, day)
    source,
    day,
    state,
    checked_at,
    evidence
FROM monev.source_check
WHERE site = %(site)s
  AND day >= %(month)s::date
  AND day < %(month)s::date + interval '1 month'
ORDER BY source, day, checked_at DESC
