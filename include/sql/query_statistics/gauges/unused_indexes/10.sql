-- Indexes without a scan since the statistics were last reset. Those that enforce a rule are not for speed, and a
-- parent index of a partitioned table has no scans of its own.
SELECT
    usage.schemaname || '.' || usage.indexrelname AS subject,
    pg_relation_size(usage.indexrelid) AS unused_index_size_bytes
FROM pg_stat_user_indexes AS usage
JOIN pg_index ON pg_index.indexrelid = usage.indexrelid
WHERE usage.idx_scan = 0
  AND NOT pg_index.indisunique
  AND NOT pg_index.indisexclusion
  AND usage.schemaname NOT LIKE 'pg\_temp\_%%'
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE pg_constraint.conindid = usage.indexrelid)
ORDER BY unused_index_size_bytes DESC NULLS LAST, subject
LIMIT %(top)s
