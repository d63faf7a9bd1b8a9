-- Change requests move: people decide (SOP steps 5 and 6), and every word of theirs is kept.

-- Until now a request was a draft only; 'open' and 'closed' were never given.
ALTER TABLE monev.change_request
    DROP CONSTRAINT change_request_state_check,
    ADD CONSTRAINT change_request_state_check CHECK (
        state IN (
            'draft', 'review', 'approval', 'consultation', 'lowering', 'assistance', 'assistance_result', 'proposal',
            'proposal_result', 'execution', 'late_approval', 'rollback', 'closed', 'refused', 'withdrawn'
        )
    ),
    ADD COLUMN purpose       text        NOT NULL DEFAULT '',  -- of a request proposed by hand, in its person's words
    ADD COLUMN proof         text        NOT NULL DEFAULT '',
    ADD COLUMN wanted_on     date,
    ADD COLUMN requested_by  text        NOT NULL DEFAULT '',  -- user name; '' for the program
    -- What people decided; all of it follows from the events.
    ADD COLUMN change_kind   text        CHECK (change_kind IN ('aplikasi', 'infrastruktur', 'layanan')),
    ADD COLUMN category      text        CHECK (category IN ('emergency', 'normal')),
    ADD COLUMN is_approved   boolean     NOT NULL DEFAULT false,
    ADD COLUMN waiting_since timestamptz,
    ADD COLUMN ended_at      timestamptz,
    ADD CHECK ((rule_id = '') = (requested_by <> '')),
    ADD CHECK ((ended_at IS NOT NULL) = (state IN ('closed', 'refused', 'withdrawn'))),
    ADD CHECK ((waiting_since IS NULL) = (state IN ('draft', 'closed', 'refused', 'withdrawn')));

-- Of one needed change there is one request that has not ended; what people propose by hand has no rule.
DROP INDEX monev.change_request_open;
CREATE UNIQUE INDEX change_request_open ON monev.change_request (site, rule_id)
WHERE state NOT IN ('closed', 'refused', 'withdrawn') AND rule_id <> '';

-- What happened to a request, from its submission on. Each event has the hash of the one before, so that none can be
-- changed, lost or put in between without being seen.
CREATE TABLE monev.change_event (
    site          text        NOT NULL,
    number        text        NOT NULL,
    sequence      integer     NOT NULL CHECK (sequence > 0),
    kind          text        NOT NULL
        CHECK (kind IN ('submitted', 'preapproved', 'answered', 'misanswered', 'reminded', 'documented')),
    state         text        NOT NULL,  -- of the request after it
    at            timestamptz NOT NULL,
    said_by       text        NOT NULL,  -- user name; '' for the program
    details       jsonb       NOT NULL,
    previous_hash text        NOT NULL CHECK (previous_hash ~ '^([0-9a-f]{64})?$'),
    hash          text        NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (site, number, sequence),
    FOREIGN KEY (site, number) REFERENCES monev.change_request,
    CHECK ((sequence = 1) = (previous_hash = '')),
    CHECK (kind NOT IN ('answered', 'misanswered') OR said_by <> '')
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monev.change_event
FOR EACH STATEMENT EXECUTE FUNCTION monev.refuse_change();

-- Step 5 of the SOP is watched from now on: a request that waits longer than its step may.
ALTER TABLE monev.deviation
    DROP CONSTRAINT deviation_step_check,
    ADD CONSTRAINT deviation_step_check CHECK (step IN ('1', '1a', '1b', '3', '4', '5', '6'));
