-- What did the kind of error look like on the last day it appeared?
SELECT day, severity, code, message, place, sample, sample_statement
FROM monev.error_daily
WHERE site = %(site)s
  AND source = %(source)s
  AND fingerprint = %(fingerprint)s
ORDER BY day DESC
LIMIT 1
