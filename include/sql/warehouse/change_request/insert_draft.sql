-- A draft with the next number of its month.
INSERT INTO monev.change_request (
    site, number, rule_id, first_month, state, title, change_class, class_reason, change, how, test, undo, actor,
    urgency, impact, priority, drafted_at, purpose, proof, wanted_on, requested_by
)
SELECT
    %(site)s,
    %(prefix)s || to_char(coalesce(max(right(number, 3)::integer), 0) + 1, 'FM000'),
    %(rule_id)s,
    %(month)s,
    'draft',
    %(title)s,
    %(change_class)s,
    %(class_reason)s,
    %(change)s,
    %(how)s,
    %(test)s,
    %(undo)s,
    %(actor)s,
    %(urgency)s,
    %(impact)s,
    %(priority)s,
    %(drafted_at)s,
    %(purpose)s,
    %(proof)s,
    %(wanted_on)s,
    %(requested_by)s
FROM monev.change_request
WHERE site = %(site)s
  AND number LIKE %(prefix)s || '%%'
RETURNING number
