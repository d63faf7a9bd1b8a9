-- What applications, web servers and monitoring systems tell of a day.

ALTER TABLE monev.error_daily
    ADD COLUMN by_route jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN place    text  NOT NULL DEFAULT '';

CREATE TABLE monev.route_daily (
    site            text             NOT NULL,
    day             date             NOT NULL,
    source          text             NOT NULL,
    method          text             NOT NULL,
    route           text             NOT NULL,
    client          text             NOT NULL CHECK (client IN ('user', 'bot', 'probe')),
    purpose         text             NOT NULL CHECK (purpose IN ('page', 'upload', 'download', 'action', 'template')),
    request_count   bigint           NOT NULL CHECK (request_count > 0),
    by_status       jsonb            NOT NULL,  -- {"404": requests}
    per_hour        bigint[]         NOT NULL CHECK (cardinality(per_hour) = 24),
    failed_per_hour bigint[]         NOT NULL CHECK (cardinality(failed_per_hour) = 24),
    sent_bytes      bigint           CHECK (sent_bytes >= 0),
    timed_count     bigint           NOT NULL CHECK (timed_count >= 0 AND timed_count <= request_count),
    total_ms        double precision NOT NULL CHECK (total_ms >= 0 AND total_ms < 'Infinity'),
    mean_ms         double precision GENERATED ALWAYS AS (total_ms / nullif(timed_count, 0)) STORED,
    max_ms          double precision,
    p50_ms          double precision,
    p95_ms          double precision,
    p99_ms          double precision,
    histogram       jsonb,                      -- {"bucket": count}; see facts.Histogram
    PRIMARY KEY (site, day, source, method, route, client, purpose),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

-- An incident stands in every day it touches, with its true times.
CREATE TABLE monev.incident_daily (
    site        text        NOT NULL,
    day         date        NOT NULL,
    source      text        NOT NULL,
    incident_id text        NOT NULL,
    component   text        NOT NULL,
    name        text        NOT NULL,
    severity    text        NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    is_outage   boolean     NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz CHECK (ended_at >= started_at),
    PRIMARY KEY (site, day, source, incident_id),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

CREATE TABLE monev.availability_daily (
    site                   text             NOT NULL,
    day                    date             NOT NULL,
    source                 text             NOT NULL,
    component              text             NOT NULL,
    up_seconds             double precision NOT NULL CHECK (up_seconds >= 0),
    down_seconds           double precision NOT NULL CHECK (down_seconds >= 0),
    unknown_seconds        double precision NOT NULL CHECK (unknown_seconds >= 0),
    outage_count           bigint           NOT NULL CHECK (outage_count >= 0),
    longest_outage_seconds double precision NOT NULL CHECK (longest_outage_seconds >= 0),
    PRIMARY KEY (site, day, source, component),
    FOREIGN KEY (site, day, source) REFERENCES monev.coverage ON DELETE CASCADE
);

-- What the office's own probes saw, try by try. Not tied to a coverage: they come in while the day goes on.
CREATE TABLE monev.probe_result (
    site             text             NOT NULL,
    source           text             NOT NULL,
    component        text             NOT NULL,
    probed_at        timestamptz      NOT NULL,
    is_up            boolean          NOT NULL,
    latency_ms       double precision CHECK (latency_ms >= 0 AND latency_ms < 'Infinity'),
    evidence         text             NOT NULL,
    certificate_days double precision,
    PRIMARY KEY (site, source, component, probed_at)
);

-- SPSE's own statistics at the close of a day. The first of a day stays, as with the database's.
CREATE TABLE monev.status_snapshot (
    site         text        NOT NULL,
    day          date        NOT NULL,
    source       text        NOT NULL,
    taken_at     timestamptz NOT NULL,
    started_at   timestamptz NOT NULL,
    java_version text        NOT NULL,
    notes        text[]      NOT NULL,
    PRIMARY KEY (site, day, source)
);

CREATE TABLE monev.status_monitor (
    site        text             NOT NULL,
    day         date             NOT NULL,
    source      text             NOT NULL,
    kind        text             NOT NULL CHECK (kind IN ('query', 'action', 'template', 'other')),
    -- A query may be longer than a key of an index can be.
    fingerprint text             NOT NULL,
    name        text             NOT NULL,
    hits        bigint           NOT NULL CHECK (hits >= 0),
    total_ms    double precision NOT NULL,
    min_ms      double precision NOT NULL,
    max_ms      double precision NOT NULL,
    PRIMARY KEY (site, day, source, kind, fingerprint),
    FOREIGN KEY (site, day, source) REFERENCES monev.status_snapshot ON DELETE CASCADE
);

CREATE TABLE monev.status_gauge (
    site    text             NOT NULL,
    day     date             NOT NULL,
    source  text             NOT NULL,
    name    text             NOT NULL,
    subject text             NOT NULL,
    value   double precision NOT NULL,
    PRIMARY KEY (site, day, source, name, subject),
    FOREIGN KEY (site, day, source) REFERENCES monev.status_snapshot ON DELETE CASCADE
);
