-- The tables of the daily pipeline. Every row knows its site and day; facts also know the coverage they rest on.

CREATE TABLE monev.source_check (
    site        text        NOT NULL,
    day         date        NOT NULL,  -- the day whose run checked, not the day of the check
    source      text        NOT NULL,
    checked_at  timestamptz NOT NULL,
    kind        text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('ok', 'stale', 'down')),
    latency_ms  double precision CHECK (latency_ms >= 0 AND latency_ms < 'Infinity'),
    evidence    text        NOT NULL,
    -- Append-only: each attempt is a record of its own, so that an auditor sees how long a source was down.
    PRIMARY KEY (site, day, source, checked_at)
);

CREATE TABLE monev.coverage (
    site               text        NOT NULL,
    day                date        NOT NULL,
    source             text        NOT NULL,
    state              text        NOT NULL CHECK (state IN ('ok', 'partial', 'missing')),
    reasons            text[]      NOT NULL,
    file_count         bigint      NOT NULL CHECK (file_count >= 0),
    read_bytes         bigint      NOT NULL CHECK (read_bytes >= 0),
    entry_count        bigint      NOT NULL CHECK (entry_count >= 0),
    unparsed_count     bigint      NOT NULL CHECK (unparsed_count >= 0),
    unparsed_places    jsonb       NOT NULL,
    first_at           timestamptz,
    last_at            timestamptz,
    per_hour           bigint[]    NOT NULL CHECK (cardinality(per_hour) = 24),
    parser             text        NOT NULL,
    -- Set when retention took the facts away: without it an old day would look as if nothing had happened.
    details_deleted_at timestamptz,
    PRIMARY KEY (site, day, source),
    CHECK ((state = 'ok') = (cardinality(reasons) = 0))
);

-- The days whose facts stand in the warehouse. Only with them may a day be compared: there, what has no row did not
-- happen, elsewhere nobody knows.
CREATE VIEW monev.read_day AS
SELECT site, day, source
FROM monev.coverage
WHERE state IN ('ok', 'partial')
  AND details_deleted_at IS NULL;

