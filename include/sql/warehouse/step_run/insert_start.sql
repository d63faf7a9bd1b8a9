-- An attempt begins; told twice, it began once.
INSERT INTO monev.step_run (
    site, dag_id, run_id, task_id, map_index, try_number, clear_number, step, period, period_start, state, started_at,
    ends_by, limit_seconds
)
VALUES (
    %(site)s, %(dag_id)s, %(run_id)s, %(task_id)s, %(map_index)s, %(try_number)s, %(clear_number)s, %(step)s,
    %(period)s, %(period_start)s, 'running', %(started_at)s, %(ends_by)s, %(limit_seconds)s
)
ON CONFLICT DO NOTHING
