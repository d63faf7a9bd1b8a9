-- What one rule came to.
INSERT INTO monev.rule_judgement (site, period, period_start, rule_id, state, subject_count, missing)
VALUES (%(site)s, %(period)s, %(period_start)s, %(rule_id)s, %(state)s, %(subject_count)s, %(missing)s)
