-- When did anything first look at the site's sources, or write of its days? NULL: never.
SELECT
    least(
        (SELECT min(checked_at) FROM monev.source_check WHERE site = %(site)s),
        (SELECT min(written_at) FROM monev.artifact WHERE site = %(site)s AND period = 'day')
    ) AS set_up_at
