DELETE FROM monev.probe_result
WHERE site = %(site)s
  AND probed_at < %(before)s
