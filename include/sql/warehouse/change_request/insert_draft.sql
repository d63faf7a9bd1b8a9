-- The next number of the month.
INSERT INTO monev.change_request (
    site, number, rule_id, first_month, state, title, change_class, class_reason, change, how, test, undo, actor,
    urgency, impact, priority, drafted_at
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
    %(drafted_at)s
FROM monev.change_request
WHERE site = %(site)s
  AND number LIKE %(prefix)s || '%%'
RETURNING number
