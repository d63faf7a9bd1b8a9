-- Fields of the users' form; `/* columns */` becomes those of them that exist and are wanted.
SELECT user_id /* columns */
FROM ost_user__cdata
WHERE user_id IN %(users)s;
