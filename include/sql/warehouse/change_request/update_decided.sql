-- Where a request stands after an event.
UPDATE monev.change_request
SET
    state = %(state)s,
    change_class = %(change_class)s,
    class_reason = %(class_reason)s,
    test = %(test)s,
    undo = %(undo)s,
    urgency = %(urgency)s,
    impact = %(impact)s,
    priority = %(priority)s,
    change_kind = %(change_kind)s,
    category = %(category)s,
    is_approved = %(is_approved)s,
    waiting_since = %(waiting_since)s,
    ended_at = %(ended_at)s
WHERE site = %(site)s
  AND number = %(number)s
