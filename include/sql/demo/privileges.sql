-- What each of SPSE's synthetic roles may do.

GRANT USAGE ON SCHEMA spse TO spse_app, spse_publik, spse_laporan, spse_ekspor, spse_bot;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA spse TO spse_app;
GRANT SELECT ON satuan_kerja, panitia, paket, lelang, jadwal, peserta, rekanan, penawaran TO spse_publik;
GRANT SELECT ON ALL TABLES IN SCHEMA spse TO spse_laporan, spse_ekspor;
