-- A deviation that stands in the register already is no new one.
INSERT INTO monev.deviation (
    site, deviation_id, period, period_start, step, kind, subject, standard, actual, evidence, accountable_title,
    accountable_name, recorded_at
)
VALUES (
    %(site)s, %(deviation_id)s, %(period)s, %(period_start)s, %(step)s, %(kind)s, %(subject)s, %(standard)s,
    %(actual)s, %(evidence)s, %(accountable_title)s, %(accountable_name)s, %(recorded_at)s
)
ON CONFLICT (site, deviation_id) DO NOTHING
