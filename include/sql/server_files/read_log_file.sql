-- One piece of a file; NULL when the file is gone.
SELECT pg_read_binary_file(%(path)s, %(offset)s, %(length)s, TRUE) AS piece;
