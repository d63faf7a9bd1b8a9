-- A draft says what the newest month says; what a person has decided on is left alone, and so is a draft that an
-- earlier month is judged again for.
UPDATE monev.change_request
SET
    title = %(title)s,
    change_class = %(change_class)s,
    class_reason = %(class_reason)s,
    change = %(change)s,
    how = %(how)s,
    test = %(test)s,
    undo = %(undo)s,
    actor = %(actor)s,
    urgency = %(urgency)s,
    impact = %(impact)s,
    priority = %(priority)s
WHERE site = %(site)s
  AND number = %(number)s
  AND state = 'draft'
  AND NOT EXISTS (
      SELECT FROM monev.change_request_finding AS later
      WHERE later.site = %(site)s
        AND later.number = %(number)s
        AND later.month > %(month)s
  )
