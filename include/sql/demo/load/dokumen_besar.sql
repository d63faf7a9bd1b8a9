-- Laporan: dokumen terbesar, diurutkan seluruhnya; dengan work_mem kecil tumpah ke berkas sementara.
SELECT dok_nama, dok_ukuran, row_number() OVER (ORDER BY dok_ukuran DESC, dok_nama) AS urutan
FROM dokumen
