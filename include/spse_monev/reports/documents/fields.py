"""Which placeholders each template has; what each means stands in docs/templat-dokumen.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spse_monev.settings import PROJECT

TEMPLATES = PROJECT / "include" / "templates"


@dataclass(frozen=True, slots=True)
class Form:
    """A template of Word: the placeholders it must have, those it may have, and its tables with their columns."""

    kind: str  # of the artifact
    file_name: str
    title: str
    required: frozenset[str]
    optional: frozenset[str]
    tables: Mapping[str, frozenset[str]]
    folder: Path = TEMPLATES

    @property
    def path(self) -> Path:
        """Where the template lies."""
        return self.folder / self.file_name

    @property
    def known(self) -> frozenset[str]:
        """All that a template may name, but for the columns of its tables."""
        return self.required | self.optional | self.tables.keys()


_EVIDENCE = frozenset({"nomor", "tanggal", "sumber", "uraian", "nilai"})
_VERSIONS = frozenset({"komponen", "sumber", "versi", "terlihat"})
_TRAIL = frozenset({"waktu", "tahap", "keputusan", "oleh"})
# What `common.common_values` has for every document.
_SHARED = frozenset(
    {
        "kop_atas", "kop_nama", "kop_alamat", "penanda_sintetis", "kode_permohonan", "tanggal_permohonan", "periode",
        "instansi", "kontak", "aturan", "judul", "perubahan", "cara", "keraguan", "kotak_minor", "kotak_major",
        "dasar_kelas", "dampak", "dasar_pemohon", "catatan_bukti", "catatan_keterbacaan",
        "pemohon_nama", "pemohon_jabatan", "pemohon_pangkat", "pemohon_nip", "pengelola_nama", "pengelola_jabatan",
        "pengelola_pangkat", "pengelola_nip", "kepala_nama", "kepala_jabatan", "kepala_pangkat", "kepala_nip",
    }
)  # fmt: skip
# Without these a document would not say whose it is, what it asks for, or that its data are made up.
_EVERY = frozenset(
    {
        "kop_atas", "kop_nama", "kop_alamat", "penanda_sintetis", "kode_permohonan", "tanggal_permohonan", "instansi",
        "perubahan",
    }
)  # fmt: skip
_EITHER_FORM = _EVERY | {
    "judul", "keraguan", "dasar_pemohon", "catatan_bukti", "catatan_keterbacaan", "kotak_minor", "kotak_major",
    "dasar_kelas", "dampak", "pemohon_nama", "pemohon_nip", "kepala_nama", "kepala_nip",
}  # fmt: skip
_LOWERED = frozenset({"tindak_lanjut", "alasan_tindak_lanjut"})
_PROBLEM = frozenset({"masalah", "waktu_kejadian", "frekuensi"})
_CONSULTED = _LOWERED | {"narasumber", "tanggal_konsultasi", "nomor_tiket", "jawaban"}
_CONCLUDED = frozenset({"kotak_konfigurasi", "kotak_bantuan", "kotak_pihak_ketiga"})
_CONSULTED_OPTIONAL = _CONCLUDED | {"hasil_konsultasi", "kotak_konsultasi_selesai", "penerima_jawaban"}


def _form(
    kind: str, file_name: str, title: str, required: frozenset[str], others: frozenset[str],
    tables: Mapping[str, frozenset[str]],
) -> Form:  # fmt: skip
    return Form(kind, file_name, title, required, (_SHARED | others) - required, tables)


CHANGE_FORM = _form(
    "formulir_perubahan",
    "formulir_permohonan_perubahan.docx",
    "Formulir Permohonan Perubahan",
    _EITHER_FORM | _LOWERED | {
        "cara", "maksud", "uji_coba", "pengembalian", "pelaksana", "kotak_emergency", "kotak_normal", "dasar_kategori",
        "pengelola_nama", "pengelola_nip", "mulai_berlaku",
        # A form without one of these would hide what was decided.
        "kotak_aplikasi", "kotak_infrastruktur", "kotak_layanan", "kotak_ditetapkan_emergency",
        "kotak_ditetapkan_normal", "kotak_ditetapkan_minor", "kotak_ditetapkan_major", "alasan_penetapan",
        "catatan_penetapan", "dampak_lingkungan", "perangkat_lunak", "perangkat_keras", "kotak_setuju",
        "kotak_tidak_setuju", "catatan_keputusan", "keterangan", "jadwal", "penugasan", "hasil_tes",
        "hasil_implementasi", "tanggal_implementasi", "eksekutor_nama", "catatan_implementasi", "hasil_pengembalian",
        "catatan_pengembalian", "status", "alasan_akhir",
    },
    frozenset({"kotak_tercatat", "kotak_evaluasi", "kotak_persetujuan", "kotak_implementasi"}),
    {"bukti": _EVIDENCE, "riwayat": _TRAIL},
)  # fmt: skip
CONSULTATION = _form(
    "formulir_konsultasi",
    "formulir_konsultasi.docx",
    "Formulir Konsultasi",
    _EITHER_FORM | _PROBLEM | _CONSULTED | _CONCLUDED
    | {"grafik", "keterangan_grafik", "catatan_versi", "penetapan_kelas", "alasan_penetapan", "penerima_jawaban"},
    _CONSULTED_OPTIONAL,
    {"bukti": _EVIDENCE, "versi": _VERSIONS},
)  # fmt: skip

# What goes to others quotes LKPP, and has its number and date once it was sent.
_LETTER = _EVERY | _CONSULTED | {"hasil_konsultasi", "nomor_surat", "tanggal_surat", "kepala_jabatan"}
_LETTER_OPTIONAL = _PROBLEM | _CONSULTED_OPTIONAL | {"judul_singkat", "sifat"}
_PROPOSER = frozenset({"pengusul_nama", "pengusul_jabatan", "pengusul_nip"})
_ASSISTED = frozenset({"hasil_bantuan", "catatan_bantuan"})
_ACTIVITY_OPTIONAL = _LETTER_OPTIONAL | _PROPOSER | {
    "pengusul_pangkat", "maksud", "uji_coba", "pengembalian", "jadwal", "perangkat_lunak", "perangkat_keras", "sdm",
}  # fmt: skip
ASSISTANCE_LETTER = _form(
    "surat_bantuan_teknis",
    "surat_permohonan_bantuan_teknis.docx",
    "Surat Permohonan Bantuan Teknis",
    _LETTER | {"judul", "dasar_pemohon", "catatan_bukti", "catatan_keterbacaan", "kepala_nama", "kepala_nip"},
    _LETTER_OPTIONAL,
    {"bukti": _EVIDENCE},
)
ACTIVITY_PROPOSAL = _form(
    "nota_dinas_usulan",
    "nota_dinas_usulan_kegiatan.docx",
    "Nota Dinas Usulan Kegiatan",
    _LETTER | _PROPOSER | _ASSISTED | {"judul"},
    _ACTIVITY_OPTIONAL,
    {},
)
TERMS_OF_REFERENCE = _form(
    "kerangka_acuan_kerja",
    "kerangka_acuan_kerja.docx",
    "Kerangka Acuan Kerja (KAK)",
    _LETTER | _PROPOSER | _ASSISTED
    | {"judul", "maksud", "uji_coba", "dasar_pemohon", "catatan_bukti", "catatan_keterbacaan", "kepala_nama"}
    | {"kepala_nip"},
    _ACTIVITY_OPTIONAL,
    {"bukti": _EVIDENCE},
)  # fmt: skip
