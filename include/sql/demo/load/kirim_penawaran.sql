-- Penyedia mengirim penawaran.
INSERT INTO penawaran (psr_id, pnw_harga) VALUES (%(peserta)s, %(harga)s)
