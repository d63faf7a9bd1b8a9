SELECT
    name,
    value,
    subject
FROM monev.status_gauge
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
ORDER BY name, subject
