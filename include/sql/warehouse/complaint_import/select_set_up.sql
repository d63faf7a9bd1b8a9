-- When did anything first read the site's complaints, or write of its months? NULL: never. Imports move when they are
-- made anew; what was written, or recorded as a deviation, does not.
SELECT
    least(
        (SELECT min(imported_at) FROM monev.complaint_import WHERE site = %(site)s),
        (SELECT min(written_at) FROM monev.artifact WHERE site = %(site)s AND period = 'month'),
        (SELECT min(recorded_at) FROM monev.deviation WHERE site = %(site)s AND period = 'month')
    ) AS set_up_at
