"""What each word of the recap means and how it was counted."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.reports.complaints.repeats import LIMITS
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.sheets.table import write_table_sheet
from spse_monev.reports.words import number
from spse_monev.reports.workbook import Column


def write_method(workbook: Workbook, view: MonthView, title: str) -> None:
    """What each word means and how it was counted."""
    columns = (Column("Istilah", 28), Column("Pengertian dan cara menghitung", 130))
    write_table_sheet(
        workbook,
        view,
        title,
        "Metode",
        columns,
        _method(view),
        lambda _, row: row,
        sources=(),
        totals="",
        unit="istilah",
        filters=False,
    )


def _method(view: MonthView) -> list[tuple[str, str]]:
    limit = number(100 * view.helpdesk.min_confidence)
    models = sorted({row["model"] for row in view.records if row["model"]})
    corrected = sum(row["is_corrected"] for row in view.counted)
    return [
        (
            "Dasar",
            "SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 3: setiap bulan "
            "merangkum dokumentasi permasalahan yang diselesaikan dan layanan kepada pengguna.",
        ),
        (
            "Bulan",
            "Bulan kalender menurut zona waktu situs. Keluhan termasuk bulan ketika diterima, walaupun selesai pada "
            "bulan lain.",
        ),
        (
            "Kelas 1: Upload dan download data",
            "Mengirim, menyandikan, membuka atau mengambil berkas atau data antara pengguna dan SPSE gagal atau "
            "hasilnya salah.",
        ),
        (
            "Kelas 2: Penggunaan aplikasi SPSE",
            "Sistem bekerja; pengguna bertanya bagaimana, di mana, kapan atau apakah boleh, walaupun menyebut unggah. "
            "Juga kekeliruan pengguna yang cukup dijelaskan.",
        ),
        (
            "Kelas 3: Keluhan lain",
            "Setiap gangguan, keinginan atau keluhan lain: akses, kelambatan, gagal masuk karena sistem, e-mail, "
            "integrasi, tampilan, fitur, layanan. Bila dua kelas cocok, yang menentukan adalah apa yang harus "
            "diperbaiki; bila tidak ada, kelas 2.",
        ),
        ("Topik", "Tentang apa keluhan itu, apa pun kelasnya. Satu keluhan mempunyai satu topik."),
        (
            "Penentuan kelas dan topik",
            "Diusulkan oleh program yang belajar dari contoh kalimat buatan dan dari koreksi petugas situs ini; "
            f"putusan petugas selalu mengalahkan usulan. Keyakinan di bawah {limit}% perlu ditelaah petugas. Keluhan "
            f"bulan ini yang pernah dikoreksi petugas: {number(corrected)}. Versi program penentu: "
            f"{', '.join(models) or 'belum dijalankan untuk bulan ini'}.",
        ),
        (
            "Keluhan dan catatan",
            "Catatan = satu baris rekap atau satu tiket helpdesk. Keluhan = catatan yang dihitung: bukan ulangan "
            "keluhan lain, dan tidak dinyatakan 'bukan keluhan' (misalnya uji coba, iklan, ucapan) oleh petugas.",
        ),
        (
            "Catatan ganda",
            "Catatan yang nomor tiketnya sama, atau yang isinya sama atau serupa dari pelapor yang sama, atau isi "
            "panjang yang nyaris sama dari pelapor yang mungkin sama, dalam jarak paling jauh "
            f"{number(view.helpdesk.repeat_days)} hari (nomor tiket sama: tanpa batas jarak). Dihitung satu kali, pada "
            "catatan yang pertama, juga bila yang pertama jatuh pada bulan sebelumnya. Kemiripan = kesamaan susunan "
            "huruf kedua isi, 0 sampai 100%. Putusan petugas mengalahkan program.",
        ),
        (
            "Pelapor berulang",
            "Pelapor tidak disimpan. Kesamaannya dikenali dari sidik (hash) bersandi atas nama, nomor atau kontak, "
            "yang tidak dapat dikembalikan menjadi data asalnya.",
        ),
        ("Masalah berulang", f"Satu kelas dan topik dengan {LIMITS}. Batas ini menunjuk, tidak membuktikan."),
        (
            "Waktu sampai jawaban pertama dan sampai selesai",
            "Dari keluhan diterima. Jam kalender (bukan jam kerja) dihitung hanya bila kedua waktu memuat jam; hari "
            "kalender dihitung dari tanggal, untuk semua yang bertanggal, dan 0 hari berarti pada tanggal yang sama. "
            "Waktu penyelesaian hanya untuk keluhan berstatus selesai; keluhan selesai tanpa tanggal selesai tetap "
            "terhitung selesai, tanpa waktu. Selisih negatif adalah salah catat: tidak ikut dihitung dan jumlahnya "
            "disebut.",
        ),
        (
            "Median, persentil 90, n",
            "Median = nilai tengah. Persentil 90 = nilai yang tidak dilampaui oleh 90 dari 100 keluhan (peringkat "
            "terdekat). n = banyaknya keluhan yang waktunya dapat dihitung; makin kecil n, makin lemah angkanya.",
        ),
        (
            "Terbuka",
            "Berstatus tercatat atau ditangani menurut pembacaan terakhir, termasuk yang dibuka kembali sesudah "
            "selesai.",
        ),
        ("Lengkap", "Setiap sumber keluhan yang dikonfigurasi terbaca utuh untuk seluruh bulan."),
        (
            "Sebagian",
            "Sekurang-kurangnya satu sumber tidak terbaca, terbaca sebagian, atau bulan belum berakhir; alasannya "
            "tertulis pada Ringkasan. Setiap angka adalah angka sekurang-kurangnya.",
        ),
        ("Tidak terbaca", "Sumber tidak dapat dibaca. Angkanya tidak diketahui dan tidak ditulis sebagai nol."),
        ("Tanda –", "Tidak dicatat atau tidak dapat dihitung; bukan nol."),
        (
            "Penyamaran",
            "Nama, NIK, NIP, NPWP, nomor telepon, e-mail, alamat dan nama perusahaan disamarkan sebelum disimpan, "
            "sehingga tidak ada dalam rekap ini. Penyamaran oleh program dapat luput; periksa sebelum rekap diberikan "
            "kepada pihak lain.",
        ),
    ]
