"""What each step asks: the choices a person has, the fields of the form, and which of them a choice needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from spse_monev.changes import Category, ChangeKind, ChangeState
from spse_monev.figures import shown
from spse_monev.findings import ChangeClass, Impact, Urgency
from spse_monev.labels import change_class_label, change_kind_label, urgency_label
from spse_monev.settings.site import Executor

# The choices by which the workflow branches.
FORWARD = "Teruskan"
WITHDRAW = "Tarik permohonan"
APPROVE = "Setuju"
REFUSE = "Tidak setuju"
CONFIGURATION = "Konfigurasi cukup"
ASSISTANCE = "Bantuan teknis LKPP"
VENDOR = "Pihak ketiga atau vendor"
LOWER = "Turunkan menjadi minor"
SENT = "Sudah dikirim"
GIVEN = "Bantuan diberikan"
NOT_GIVEN = "Bantuan tidak diberikan"
ACCEPTED = "Usulan diterima"
NOT_ACCEPTED = "Usulan tidak diterima"
DONE = "Berhasil"
UNDONE = "Gagal dan dikembalikan"
ROLLED_BACK = "Sudah dikembalikan"

MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `needed_for` are the choices that need it, others may leave it empty."""

    name: str
    title: str
    needed_for: frozenset[str] = frozenset()
    hint: str = ""
    choices: Mapping[str, str] | None = None  # value: label
    when: str = ""  # 'past' or 'future' for a date that may not lie on the other side of today
    lines: int = 1
    proposed: str = ""  # attribute of the request that the field shows at first

    @property
    def is_date(self) -> bool:
        """Whether it holds a date."""
        return bool(self.when)

    def takes(self, text: str) -> bool:
        """Whether a text has the form of what the field holds."""
        if self.choices is not None:
            return text in self.choices
        if not self.is_date:
            return True
        try:
            return date.fromisoformat(text).isoformat() == text
        except ValueError:
            return False

    def shown_as(self, text: str) -> str:
        """What the field holds as an office reads it: labels for choices, dates in words."""
        if not self.takes(text):
            return text
        if self.is_date:
            return shown(date.fromisoformat(text))
        return text if self.choices is None else self.choices[text]


@dataclass(frozen=True, slots=True)
class Form:
    """What a step asks, and of which executor of the SOP."""

    step: ChangeState
    executor: Executor
    subject: str  # what has to be done, as the head of the question
    choices: tuple[str, ...]
    fields: tuple[Field, ...]


def _labels(labels: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(labels))


_CLASSES = _labels({each.value: change_class_label(each) for each in (ChangeClass.MINOR, ChangeClass.MAJOR)})
_KINDS = _labels({each.value: change_kind_label(each) for each in ChangeKind})
_CATEGORIES = _labels({Category.NORMAL: "Normal", Category.EMERGENCY: "Emergency (persetujuan menyusul)"})
_URGENCIES = _labels({each.value: urgency_label(each) for each in Urgency})
_IMPACTS = _labels({Impact.SMALL: "Kecil", Impact.MEDIUM: "Sedang", Impact.LARGE: "Besar"})
_FORWARDING = frozenset({FORWARD})
_CONSULTED = frozenset({CONFIGURATION, ASSISTANCE, VENDOR})
_REASON = Field("alasan", "Alasan penarikan", frozenset({WITHDRAW}), "Wajib bila permohonan ditarik.", lines=3)


def _sending(document: str) -> tuple[Field, ...]:
    needed = frozenset({SENT})
    return (
        Field("nomor_surat", f"Nomor {document}", needed, "Nomor dari buku agenda kantor."),
        Field("tanggal_surat", f"Tanggal {document}", needed, when="past"),
        Field("keterangan", "Keterangan", lines=3),
        _REASON,
    )


_RESULT = "Isi jawaban atau hasilnya, dengan nomor surat bila ada."
_APPROVAL = (
    Field("jadwal", "Jadwal perubahan", frozenset({APPROVE}), "Tanggal perubahan akan dilaksanakan.", when="future"),
    Field("pelaksana", "Penugasan implementasi", frozenset({APPROVE}), "Nama atau jabatan yang melaksanakan."),
    Field("keterangan", "Keterangan", frozenset({REFUSE}), "Wajib bila tidak disetujui.", lines=3),
)

