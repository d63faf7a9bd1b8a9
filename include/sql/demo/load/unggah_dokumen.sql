-- Catatan satu dokumen yang diunggah.
INSERT INTO dokumen (lls_id, dok_jenis, dok_nama, dok_ukuran)
VALUES (%(lelang)s, 'Penawaran', %(nama)s, %(ukuran)s)
