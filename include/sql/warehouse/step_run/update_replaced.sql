-- Airflow runs one attempt of a task at a time: those that began before another one have ended unseen.
UPDATE monev.step_run
SET state = 'lost'
WHERE site = %(site)s
  AND dag_id = %(dag_id)s
  AND run_id = %(run_id)s
  AND task_id = %(task_id)s
  AND map_index = %(map_index)s
  AND started_at < %(started_at)s
  AND state = 'running'
