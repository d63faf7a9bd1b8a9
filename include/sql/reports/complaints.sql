-- Every record of the month that some import still holds, as it counts now, and what the repeated ones repeat.
SELECT
    current.complaint_id,
    current.source,
    current.file,
    current.sheet,
    current.row_number,
    current.received_at,
    current.has_time,
    current.state,
    current.title,
    current.text,
    current.solution,
    current.ticket,
    current.support_ticket,
    current.answered_at,
    current.answer_has_time,
    current.solved_at,
    current.solution_has_time,
    current.is_reopened,
    current.is_informed,
    current.channel,
    current.user_type,
    current.institution,
    current.category,
    current.urgency,
    current.impact,
    current.priority,
    current.handler,
    current.reporter_hashes,
    current.class,
    current.topic,
    current.model_class,
    current.model_topic,
    current.confidence,
    current.topic_confidence,
    current.model,
    current.needs_review,
    current.is_corrected,
    current.is_complaint,
    current.is_counted,
    current.same_as,
    current.same_as_kind,
    current.similarity,
    repeated.received_at AS same_as_received_at,
    repeated.has_time AS same_as_has_time,
    repeated.ticket AS same_as_ticket,
    current.text_deleted_at
FROM monev.complaint_current AS current
LEFT JOIN monev.complaint AS repeated
    ON current.site = repeated.site
        AND current.same_as = repeated.complaint_id
WHERE current.site = %(site)s
  AND current.received_at >= %(since)s
  AND current.received_at < %(until)s
ORDER BY current.received_at, current.complaint_id
