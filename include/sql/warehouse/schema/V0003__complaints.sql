-- Complaints from the helpdesk, without personal data; and files in the register that are of a month.

ALTER TABLE monev.artifact RENAME COLUMN day TO period_start;
ALTER TABLE monev.artifact ADD COLUMN period text NOT NULL DEFAULT 'day' CHECK (period IN ('day', 'month'));
ALTER TABLE monev.artifact ALTER COLUMN period DROP DEFAULT;

-- The salt of the site's hashes by a mark of it. Under another salt every known complaint would come in anew.
CREATE TABLE monev.complaint_salt (
    site text NOT NULL PRIMARY KEY,
    mark text NOT NULL
);

-- Every file that was processed, and every question to a helpdesk system. Files are known again by their hash.
CREATE TABLE monev.complaint_import (
    site             text        NOT NULL,
    source           text        NOT NULL,
    import_id        text        NOT NULL,
    name             text        NOT NULL,
    sha256           text        NOT NULL CHECK (sha256 = '' OR sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes       bigint      NOT NULL CHECK (size_bytes >= 0),
    state            text        NOT NULL CHECK (state IN ('ok', 'partial', 'missing')),
    reasons          text[]      NOT NULL,
    as_of            timestamptz NOT NULL,
    imported_at      timestamptz NOT NULL,
    row_count        bigint      NOT NULL CHECK (row_count >= 0),
    complaint_count  bigint      NOT NULL CHECK (complaint_count >= 0),
    rejection_count  bigint      NOT NULL CHECK (rejection_count >= 0),
    correction_count bigint      NOT NULL CHECK (correction_count >= 0),
    -- The span asked for, or that of the complaints of a file.
    first_at         timestamptz,
    last_at          timestamptz,
    -- Set when a newer content came in under the same name: what only the older one held is no longer counted.
    superseded_at    timestamptz,
    PRIMARY KEY (site, source, import_id)
);

CREATE TABLE monev.complaint (
    site              text        NOT NULL,
    complaint_id      text        NOT NULL CHECK (complaint_id ~ '^[0-9a-f]{16}$'),
    source            text        NOT NULL,
    as_of             timestamptz NOT NULL,  -- of the import whose version this is
    received_at       timestamptz NOT NULL,
    has_time          boolean     NOT NULL,
    state             text        NOT NULL CHECK (state IN ('recorded', 'in_progress', 'solved')),
    title             text        NOT NULL,
    text              text        NOT NULL,
    solution          text        NOT NULL,
    ticket            text        NOT NULL,
    support_ticket    text        NOT NULL,
    answered_at       timestamptz,
    answer_has_time   boolean     NOT NULL,
    solved_at         timestamptz,
    solution_has_time boolean     NOT NULL,
    is_reopened       boolean     NOT NULL,
    is_informed       boolean,
    channel           text        NOT NULL,
    user_type         text        NOT NULL,
    institution       text        NOT NULL,
    category          text        NOT NULL,
    urgency           text        NOT NULL,
    impact            text        NOT NULL,
    priority          text        NOT NULL,
    handler           text        NOT NULL,
    reporter_hashes   text[]      NOT NULL,
    text_hash         text        NOT NULL,
    -- Set when retention took the texts and hashes away; what was counted stays counted.
    text_deleted_at   timestamptz,
    PRIMARY KEY (site, complaint_id)
);
CREATE INDEX complaint_by_time ON monev.complaint (site, received_at);

-- Where each complaint stands: it exists as long as one import that is not superseded holds it.
CREATE TABLE monev.complaint_place (
    site         text   NOT NULL,
    source       text   NOT NULL,
    import_id    text   NOT NULL,
    complaint_id text   NOT NULL,
    file         text   NOT NULL,
    sheet        text   NOT NULL,
    row_number   bigint,
    PRIMARY KEY (site, source, import_id, complaint_id),
    FOREIGN KEY (site, source, import_id) REFERENCES monev.complaint_import ON DELETE CASCADE,
    FOREIGN KEY (site, complaint_id) REFERENCES monev.complaint
);
CREATE INDEX complaint_place_by_complaint ON monev.complaint_place (site, complaint_id);

CREATE TABLE monev.complaint_rejection (
    site       text   NOT NULL,
    source     text   NOT NULL,
    import_id  text   NOT NULL,
    number     bigint NOT NULL,  -- order in the import
    file       text   NOT NULL,
    sheet      text   NOT NULL,
    row_number bigint,
    column_name text  NOT NULL,
    problem    text   NOT NULL,
    expected   text   NOT NULL,
    PRIMARY KEY (site, source, import_id, number),
    FOREIGN KEY (site, source, import_id) REFERENCES monev.complaint_import ON DELETE CASCADE
);

-- How completely each source told of a month, as of the last reading.
CREATE TABLE monev.complaint_coverage (
    site    text        NOT NULL,
    month   date        NOT NULL CHECK (extract(day FROM month) = 1),
    source  text        NOT NULL,
    state   text        NOT NULL CHECK (state IN ('ok', 'partial', 'missing')),
    reasons text[]      NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (site, month, source),
    CHECK ((state = 'ok') = (cardinality(reasons) = 0))
);

-- What the classifier says, rewritten when it is asked again.
CREATE TABLE monev.complaint_label (
    site             text             NOT NULL,
    complaint_id     text             NOT NULL,
    class            text             NOT NULL
        CHECK (class IN ('upload_download', 'penggunaan_aplikasi', 'keluhan_lain')),
    topic            text             NOT NULL,
    confidence       double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    topic_confidence double precision NOT NULL CHECK (topic_confidence BETWEEN 0 AND 1),
    needs_review     boolean          NOT NULL,
    model            text             NOT NULL,
    labelled_at      timestamptz      NOT NULL,
    PRIMARY KEY (site, complaint_id),
    FOREIGN KEY (site, complaint_id) REFERENCES monev.complaint
);

-- Records that repeat another one, as found by the program.
CREATE TABLE monev.complaint_link (
    site         text             NOT NULL,
    complaint_id text             NOT NULL,
    same_as      text             NOT NULL,
    kind         text             NOT NULL CHECK (kind IN ('same_ticket', 'same_text', 'similar_text')),
    similarity   double precision NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    PRIMARY KEY (site, complaint_id),
    FOREIGN KEY (site, complaint_id) REFERENCES monev.complaint,
    FOREIGN KEY (site, same_as) REFERENCES monev.complaint,
    CHECK (same_as <> complaint_id)
);

-- What a person said instead: append-only, and the latest of a field holds.
CREATE TABLE monev.complaint_correction (
    site          text        NOT NULL,
    correction_id text        NOT NULL,
    number        bigint      GENERATED ALWAYS AS IDENTITY,
    complaint_id  text        NOT NULL,
    field         text        NOT NULL CHECK (field IN ('class', 'topic', 'same_as', 'is_complaint')),
    before        text        NOT NULL,
    after         text        NOT NULL,
    corrected_by  text        NOT NULL CHECK (corrected_by <> ''),
    corrected_at  timestamptz NOT NULL,
    note          text        NOT NULL,
    file          text        NOT NULL,  -- '' for the command line
    row_number    bigint,
    PRIMARY KEY (site, correction_id),
    FOREIGN KEY (site, complaint_id) REFERENCES monev.complaint
);
CREATE INDEX complaint_correction_by_complaint ON monev.complaint_correction (site, complaint_id, field, number);

CREATE FUNCTION monev.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are a trail and are never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monev.complaint_correction
FOR EACH STATEMENT EXECUTE FUNCTION monev.refuse_change();

-- The latest word of a person on each field of each complaint.
CREATE VIEW monev.complaint_decision AS
SELECT DISTINCT ON (site, complaint_id, field)
    site,
    complaint_id,
    field,
    after,
    corrected_by,
    corrected_at
FROM monev.complaint_correction
ORDER BY site, complaint_id, field, number DESC;

-- Each complaint that is still held by an import, as it counts now: a person's word before the program's. Looked up
-- row by row through indexes, which is quick even right after an import, when the planner knows nothing of the tables.
CREATE VIEW monev.complaint_current AS
WITH judged AS (
    SELECT
        complaint.*,
        held.file,
        held.sheet,
        held.row_number,
        coalesce(decided.class, label.class) AS class,
        coalesce(decided.topic, label.topic) AS topic,
        label.class AS model_class,
        label.topic AS model_topic,
        label.model,
        label.confidence,
        label.topic_confidence,
        decided.class IS NULL AND coalesce(label.needs_review, true) AS needs_review,
        decided.field_count > 0 AS is_corrected,
        CASE WHEN decided.same_as IS NULL THEN link.same_as ELSE nullif(decided.same_as, '') END AS same_as,
        CASE WHEN decided.same_as IS NULL THEN link.kind ELSE 'person' END AS same_as_kind,
        link.similarity,
        coalesce(decided.is_complaint, 'ya') = 'ya' AS is_complaint
    FROM monev.complaint
    CROSS JOIN LATERAL (
        -- The newest place.
        SELECT
            place.file,
            place.sheet,
            place.row_number
        FROM monev.complaint_place AS place
        INNER JOIN monev.complaint_import AS import
            ON place.site = import.site
                AND place.source = import.source
                AND place.import_id = import.import_id
        WHERE place.site = complaint.site
          AND place.complaint_id = complaint.complaint_id
          AND import.superseded_at IS NULL
        ORDER BY import.as_of DESC, place.import_id
        LIMIT 1
    ) AS held
    CROSS JOIN LATERAL (
        -- NULL: nobody has said anything on the field.
        SELECT
            max(decision.after) FILTER (WHERE decision.field = 'class') AS class,
            max(decision.after) FILTER (WHERE decision.field = 'topic') AS topic,
            max(decision.after) FILTER (WHERE decision.field = 'same_as') AS same_as,
            max(decision.after) FILTER (WHERE decision.field = 'is_complaint') AS is_complaint,
            count(*) AS field_count
        FROM monev.complaint_decision AS decision
        WHERE decision.site = complaint.site
          AND decision.complaint_id = complaint.complaint_id
    ) AS decided
    LEFT JOIN monev.complaint_label AS label
        ON complaint.site = label.site
            AND complaint.complaint_id = label.complaint_id
    LEFT JOIN monev.complaint_link AS link
        ON complaint.site = link.site
            AND complaint.complaint_id = link.complaint_id
)

SELECT
    judged.*,
    -- A repeated record is counted with the one it repeats, and only there; unless no import holds that any more.
    judged.is_complaint AND NOT EXISTS (
        SELECT FROM monev.complaint_place AS place
        INNER JOIN monev.complaint_import AS import
            ON place.site = import.site
                AND place.source = import.source
                AND place.import_id = import.import_id
        WHERE place.site = judged.site
          AND place.complaint_id = judged.same_as
          AND import.superseded_at IS NULL
    ) AS is_counted
FROM judged;