_ALL = (
    Form(
        ChangeState.REVIEW,
        "change_manager",
        "Telaah permohonan perubahan",
        (FORWARD, WITHDRAW),
        (
            Field("kelas", "Kelas perubahan", _FORWARDING, choices=_CLASSES, proposed="change_class"),
            Field(
                "alasan_kelas",
                "Alasan kelas",
                hint="Wajib bila kelas berbeda dari usulan, atau bila usulan belum menyebut kelas.",
                lines=3,
            ),
            Field("jenis", "Jenis", _FORWARDING, choices=_KINDS, proposed="change_kind"),
            Field("kategori", "Kategori", _FORWARDING, choices=_CATEGORIES, proposed="category"),
            Field("urgensi", "Urgensi", _FORWARDING, choices=_URGENCIES, proposed="urgency"),
            Field(
                "dampak",
                "Dampak",
                _FORWARDING,
                "Prioritas mengikuti urgensi dan dampak menurut tabel prioritas LPSE.",
                choices=_IMPACTS,
                proposed="impact",
            ),
            Field("dampak_lingkungan", "Dampak kepada lingkungan", _FORWARDING, lines=3),
            Field("perangkat_lunak", "Sumber yang dibutuhkan: software"),
            Field("perangkat_keras", "Sumber yang dibutuhkan: hardware"),
            Field("sdm", "Sumber yang dibutuhkan: SDM"),
            Field("uji_coba", "Rencana uji coba", _FORWARDING, lines=4, proposed="test"),
            Field("pengembalian", "Rencana pengembalian (roll back)", _FORWARDING, lines=4, proposed="undo"),
            _REASON,
        ),
    ),
    Form(ChangeState.APPROVAL, "head", "Persetujuan permohonan perubahan", (APPROVE, REFUSE), _APPROVAL),
    Form(
        ChangeState.CONSULTATION,
        "administrator",
        "Catat konsultasi dengan Dukungan Teknis LKPP",
        (CONFIGURATION, ASSISTANCE, VENDOR, WITHDRAW),
        (
            Field("narasumber", "Berkonsultasi dengan", _CONSULTED, "Nama atau unit di LKPP."),
            Field("tanggal_konsultasi", "Tanggal konsultasi", _CONSULTED, when="past"),
            Field("nomor_tiket", "Nomor tiket LPSE Support", _CONSULTED, "Isi 'tanpa tiket' bila lewat saluran lain."),
            Field("jawaban", "Jawaban LKPP", _CONSULTED, lines=5),
            _REASON,
        ),
    ),
    Form(
        ChangeState.LOWERING,
        "change_manager",
        "Turunkan kelas menurut hasil konsultasi",
        (LOWER, ASSISTANCE, VENDOR),
        (
            Field(
                "alasan_kelas",
                "Alasan",
                frozenset({LOWER, ASSISTANCE, VENDOR}),
                "Hasil konsultasi adalah dasarnya; perangkat lunak tidak menurunkan kelas.",
                lines=3,
            ),
        ),
    ),
    Form(
        ChangeState.ASSISTANCE,
        "administrator",
        "Kirim Surat Permohonan Bantuan Teknis",
        (SENT, WITHDRAW),
        _sending("surat"),
    ),
    Form(
        ChangeState.ASSISTANCE_RESULT,
        "administrator",
        "Catat hasil bantuan teknis LKPP",
        (GIVEN, VENDOR, NOT_GIVEN),
        (
            Field("tanggal_hasil", "Tanggal hasil", frozenset({GIVEN, VENDOR, NOT_GIVEN}), when="past"),
            Field("hasil", "Hasil", frozenset({GIVEN, VENDOR, NOT_GIVEN}), _RESULT, lines=4),
        ),
    ),
    Form(
        ChangeState.PROPOSAL,
        "administrator",
        "Sampaikan Usulan Kegiatan kepada Kepala LPSE",
        (SENT, WITHDRAW),
        _sending("nota dinas"),
    ),
    Form(
        ChangeState.PROPOSAL_RESULT,
        "administrator",
        "Catat hasil Usulan Kegiatan",
        (ACCEPTED, NOT_ACCEPTED),
        (
            Field("tanggal_hasil", "Tanggal hasil", frozenset({ACCEPTED, NOT_ACCEPTED}), when="past"),
            Field("hasil", "Hasil", frozenset({ACCEPTED, NOT_ACCEPTED}), _RESULT, lines=4),
        ),
    ),
    Form(
        ChangeState.EXECUTION,
        "administrator",
        "Laksanakan perubahan",
        (DONE, UNDONE, WITHDRAW),
        (
            Field("hasil_uji", "Hasil tes", frozenset({DONE, UNDONE}), lines=3),
            Field("hasil_implementasi", "Hasil implementasi", frozenset({DONE, UNDONE}), lines=4),
            Field("tanggal_implementasi", "Tanggal implementasi", frozenset({DONE, UNDONE}), when="past"),
            Field("pelaksana", "Eksekutor", frozenset({DONE, UNDONE}), "Nama atau jabatan yang melaksanakan."),
            _REASON,
        ),
    ),
    Form(
        ChangeState.LATE_APPROVAL,
        "head",
        "Persetujuan menyusul atas perubahan emergency",
        (APPROVE, REFUSE),
        (Field("keterangan", "Keterangan", frozenset({REFUSE}), "Wajib bila tidak disetujui.", lines=3),),
    ),
    Form(
        ChangeState.ROLLBACK,
        "administrator",
        "Kembalikan perubahan yang tidak disetujui",
        (ROLLED_BACK,),
        (
            Field("hasil_pengembalian", "Hasil pengembalian", frozenset({ROLLED_BACK}), lines=4),
            Field("tanggal_pengembalian", "Tanggal pengembalian", frozenset({ROLLED_BACK}), when="past"),
        ),
    ),
)
FORMS: Mapping[ChangeState, Form] = MappingProxyType({form.step: form for form in _ALL})

PROPOSE = "Ajukan"
_PROPOSING = frozenset({PROPOSE})
# Of a request that a person proposes by hand; it need not come from a finding.
PROPOSAL_FIELDS = (
    Field("judul", "Judul", _PROPOSING, "Satu kalimat pendek."),
    Field("maksud", "Maksud dan tujuan", _PROPOSING, lines=4),
    Field("perubahan", "Perubahan yang diminta", _PROPOSING, lines=4),
    Field("cara", "Cara melaksanakan", lines=4),
    Field("bukti", "Dasar atau bukti", _PROPOSING, "Apa yang terlihat, kapan, di mana tercatat.", lines=4),
    Field("kelas", "Usulan kelas", choices=_CLASSES, hint="Kosongkan bila belum tahu; Pengelola Perubahan menetapkan."),
    Field("urgensi", "Urgensi", _PROPOSING, choices=_URGENCIES),
    Field("dampak", "Dampak", _PROPOSING, choices=_IMPACTS),
    Field("uji_coba", "Usulan uji coba", lines=3),
    Field("pengembalian", "Usulan pengembalian (roll back)", lines=3),
    Field("berlaku_mulai", "Permintaan berlaku mulai tanggal", when="future"),
)
