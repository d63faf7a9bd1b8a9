-- Laporan: pagu, HPS dan jumlah peserta tiap satuan kerja.
SELECT satuan_kerja.stk_nama, count(DISTINCT lelang.lls_id) AS jumlah_lelang, sum(paket.pkt_pagu) AS pagu,
       count(peserta.psr_id) AS jumlah_peserta
FROM satuan_kerja
JOIN paket USING (stk_id)
JOIN lelang USING (pkt_id)
LEFT JOIN peserta USING (lls_id)
WHERE paket.pkt_tahun = %(tahun)s
GROUP BY satuan_kerja.stk_nama
ORDER BY pagu DESC
