-- Every attempt of the periods of one length that begin from a date to before another (NULL: all later ones).
SELECT
    dag_id,
    run_id,
    task_id,
    map_index,
    try_number,
    clear_number,
    step,
    period_start,
    state,
    started_at,
    ended_at,
    ends_by,
    limit_seconds,
    error
FROM monev.step_run
WHERE site = %(site)s
  AND period = %(period)s
  AND period_start >= %(since)s
  AND (%(until)s::date IS NULL OR period_start < %(until)s)
ORDER BY period_start, step, started_at, task_id, map_index, try_number
