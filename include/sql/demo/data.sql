-- Synthetic rows by counting; the multipliers (primes) only scatter the values. Nobody and nothing in it is real.

INSERT INTO satuan_kerja (stk_id, stk_nama)
SELECT n, 'Satuan Kerja Sintetis ' || lpad(n::text, 2, '0')
FROM generate_series(1, 40) AS n;

INSERT INTO pegawai (peg_id, stk_id, peg_nama, peg_nip)
SELECT n, 1 + n % 40, 'Pegawai Sintetis ' || lpad(n::text, 3, '0'), '00000000' || lpad(n::text, 10, '0')
FROM generate_series(1, 200) AS n;

INSERT INTO panitia (pnt_id, stk_id, pnt_nama, pnt_tahun)
SELECT n, 1 + n % 40, 'Pokja Sintetis ' || lpad(n::text, 2, '0'), 2024 + n % 3
FROM generate_series(1, 60) AS n;

INSERT INTO anggota_panitia (pnt_id, peg_id, jabatan)
SELECT n, 1 + (n * 3 + k) % 200, CASE k WHEN 0 THEN 'Ketua' WHEN 1 THEN 'Sekretaris' ELSE 'Anggota' END
FROM generate_series(1, 60) AS n, generate_series(0, 2) AS k;

INSERT INTO rekanan (rkn_id, rkn_nama, rkn_npwp, rkn_kota)
SELECT
    n,
    (ARRAY['CV', 'PT', 'UD', 'Koperasi'])[1 + n % 4] || ' Sintetis '
        || (ARRAY['Maju', 'Jaya', 'Karya', 'Mandiri', 'Sentosa', 'Abadi', 'Makmur'])[1 + n * 13 % 7] || ' '
        || lpad(n::text, 4, '0'),
    '00.000.' || lpad(n::text, 7, '0'),
    'Kota Contoh ' || (1 + n * 7 % 25)
FROM generate_series(1, 5000) AS n;

INSERT INTO paket (pkt_id, stk_id, pnt_id, pkt_nama, pkt_pagu, pkt_hps, pkt_tahun)
SELECT
    n,
    1 + n % 40,
    1 + n % 60,
    (ARRAY['Rehabilitasi', 'Pengadaan', 'Pemeliharaan', 'Pembangunan', 'Jasa Konsultansi'])[1 + n % 5] || ' '
        || (ARRAY['Jalan', 'Gedung', 'Jaringan', 'Alat Kesehatan', 'Saluran Irigasi', 'Kendaraan'])[1 + n * 11 % 6]
        || ' Contoh ' || n,
    50000000 + n * 7919::bigint % 950000000,
    (50000000 + n * 7919::bigint % 950000000) * 0.98,
    2024 + n % 3
FROM generate_series(1, 3000) AS n;

INSERT INTO lelang (lls_id, pkt_id, lls_metode, lls_status, lls_dibuat)
SELECT n, n, (ARRAY['Tender', 'Tender Cepat', 'Seleksi'])[1 + n % 3], n % 4, now() - n % 700 * interval '1 day'
FROM generate_series(1, 3000) AS n;

INSERT INTO jadwal (jdw_id, lls_id, jdw_tahap, jdw_mulai, jdw_selesai)
SELECT
    n * 5 + k,
    n,
    (ARRAY['Pengumuman', 'Penjelasan', 'Pemasukan Penawaran', 'Pembukaan', 'Penetapan Pemenang'])[1 + k],
    now() + (k - n % 700) * interval '1 day',
    now() + (k + 2 - n % 700) * interval '1 day'
FROM generate_series(1, 3000) AS n, generate_series(0, 4) AS k;

INSERT INTO peserta (psr_id, lls_id, rkn_id, psr_tanggal)
SELECT n, 1 + n * 7 % 3000, 1 + n * 31 % 5000, now() - n % 600 * interval '1 day'
FROM generate_series(1, 40000) AS n;

INSERT INTO penawaran (psr_id, pnw_harga, pnw_dibuka)
SELECT 1 + n * 3 % 40000, 40000000 + n * 104729::bigint % 900000000, n % 3 = 0
FROM generate_series(1, 50000) AS n;

INSERT INTO dokumen (lls_id, dok_jenis, dok_nama, dok_ukuran)
SELECT
    1 + n % 3000,
    (ARRAY['Dokumen Pemilihan', 'Adendum', 'Penawaran', 'Jaminan', 'Kontrak'])[1 + n % 5],
    'dokumen_sintetis_' || lpad(n::text, 5, '0') || '.pdf',
    10000 + n * 6007::bigint % 20000000
FROM generate_series(1, 20000) AS n;

INSERT INTO sesi (rkn_id)
SELECT 1 + n % 5000
FROM generate_series(1, 2000) AS n;

CREATE INDEX peserta_lelang_idx ON peserta (lls_id);
CREATE INDEX peserta_rekanan_idx ON peserta (rkn_id);
CREATE INDEX penawaran_peserta_idx ON penawaran (psr_id);
CREATE INDEX dokumen_lelang_idx ON dokumen (lls_id);
CREATE INDEX jadwal_lelang_idx ON jadwal (lls_id);
CREATE INDEX paket_tahun_idx ON paket (pkt_tahun);
