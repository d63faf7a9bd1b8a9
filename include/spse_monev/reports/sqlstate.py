"""What the classes of SQLSTATE mean, in Bahasa Indonesia.

Source: PostgreSQL 18 documentation, Appendix A 'PostgreSQL Error Codes'; the first two characters are the class.
"""

from __future__ import annotations

_CLASSES = {
    "00": "Berhasil",
    "01": "Peringatan",
    "02": "Tidak ada data",
    "03": "Pernyataan SQL belum selesai",
    "08": "Gangguan koneksi",
    "09": "Kesalahan tindakan pemicu (trigger)",
    "0A": "Fitur tidak didukung",
    "0B": "Permulaan transaksi tidak sah",
    "0F": "Kesalahan penunjuk data (locator)",
    "0L": "Pemberi hak tidak sah",
    "0P": "Peran (role) tidak sah",
    "0Z": "Kesalahan diagnostik",
    "10": "Kesalahan XQuery",
    "20": "Kasus tidak ditemukan",
    "21": "Jumlah baris hasil tidak sesuai",
    "22": "Data tidak sah",
    "23": "Pelanggaran batasan integritas",
    "24": "Keadaan kursor tidak sah",
    "25": "Keadaan transaksi tidak sah",
    "26": "Nama pernyataan SQL tidak sah",
    "27": "Pelanggaran perubahan data oleh pemicu",
    "28": "Otorisasi ditolak",
    "2B": "Hak masih dipakai objek lain",
    "2D": "Pengakhiran transaksi tidak sah",
    "2F": "Kesalahan rutin SQL",
    "34": "Nama kursor tidak sah",
    "38": "Kesalahan rutin luar",
    "39": "Kesalahan pemanggilan rutin luar",
    "3B": "Kesalahan titik simpan (savepoint)",
    "3D": "Basis data tidak ada",
    "3F": "Skema tidak ada",
    "40": "Transaksi dibatalkan (rollback)",
    "42": "Kesalahan sintaksis atau hak akses",
    "44": "Pelanggaran WITH CHECK OPTION",
    "53": "Sumber daya tidak cukup",
    "54": "Batas program terlampaui",
    "55": "Objek tidak dalam keadaan yang diperlukan",
    "57": "Campur tangan operator",
    "58": "Kesalahan sistem di luar PostgreSQL",
    "72": "Kesalahan potret data (snapshot)",
    "F0": "Kesalahan berkas konfigurasi",
    "HV": "Kesalahan pembungkus data luar (FDW)",
    "P0": "Kesalahan PL/pgSQL",
    "XX": "Kesalahan internal",
}


def class_meaning(code: str | None) -> str:
    """The meaning of an SQLSTATE's class; says so where the log carries no code or the class is not PostgreSQL's."""
    if not code:
        return "Kode tidak tercatat di log"
    return _CLASSES.get(code[:2], "Kelas kode tidak dikenal")
