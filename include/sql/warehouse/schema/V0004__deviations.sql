-- The register of deviations (Register Penyimpangan): what was not as the SOP wants it, and what people said of it.
-- Append-only, and never touched by retention.

-- One row for each deviation, as it was when it was first seen. The id is a fingerprint of what comes before
-- `standard`, so that the same deviation seen again is no new row.
CREATE TABLE monev.deviation (
    site              text        NOT NULL,
    deviation_id      text        NOT NULL CHECK (deviation_id ~ '^[0-9a-f]{16}$'),
    period            text        NOT NULL CHECK (period IN ('day', 'month')),
    period_start      date        NOT NULL CHECK (period = 'day' OR extract(day FROM period_start) = 1),
    step              text        NOT NULL CHECK (step IN ('1', '1a', '1b', '3', '4')),
    kind              text        NOT NULL CHECK (kind IN ('equipment', 'time', 'output')),
    subject           text        NOT NULL CHECK (subject <> ''),  -- a source, or the document that is due
    standard          text        NOT NULL CHECK (standard <> ''),  -- baku
    actual            text        NOT NULL CHECK (actual <> ''),  -- kenyataan
    evidence          text        NOT NULL,
    -- Who had to account for the step when it was recorded; officials change.
    accountable_title text        NOT NULL,
    accountable_name  text        NOT NULL,
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (site, deviation_id)
);
CREATE INDEX deviation_by_period ON monev.deviation (site, period_start);

-- What happened since. The software says that a deviation looks otherwise or is mended; all else is a person's.
CREATE TABLE monev.deviation_event (
    site         text        NOT NULL,
    deviation_id text        NOT NULL,
    number       bigint      GENERATED ALWAYS AS IDENTITY,
    event        text        NOT NULL
        CHECK (event IN ('seen_again', 'mended', 'explained', 'acted', 'closed', 'reopened')),
    actual       text        NOT NULL,  -- of what was seen again; '' otherwise
    said         text        NOT NULL,  -- the evidence, or the person's words
    said_by      text        NOT NULL,  -- '' for the software
    said_at      timestamptz NOT NULL,
    PRIMARY KEY (site, deviation_id, number),
    FOREIGN KEY (site, deviation_id) REFERENCES monev.deviation,
    CHECK ((event = 'seen_again') = (actual <> '')),
    CHECK ((event IN ('seen_again', 'mended')) = (said_by = '')),
    CHECK (said <> '' OR said_by = '')
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monev.deviation
FOR EACH STATEMENT EXECUTE FUNCTION monev.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monev.deviation_event
FOR EACH STATEMENT EXECUTE FUNCTION monev.refuse_change();

-- Each deviation as it stands now: open until a person has explained it, and closed by a person only. Reopened, it
-- wants a new explanation.
CREATE VIEW monev.deviation_current AS
SELECT
    deviation.*,
    CASE
        WHEN decided.event = 'closed' THEN 'ditutup'
        WHEN explained.number > coalesce(decided.number, 0) THEN 'dijelaskan'
        ELSE 'terbuka'
    END AS status,
    -- What the software saw last; NULL: the same period judged again was as the SOP wants it.
    CASE
        WHEN seen.event IS NULL THEN deviation.actual
        WHEN seen.event = 'seen_again' THEN seen.actual
    END AS last_actual,
    coalesce(seen.said_at, deviation.recorded_at) AS last_seen_at,
    coalesce(decided.event = 'closed' AND seen.event = 'seen_again' AND seen.number > decided.number, false)
        AS is_seen_since_closing,
    explained.said AS explanation,
    explained.said_by AS explained_by,
    explained.said_at AS explained_at,
    acted.said AS action,
    acted.said_by AS acted_by,
    acted.said_at AS acted_at,
    CASE WHEN decided.event = 'closed' THEN decided.said_by END AS closed_by,
    CASE WHEN decided.event = 'closed' THEN decided.said_at END AS closed_at
FROM monev.deviation
LEFT JOIN LATERAL (
    SELECT event.*
    FROM monev.deviation_event AS event
    WHERE event.site = deviation.site
      AND event.deviation_id = deviation.deviation_id
      AND event.event IN ('seen_again', 'mended')
    ORDER BY event.number DESC
    LIMIT 1
) AS seen ON true
LEFT JOIN LATERAL (
    SELECT event.*
    FROM monev.deviation_event AS event
    WHERE event.site = deviation.site
      AND event.deviation_id = deviation.deviation_id
      AND event.event IN ('closed', 'reopened')
    ORDER BY event.number DESC
    LIMIT 1
) AS decided ON true
LEFT JOIN LATERAL (
    SELECT event.*
    FROM monev.deviation_event AS event
    WHERE event.site = deviation.site
      AND event.deviation_id = deviation.deviation_id
      AND event.event = 'explained'
    ORDER BY event.number DESC
    LIMIT 1
) AS explained ON true
LEFT JOIN LATERAL (
    SELECT event.*
    FROM monev.deviation_event AS event
    WHERE event.site = deviation.site
      AND event.deviation_id = deviation.deviation_id
      AND event.event = 'acted'
    ORDER BY event.number DESC
    LIMIT 1
) AS acted ON true;
