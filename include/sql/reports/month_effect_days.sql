-- Of the requests that were closed in this month or the three before: on which days of the month that found each, and of
-- this month, was all read that it rests on, and how often did the errors and failures happen that it names?
-- `count` is what was seen, so on a day that was not read whole it is no count of that day. A request that rests on no
-- source of the servers has no rows.
WITH closed AS (
    SELECT number, first_month
    FROM monev.change_request
    WHERE site = %(site)s
      AND state = 'closed'
      AND rule_id <> ''
      AND ended_at >= (%(month)s::date - interval '3 months')::timestamptz
      AND ended_at < %(until)s
),
-- What the request rested on when it was first asked for, and the sources that showed it.
named AS (
    SELECT DISTINCT closed.number, finding.subject, evidence.source
    FROM closed
    JOIN monev.change_request_finding AS basis
        ON basis.site = %(site)s
       AND basis.number = closed.number
       AND basis.month = closed.first_month
    JOIN monev.finding
        ON finding.site = basis.site
       AND finding.finding_id = basis.finding_id
    CROSS JOIN LATERAL jsonb_to_recordset(finding.evidence) AS evidence (source text)
    WHERE evidence.source <> ''
),
days AS (
    SELECT DISTINCT closed.number, day::date AS day
    FROM closed
    CROSS JOIN LATERAL (VALUES (closed.first_month), (%(month)s::date)) AS told (month)
    CROSS JOIN LATERAL generate_series(told.month, told.month + interval '1 month' - interval '1 day', '1 day') AS day
),
reading AS (
    SELECT
        days.number,
        days.day,
        bool_and(coverage.state IS NOT NULL AND coverage.state = 'ok' AND coverage.details_deleted_at IS NULL) AS is_whole
    FROM days
    JOIN (SELECT DISTINCT number, source FROM named) AS rests USING (number)
    LEFT JOIN monev.coverage
        ON coverage.site = %(site)s
       AND coverage.day = days.day
       AND coverage.source = rests.source
    GROUP BY days.number, days.day
),
happened AS (
    SELECT day, source, fingerprint AS subject, count
    FROM monev.error_daily
    JOIN (SELECT DISTINCT day FROM days) AS wanted USING (day)
    JOIN monev.read_day USING (site, day, source)
    WHERE site = %(site)s
    UNION ALL
    SELECT day, source, kind, count
    FROM monev.failure_daily
    JOIN (SELECT DISTINCT day FROM days) AS wanted USING (day)
    JOIN monev.read_day USING (site, day, source)
    WHERE site = %(site)s
),
-- One event may stand in several sources, so the source that saw most of a day counts, as in the rules.
seen AS (
    SELECT number, day, subject, max(happened.count) AS count
    FROM named
    JOIN happened USING (source, subject)
    WHERE subject <> ''
    GROUP BY number, day, subject
)
SELECT
    reading.number,
    reading.day,
    reading.is_whole,
    coalesce(sum(seen.count), 0)::bigint AS count
FROM reading
LEFT JOIN seen USING (number, day)
GROUP BY reading.number, reading.day, reading.is_whole
ORDER BY reading.number, reading.day
