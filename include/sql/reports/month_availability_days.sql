-- How much of each read day of the month was each component up, down or not seen?
SELECT
    fact.source,
    fact.component,
    fact.day,
    fact.up_seconds,
    fact.down_seconds,
    fact.unknown_seconds,
    fact.outage_count,
    -- Of the time in which it was seen: what nobody saw is neither up nor down.
    100 * fact.up_seconds / nullif(fact.up_seconds + fact.down_seconds, 0) AS up_pct
FROM monev.availability_daily AS fact
JOIN monev.read_day USING (site, source, day)
WHERE fact.site = %(site)s
  AND fact.day >= %(month)s::date
  AND fact.day < %(month)s::date + interval '1 month'
ORDER BY fact.source, fact.component, fact.day
