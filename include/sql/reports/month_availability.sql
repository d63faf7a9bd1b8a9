-- How long was each component up, down or not seen in the month, how often and how long was it down, and how was the
-- month before? Only days that were read count; of the others nobody knows.
WITH days AS (
    SELECT source, day, day >= %(month)s::date AS is_month
    FROM monev.read_day
    WHERE site = %(site)s
      AND day >= %(month)s::date - interval '1 month'
      AND day < %(month)s::date + interval '1 month'
),
read AS (
    SELECT
        source,
        count(*) FILTER (WHERE is_month) AS read_days,
        count(*) FILTER (WHERE NOT is_month) AS previous_read_days
    FROM days
    GROUP BY source
),
measured AS (
    SELECT
        days.source,
        days.day,
        days.is_month,
        fact.component,
        fact.up_seconds,
        fact.down_seconds,
        fact.unknown_seconds,
        fact.outage_count,
        fact.longest_outage_seconds
    FROM days
    JOIN monev.availability_daily AS fact USING (source, day)
    WHERE fact.site = %(site)s
),
-- The true times of outages. An outage stands on every day that it touches, which changes neither question below.
outages AS (
    SELECT
        days.source,
        incident.component,
        incident.started_at,
        -- One that was not over lasted at least until the end of the day that saw it.
        coalesce(incident.ended_at, (days.day + 1)::timestamptz) AS ended_at
    FROM days
    JOIN monev.incident_daily AS incident USING (source, day)
    WHERE days.is_month
      AND incident.site = %(site)s
      AND incident.is_outage
),
longest AS (
    SELECT
        source,
        component,
        max(extract(epoch FROM least(ended_at, %(until)s) - greatest(started_at, %(since)s)))::double precision AS seconds
    FROM outages
    GROUP BY source, component
),
-- A day counts an outage that came over midnight once more: here it is one.
continued AS (
    SELECT measured.source, measured.component, count(*) AS day_count
    FROM measured
    JOIN measured AS before USING (source, component)
    WHERE measured.is_month
      AND before.day = measured.day - 1
      AND before.is_month
      AND before.outage_count > 0
      AND measured.outage_count > 0
      AND EXISTS (
          SELECT
          FROM outages
          WHERE outages.source = measured.source
            AND outages.component = measured.component
            AND outages.started_at < measured.day::timestamptz
            AND outages.ended_at > measured.day::timestamptz
      )
    GROUP BY measured.source, measured.component
),
sums AS (
    SELECT
        source,
        component,
        count(*) FILTER (WHERE is_month) AS day_count,
        count(*) FILTER (WHERE is_month AND down_seconds > 0) AS down_days,
        coalesce(sum(up_seconds) FILTER (WHERE is_month), 0) AS up_seconds,
        coalesce(sum(down_seconds) FILTER (WHERE is_month), 0) AS down_seconds,
        coalesce(sum(unknown_seconds) FILTER (WHERE is_month), 0) AS unknown_seconds,
        coalesce(sum(outage_count) FILTER (WHERE is_month), 0)::bigint AS outage_count,
        coalesce(max(longest_outage_seconds) FILTER (WHERE is_month), 0) AS longest_outage_seconds,
        count(*) FILTER (WHERE NOT is_month) AS previous_day_count,
        -- Of the time in which it was seen: what nobody saw is neither up nor down.
        100 * sum(up_seconds) FILTER (WHERE NOT is_month)
            / nullif(sum(up_seconds + down_seconds) FILTER (WHERE NOT is_month), 0) AS previous_up_pct
    FROM measured
    GROUP BY source, component
)
SELECT
    sums.source,
    sums.component,
    sums.day_count,
    read.read_days,
    sums.up_seconds,
    sums.down_seconds,
    sums.unknown_seconds,
    100 * sums.up_seconds / nullif(sums.up_seconds + sums.down_seconds, 0) AS up_pct,
    sums.down_days,
    sums.outage_count - coalesce(continued.day_count, 0) AS outage_count,
    greatest(sums.longest_outage_seconds, longest.seconds) AS longest_outage_seconds,
    read.previous_read_days,
    sums.previous_day_count,
    sums.previous_up_pct
FROM sums
JOIN read USING (source)
LEFT JOIN longest USING (source, component)
LEFT JOIN continued USING (source, component)
-- A source of which no day was read says nothing, not even that a component is gone.
WHERE read.read_days > 0
ORDER BY up_pct NULLS LAST, sums.source, sums.component
