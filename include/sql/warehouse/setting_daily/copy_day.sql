COPY monev.setting_daily (
    site, day, source, name, value, unit, set_by, pending_restart
) FROM STDIN
