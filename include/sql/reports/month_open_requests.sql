-- Which change requests up to this month have not ended, how old was each at the month's end, and how long had it waited
-- for its step, the oldest first? Where it stands is that of now. A request that was drafted after the month's end is
-- none of its days old, and one that came to its step after it has waited none of them; a draft waits for nobody.
SELECT
    request.number,
    request.rule_id,
    request.requested_by,
    request.state,
    request.title,
    request.change_class,
    request.actor,
    request.urgency,
    request.impact,
    request.priority,
    request.first_month,
    request.drafted_at,
    greatest(
        0, (%(month)s::date + interval '1 month')::date - request.drafted_at::date
    ) AS age_days,
    request.waiting_since,
    -- greatest() would take the 0 for a wait that is none.
    CASE
        WHEN request.waiting_since IS NOT NULL
            THEN greatest(0, (%(month)s::date + interval '1 month')::date - request.waiting_since::date)
    END AS waiting_days,
    found.last_month,
    found.month_count
FROM monev.change_request AS request
CROSS JOIN LATERAL (
    SELECT
        max(basis.month) AS last_month,
        count(DISTINCT basis.month) AS month_count
    FROM monev.change_request_finding AS basis
    WHERE basis.site = request.site
      AND basis.number = request.number
      AND basis.month <= %(month)s
) AS found
WHERE request.site = %(site)s
  AND request.state NOT IN ('closed', 'refused', 'withdrawn')
  AND request.first_month <= %(month)s
ORDER BY request.drafted_at, request.number
