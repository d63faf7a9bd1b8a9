-- Rincian satu tender.
SELECT paket.pkt_nama, paket.pkt_pagu, paket.pkt_hps, satuan_kerja.stk_nama, panitia.pnt_nama
FROM lelang
JOIN paket USING (pkt_id)
JOIN satuan_kerja ON satuan_kerja.stk_id = paket.stk_id
JOIN panitia ON panitia.pnt_id = paket.pnt_id
WHERE lelang.lls_id = %(lelang)s
