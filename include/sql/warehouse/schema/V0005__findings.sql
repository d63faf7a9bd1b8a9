-- What the rules found in a day or a month, and what each of them came to. A rerun of the period replaces both.

CREATE TABLE monev.finding (
    site         text   NOT NULL,
    finding_id   text   NOT NULL CHECK (finding_id ~ '^[0-9a-f]{16}$'),
    period       text   NOT NULL CHECK (period IN ('day', 'month')),
    period_start date   NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),  -- its place in the order of the analysis
    rule_id      text   NOT NULL,
    subject      text   NOT NULL,
    title        text   NOT NULL,
    change_class text   NOT NULL CHECK (change_class IN ('minor', 'major', 'tanpa_perubahan', 'perlu_telaah')),
    class_reason text   NOT NULL,
    change       text   NOT NULL,
    how          text   NOT NULL,
    test         text   NOT NULL,
    undo         text   NOT NULL,
    actor        text   NOT NULL,
    urgency      text   NOT NULL CHECK (urgency IN ('mendesak', 'tidak_mendesak')),
    impact       text   NOT NULL CHECK (impact IN ('kecil', 'sedang', 'besar')),
    priority     text   NOT NULL CHECK (priority IN ('rendah', 'menengah', 'tinggi')),
    evidence     jsonb  NOT NULL,  -- [{"text", "source", "day", "at", "value"}], the strongest first
    doubts       text[] NOT NULL,
    PRIMARY KEY (site, finding_id)
);
CREATE INDEX finding_by_period ON monev.finding (site, period, period_start, number);

CREATE TABLE monev.rule_judgement (
    site          text   NOT NULL,
    period        text   NOT NULL CHECK (period IN ('day', 'month')),
    period_start  date   NOT NULL,
    rule_id       text   NOT NULL,
    -- The most that the rule came to for any of its subjects.
    state         text   NOT NULL CHECK (state IN ('fired', 'not_fired', 'undecided', 'cannot_judge')),
    subject_count bigint NOT NULL CHECK (subject_count >= 0),
    missing       text[] NOT NULL,
    PRIMARY KEY (site, period, period_start, rule_id)
);

-- The needed changes, one a rule, from the month in which they were first found. Only drafts are the program's to change;
-- once a person has decided on one, it only gains the months in which it was found again.
CREATE TABLE monev.change_request (
    site         text        NOT NULL,
    number       text        NOT NULL CHECK (number ~ '^PP-\d{4}-\d{2}-\d{3}$'),
    rule_id      text        NOT NULL,
    first_month  date        NOT NULL CHECK (extract(day FROM first_month) = 1),
    state        text        NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    title        text        NOT NULL,
    change_class text        NOT NULL CHECK (change_class IN ('minor', 'major', 'perlu_telaah')),
    class_reason text        NOT NULL,
    change       text        NOT NULL,
    how          text        NOT NULL,
    test         text        NOT NULL,
    undo         text        NOT NULL,
    actor        text        NOT NULL,
    urgency      text        NOT NULL CHECK (urgency IN ('mendesak', 'tidak_mendesak')),
    impact       text        NOT NULL CHECK (impact IN ('kecil', 'sedang', 'besar')),
    priority     text        NOT NULL CHECK (priority IN ('rendah', 'menengah', 'tinggi')),
    drafted_at   timestamptz NOT NULL,
    PRIMARY KEY (site, number)
);
-- Of one needed change there is one request that is not closed.
CREATE UNIQUE INDEX change_request_open ON monev.change_request (site, rule_id) WHERE state <> 'closed';

-- Which findings of which month a request rests on; the months are how often it was found.
CREATE TABLE monev.change_request_finding (
    site       text NOT NULL,
    number     text NOT NULL,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    finding_id text NOT NULL,
    PRIMARY KEY (site, number, finding_id),
    FOREIGN KEY (site, number) REFERENCES monev.change_request ON DELETE CASCADE
);
