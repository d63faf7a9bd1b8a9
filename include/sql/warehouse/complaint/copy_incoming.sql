COPY incoming (
    site, complaint_id, source, as_of, received_at, has_time, state, title, text, solution, ticket, support_ticket,
    answered_at, answer_has_time, solved_at, solution_has_time, is_reopened, is_informed, channel, user_type,
    institution, category, urgency, impact, priority, handler, reporter_hashes, text_hash
) FROM STDIN
