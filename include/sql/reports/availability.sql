-- How much of the day was each component up, down or not seen, against the day before and the seven days before?
WITH measured AS (
    SELECT
        source,
        day,
        component,
        up_seconds,
        down_seconds,
        unknown_seconds,
        outage_count,
        longest_outage_seconds,
        -- Of the time in which it was seen: what nobody saw is neither up nor down.
        100 * up_seconds / nullif(up_seconds + down_seconds, 0) AS up_pct
    FROM monev.availability_daily
    WHERE site = %(site)s
      AND day >= %(day)s::date - 7
      AND day <= %(day)s::date
),
compared AS (
    SELECT
        source,
        component,
        max(up_pct) FILTER (WHERE day = %(day)s::date - 1) AS previous_up_pct,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY up_pct) AS median_up_pct,
        count(up_pct) AS compared_days
    FROM measured
    WHERE day < %(day)s::date
    GROUP BY source, component
)
SELECT
    measured.source,
    measured.component,
    measured.up_seconds,
    measured.down_seconds,
    measured.unknown_seconds,
    measured.outage_count,
    measured.longest_outage_seconds,
    measured.up_pct,
    compared.previous_up_pct,
    compared.median_up_pct,
    coalesce(compared.compared_days, 0) AS compared_days
FROM measured
LEFT JOIN compared USING (source, component)
WHERE measured.day = %(day)s::date
ORDER BY measured.up_pct NULLS LAST, measured.source, measured.component
