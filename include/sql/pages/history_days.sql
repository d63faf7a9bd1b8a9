-- How was each day read of the source, over the whole record?
SELECT day, state, details_deleted_at IS NOT NULL AS is_deleted
FROM monev.coverage
WHERE site = %(site)s
  AND source = %(source)s
ORDER BY day
