-- One row per ticket made in [since, until), in pages by its id. Times as osTicket stores them, in the server's zone.
WITH page AS (
    -- Deleted tickets wait for their removal; spam is no complaint, where an office has a status for it.
    SELECT
        ost_ticket.ticket_id,
        ost_ticket.ticket_pid,
        ost_ticket.number,
        ost_ticket.user_id,
        ost_ticket.dept_id,
        ost_ticket.topic_id,
        ost_ticket.staff_id,
        ost_ticket.flags,
        ost_ticket.source,
        ost_ticket.reopened,
        ost_ticket.closed,
        ost_ticket.created,
        ost_ticket_status.state
    FROM ost_ticket
    JOIN ost_ticket_status ON ost_ticket_status.id = ost_ticket.status_id
    WHERE ost_ticket.created >= %(since)s
        AND ost_ticket.created < %(until)s
        AND ost_ticket.ticket_id > %(after)s
        AND ost_ticket_status.state <> 'deleted'
        AND LOWER(ost_ticket_status.name) <> 'spam'
    ORDER BY ost_ticket.ticket_id
    LIMIT %(page)s
),
reopened AS (
    -- A ticket that is closed again still has the event; the column may have been emptied.
    SELECT DISTINCT ost_thread.object_id AS ticket_id
    FROM page
    JOIN ost_thread ON ost_thread.object_id = page.ticket_id AND ost_thread.object_type IN ('T', 'C')
    JOIN ost_thread_event ON ost_thread_event.thread_id = ost_thread.id
    JOIN ost_event ON ost_event.id = ost_thread_event.event_id
    WHERE ost_event.name = 'reopened'
)
SELECT
    page.ticket_id,
    -- A ticket merged into another goes by the other's number. Flag 8: only linked to it, and a complaint of its own.
    COALESCE(parent.number, page.number) AS number,
    page.user_id,
    page.state,
    page.source,
    page.created,
    page.closed,
    (page.reopened IS NOT NULL OR reopened.ticket_id IS NOT NULL) AS is_reopened,
    ost_user.name AS user_name,
    ost_organization.name AS organization,
    ost_department.name AS department,
    CONCAT_WS(' / ', upper_topic.topic, ost_help_topic.topic) AS topic,
    CONCAT_WS(' ', ost_staff.firstname, ost_staff.lastname) AS staff
FROM page
LEFT JOIN reopened ON reopened.ticket_id = page.ticket_id
LEFT JOIN ost_ticket AS parent ON parent.ticket_id = page.ticket_pid AND (page.flags & 8) = 0
LEFT JOIN ost_user ON ost_user.id = page.user_id
LEFT JOIN ost_organization ON ost_organization.id = ost_user.org_id
LEFT JOIN ost_department ON ost_department.id = page.dept_id
LEFT JOIN ost_help_topic ON ost_help_topic.topic_id = page.topic_id
LEFT JOIN ost_help_topic AS upper_topic ON upper_topic.topic_id = ost_help_topic.topic_pid
LEFT JOIN ost_staff ON ost_staff.staff_id = page.staff_id
ORDER BY page.ticket_id;
