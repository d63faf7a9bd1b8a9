-- Laporan: penyedia menurut banyaknya tender yang diikuti dan nilai penawarannya.
SELECT rekanan.rkn_kota, rekanan.rkn_nama, count(DISTINCT peserta.lls_id) AS jumlah_lelang, sum(penawaran.pnw_harga) AS nilai
FROM rekanan
JOIN peserta USING (rkn_id)
JOIN penawaran USING (psr_id)
GROUP BY rekanan.rkn_kota, rekanan.rkn_nama
ORDER BY nilai DESC
LIMIT 100
