-- The messages of some tickets: 'M' from users, 'R' from staff. Of the internal notes ('N') only those that may name a
-- ticket at LPSE Support. Flag 4 hides what was edited, and the new text has an entry of its own. A thread of type 'C'
-- is that of a ticket merged into another.
SELECT
    ost_thread.object_id AS ticket_id,
    ost_thread_entry.id,
    ost_thread_entry.type,
    ost_thread_entry.title,
    LEFT(ost_thread_entry.body, %(longest)s) AS body,
    ost_thread_entry.format,
    ost_thread_entry.created,
    CONCAT_WS(' ', ost_staff.firstname, ost_staff.lastname) AS staff
FROM ost_thread
JOIN ost_thread_entry ON ost_thread_entry.thread_id = ost_thread.id
LEFT JOIN ost_staff ON ost_staff.staff_id = ost_thread_entry.staff_id
WHERE ost_thread.object_type IN ('T', 'C')
    AND ost_thread.object_id IN %(tickets)s
    AND (ost_thread_entry.flags & 4) = 0
    AND (
        ost_thread_entry.type IN ('M', 'R')
        OR (ost_thread_entry.type = 'N' AND ost_thread_entry.body LIKE %(support)s)
    )
ORDER BY ost_thread.object_id, ost_thread_entry.created, ost_thread_entry.id;
