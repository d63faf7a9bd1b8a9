from __future__ import annotations

import pytest

from spse_monev.sources.helpdesk.spreadsheet.headings import Headings

KNOWN = {
    "received_at": ["Tgl", "TANGGAL LAPOR", "Stempel waktu", "Timestamp", "Tgl.\nPengaduan", "Hari/Tanggal", "Tgl/Jam",
                    "Tanggal dan Waktu Pengaduan", "Tanggal (dd/mm/yyyy)", "Tangal Lapor", "Tanggal Diterima"],
    "received_time": ["Jam", "Pukul", "Jam Lapor"],
    "ticket": ["No. Tiket", "Nomor Pengaduan", "ID Tiket", "Ticket Number", "No. Registrasi"],
    "support_ticket": ["No Tiket LPSE Support", "Tiket LKPP", "LPSE Support"],
    "name": ["Nama", "Nama Pelapor", "1. Nama Lengkap", "Nama Pemohon", "Pelapor"],
    "identity": ["NIK", "NIP/NIK", "User ID", "No. Identitas", "NPWP Perusahaan"],
    "phone": ["No. HP/WA", "No Telp.", "Telepon", "Nomor Handphone (aktif)", "Nomor HP/WA yang bisa dihubungi",
              "Kontak"],
    "email": ["Alamat email", "Email Address", "E-mail"],
    "institution": ["Nama Perusahaan/Instansi", "OPD", "Satuan Kerja", "Asal Instansi"],
    "company": ["Nama Perusahaan", "Nama Penyedia", "Rekanan"],
    "channel": ["Media", "Via", "Media Pelaporan", "Kanal Pengaduan"],
    "title": ["Judul", "Perihal", "Subject"],
    "text": ["Uraian Permasalahan", "Keluhan", "Pertanyaan", "Permasalahan / Pertanyaan", "Permasalhan", "Deskripsi",
             "Jelaskan kendala yang Anda alami", "Uraian permasalahan yang dialami"],
    "user_type": ["Jenis Pengguna", "User", "Tipe User"],
    "state": ["Status", "Status Penanganan"],
    "solution": ["Tindak Lanjut", "Penyelesaian", "Solusi/Jawaban", "Penanganan"],
    "solved_at": ["Tgl Selesai", "Tanggal Penyelesaian"],
    "answered_at": ["Tanggal Respon", "Tgl Tindak Lanjut"],
    "informed": ["Status Konfirmasi kepada Pengguna"],
    "handler": ["Petugas", "Diterima oleh", "Penerima", "Petugas Helpdesk"],
}  # fmt: skip


@pytest.mark.parametrize(("field", "heading"), [(field, each) for field, all_ in KNOWN.items() for each in all_])
def test_headings_of_offices_are_known(field: str, heading: str) -> None:
    assert Headings({}).meanings(heading)[0].field == field


@pytest.mark.parametrize(
    "heading", ["No", "Nomor", "ID", "No. Urut", "Tanggal Lahir", "Lama Penyelesaian", "Foto kendala"]
)
def test_what_is_known_to_be_of_no_use_is_ignored(heading: str) -> None:
    assert Headings({}).meanings(heading)[0].field == "ignored"


@pytest.mark.parametrize(
    "heading", ["Nama Ibu Kandung", "Agama", "xyz", "", "???", "Apakah kendala sudah teratasi?", "a" * 500]
)
def test_what_is_not_known_means_nothing(heading: str) -> None:
    assert Headings({}).meanings(heading) == ()


def test_a_heading_of_the_settings_goes_before_the_table() -> None:
    headings = Headings({"Hal yg ditanyakan": "text", "KELUHAN": "ignored"})
    assert headings.meanings("hal yg  ditanyakan:")[0].field == "text"
    assert headings.meanings("Keluhan")[0].field == "ignored"


def test_a_slip_is_corrected_only_where_one_word_can_be_meant() -> None:
    assert Headings({}).meanings("Penyelsaian")[0].field == "solution"
    assert Headings({}).meanings("Tanggal Lahor") == ()  # 'lapor' and 'lahir' are as near
