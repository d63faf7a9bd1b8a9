-- Requests as they stand, the oldest first: all of a site, or those of some numbers.
SELECT
    number,
    rule_id,
    first_month,
    state,
    title,
    change_class,
    class_reason,
    change,
    how,
    test,
    undo,
    actor,
    urgency,
    impact,
    priority,
    drafted_at,
    purpose,
    proof,
    wanted_on,
    requested_by,
    change_kind,
    category,
    is_approved,
    waiting_since,
    ended_at
FROM monev.change_request
WHERE site = %(site)s
  AND (%(numbers)s::text[] IS NULL OR number = ANY(%(numbers)s))
ORDER BY drafted_at, number
