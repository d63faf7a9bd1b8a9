-- Penyedia masuk: satu sesi baru.
INSERT INTO sesi (rkn_id) VALUES (%(rekanan)s)
