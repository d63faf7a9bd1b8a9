-- What did each rule come to? No row at all: the period was not analysed.
SELECT
    rule_id,
    state,
    subject_count,
    missing
FROM monev.rule_judgement
WHERE site = %(site)s
  AND period = %(grain)s
  AND period_start = %(first)s
ORDER BY rule_id
