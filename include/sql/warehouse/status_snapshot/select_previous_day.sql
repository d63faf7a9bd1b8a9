-- NULL when there is no earlier day with a snapshot.
SELECT max(day) AS day
FROM monev.status_snapshot
WHERE site = %(site)s
  AND day < %(day)s
  AND source = %(source)s
