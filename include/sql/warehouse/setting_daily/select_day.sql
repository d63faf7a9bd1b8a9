SELECT
    name,
    value,
    unit,
    set_by AS source,
    pending_restart
FROM monev.setting_daily
WHERE site = %(site)s
  AND day = %(day)s
  AND source = %(source)s
ORDER BY name
