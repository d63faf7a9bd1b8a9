-- What stays as it was keeps its time.
INSERT INTO monev.complaint_label (
    site, complaint_id, class, topic, confidence, topic_confidence, needs_review, model, labelled_at
)
VALUES (
    %(site)s, %(complaint_id)s, %(class)s, %(topic)s, %(confidence)s, %(topic_confidence)s, %(needs_review)s,
    %(model)s, %(labelled_at)s
)
ON CONFLICT (site, complaint_id) DO UPDATE SET
    class = excluded.class,
    topic = excluded.topic,
    confidence = excluded.confidence,
    topic_confidence = excluded.topic_confidence,
    needs_review = excluded.needs_review,
    model = excluded.model,
    labelled_at = excluded.labelled_at
WHERE (complaint_label.class, complaint_label.topic, complaint_label.confidence, complaint_label.topic_confidence,
       complaint_label.needs_review, complaint_label.model)
      IS DISTINCT FROM
      (excluded.class, excluded.topic, excluded.confidence, excluded.topic_confidence,
       excluded.needs_review, excluded.model)
