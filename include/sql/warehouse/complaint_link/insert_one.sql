-- One record that repeats another.
INSERT INTO monev.complaint_link (site, complaint_id, same_as, kind, similarity)
VALUES (%(site)s, %(complaint_id)s, %(same_as)s, %(kind)s, %(similarity)s)
