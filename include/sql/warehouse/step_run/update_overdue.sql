-- An attempt whose time was up before a moment no longer runs: Airflow would have ended it.
UPDATE monev.step_run
SET state = 'lost'
WHERE site = %(site)s
  AND state = 'running'
  AND ends_by < %(before)s
