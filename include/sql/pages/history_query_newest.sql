-- What did the query look like on the last day it was called?
SELECT day, query
FROM monev.query_daily
WHERE site = %(site)s
  AND source = %(source)s
  AND fingerprint = %(fingerprint)s
ORDER BY day DESC
LIMIT 1
