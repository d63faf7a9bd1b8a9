-- What was found in a period, the most pressing first.
SELECT
    finding_id,
    rule_id,
    subject,
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
    evidence,
    doubts
FROM monev.finding
WHERE site = %(site)s
  AND period = %(period)s
  AND period_start = %(period_start)s
ORDER BY number
