-- What an office was told, by which channel: one row for each event and recipient, so that nobody is told twice.
CREATE TABLE monev.notification (
    site         text        NOT NULL,
    event        text        NOT NULL CHECK (event IN ('source_down', 'day_failed', 'report_ready', 'decision_waiting')),
    subject      text        NOT NULL,  -- what it is about: a day and a source, a report and its state, a request's step
    period       text        CHECK (period IN ('day', 'month')),  -- NULL: of a change request
    period_start date,
    channel      text        NOT NULL CHECK (channel IN ('email', 'telegram')),
    recipient    text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('claimed', 'sent', 'failed')),
    claimed_at   timestamptz NOT NULL,  -- by the sender that tried last; also says which sender a claim belongs to
    sent_at      timestamptz,
    error        text        NOT NULL DEFAULT '',  -- why it failed last
    PRIMARY KEY (site, event, subject, channel, recipient),
    CHECK ((period IS NULL) = (period_start IS NULL)),
    CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
);
