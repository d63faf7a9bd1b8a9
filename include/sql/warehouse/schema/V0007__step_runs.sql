-- How long the steps of the SOP took: every attempt of every task that carries out a step (see plugins/step_times.py).
CREATE TABLE monev.step_run (
    site          text        NOT NULL,
    dag_id        text        NOT NULL,
    run_id        text        NOT NULL,
    task_id       text        NOT NULL,
    map_index     integer     NOT NULL CHECK (map_index >= -1),
    try_number    integer     NOT NULL CHECK (try_number > 0),
    clear_number  integer     NOT NULL CHECK (clear_number >= 0),  -- how often people had made the run go on anew
    step          text        NOT NULL CHECK (step IN ('1', '1a', '1b', '2', '3', '4', '5', '6')),
    period        text        NOT NULL CHECK (period IN ('day', 'month')),
    period_start  date        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('running', 'success', 'failed', 'skipped', 'lost')),
    started_at    timestamptz NOT NULL,
    ended_at      timestamptz,                                     -- NULL also of an attempt that was killed
    ends_by       timestamptz,                                     -- when its time is up; NULL: it has no limit
    limit_seconds double precision CHECK (limit_seconds > 0),      -- of the step, not of the attempt; NULL: it has none
    error         text        NOT NULL DEFAULT '',                 -- first line of what an attempt failed with
    PRIMARY KEY (site, dag_id, run_id, task_id, map_index, try_number, started_at),
    CHECK ((ended_at IS NULL) = (state IN ('running', 'lost'))),
    CHECK (ended_at >= started_at)
);
CREATE INDEX step_run_period ON monev.step_run (site, period, period_start, step);

-- Step 2 of the SOP can be watched now that the times of its tasks are known.
ALTER TABLE monev.deviation
    DROP CONSTRAINT deviation_step_check,
    ADD CONSTRAINT deviation_step_check CHECK (step IN ('1', '1a', '1b', '2', '3', '4', '5', '6'));
