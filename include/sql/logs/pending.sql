-- The statement that each session logged last before its execution; the entries come before it as the CTE `entry`.
SELECT
    session,
    arg_max(message, coalesce(session_line, 0)) AS message
FROM entry
WHERE severity = 'LOG' AND (starts_with(message, 'statement: ') OR starts_with(message, 'execute '))
GROUP BY session
