-- For the current transaction: hours and dates on the site's clock, and nothing may be written.
SELECT
    set_config('TimeZone', %(zone)s, true),
    set_config('transaction_read_only', 'on', true)