CREATE TABLE monev.error_daily (
    site             text        NOT NULL,
    day              date        NOT NULL,
    source           text        NOT NULL,
    fingerprint      text        NOT NULL,
    severity         text        NOT NULL,
    code             text,
    message          text        NOT NULL,
    count            bigint      NOT NULL CHECK (count > 0),
    first_at         timestamptz NOT NULL,
    last_at          timestamptz NOT NULL,
    per_hour         bigint[]    NOT NULL CHECK (cardinality(per_hour) = 24),
    by_user          jsonb       NOT NULL,
    by_database      jsonb       NOT NULL,
    by_application   jsonb       NOT NULL,
    sample           text        NOT NULL,
    sample_statement text,
    PRIMARY KEY (site, day, source, fingerprint),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

CREATE TABLE monev.query_daily (
    site               text             NOT NULL,
    day                date             NOT NULL,
    source             text             NOT NULL,
    fingerprint        text             NOT NULL,
    query              text             NOT NULL,
    query_ids          bigint[]         NOT NULL,
    calls              bigint           NOT NULL CHECK (calls > 0),
    total_ms           double precision NOT NULL CHECK (total_ms >= 0 AND total_ms < 'Infinity'),
    mean_ms            double precision NOT NULL GENERATED ALWAYS AS (total_ms / calls) STORED,
    max_ms             double precision,
    p50_ms             double precision,
    p95_ms             double precision,
    p99_ms             double precision,
    histogram          jsonb,           -- {"bucket": count}; see facts.Histogram
    by_database        jsonb            NOT NULL,
    row_count          bigint,
    shared_hit_blocks  bigint,
    shared_read_blocks bigint,
    temp_blocks        bigint,
    PRIMARY KEY (site, day, source, fingerprint),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

CREATE TABLE monev.failure_daily (
    site     text     NOT NULL,
    day      date     NOT NULL,
    source   text     NOT NULL,
    kind     text     NOT NULL,
    count    bigint   NOT NULL CHECK (count > 0),
    first_at timestamptz,
    last_at  timestamptz,
    per_hour bigint[] NOT NULL CHECK (cardinality(per_hour) = 24),
    evidence text     NOT NULL,
    PRIMARY KEY (site, day, source, kind),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

CREATE TABLE monev.metric_daily (
    site    text             NOT NULL,
    day     date             NOT NULL,
    source  text             NOT NULL,
    name    text             NOT NULL,
    subject text             NOT NULL,
    value   double precision NOT NULL,
    PRIMARY KEY (site, day, source, name, subject),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

-- The statistics views of a server at the close of a day. The first snapshot of a day stays: a later rerun must not
-- move events of the next day into it.
CREATE TABLE monev.statistics_snapshot (
    site                text        NOT NULL,
    day                 date        NOT NULL,
    source              text        NOT NULL,
    taken_at            timestamptz NOT NULL,
    server_version      integer     NOT NULL,
    extension_version   text,
    started_at          timestamptz NOT NULL,
    statements_reset_at timestamptz,
    deallocations       bigint,
    notes               text[]      NOT NULL,
    PRIMARY KEY (site, day, source)
);

CREATE TABLE monev.statement_counter (
    site               text             NOT NULL,
    day                date             NOT NULL,
    source             text             NOT NULL,
    user_name          text             NOT NULL,
    database           text             NOT NULL,
    query_id           bigint           NOT NULL,
    toplevel           boolean          NOT NULL,
    query              text             NOT NULL,
    calls              bigint           NOT NULL,
    total_ms           double precision NOT NULL,
    max_ms             double precision NOT NULL,
    row_count          bigint           NOT NULL,
    shared_hit_blocks  bigint           NOT NULL,
    shared_read_blocks bigint           NOT NULL,
    temp_blocks        bigint           NOT NULL,
    PRIMARY KEY (site, day, source, user_name, database, query_id, toplevel),
    FOREIGN KEY (site, day, source) REFERENCES monev.statistics_snapshot ON DELETE CASCADE
);

CREATE TABLE monev.statistics_counter (
    site     text             NOT NULL,
    day      date             NOT NULL,
    source   text             NOT NULL,
    name     text             NOT NULL,
    subject  text             NOT NULL,
    value    double precision NOT NULL,
    reset_at timestamptz,
    PRIMARY KEY (site, day, source, name, subject),
    FOREIGN KEY (site, day, source) REFERENCES monev.statistics_snapshot ON DELETE CASCADE
);

CREATE TABLE monev.statistics_gauge (
    site    text             NOT NULL,
    day     date             NOT NULL,
    source  text             NOT NULL,
    name    text             NOT NULL,
    subject text             NOT NULL,
    value   double precision NOT NULL,
    PRIMARY KEY (site, day, source, name, subject),
    FOREIGN KEY (site, day, source) REFERENCES monev.statistics_snapshot ON DELETE CASCADE
);

CREATE TABLE monev.setting_daily (
    site            text    NOT NULL,
    day             date    NOT NULL,
    source          text    NOT NULL,
    name            text    NOT NULL,
    value           text    NOT NULL,
    unit            text,
    set_by          text    NOT NULL,  -- pg_settings.source
    pending_restart boolean NOT NULL,
    PRIMARY KEY (site, day, source, name),
    FOREIGN KEY (site, day, source) REFERENCES monev.statistics_snapshot ON DELETE CASCADE
);

-- Every file that was handed out, and the hash by which it can be proven unchanged. Never deleted: the newest row of
-- a path is what stands there now, the older ones are what stood there before.
CREATE TABLE monev.artifact (
    site       text        NOT NULL,
    path       text        NOT NULL,  -- below the artifact folder
    kind       text        NOT NULL,
    day        date        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('lengkap', 'sebagian')),
    sha256     text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes      bigint      NOT NULL CHECK (bytes >= 0),
    written_at timestamptz NOT NULL,
    PRIMARY KEY (site, path, written_at)
);
