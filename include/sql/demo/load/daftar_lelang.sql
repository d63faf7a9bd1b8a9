-- Halaman depan: tender terbaru menurut status.
SELECT lelang.lls_id, paket.pkt_nama, paket.pkt_hps, lelang.lls_metode
FROM lelang
JOIN paket USING (pkt_id)
WHERE lelang.lls_status = %(status)s
ORDER BY lelang.lls_dibuat DESC
LIMIT 20
