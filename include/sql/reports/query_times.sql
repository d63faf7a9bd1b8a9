-- How were the durations of all logged statements distributed? Buckets as in facts.Histogram.
SELECT
    query_daily.source,
    bucket.key::integer AS bucket,
    sum(bucket.value::bigint)::bigint AS count
FROM monev.query_daily
CROSS JOIN LATERAL jsonb_each_text(query_daily.histogram) AS bucket
WHERE query_daily.site = %(site)s
  AND query_daily.day = %(day)s
GROUP BY query_daily.source, bucket.key::integer
ORDER BY query_daily.source, bucket.key::integer
