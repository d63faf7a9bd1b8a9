-- All addresses of some users.
SELECT user_id, address
FROM ost_user_email
WHERE user_id IN %(users)s
ORDER BY user_id, id;
