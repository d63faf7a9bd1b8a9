-- One finding on which a request rests.
INSERT INTO monev.change_request_finding (site, number, month, finding_id)
VALUES (%(site)s, %(number)s, %(month)s, %(finding_id)s)
