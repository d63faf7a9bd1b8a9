-- How were the durations of all logged statements distributed, in the month and in the month before?
-- Buckets as in facts.Histogram; a source whose days carry no durations has no row.
SELECT
    query_daily.source,
    query_daily.day >= %(month)s::date AS is_month,
    bucket.key::integer AS bucket,
    sum(bucket.value::bigint)::bigint AS count
FROM monev.read_day
JOIN monev.query_daily USING (site, day, source)
CROSS JOIN LATERAL jsonb_each_text(query_daily.histogram) AS bucket
WHERE site = %(site)s
  AND day >= %(month)s::date - interval '1 month'
  AND day < %(month)s::date + interval '1 month'
GROUP BY query_daily.source, is_month, bucket.key::integer
ORDER BY query_daily.source, is_month, bucket.key::integer
