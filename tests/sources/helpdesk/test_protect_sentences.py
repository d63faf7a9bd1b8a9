"""What people write of themselves in a complaint, and what is left of it. All sentences, persons and companies are
synthetic.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from spse_monev.sources.helpdesk.protect import Protector

PROJECT = Path(__file__).parents[3]
PROTECTOR = Protector(salt="garam sintetis untuk uji", site="contoh")

# A sentence, what must vanish from it, what must stay in it.
SENTENCES: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    # persons
    ("pak budi tolong akun saya dibuka", ("budi",), ("pak", "tolong akun saya dibuka")),
    ("Bapak Sutrisno dari bagian umum belum bisa login", ("Sutrisno",), ("dari bagian umum belum bisa login",)),
    ("bu indah bilang suruh nunggu sampe besok", ("indah",), ("bu", "bilang suruh nunggu sampe besok")),
    ("Sdri. Nur Aini sudah menerima e-mail aktivasi", ("Nur", "Aini"), ("sudah menerima e-mail aktivasi",)),
    ("kemarin dibantu mas andi kurniawan, skrg error lg", ("andi", "kurniawan"), ("skrg error lg",)),
    ("Mbak Rina Wulandari yg pegang akun ppk lg cuti", ("Rina", "Wulandari"), ("akun ppk lg cuti",)),
    ("kak dewi gmn cara ganti email", ("dewi",), ("gmn cara ganti email",)),
    ("a.n. Slamet Riyadi Contoh mohon direset passwordnya", ("Slamet", "Riyadi", "Contoh"), ("mohon direset",)),
    ("akun an. joko widagdo terkunci", ("joko", "widagdo"), ("akun", "terkunci")),
    ("atas nama Siti Maimunah tidak terdaftar", ("Siti", "Maimunah"), ("tidak terdaftar",)),
    ("nama saya wahyu, mau tanya jadwal aanwijzing", ("wahyu",), ("mau tanya jadwal aanwijzing",)),
    ("Nama: Bambang Contoh\nKendala: gagal unggah penawaran", ("Bambang",), ("Kendala: gagal unggah penawaran",)),
    ("saya Budi Contoh dari CV Maju Contoh, gagal upload", ("Budi", "Maju", "Contoh"), ("gagal upload",)),
    ("sy wiryo dr cv abadi, tidak bs login", ("wiryo", "abadi"), ("tidak bs login",)),
    ("dgn yuli dari pt sinar sentosa, mau nanya cara upload", ("yuli", "sinar"), ("mau nanya cara upload",)),
    ("Perkenalkan saya Dewi Lestari selaku direktur", ("Dewi", "Lestari"), ("selaku direktur",)),
    ("Direktur Agus Salim Contoh belum tanda tangan", ("Agus", "Salim"), ("Direktur", "belum tanda tangan")),
    ("direktur kami pak H. Sulaiman lupa kata sandi", ("Sulaiman",), ("direktur kami", "lupa kata sandi")),
    ("Ir. Joko Widagdo, M.T. minta penjelasan evaluasi", ("Joko", "Widagdo", "M.T."), ("minta penjelasan evaluasi",)),
    ("Drs. Harjono, M.Si ketua pokja tidak bisa masuk", ("Harjono",), ("ketua pokja tidak bisa masuk",)),
    ("Rahmawati Contoh, S.E., M.M. sudah verifikasi", ("Rahmawati", "S.E.", "M.M."), ("sudah verifikasi",)),
    ("Hj. Siti Khotimah mengeluh e-mail tidak masuk", ("Siti", "Khotimah"), ("mengeluh e-mail tidak masuk",)),
    ("Mohon ditindaklanjuti.\nTerima kasih,\nBudi Hartono", ("Budi", "Hartono"), ("Mohon", "Terima kasih")),
    ("aplikasi lemot sekali. makasih, agus", ("agus",), ("aplikasi lemot sekali",)),
    ("ttd\nWagiman Contoh", ("Wagiman",), ("ttd",)),
    ("budi santoso tidak bisa login dari tadi pagi", ("budi", "santoso"), ("tidak bisa login dari tadi pagi",)),
    ("SAYA SITI AMINAH DARI PT MAJU BERSAMA TIDAK BISA LOGIN", ("SITI", "AMINAH", "MAJU"), ("TIDAK BISA LOGIN",)),
    ("pak Karnoto marah, karnoto bilang mau lapor", ("Karnoto", "karnoto"), ("marah", "bilang mau lapor")),
    ("PIC: Tri Handoko hp menyusul", ("Tri", "Handoko"), ("hp menyusul",)),
    ("Kepada Yth. Bapak Darmaji, dengan hormat kami laporkan", ("Darmaji",), ("dengan hormat kami laporkan",)),
    # no persons
    ("Bapak/Ibu admin mohon bantuan, akun kami tidak bisa masuk", (), ("Bapak/Ibu admin mohon bantuan, akun kami",)),
    ("Pak tolong dong gabisa login dr tadi pagi", (), ("Pak tolong dong gabisa login dr tadi pagi",)),
    ("bu mohon maaf mau tanya jadwal", (), ("bu mohon maaf mau tanya jadwal",)),
    ("min gmn ini pak error trs", (), ("min gmn ini pak error trs",)),
    ("Pak Admin, Ibu Kepala Dinas belum punya akun PA", (), ("Pak Admin, Ibu Kepala Dinas belum punya akun PA",)),
    ("nama paket: Pembangunan Gedung Kantor tidak muncul", (), ("nama paket: Pembangunan Gedung Kantor tidak muncul",)),
    ("nama file dokumen terlalu panjang", (), ("nama file dokumen terlalu panjang",)),
    ("saya mau upload tp loading terus", (), ("saya mau upload tp loading terus",)),
    ("makasih ya pak sudah bisa", (), ("makasih ya pak sudah bisa",)),
    ("spk udh ttd manual, tinggal di scan", (), ("spk udh ttd manual, tinggal di scan",)),
    # NIK, NIP, NPWP and other identities
    ("NIK saya 3508010101700001 sudah benar tp ditolak", ("3508010101700001",), ("sudah benar tp ditolak",)),
    ("nik 3508 0101 0170 0001 dibilang tidak valid", ("3508", "0170"), ("dibilang tidak valid",)),
    ("nik 35.08.01.010170.0001 salah", ("010170",), ("salah",)),
    ("nik 3508-0101-0170-0001 salah", ("0170",), ("salah",)),
    ("ktp 9999999999999999 tidak terbaca", ("9999",), ("tidak terbaca",)),
    ("NIK ３５０８０１０１０１７００００１ ditolak", ("３５０８", "3508"), ("ditolak",)),
    ("NIK 𝟑𝟓𝟎𝟖𝟎𝟏𝟎𝟏𝟎𝟏𝟕𝟎𝟎𝟎𝟎𝟏 ditolak", ("𝟑𝟓", "3508"), ("ditolak",)),
    ("NIK 35080101\u200b01700001 ditolak", ("35080101", "01700001"), ("ditolak",)),
    ("NIP. 19710113 199101 1 001 tidak ditemukan", ("19710113", "199101"), ("NIP.", "tidak ditemukan")),
    ("nip 197101131991011001 belum jadi PPK", ("197101131991011001",), ("belum jadi PPK",)),
    ("npwp 09.254.294.3-407.000 tidak valid", ("254.294", "407"), ("npwp", "tidak valid")),
    ("npwp kami 092542943407000 tidak terbaca", ("092542943407000",), ("tidak terbaca",)),
    ("npwp 16 digit 0092542943407000 ditolak", ("0092542943407000",), ("ditolak",)),
    ("KK nomor 3508121212800003 untuk verifikasi", ("3508121212800003",), ("untuk verifikasi",)),
    ("SIM 123456789012 tidak diterima sebagai identitas", ("123456789012",), ("tidak diterima sebagai identitas",)),
    ("NIB 1234567890123 tidak sinkron dengan OSS", ("1234567890123",), ("tidak sinkron dengan OSS",)),
    # telephone
    ("hub saya di 081234567890 ya", ("081234567890",), ("hub saya di", "ya")),
    ("WA 0812-3456-7890 aktif", ("0812", "7890"), ("aktif",)),
    ("wa 62 812 3456 7890 mohon dibalas", ("812", "7890"), ("mohon dibalas",)),
    ("telp +62 812.3456.7890 siang", ("3456",), ("siang",)),
    ("kantor (0334) 881-234 tidak diangkat", ("0334", "881"), ("tidak diangkat",)),
    ("kantor 0334 881234 sibuk", ("881234",), ("kantor", "sibuk")),
    ("hape O812 3456 789O bisa dihubungi", ("3456",), ("bisa dihubungi",)),
    ("nomor hape nol delapan satu dua tiga empat lima enam tujuh delapan", ("delapan satu dua",), ("nomor hape",)),
    ("call center 021-1234567 sudah saya telepon", ("1234567",), ("sudah saya telepon",)),
    # e-mail, accounts, links, addresses of machines
    ("email budi.contoh@contoh.co.id tidak menerima aktivasi", ("budi.contoh", "contoh.co.id"), ("aktivasi",)),
    ("kirim ke majucontoh [at] gmail dot com aja", ("majucontoh", "gmail"), ("kirim ke", "aja")),
    ("email nama.saya @ gmail . com salah ketik", ("nama.saya", "gmail"), ("salah ketik",)),
    ("email majucontoh(at)yahoo.co.id salah", ("majucontoh", "yahoo"), ("salah",)),
    ("telegram @budi_contoh1 aja", ("budi_contoh1",), ("aja",)),
    ("link https://spse.contoh.go.id/reset?token=a1b2c3 kedaluwarsa", ("token=a1b2c3",), ("link", "kedaluwarsa")),
    ("bukti di drive.google.com/file/d/1a2b3c4d", ("1a2b3c4d",), ("bukti di",)),
    ("akses dari 203.0.113.7 diblokir", ("203.0.113.7",), ("akses dari", "diblokir")),
    # secrets
    ("password saya rahasia123 tapi ditolak", ("rahasia123",), ("password saya", "tapi ditolak")),
    ("pass: bukitbarisan, user: majucontoh", ("bukitbarisan", "majucontoh"), ("pass:", "user:")),
    ("user id MAJU123 tidak ditemukan", ("MAJU123",), ("user id", "tidak ditemukan")),
    ("kata sandinya adalah Lumajang#2026 kok salah", ("Lumajang#2026",), ("kok salah",)),
    ("kode otp 482913 tidak diterima sistem", ("482913",), ("tidak diterima sistem",)),
    ("password saya tidak bisa direset", (), ("password saya tidak bisa direset",)),
    ("usul dong min, kasih tombol lihat password pas login", (), ("lihat password pas login",)),
    # companies
    ("pt. maju-jaya abadi tbk tidak bisa upload kualifikasi", ("maju", "abadi"), ("tidak bisa upload kualifikasi",)),
    ("PT MAJU JAYA ABADI TIDAK BISA LOGIN SPSE", ("MAJU", "ABADI"), ("TIDAK BISA LOGIN SPSE",)),
    ("CV. Karya Mandiri dan PT Sinar Harapan sudah daftar", ("Karya", "Sinar", "Harapan"), ("dan", "sudah daftar")),
    ("cv maju jaya mau daftar ulang", ("maju jaya",), ("mau daftar ulang",)),
    ("UD Sumber Rejeki gagal dekripsi", ("Sumber", "Rejeki"), ("gagal dekripsi",)),
    ("Koperasi Serba Usaha Contoh belum terverifikasi", ("Serba", "Contoh"), ("belum terverifikasi",)),
    ("yayasan bina sejahtera gagal daftar", ("bina sejahtera",), ("gagal daftar",)),
    ("Maju Jaya, PT tidak bisa login", ("Maju", "Jaya"), ("tidak bisa login",)),
    ("perusahaan kami bernama Cipta Contoh Persada ditolak", ("Cipta", "Persada"), ("ditolak",)),
    ("upload cv tenaga ahli gagal", (), ("upload cv tenaga ahli gagal",)),
    ("cv kami tidak bisa ikut tender, pt lain bisa", (), ("cv kami tidak bisa ikut tender, pt lain bisa",)),
    ("pd saat login muncul error", (), ("pd saat login muncul error",)),
    ("Dinas Koperasi dan UMKM belum input RUP", (), ("Dinas Koperasi dan UMKM belum input RUP",)),
    # addresses
    ("alamat kami Jl. Merdeka No. 12 RT 03/RW 05 Kel. Tompokersan Kec. Lumajang 67316 berubah",
     ("Merdeka", "RT 03", "Tompokersan", "67316"), ("alamat kami", "berubah")),
    ("saya tinggal di Jalan Mawar Blok C-12", ("Mawar", "C-12"), ("saya tinggal di",)),
    ("rumah di jln melati gg 3 no 5 pak", ("melati", "no 5"), ("rumah di", "pak")),
    ("Dusun Krajan RT 02 RW 01 Desa Contohrejo tidak ada sinyal", ("Krajan", "Contohrejo"), ("tidak ada sinyal",)),
    ("Perum Bumi Contoh Blok B-7 tidak terdaftar", ("Bumi", "B-7"), ("tidak terdaftar",)),
    ("aplikasi tidak jalan sejak kemarin", (), ("aplikasi tidak jalan sejak kemarin",)),
    ("Rehabilitasi Jalan Desa Sukamaju tidak muncul", (), ("Rehabilitasi Jalan Desa Sukamaju tidak muncul",)),
    ("alamat email dan alamat website salah", (), ("alamat email dan alamat website salah",)),
    ("Kantor Kecamatan Contohan belum punya akun", (), ("Kantor Kecamatan Contohan belum punya akun",)),
    # bank accounts
    ("no rek BRI 0021-01-012345-50-9 salah di kontrak", ("0021", "012345"), ("no rek BRI", "salah di kontrak")),
    ("rekening mandiri 1440012345678 tidak sesuai", ("1440012345678",), ("tidak sesuai",)),
    # numbers that stay
    ("kode tender 10012345 tidak muncul, HPS Rp 1.250.000.000", (), ("kode tender 10012345", "Rp 1.250.000.000")),
    ("kode RUP 45678901 belum tarik, versi 4.5, ukuran 2 MB 75%", (), ("45678901", "versi 4.5", "2 MB 75%")),
    ("kode tender 10058494000 tanggal 24-11-2026 jam 10.30", (), ("10058494000", "24-11-2026", "10.30")),
    ("paket 10012345 dan 10012346 sama saja", (), ("10012345 dan 10012346",)),
    ("tiket LS-20261124-00123 belum dijawab", (), ("LS-20261124-00123 belum dijawab",)),
    ("no tiket 20261124001 masih proses", (), ("no tiket 20261124001 masih proses",)),
    ("Error 500, kode error 1234567890 sejak pukul 08.00 WIB", (), ("Error 500", "1234567890", "08.00 WIB")),
    ("HPS 1250000000 tersimpan 1250000", (), ("HPS 1250000000",)),
    ("jadwal 01-11-2026 s.d. 05-11-2026 bentrok dengan 24/11/2026 23:59:59", (), ("01-11-2026", "24/11/2026 23:59:59")),
    # names by words around them that are no titles
    ("tolong wa ke nomor ini an joko wirasantikara", ("joko", "wirasantikara"), ("tolong wa ke nomor ini",)),
    ("user joko wirasantikara tidak bisa login", ("joko", "wirasantikara"), ("user", "tidak bisa login")),
    ("akun bambang terkunci", ("bambang",), ("akun", "terkunci")),
    ("peserta: joko wirasantikara", ("joko", "wirasantikara"), ("peserta:",)),
    ("nm: joko wirasantikara\nkendala: gagal unggah", ("joko", "wirasantikara"), ("kendala: gagal unggah",)),
    ("akun pokja tidak bisa masuk, peserta: 5 perusahaan", (), ("akun pokja tidak bisa masuk, peserta: 5 perusahaan",)),
    ("tgl lahir 31/02/1971 salah di data akun", ("1971",), ("tgl lahir", "salah di data akun")),
    ("lahir di Contoh, 31 Februari 1971", ("31 Februari",), ("lahir di Contoh",)),
    # addresses as they are said
    ("emailnya majucontoh di gmail, tidak masuk", ("majucontoh",), ("emailnya", "tidak masuk")),
    ("kirim ke majucontoh gmail com", ("majucontoh",), ("kirim ke",)),
    ("email notifikasi di gmail tidak masuk", (), ("email notifikasi di gmail tidak masuk",)),
    ("id telegram majucontoh", ("majucontoh",), ("id telegram",)),
    # companies without their form
    ("rekanan mandraguna jaya gagal upload", ("mandraguna",), ("rekanan", "gagal upload")),
    ("kami dari mandraguna jaya tidak bisa login", ("mandraguna",), ("kami dari", "tidak bisa login")),
    ("penyedia jasa konstruksi tidak bisa login", (), ("penyedia jasa konstruksi tidak bisa login",)),
    ("kami dari dinas, rekanan lain bisa", (), ("kami dari dinas, rekanan lain bisa",)),
    # offices stay
    ("Dinas Kominfo, UKPBJ dan Pokja 3 sudah dihubungi", (), ("Dinas Kominfo, UKPBJ dan Pokja 3 sudah dihubungi",)),
    ("LPSE Kabupaten Lumajang, https://spse.inaproc.id/lumajang", (), ("Lumajang", "inaproc.id/lumajang")),
    # as they came to mind later, unseen while the recognizers were written
    ("kami CV. Anugrah Putra Mandiri (Direktur: Hendra Wijaya) kesulitan", ("Anugrah", "Hendra"), ("kesulitan",)),
    ("KTP direktur 3508121505800002 an. Moch. Khoirul Anam diunggah", ("35081215", "Khoirul", "Anam"), ("diunggah",)),
    ("username nya budi_s pasword nya 123456 gagal", ("budi_s", "123456"), ("username nya", "gagal")),
    ("Nama : SUPRIYADI\nPerusahaan : CV. KARYA NYATA\nNo HP : 085712345678\nKeluhan : tidak bisa login",
     ("SUPRIYADI", "KARYA", "0857"), ("Nama :", "Perusahaan :", "No HP :", "Keluhan : tidak bisa login")),
    ("hub pak rt 0812 999 888 7", ("0812", "999"), ("hub pak rt",)),
    ("paspor A1234567 milik direktur", ("A1234567", "1234567"), ("milik direktur",)),
    ("VA BNI 8808123456789012 sudah dibayar", ("8808123456789012",), ("VA BNI", "sudah dibayar")),
    ("trims min. Joni", ("Joni",), ("trims min.",)),
    ("p budi tolong reset", ("budi",), ("tolong reset",)),
    ("Bpk.Ahmad Fauzi,ST.,MT. belum hadir", ("Ahmad", "Fauzi", "MT"), ("belum hadir",)),
    ("hp.081234567890 / 62-857-1234-5678", ("0812", "857", "5678"), ("hp.", "/")),
    ("Akun kami majupersada tidak bisa login", ("majupersada",), ("Akun kami", "tidak bisa login")),
    ("akun sy kekunci sendiri", (), ("akun sy kekunci sendiri",)),
    ("a.n Yuliatin (081 234 567 890) lupa kata sandi", ("Yuliatin", "567"), ("a.n", "lupa kata sandi")),
    ("telpon balik ke nol delapan lima tujuh, 33445566", ("lima", "33445566"), ("telpon balik ke",)),
    ("passwordnya wirakarya (huruf kecil semua)", ("wirakarya",), ("passwordnya", "(huruf kecil semua)")),
    ("sandinya direset, akunnya dimatiin", (), ("sandinya direset, akunnya dimatiin",)),
    ("no rekening saya 144-00-1234567-8 (mandiri)", ("144", "1234567"), ("no rekening saya", "(mandiri)")),
    ("ditolak oleh Lintang Pradana tgl 3", ("Lintang", "Pradana"), ("ditolak oleh", "tgl 3")),
    ("dibuka dengan Google Chrome dan Mozilla Firefox", (), ("dibuka dengan Google Chrome dan Mozilla Firefox",)),
    ("rup 50123456 50123457 50123458 hilang", (), ("rup 50123456 50123457 50123458 hilang",)),
    ("prof. suhartono UB tenaga ahli kami", ("suhartono",), ("tenaga ahli kami",)),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "gone", "kept"), SENTENCES, ids=[row[0][:50] for row in SENTENCES])
def test_a_sentence(sentence: str, gone: tuple[str, ...], kept: tuple[str, ...]) -> None:
    masked = PROTECTOR.mask(sentence)
    assert [value for value in gone if value.lower() in masked.lower()] == []
    assert [value for value in kept if value not in masked] == []
    assert PROTECTOR.mask(masked) == masked


def test_nothing_is_masked_where_nothing_is_to_be() -> None:
    for sentence, gone, _ in SENTENCES:
        if not gone:
            assert PROTECTOR.mask(sentence) == " ".join(sentence.split())


# What helpdesks write themselves, and what forms offer to choose from.
PLAIN = """
Non Teknis
Permintaan Layanan
Apendo / SPAMKODOK
Tidak Mendesak
Penyedia Barang/Jasa
PPK Dinas Kesehatan
Sudah dibantu reset password dan user diminta login ulang
Diarahkan menghubungi LPSE Support dengan nomor tiket LS123456
Eskalasi ke LKPP, tiket 202611240001
Disarankan memakai Google Chrome versi 120 dan menghapus cache
Dilakukan restart service pukul 09.15 WIB, aplikasi normal kembali
Telah dijelaskan Perpres 12 Tahun 2021 pasal 50
Perlem LKPP No 9 Tahun 2018 bagian 3.1.2
Surat Nomor 027/123/427.53/2026 tanggal 24 November 2026
Sudah selesai via zoom, Selasa 24 November 2026
Penyedia diminta membawa KTP, NPWP dan akta perusahaan asli
ERROR: duplicate key value violates unique constraint "pk_peserta"
java.lang.OutOfMemoryError: Java heap space
nilai HPS 1.234.567.890,00 dan pagu Rp2.000.000.000
HTTP 500 di /eproc4/lelang/10012345/jadwal
10.5 GB, 99,87%, 3x24 jam, 08:00-15:30
Kode Paket RUP: 45678901 Tahun Anggaran 2026
Tender Ulang Pembangunan Jembatan Gantung Desa Contohrejo Kecamatan Contohan
Belanja Modal Jalan Jl. Raya Contohan
Aplikasi Apendo v5.2 build 20230115
Bapak/Ibu Yth, mohon cek kembali
Silakan Bapak mencoba kembali, terima kasih
Selamat Pagi Bapak Ibu Pokja, Mohon Bantuannya
GAGAL UPLOAD DOKUMEN PENAWARAN PADA PAKET JALAN
MOHON BANTUAN RESET PASSWORD AKUN PPK
""".strip().splitlines()


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stay(text: str) -> None:
    assert PROTECTOR.mask(text) == text


def test_complaints_without_personal_data_stay_as_they_are() -> None:
    texts = [
        row["text"]
        for path in (PROJECT / "include" / "complaints" / "training").glob("*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    touched = [text for text in texts if "[" in PROTECTOR.mask(text) and "[" not in text]
    assert len(touched) <= len(texts) / 200
