-- The first salt stays; returns the mark that holds from then on.
WITH first AS (
    INSERT INTO monev.complaint_salt (site, mark)
    VALUES (%(site)s, %(mark)s)
    ON CONFLICT (site) DO NOTHING
    RETURNING mark
)

SELECT mark FROM first
UNION ALL
SELECT mark
FROM monev.complaint_salt
WHERE site = %(site)s
LIMIT 1
