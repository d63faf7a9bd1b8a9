-- Have the rules been applied to the period? Every rule of its grain leaves a row, whatever it came to.
SELECT EXISTS (
    SELECT
    FROM monev.rule_judgement
    WHERE site = %(site)s
      AND period = %(period)s
      AND period_start = %(period_start)s
) AS is_analysed
