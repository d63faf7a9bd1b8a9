"""What each word of the evaluation means, how it was counted, and from where its limits come."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl import Workbook

from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.sheets.method import METHOD
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import month_name, number, zone_name
from spse_monev.reports.workbook import Column

QUERIES: tuple[str, ...] = ()

# What a day and a month count in the same way is said in the same words.
_SHARED = {
    "Data dan kelengkapan": ("Tidak terbaca", "Tidak dikonfigurasi", "Tidak tersedia", "Penyamaran", "Satuan"),
    "Penghitungan": ("Galat", "Query", "Kegagalan", "Pengguna, robot, pemeriksa", "Rute"),
}


def write_method(workbook: Workbook, view: EvaluationView, title: str) -> None:
    """One line a term, in groups that can be filtered."""
    columns = (Column("Kelompok", 22), Column("Istilah", 26), Column("Pengertian, cara menghitung dan sumber", 118))
    rows = [
        (group, *line)
        for group, own in _groups(view)
        for line in (*own, *((term, METHOD[term]) for term in _SHARED.get(group, ())))
    ]
    write_table_sheet(
        workbook,
        view,
        title,
        "MetodeDanDefinisi",
        columns,
        rows,
        lambda _, row: row,
        sources=(),
        totals="",
        unit="istilah",
        printed_rows=len(rows),
    )


def _groups(view: EvaluationView) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    limits, retention = view.site.thresholds, view.site.retention
    days = view.month.days
    before = month_name(view.month.shift(-1))
    yield (
        "Dasar dan masa",
        (
            (
                "Dasar",
                "SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 3 (rekap penanganan "
                "permasalahan), 4 (analisis kebutuhan perubahan) dan 5 (permohonan perubahan).",
            ),
            (
                "Bulan",
                f"{month_name(view.month)}, {number(len(days))} hari kalender menurut jam {zone_name(days[0])} "
                f"({view.site.zone.key}), dari pukul 00.00 tanggal 1 sampai sebelum pukul 00.00 tanggal 1 bulan "
                "berikutnya.",
            ),
            (
                "Bulan sebelumnya",
                f"Pembanding di semua lembar, kecuali perubahan kebiasaan, adalah {before}, hanya dari harinya yang "
                "terbaca; tanpa satu pun hari terbaca tidak ada pembanding.",
            ),
            (
                "Ketertelusuran",
                "Setiap angka berasal dari baris harian gudang data (situs, hari, sumber). Lembar Kelengkapan "
                "menunjukkan hari mana yang menjadi dasarnya, laporan harian setiap tanggal memuat rinciannya, dan "
                "data bulan ini tersimpan juga sebagai JSON dan Parquet di dalam arsip, dengan SHA-256 setiap berkas.",
            ),
            (
                "Masa simpan",
                f"Rincian harian disimpan {number(retention.detail_days)} hari dan potret statistik serta pengaturan "
                f"{number(retention.snapshot_days)} hari; register tidak pernah dihapus. Bulan yang rinciannya telah "
                "dihapus tidak dapat dievaluasi ulang.",
            ),
        ),
    )
    yield (
        "Data dan kelengkapan",
        (
            (
                "Lengkap",
                "Semua sumber yang dikonfigurasi terbaca utuh pada setiap hari bulan ini, yang hanya diperiksa aktif, "
                "dan semua sumber keluhan terbaca utuh.",
            ),
            (
                "Sebagian",
                "Sekurang-kurangnya satu hari dari satu sumber tidak terbaca atau terbaca sebagian. Jumlah dari sumber "
                "itu adalah angka sekurang-kurangnya; kepala setiap lembar menyebut tanggalnya.",
            ),
            (
                "Hari terbaca",
                "Hari yang angkanya ada (lengkap atau sebagian). Kejadian yang tidak tercatat pada hari terbaca "
                "berjumlah nol; pada hari yang tidak terbaca jumlahnya tidak diketahui dan bukan nol.",
            ),
        ),
    )
    yield (
        "Penghitungan",
        (
            (
                "Rata-rata per hari",
                "Jumlah sebulan dibagi banyaknya hari terbaca, bukan banyaknya hari kalender. Median dihitung atas "
                "hari terbaca yang sama.",
            ),
            (
                "Rata-rata waktu",
                "Jumlah seluruh waktu dibagi banyaknya panggilan atau permintaan sebulan; bukan rata-rata dari "
                "rata-rata harian.",
            ),
            (
                "Persentil",
                "p95 = waktu yang tidak dilampaui oleh 95 dari 100 panggilan. Persentil bulan dihitung dari gabungan "
                "histogram semua hari terbaca (lebar kelas 2 persen, nilai tengah kelas, tidak pernah di atas nilai "
                "tertinggi yang terukur); persentil harian tidak dirata-ratakan. Bila hanya sebagian hari mempunyai "
                "histogram, ditulis 'sebagian', bukan angka.",
            ),
            (
                "Perubahan kebiasaan",
                "Hari-hari terbaca bulan ini dibandingkan dengan hari-hari terbaca dalam 28 hari sebelumnya menurut "
                "jenis harinya: baru, naik, turun, atau tidak lagi terlihat. Perbedaan yang dapat terjadi secara "
                "kebetulan tidak disebut; dengan kurang dari 7 hari pembanding tidak ada yang disebut berubah.",
            ),
            (
                "Indikator",
                "Rata-rata, terendah dan tertinggi dari angka harian, hanya atas hari yang mempunyai angka itu; angka "
                "yang tidak terukur tidak dihitung nol.",
            ),
        ),
    )
    yield (
        "Ketersediaan dan kapasitas",
        (
            (
                "Ketersediaan",
                "Jumlah waktu hidup dibagi jumlah waktu terlihat (hidup dan mati) pada hari-hari terbaca, dalam "
                "persen. Waktu yang tidak dilihat siapa pun dan hari yang tidak terbaca tidak dihitung sebagai hidup "
                "maupun mati; kolom 'Bagian bulan yang terlihat' menunjukkan seberapa luas dasarnya.",
            ),
            (
                "Gangguan",
                "Komponen itu sendiri tidak menjawab; keadaan lain disebut masalah. Yang melewati tengah malam "
                "dihitung sekali. Gangguan yang belum selesai saat dibaca dihitung sampai akhir hari terakhir ia "
                "tercatat.",
            ),
            (
                "Prakiraan",
                "Kemiringan Theil-Sen atas 28 hari terakhir dengan selang kepercayaan 95 persen menurut uji Kendall "
                "(Sen 1968; Gilbert 1987, bab 16). Hari sampai batas = (batas − tingkat kecenderungan pada hari "
                "terakhir) ÷ kemiringan per hari. Kurang dari 10 hari, atau selang yang memuat nol: tidak ada ramalan. "
                "Lebih dari sepuluh tahun tidak diramalkan.",
            ),
        ),
    )
    yield (
        "Penilaian dan perubahan",
        (
            (
                "Perubahan minor",
                "Menurut SOP: Perubahan Minor Infrastruktur tidak mempengaruhi fitur fisik infrastruktur dan hanya "
                "mengubah setting dan konfigurasi. Ditangani di dalam LPSE (langkah 5).",
            ),
            (
                "Perubahan major",
                "Menurut SOP: Perubahan Major Infrastruktur mempengaruhi fitur fisik infrastruktur, dapat berupa "
                "upgrade atau penggantian perangkat. Perubahan fitur, kode atau skema SPSE diperlakukan sama, karena "
                "hanya dapat dilakukan LKPP. Wajib dikonsultasikan dengan Technical Support LKPP (langkah 5).",
            ),
            (
                "Tanpa perubahan",
                "Cukup ditangani dengan perbaikan keadaan, pelatihan, informasi kepada pengguna, atau pengamatan.",
            ),
            (
                "Perlu telaah",
                "Tidak ada aturan yang tahu, atau sebagian faktanya tidak tersedia; orang harus melihatnya.",
            ),
            (
                "Usulan dan keputusan",
                "Perangkat lunak hanya mengusulkan kelas dan perubahan; kelas dikonfirmasi Pengelola Perubahan dan "
                "diputuskan Kepala LPSE.",
            ),
            (
                "Batas waktu permohonan",
                "Setiap langkah permohonan perubahan mempunyai batas dalam hari kerja (Senin sampai Jumat), menurut "
                "pengaturan situs; SOP langkah 6 tidak mempunyai baku waktu, sehingga tanpa pengaturan tidak ada "
                "batasnya. Yang terlewati tercatat dalam Register Penyimpangan pada hari batas itu habis. Tidak ada "
                "yang diputuskan karena waktu habis.",
            ),
            (
                "Efek perubahan",
                "Terlihat: yang mendasari permohonan turun atau tidak ada lagi, lebih dari yang mungkin terjadi secara "
                "kebetulan (cara yang sama dengan Perubahan kebiasaan), dan aturannya tidak menemukannya lagi. Yang "
                "tidak dihitung per hari dinilai dengan aturannya saja, mulai bulan sesudah tanggal implementasi. "
                "Kurang dari 7 hari terbaca utuh sesudahnya: tidak dapat dinilai. Bukan pernyataan sebab dan akibat.",
            ),
            (
                "Ambang aturan",
                "Setiap aturan menyebut sendiri ambang dan sumbernya (perintah spse rules list; berkas include/rules). "
                "Yang terbukti dari sumber dikutip di sana; selebihnya adalah pertimbangan penyusun yang dapat diubah "
                "dalam pengaturan situs.",
            ),
            (
                "Ambang pada lembar",
                f"Query lambat: di atas {number(limits.slow_query_ms)} ms (batas bawaan 200 ms adalah yang dipakai "
                "fork Play LKPP pada halaman statusnya). Pemakaian koneksi: di atas "
                f"{number(limits.connection_usage_pct)}%; cache hit: di bawah {number(limits.cache_hit_pct)}%. Nilai "
                "dari pengaturan situs.",
            ),
            ("Prioritas", METHOD["Prioritas"]),
            (
                "Penyimpangan",
                "Setiap penyimpangan dari baku mutu SOP (perlengkapan, waktu, output), pada hari maupun pada bulan "
                "ini. Sumber yang tidak terbaca membuat laporan sebagian dan menjadi penyimpangan, tidak pernah "
                "menjadi nol.",
            ),
        ),
    )
    yield (
        "Keluhan",
        (
            (
                "Kelas keluhan",
                "Langkah 3 SOP: (1) teknis unggah dan unduh data, bila yang dipindahkan gagal atau salah; (2) "
                "penggunaan aplikasi, bila sistem berfungsi dan pengguna bertanya caranya; (3) keluhan lain. Bila dua "
                "cocok, yang harus diperbaiki menentukan; bila tidak ada yang harus diperbaiki, kelas 2.",
            ),
            (
                "Keyakinan",
                "Penggolongan otomatis disertai keyakinan; yang rendah diperiksa orang pada lembar koreksi. Koreksi "
                "dicatat beserta pengoreksinya.",
            ),
        )
        if view.site.helpdesk
        else (
            ("Keluhan", "Sumber keluhan (helpdesk) tidak dikonfigurasi; laporan ini tidak berkata apa pun tentangnya."),
        ),
    )
