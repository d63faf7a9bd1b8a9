-- Fields of the tickets' form; `/* columns */` becomes those of them that exist and are wanted.
SELECT ticket_id /* columns */
FROM ost_ticket__cdata
WHERE ticket_id IN %(tickets)s;
