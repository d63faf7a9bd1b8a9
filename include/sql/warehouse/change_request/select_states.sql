-- How requests stand now, and of which class they are; a number that the register does not have gives no row.
SELECT
    number,
    state,
    change_class
FROM monev.change_request
WHERE site = %(site)s
  AND number = ANY(%(numbers)s)
ORDER BY number
