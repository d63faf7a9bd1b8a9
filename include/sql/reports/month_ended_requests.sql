-- Which change requests ended within the month, how, and how many days after they were drafted, the first first?
SELECT
    number,
    rule_id,
    requested_by,
    state,
    title,
    change_class,
    priority,
    drafted_at,
    ended_at,
    ended_at::date - drafted_at::date AS age_days
FROM monev.change_request
WHERE site = %(site)s
  AND ended_at >= %(since)s
  AND ended_at < %(until)s
ORDER BY ended_at, number
