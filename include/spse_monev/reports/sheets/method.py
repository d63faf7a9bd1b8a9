"""What each word of the report means and how it was counted."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.workbook import Column

_ROWS = (
    (
        "Dasar",
        "SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 1, 1a, 1b dan 2.",
    ),
    (
        "Hari",
        "Hari kalender menurut zona waktu situs, dari pukul 00.00 sampai sebelum pukul 00.00 hari berikutnya.",
    ),
    ("Lengkap", "Semua sumber yang dikonfigurasi terbaca utuh untuk hari itu, dan yang hanya diperiksa aktif."),
    (
        "Sebagian",
        "Sekurang-kurangnya satu sumber tidak terbaca atau terbaca sebagian; alasannya tertulis pada "
        "Ringkasan. Angka dari sumber yang terbaca sebagian adalah angka sekurang-kurangnya.",
    ),
    ("Tidak terbaca", "Sumber tidak dapat dibaca. Angkanya tidak diketahui dan tidak ditulis sebagai nol."),
    ("Belum dibaca", "Sumber ada dalam pengaturan, tetapi tidak ada catatan pembacaan untuk hari itu."),
    (
        "Tidak dikonfigurasi",
        "Situs tidak mempunyai sumber seperti itu, sehingga laporan tidak berkata apa pun tentangnya. Bukan kekurangan "
        "bacaan, dan tidak membuat laporan menjadi sebagian.",
    ),
    (
        "Tidak tersedia",
        "Sumber terbaca, tetapi angka itu tidak diukur atau belum dapat dihitung (misalnya hari pertama).",
    ),
    (
        "Galat",
        "Entri log bertingkat ERROR, FATAL dan PANIC dari server basis data, aplikasi, dan log galat server web. Pesan "
        "yang hanya berbeda nilai atau nama objeknya digabung menjadi satu jenis; galat aplikasi juga menurut "
        "pengecualian akar dan tempatnya di kode. WARNING dihitung tersendiri.",
    ),
    (
        "Query",
        "Pernyataan SQL yang hanya berbeda nilainya digabung. Dari statistik: selisih pg_stat_statements "
        "antara dua potret. Dari log: pernyataan yang durasinya dicatat server, tiap eksekusi dihitung "
        "sekali. Dari SPSE: selisih @status.json antara dua potret.",
    ),
    (
        "Persentil",
        "p95 = waktu yang tidak dilampaui oleh 95 dari 100 eksekusi atau permintaan, dari histogram dengan ketelitian "
        "sekitar 1 persen.",
    ),
    (
        "Kegagalan",
        "Transaksi dan proses yang gagal menurut log dan sistem pemantauan: deadlock, batas waktu, unggah dan unduh "
        "gagal, jawaban 5xx, gangguan, dan sebagainya. Di dalam satu sumber satu kejadian dihitung sekali; antarsumber "
        "tidak dijumlahkan, karena kejadian yang sama dapat terlihat oleh beberapa sumber.",
    ),
    (
        "Pengguna, robot, pemeriksa",
        "Permintaan web dibedakan menurut yang meminta: orang (atau program yang dipakainya), mesin pencari dan robot "
        "lain, serta pemeriksaan kesehatan. Angka utama hanya menghitung pengguna.",
    ),
    (
        "Rute",
        "Jalur permintaan tanpa kueri; id dan nilai di dalamnya diganti tanda tanya. Alamat IP tidak disimpan.",
    ),
    (
        "Ketersediaan",
        "Waktu hidup dibagi waktu terlihat. Waktu yang tidak dilihat siapa pun berkeadaan 'tidak diketahui' dan tidak "
        "dihitung sebagai hidup maupun mati.",
    ),
    (
        "Penyimpangan",
        "Perlengkapan (sumber wajib tidak aktif, datanya lama atau tidak terbaca), waktu (laporan pertama kali ditulis "
        "lewat jumlah batas langkah 1, 1a dan 1b sesudah jadwal mulai, atau langkah 1, 1a dan 2 berlangsung lebih lama "
        "dari batasnya) atau output (laporan sebagian, terlalu banyak baris tidak terurai) yang tidak menurut baku "
        "mutu SOP. Hari yang belum berakhir dan yang mendahului pemasangan sistem tidak dinilai.",
    ),
    (
        "Temuan",
        "Yang terlihat oleh aturan penilaian (perintah spse rules list), dengan kelas menurut SOP: minor (hanya "
        "setting dan konfigurasi), major (menyentuh fitur fisik, upgrade atau penggantian, atau fitur SPSE), tanpa "
        "perubahan (pelatihan, perbaikan, pengamatan), dan perlu telaah (tidak ada aturan yang tahu, atau sebagian "
        "faktanya belum tersedia).",
    ),
    ("Prioritas", "Urgensi dan dampak menurut Tabel Prioritas Penyelesaian Permasalahan SPSE dalam pengaturan situs."),
    (
        "Perubahan kebiasaan",
        "Perbandingan dengan hari-hari terbaca dalam 28 hari sebelumnya menurut jenis harinya: baru, naik, turun, atau "
        "tidak lagi terlihat. Perbedaan yang dapat terjadi secara kebetulan tidak disebut.",
    ),
    (
        "Hari sebelumnya",
        "Nilai satu hari kalender sebelumnya, hanya bila hari itu terbaca (lengkap atau sebagian).",
    ),
    (
        "Median 7 hari",
        "Nilai tengah dari hari-hari yang terbaca di antara tujuh hari sebelumnya; jumlah kejadian pada "
        "hari terbaca tanpa kejadian adalah nol.",
    ),
    ("Satuan", "KiB, MiB, GiB memakai kelipatan 1.024; ms = milidetik."),
    (
        "Penyamaran",
        "Nilai di dalam pesan dan pernyataan disamarkan sebelum disimpan, sehingga laporan tidak memuat "
        "data penawaran atau data pribadi dari log.",
    ),
)
# What each term means, for reports of other periods.
METHOD = dict(_ROWS)


def write_method(workbook: Workbook, view: DayView, title: str) -> None:
    """What each word means and how it was counted."""
    columns = (Column("Istilah", 24), Column("Pengertian dan cara menghitung", 130))
    write_table_sheet(
        workbook,
        view,
        title,
        "Metode",
        columns,
        _ROWS,
        lambda _, row: row,
        sources=(),
        totals="",
        unit="istilah",
        filters=False,
    )
