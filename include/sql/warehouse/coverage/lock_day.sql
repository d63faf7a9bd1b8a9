-- Two runs that read the same day of a source store it one after the other. The lock goes with the transaction.
SELECT pg_advisory_xact_lock(
    hashtextextended(concat_ws('/', 'monev', %(site)s::text, %(day)s::date, %(source)s::text), 0)
)
