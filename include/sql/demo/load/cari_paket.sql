-- Pencarian bebas: pola di tengah kata tidak dapat memakai indeks.
SELECT paket.pkt_id, paket.pkt_nama, paket.pkt_pagu
FROM paket
WHERE paket.pkt_nama ILIKE %(pola)s AND paket.pkt_tahun = %(tahun)s
ORDER BY paket.pkt_pagu DESC
LIMIT 25
