-- How many errors and warnings did each source have on each day of the month that was read?
SELECT
    covered.source,
    covered.day,
    coalesce(sum(error.count) FILTER (WHERE error.severity <> 'WARNING'), 0)::bigint AS error_count,
    coalesce(sum(error.count) FILTER (WHERE error.severity IN ('FATAL', 'PANIC')), 0)::bigint AS fatal_count,
    coalesce(sum(error.count) FILTER (WHERE error.severity = 'WARNING'), 0)::bigint AS warning_count
FROM monev.read_day AS covered
LEFT JOIN monev.error_daily AS error USING (site, source, day)
WHERE covered.site = %(site)s
  AND covered.day >= %(month)s::date
  AND covered.day < %(month)s::date + interval '1 month'
GROUP BY covered.source, covered.day
ORDER BY covered.source, covered.day
