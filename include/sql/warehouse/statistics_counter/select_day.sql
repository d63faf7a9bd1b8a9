SELECT
    name,
    value,
    subject,
    reset_at
FROM monev.statistics_counter
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
ORDER BY name, subject
