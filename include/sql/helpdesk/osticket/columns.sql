-- What the user may read of the tables that osTicket makes of its forms: their columns are the office's own, and the
-- tables may be missing until osTicket has made them anew.
SELECT
    LOWER(TABLE_NAME) AS table_name,
    COLUMN_NAME AS column_name
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE()
    AND TABLE_NAME IN (%(ticket_form)s, %(user_form)s)
ORDER BY table_name, column_name;
