-- Which changes did the analysis of the day call for, the most pressing first?
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
  AND period = 'day'
  AND period_start = %(day)s
ORDER BY number
