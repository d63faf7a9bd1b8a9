-- Between which days do the details reach that a search can find, and up to which day has retention deleted them?
SELECT
    min(day) FILTER (WHERE state <> 'missing' AND details_deleted_at IS NULL) AS first_day,
    max(day) FILTER (WHERE state <> 'missing' AND details_deleted_at IS NULL) AS last_day,
    max(day) FILTER (WHERE details_deleted_at IS NOT NULL) AS deleted_until
FROM monev.coverage
WHERE site = %(site)s
