-- Two runs that record deviations of a site do so one after the other. The lock goes with the transaction.
SELECT pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'monev', 'deviation', %(site)s::text), 0))
