-- On which day does the site's record begin?
SELECT min(day) AS first_day
FROM monev.coverage
WHERE site = %(site)s
