-- Of which days and months is there a message that has not gone?
SELECT DISTINCT
    period,
    period_start
FROM monev.notification
WHERE site = %(site)s
  AND state <> 'sent'
  AND period IS NOT NULL
ORDER BY period_start, period
