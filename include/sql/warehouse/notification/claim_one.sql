-- Let one sender tell one recipient; no row if it was told, or is being told by another whose claim still holds.
INSERT INTO monev.notification AS known (
    site, event, subject, period, period_start, channel, recipient, state, claimed_at
)
VALUES (
    %(site)s, %(event)s, %(subject)s, %(period)s, %(period_start)s, %(channel)s, %(recipient)s, 'claimed',
    clock_timestamp()
)
ON CONFLICT (site, event, subject, channel, recipient) DO UPDATE
SET
    state = 'claimed',
    claimed_at = excluded.claimed_at
WHERE known.state = 'failed'
   OR known.state = 'claimed' AND known.claimed_at <= clock_timestamp() - make_interval(secs => %(lease_seconds)s)
RETURNING claimed_at
