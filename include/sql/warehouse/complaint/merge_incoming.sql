-- A record that is known takes the newer version; one whose texts retention took away does not get them back.
INSERT INTO monev.complaint (
    site, complaint_id, source, as_of, received_at, has_time, state, title, text, solution, ticket, support_ticket,
    answered_at, answer_has_time, solved_at, solution_has_time, is_reopened, is_informed, channel, user_type,
    institution, category, urgency, impact, priority, handler, reporter_hashes, text_hash
)
SELECT
    site, complaint_id, source, as_of, received_at, has_time, state, title, text, solution, ticket, support_ticket,
    answered_at, answer_has_time, solved_at, solution_has_time, is_reopened, is_informed, channel, user_type,
    institution, category, urgency, impact, priority, handler, reporter_hashes, text_hash
FROM incoming
ON CONFLICT (site, complaint_id) DO UPDATE SET
    as_of = excluded.as_of,
    received_at = excluded.received_at,
    has_time = excluded.has_time,
    state = excluded.state,
    title = excluded.title,
    text = excluded.text,
    solution = excluded.solution,
    ticket = excluded.ticket,
    support_ticket = excluded.support_ticket,
    answered_at = excluded.answered_at,
    answer_has_time = excluded.answer_has_time,
    solved_at = excluded.solved_at,
    solution_has_time = excluded.solution_has_time,
    is_reopened = excluded.is_reopened,
    is_informed = excluded.is_informed,
    channel = excluded.channel,
    user_type = excluded.user_type,
    institution = excluded.institution,
    category = excluded.category,
    urgency = excluded.urgency,
    impact = excluded.impact,
    priority = excluded.priority,
    handler = excluded.handler,
    reporter_hashes = excluded.reporter_hashes,
    text_hash = excluded.text_hash
WHERE excluded.as_of >= complaint.as_of
  AND complaint.text_deleted_at IS NULL
