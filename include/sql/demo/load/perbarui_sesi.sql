-- Setiap halaman memperpanjang sesi.
UPDATE sesi SET ses_akhir = now() WHERE ses_id = %(sesi)s
