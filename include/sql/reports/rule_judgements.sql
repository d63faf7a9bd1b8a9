-- What did each rule come to? No row at all: the day was not analysed.
SELECT
    rule_id,
    state,
    subject_count,
    missing
FROM monev.rule_judgement
WHERE site = %(site)s
  AND period = 'day'
  AND period_start = %(day)s
ORDER BY rule_id
