-- The complaints of a span that some import still holds, in the order in which they came.
SELECT
    complaint_id,
    source,
    file,
    sheet,
    row_number,
    received_at,
    has_time,
    state,
    title,
    text,
    solution,
    ticket,
    support_ticket,
    answered_at,
    answer_has_time,
    solved_at,
    solution_has_time,
    is_reopened,
    is_informed,
    channel,
    user_type,
    institution,
    category,
    urgency,
    impact,
    priority,
    handler,
    reporter_hashes,
    text_hash
FROM monev.complaint_current
WHERE site = %(site)s
  AND received_at >= %(since)s
  AND received_at < %(until)s
  AND text_deleted_at IS NULL
ORDER BY received_at, complaint_id
