-- Which changes did the analysis of the period call for, the most pressing first?
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
  AND period = %(grain)s
  AND period_start = %(first)s
ORDER BY number
