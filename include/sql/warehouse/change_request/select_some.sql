-- Requests by their numbers, with how often they were found.
SELECT
    request.number,
    request.rule_id,
    request.state,
    request.title,
    request.change_class,
    request.first_month,
    count(DISTINCT finding.month) AS month_count,
    count(*) AS finding_count
FROM monev.change_request AS request
INNER JOIN monev.change_request_finding AS finding
    ON request.site = finding.site
        AND request.number = finding.number
WHERE request.site = %(site)s
  AND request.number = ANY(%(numbers)s)
GROUP BY request.site, request.number
ORDER BY request.number
