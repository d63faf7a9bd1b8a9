-- Who was told of an event ('sent'), is being told by a sender whose claim still holds ('held'), or could not be told
-- ('open')?
SELECT
    channel,
    recipient,
    CASE
        WHEN state = 'claimed' AND claimed_at > clock_timestamp() - make_interval(secs => %(lease_seconds)s) THEN 'held'
        WHEN state = 'sent' THEN 'sent'
        ELSE 'open'
    END AS state
FROM monev.notification
WHERE site = %(site)s
  AND event = %(event)s
  AND subject = %(subject)s
ORDER BY channel, recipient
