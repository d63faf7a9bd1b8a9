-- The names of the priorities, to which the form of a ticket refers by id.
SELECT priority_id, priority_desc
FROM ost_ticket_priority;
