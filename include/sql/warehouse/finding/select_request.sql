-- What a change request rests on, the newest month first and within it the most pressing.
SELECT
    finding.finding_id,
    finding.rule_id,
    finding.subject,
    finding.title,
    finding.change_class,
    finding.class_reason,
    finding.change,
    finding.how,
    finding.test,
    finding.undo,
    finding.actor,
    finding.urgency,
    finding.impact,
    finding.priority,
    finding.evidence,
    finding.doubts
FROM monev.change_request_finding AS basis
INNER JOIN monev.finding AS finding
    ON basis.site = finding.site
        AND basis.finding_id = finding.finding_id
WHERE basis.site = %(site)s
  AND basis.number = %(number)s
ORDER BY basis.month DESC, finding.number
