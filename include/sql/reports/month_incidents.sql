-- Which outages and problems touch the month, each once with its true times, and how much of each fell into the month?
WITH seen AS (
    SELECT
        incident.*,
        lag(coalesce(incident.ended_at, 'infinity')) OVER (
            PARTITION BY incident.source, incident.incident_id
            ORDER BY incident.day
        ) AS ended_before
    FROM monev.incident_daily AS incident
    JOIN monev.read_day USING (site, source, day)
    WHERE incident.site = %(site)s
      AND incident.day >= %(month)s::date
      AND incident.day < %(month)s::date + interval '1 month'
),
-- An incident stands on every day that it touches. A system may use its number again for another that came later.
numbered AS (
    SELECT
        seen.*,
        count(*) FILTER (WHERE started_at > ended_before) OVER (
            PARTITION BY source, incident_id
            ORDER BY day
        ) AS use
    FROM seen
),
-- The last of its days knows best how it ended.
whole AS (
    SELECT
        source,
        incident_id,
        use,
        (array_agg(component ORDER BY day DESC))[1] AS component,
        (array_agg(name ORDER BY day DESC))[1] AS name,
        (array_agg(severity ORDER BY day DESC))[1] AS severity,
        bool_or(is_outage) AS is_outage,
        min(started_at) AS started_at,
        (array_agg(ended_at ORDER BY day DESC))[1] AS ended_at,
        max(day) AS last_day,
        count(*) AS day_count
    FROM numbered
    GROUP BY source, incident_id, use
)
SELECT
    source,
    incident_id,
    component,
    name,
    severity,
    is_outage,
    started_at,
    ended_at,
    last_day,
    day_count,
    -- One that was not over is known to have gone on until the end of the last day on which it was seen.
    extract(epoch FROM
        least(coalesce(ended_at, (last_day + 1)::timestamptz), %(until)s) - greatest(started_at, %(since)s)
    )::double precision AS seconds_in_month
FROM whole
ORDER BY
    is_outage DESC,
    CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
    started_at,
    source,
    incident_id
