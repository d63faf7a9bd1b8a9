-- An attempt ends, also one that was thought lost or whose start could not be recorded. An end that is known stays.
INSERT INTO monev.step_run AS known (
    site, dag_id, run_id, task_id, map_index, try_number, clear_number, step, period, period_start, state, started_at,
    ended_at, ends_by, limit_seconds, error
)
VALUES (
    %(site)s, %(dag_id)s, %(run_id)s, %(task_id)s, %(map_index)s, %(try_number)s, %(clear_number)s, %(step)s,
    %(period)s, %(period_start)s, %(state)s, %(started_at)s, %(ended_at)s, %(ends_by)s, %(limit_seconds)s, %(error)s
)
ON CONFLICT (site, dag_id, run_id, task_id, map_index, try_number, started_at) DO UPDATE
SET state = excluded.state,
    ended_at = excluded.ended_at,
    error = excluded.error
WHERE known.ended_at IS NULL
