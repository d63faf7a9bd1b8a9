-- Where the chain of repetitions ends that begins at a complaint; a chain that runs in a circle ends where it closes.
WITH RECURSIVE chain AS (
    SELECT
        complaint_id,
        same_as,
        ARRAY[complaint_id] AS passed
    FROM monev.complaint_current
    WHERE site = %(site)s
      AND complaint_id = %(complaint_id)s
    UNION ALL
    SELECT
        next.complaint_id,
        next.same_as,
        chain.passed || next.complaint_id
    FROM chain
    INNER JOIN monev.complaint_current AS next
        ON next.site = %(site)s
            AND next.complaint_id = chain.same_as
    WHERE next.complaint_id <> ALL(chain.passed)
)

SELECT passed
FROM chain
ORDER BY cardinality(passed) DESC
LIMIT 1
