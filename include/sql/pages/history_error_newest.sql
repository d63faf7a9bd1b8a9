-- What did the kind of error look like on the last day it appeared?
SELECT
    day, severity, code, message, place, sample, sample_statement, by_user, by_database, by_application, by_route
FROM monev.error_daily
WHERE site = %(site)s
  AND source = %(source)s
  AND fingerprint = %(fingerprint)s
ORDER BY day DESC
LIMIT 1
