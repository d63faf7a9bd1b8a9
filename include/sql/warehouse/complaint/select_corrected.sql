-- What people have said of class or topic, with the text it was said of: what the classifier learns from.
SELECT
    current.complaint_id,
    current.title,
    current.text,
    current.class,
    current.topic
FROM monev.complaint_current AS current
WHERE current.site = %(site)s
  AND current.text_deleted_at IS NULL
  AND EXISTS (
      SELECT FROM monev.complaint_decision AS decision
      WHERE decision.site = current.site
        AND decision.complaint_id = current.complaint_id
        AND decision.field IN ('class', 'topic')
  )
ORDER BY current.complaint_id
