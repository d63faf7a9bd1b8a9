-- What came of a claim, unless another sender has claimed it since; but what was sent stays sent.
UPDATE monev.notification
SET
    state = %(state)s,
    sent_at = CASE WHEN %(state)s = 'sent' THEN clock_timestamp() END,
    error = %(error)s
WHERE site = %(site)s
  AND event = %(event)s
  AND subject = %(subject)s
  AND channel = %(channel)s
  AND recipient = %(recipient)s
  AND (claimed_at = %(claimed_at)s OR %(state)s = 'sent')
