-- Tahapan satu tender.
SELECT jdw_tahap, jdw_mulai, jdw_selesai
FROM jadwal
WHERE lls_id = %(lelang)s
ORDER BY jdw_mulai
