-- The complaints that are counted.
SELECT
    complaint_id,
    received_at,
    has_time,
    class AS complaint_class,
    topic,
    text,
    user_type,
    channel,
    institution,
    reporter_hashes AS reporters,
    NOT needs_review AS is_certain
FROM monev.complaint_current
WHERE site = %(site)s
  AND received_at >= %(since)s
  AND received_at < %(until)s
  AND is_counted
  AND class IS NOT NULL
ORDER BY received_at, complaint_id
