-- The state of a sequence needs SELECT on it; no role that comes with PostgreSQL has it.
SELECT count(*) AS count
FROM pg_sequence
JOIN pg_class ON pg_class.oid = pg_sequence.seqrelid
WHERE pg_class.relpersistence <> 't'
  AND NOT has_sequence_privilege(pg_sequence.seqrelid, 'SELECT')
