-- Which change requests rest on what was found in the month, and on which of its findings, the most pressing first?
SELECT
    request.number,
    request.rule_id,
    request.state,
    request.first_month,
    request.title,
    request.change_class,
    request.class_reason,
    request.change,
    request.how,
    request.test,
    request.undo,
    request.actor,
    request.urgency,
    request.impact,
    request.priority,
    request.drafted_at,
    months.month_count,
    rests.findings
FROM monev.change_request AS request
CROSS JOIN LATERAL (
    SELECT
        jsonb_agg(
            jsonb_build_object(
                'finding_id', finding.finding_id,
                'rule_id', finding.rule_id,
                'subject', finding.subject,
                'title', finding.title,
                'change', finding.change,
                'evidence', finding.evidence,
                'doubts', finding.doubts
            )
            ORDER BY finding.number
        ) AS findings,
        min(finding.number) AS first_number
    FROM monev.change_request_finding AS basis
    JOIN monev.finding
        ON finding.site = basis.site
       AND finding.finding_id = basis.finding_id
    WHERE basis.site = request.site
      AND basis.number = request.number
      AND basis.month = %(month)s
) AS rests
CROSS JOIN LATERAL (
    SELECT count(DISTINCT basis.month) AS month_count
    FROM monev.change_request_finding AS basis
    WHERE basis.site = request.site
      AND basis.number = request.number
      AND basis.month <= %(month)s
) AS months
WHERE request.site = %(site)s
  AND rests.findings IS NOT NULL
ORDER BY rests.first_number, request.number
