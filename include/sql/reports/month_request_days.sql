-- On which days, and how often, did the errors and failures happen that the month's change requests name?
WITH named AS (
    SELECT basis.number, finding.subject, finding.evidence
    FROM monev.change_request_finding AS basis
    JOIN monev.finding USING (site, finding_id)
    WHERE basis.site = %(site)s
      AND basis.month = %(month)s
      AND finding.subject <> ''
),
-- Only the sources that the finding rests on: others may tell of the same event once more.
sources AS (
    SELECT DISTINCT named.number, named.subject, evidence.source
    FROM named
    CROSS JOIN LATERAL jsonb_to_recordset(named.evidence) AS evidence (source text)
),
happened AS (
    SELECT day, source, fingerprint AS subject, count
    FROM monev.error_daily
    JOIN monev.read_day USING (site, day, source)
    WHERE site = %(site)s
    UNION ALL
    SELECT day, source, kind, count
    FROM monev.failure_daily
    JOIN monev.read_day USING (site, day, source)
    WHERE site = %(site)s
)
-- One event may stand in several sources, so the source that saw most of a day counts, as in the rules.
SELECT number, subject, day, max(happened.count) AS count
FROM sources
JOIN happened USING (source, subject)
WHERE day >= %(month)s::date
  AND day < %(month)s::date + interval '1 month'
GROUP BY number, subject, day
ORDER BY number, day, subject
