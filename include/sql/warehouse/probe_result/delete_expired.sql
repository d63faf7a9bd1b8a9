-- A day more than the facts are kept, so that no zone of a site can make it less.
DELETE FROM monev.probe_result
WHERE site = %(site)s
  AND probed_at < %(before)s::date - 1
