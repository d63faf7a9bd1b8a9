-- One request as it stands.
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
  AND number = %(number)s
