-- Were details of any of these days deleted by retention?
SELECT EXISTS (
    SELECT
    FROM monev.coverage
    WHERE site = %(site)s
      AND day >= %(first)s
      AND day < %(until)s
      AND details_deleted_at IS NOT NULL
) AS has_expired
