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
# Without these a document would not say whose it is, what it asks for, or that its data are made up.
_COMMON = frozenset(
    {
        "kop_atas", "kop_nama", "kop_alamat", "penanda_sintetis", "kode_permohonan", "tanggal_permohonan", "instansi",
        "judul", "perubahan", "keraguan", "catatan_bukti", "catatan_keterbacaan", "kotak_minor", "kotak_major",
        "dasar_kelas", "dampak", "pemohon_nama", "pemohon_nip", "kepala_nama", "kepala_nip",
    }
)  # fmt: skip
_OPTIONAL = frozenset(
    {
        "periode", "aturan", "kontak", "pemohon_jabatan", "pemohon_pangkat", "kepala_jabatan", "kepala_pangkat",
        "pengelola_jabatan", "pengelola_pangkat", "pelaksana", "kotak_emergency", "kotak_normal", "dasar_kategori",
        "maksud", "cara", "uji_coba", "pengembalian", "pengelola_nama", "pengelola_nip",
    }
)  # fmt: skip

_CHANGE_ONLY = frozenset(
    {
        "maksud", "cara", "uji_coba", "pengembalian", "pelaksana", "kotak_emergency", "kotak_normal", "dasar_kategori",
        "pengelola_nama", "pengelola_nip",
    }
)  # fmt: skip
CHANGE_FORM = Form(
    kind="formulir_perubahan",
    file_name="formulir_permohonan_perubahan.docx",
    title="Formulir Permohonan Perubahan",
    required=_COMMON | _CHANGE_ONLY,
    optional=_OPTIONAL - _CHANGE_ONLY,
    tables={"bukti": _EVIDENCE},
)

_CONSULTATION_ONLY = frozenset(
    {"masalah", "waktu_kejadian", "frekuensi", "grafik", "keterangan_grafik", "catatan_versi"}
)
CONSULTATION = Form(
    kind="formulir_konsultasi",
    file_name="formulir_konsultasi.docx",
    title="Formulir Konsultasi",
    required=_COMMON | _CONSULTATION_ONLY,
    optional=_OPTIONAL,
    tables={"bukti": _EVIDENCE, "versi": _VERSIONS},
)
