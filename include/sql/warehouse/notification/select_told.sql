-- Who was told of an event, or is being told by a sender whose claim still holds?
SELECT
    channel,
    recipient,
    state
FROM monev.notification
WHERE site = %(site)s
  AND event = %(event)s
  AND subject = %(subject)s
  AND (
      state = 'sent'
      OR state = 'claimed' AND claimed_at > clock_timestamp() - make_interval(secs => %(lease_seconds)s)
  )
ORDER BY channel, recipient
