-- Peserta satu tender beserta penawaran terendahnya; mengandalkan indeks penawaran (psr_id).
SELECT rekanan.rkn_nama,
       (SELECT min(penawaran.pnw_harga) FROM penawaran WHERE penawaran.psr_id = peserta.psr_id) AS penawaran_terendah
FROM peserta
JOIN rekanan USING (rkn_id)
WHERE peserta.lls_id = %(lelang)s
ORDER BY penawaran_terendah
