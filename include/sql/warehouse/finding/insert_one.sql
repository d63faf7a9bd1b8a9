-- One finding.
INSERT INTO monev.finding (
    site, finding_id, period, period_start, number, rule_id, subject, title, change_class, class_reason, change, how,
    test, undo, actor, urgency, impact, priority, evidence, doubts
)
VALUES (
    %(site)s, %(finding_id)s, %(period)s, %(period_start)s, %(number)s, %(rule_id)s, %(subject)s, %(title)s,
    %(change_class)s, %(class_reason)s, %(change)s, %(how)s, %(test)s, %(undo)s, %(actor)s, %(urgency)s, %(impact)s,
    %(priority)s, %(evidence)s, %(doubts)s
)
