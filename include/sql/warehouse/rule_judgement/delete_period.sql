-- What the rules came to in an earlier analysis of the period.
DELETE FROM monev.rule_judgement
WHERE site = %(site)s
  AND period = %(period)s
  AND period_start = %(period_start)s
