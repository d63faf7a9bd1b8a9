r"""What the heading of a column means, however the office puts it.

>>> headings = Headings({})
>>> headings.meanings("Tgl.\nPengaduan"), headings.meanings("No. HP/WA (aktif)")
((Meaning(field='received_at', rank=0),), (Meaning(field='phone', rank=0),))

Synonyms become one word first, so that the table stays short: 'keluhan', 'kendala' and 'permasalahan' are 'masalah'.
A heading that is in no table means nothing, and its column, which may hold anything of a person, is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import fuzz, process

from spse_monev.settings.helpdesk import RecapField


class Meaning(NamedTuple):
    """A field; of several columns for it, those of the lowest rank are taken."""

    field: RecapField
    rank: int


_MAX_KNOWN = 10_000
_MAX_CHARACTERS = 150  # questions of a form are long, texts of a complaint longer
_BY_SETTING = -1
# A word is corrected by one letter or two only, and only when nothing else is as near.
_MIN_SIMILARITY = 85
_MIN_LEAD = 5
_MIN_LETTERS = 5

_SYNONYMS = {
    "tanggal": "tgl tggl tngl date",
    "nomor": "no nmr nomer number num",
    "telepon": "telp tlp tlpn telpon tel telephone phone hp handphone hape ponsel wa whatsapp mobile seluler",
    "email": "surel mail emailnya",
    "masalah": "permasalahan problem problems issue kendala keluhan aduan pengaduan gangguan komplain complaint "
    "masalahnya kendalanya keluhannya permasalahannya",
    "uraian": "deskripsi description rincian detail isi kronologi narasi",
    "solusi": "penyelesaian solution resolusi resolution",
    "selesai": "solved closed resolved close ditutup tutup penutupan finish",
    "lapor": "laporan melapor pelaporan dilaporkan report reported",
    "masuk": "diterima terima penerimaan received dibuat created pembuatan pencatatan dicatat catat input",
    "pelapor": "pengadu pemohon penanya reporter requester tamu pengunjung pelanggan customer client klien",
    "pengguna": "user",
    "perusahaan": "company",
    "instansi": "opd skpd satker lembaga institution institusi organisasi organization organisation",
    "penyedia": "rekanan vendor",
    "tiket": "ticket",
    "nama": "name",
    "jam": "pukul",
    "kontak": "contact",
    "keterangan": "ket",
    "catatan": "note notes",
    "jenis": "tipe type",
    "kategori": "category klasifikasi kelompok",
    "status": "state",
    "petugas": "operator helpdesk admin agent teknisi staf staff pic_helpdesk",
    "jawab": "jawaban answer dijawab tanggapan respon respons response ditanggapi direspon menjawab",
    "pertanyaan": "question",
    "dialami": "dihadapi ditemui dikeluhkan disampaikan",
}
# Words that change nothing.
_DROPPED = frozenset(
    (
        "dan",
        "atau",
        "yang",
        "di",
        "ke",
        "dari",
        "untuk",
        "anda",
        "kami",
        "saya",
        "the",
        "of",
        "or",
        "and",
        "pada",
        "spse",
        "secara",
        "singkat",
        "jelas",
    )
)
_CANONICAL = {word: canonical for canonical, words in _SYNONYMS.items() for word in words.split()}

# Field, rank, phrases; a phrase may stand in two fields, as 'jenis masalah', which is the text where there is no other.
_TABLE: tuple[tuple[RecapField, int, str], ...] = (
    (
        "received_at",
        0,
        "stempel waktu; timestamp; time stamp; tanggal lapor; tanggal masuk; tanggal masalah; tanggal masuk masalah; "
        "tanggal lapor masalah; tanggal lapor masuk; waktu lapor; waktu masuk; waktu masalah; tanggal tiket; "
        "tanggal masuk tiket; hari tanggal; tanggal hari; tanggal jam; tanggal waktu; waktu tanggal; hari tanggal jam; "
        "tanggal konsultasi; tanggal layanan; tanggal permintaan; tanggal permohonan; tanggal pertanyaan; "
        "tanggal kirim; tanggal dikirim; tanggal pengisian; masuk at; masuk tanggal; lapor tanggal; open date; "
        "opened; opened at; submission date; submitted at; masuk",
    ),
    ("received_at", 1, "tanggal; tanggal mulai"),
    ("received_at", 2, "waktu; tanggal kejadian; waktu kejadian; tanggal kunjungan; tanggal surat"),
    ("received_time", 0, "jam; jam lapor; jam masuk; jam masalah; time; waktu jam; jam mulai; jam kejadian; jam waktu"),
    (
        "ticket",
        0,
        "nomor tiket; tiket; tiket id; id tiket; kode tiket; tiket nomor; nomor masalah; nomor registrasi; "
        "nomor register; nomor lapor; nomor formulir; kode lapor; nomor permohonan; nomor permintaan; nomor referensi; "
        "nomor tiket masalah; nomor tiket petugas; kode registrasi; nomor urut tiket",
    ),
    (
        "support_ticket",
        0,
        "nomor tiket lpse support; tiket lpse support; lpse support; nomor lpse support; nomor tiket lkpp; tiket lkpp; "
        "nomor tiket support; nomor tiket petugas lkpp; tiket support lkpp; nomor tiket lpse support lkpp; "
        "id tiket lpse support; tiket support",
    ),
    (
        "name",
        0,
        "nama; nama pelapor; pelapor; nama lengkap; nama lengkap pelapor; nama pelapor lengkap; nama pengguna; "
        "nama lengkap pengguna; narahubung; kontak person; nama kontak; nama narahubung; nama peserta; nama direktur; "
        "full nama; "
        "nama panggilan; nama pelapor pengguna; pelapor pengguna; dari nama",
    ),
    (
        "identity",
        0,
        "nik; nip; npwp; nomor identitas; identitas; nik nip; nip nik; nomor ktp; ktp; nomor nik; nomor nip; "
        "nomor npwp; pengguna id; userid; username; id pengguna; id penyedia; id pelapor; nrp; npwp perusahaan; "
        "identitas pelapor; nomor identitas pelapor; nik pelapor; nip pelapor; nik nip npwp",
    ),
    (
        "phone",
        0,
        "telepon; nomor telepon; kontak; pelapor nomor; nomor pelapor; telepon pelapor; nomor telepon pelapor; "
        "nomor telepon aktif; kontak pelapor; nomor kontak; nomor kontak pelapor; kontak nomor; "
        "telepon email; nomor telepon email; email telepon; "
        "nomor telepon pengguna; telepon pengguna; nomor telepon kantor; nomor telepon perusahaan; sms",
    ),
    (
        "email",
        0,
        "email; alamat email; email address; email pelapor; alamat email pelapor; email aktif; email pengguna; "
        "email perusahaan; alamat email aktif",
    ),
    ("address", 0, "alamat; alamat pelapor; alamat perusahaan; alamat kantor; alamat lengkap; domisili; address"),
    (
        "company",
        0,
        "perusahaan; nama perusahaan; nama penyedia; penyedia; badan usaha; nama badan usaha; "
        "nama perusahaan penyedia; perusahaan pelapor; penyedia perusahaan; nama perusahaan badan usaha",
    ),
    (
        "institution",
        0,
        "instansi; nama instansi; asal instansi; instansi pelapor; perusahaan instansi; nama perusahaan instansi; "
        "instansi perusahaan; nama instansi perusahaan; asal instansi perusahaan; asal perusahaan instansi; asal; "
        "asal pelapor; satuan kerja; nama satuan kerja; unit kerja; unit organisasi; perangkat daerah; "
        "nama perangkat daerah; instansi satuan kerja; instansi penyedia; penyedia instansi; instansi unit kerja; "
        "nama instansi penyedia; perusahaan instansi pelapor; instansi perusahaan pelapor",
    ),
    (
        "channel",
        0,
        "media; via; channel; kanal; saluran; melalui; sarana; media lapor; cara lapor; media konsultasi; jenis media; "
        "metode; sumber; source; lapor melalui; masalah melalui; media layanan; media masalah; media komunikasi; "
        "kanal masalah; saluran masalah; metode konsultasi; sumber masalah; sumber lapor; masuk melalui; "
        "media penyampaian; sarana lapor; kanal lapor; kanal layanan; media yg digunakan; jalur",
    ),
    (
        "title",
        0,
        "judul; subjek; subject; perihal; hal; title; topik; pokok masalah; judul masalah; ringkasan; summary; "
        "topik masalah; judul lapor; perihal masalah; inti masalah; judul tiket",
    ),
    (
        "text",
        0,
        "masalah; uraian; uraian masalah; pertanyaan; masalah dialami; uraian pertanyaan; pertanyaan masalah; "
        "masalah pertanyaan; uraian lapor; permintaan; permohonan; uraian permintaan; uraian permohonan; konsultasi; "
        "materi konsultasi; uraian konsultasi; hal dikonsultasikan; jelaskan masalah; uraikan masalah; "
        "tuliskan masalah; sampaikan masalah; pesan; message; masalah pelapor; masalah pengguna; "
        "pertanyaan permintaan; lapor; uraian layanan; penjelasan masalah; masalah permintaan; uraian masalah dialami; "
        "masalah permintaan layanan; permintaan layanan; lapor masalah; pertanyaan pelapor; materi pertanyaan; "
        "uraian masalah pertanyaan; bentuk masalah; uraian pesan; body; materi; materi masalah",
    ),
    ("text", 3, "keterangan; catatan"),
    ("text", 4, "jenis masalah; kategori masalah; jenis konsultasi; jenis pertanyaan; jenis layanan"),
    (
        "user_type",
        0,
        "jenis pengguna; pengguna; pengguna jenis; jenis pelapor; status pengguna; kategori pengguna; peran; role; "
        "status pelapor; kategori pelapor; pengguna layanan; jenis penyedia pengguna; sebagai; peran pengguna; unsur; "
        "peran pelapor; selaku; jenis pengguna layanan; kategori pengguna layanan",
    ),
    (
        "category",
        0,
        "kategori; jenis; jenis masalah; kategori masalah; jenis layanan; layanan; aplikasi; kategori layanan; "
        "help topic; department; modul; jenis pertanyaan; jenis konsultasi; nama aplikasi; jenis aplikasi; "
        "kategori pertanyaan; kategori konsultasi; kategori tiket; jenis tiket; jenis lapor; kategori lapor; "
        "jenis masalah layanan; bidang masalah",
    ),
    ("urgency", 0, "urgensi; urgency; tingkat urgensi; kemendesakan"),
    ("impact", 0, "dampak; impact; tingkat dampak"),
    ("priority", 0, "prioritas; priority; tingkat prioritas; skala prioritas"),
    (
        "handler",
        0,
        "petugas; petugas petugas; nama petugas; penerima; nama penerima; masuk oleh; ditangani oleh; assigned; "
        "assigned to; petugas penerima; penanganan oleh; petugas piket; petugas layanan; penerima lapor; "
        "penerima masalah; jawab oleh; petugas penjawab; petugas lpse; petugas penanganan; ditindaklanjuti oleh; "
        "nama penerima lapor; nama petugas penerima; penanggung jawab; penanggungjawab; selesai oleh",
    ),
    (
        "answered_at",
        0,
        "tanggal jawab; waktu jawab; tanggal penanganan; tanggal ditangani; tanggal tindak lanjut; "
        "tanggal ditindaklanjuti; first jawab; first jawab tanggal; jawab at; waktu penanganan; waktu tindak lanjut",
    ),
    (
        "state",
        0,
        "status; status masalah; status penanganan; status tiket; status solusi; status lapor; progress; progres; "
        "status tindak lanjut; status selesai; selesai belum; belum selesai; kondisi; status layanan; status akhir; "
        "selesai belum selesai; status jawab; status masalah selesai; selesai tidak",
    ),
    (
        "solution",
        0,
        "solusi; jawab; tindak lanjut; penanganan; hasil; action; tindakan; hasil penanganan; uraian penanganan; "
        "uraian solusi; langkah penanganan; hasil tindak lanjut; cara solusi; solusi jawab; jawab solusi; "
        "tindak lanjut solusi; solusi tindak lanjut; rekomendasi; saran; uraian tindak lanjut; solusi masalah; "
        "penanganan masalah; tindak lanjut masalah; langkah solusi; penanganan keterangan; penjelasan; "
        "penanganan solusi; "
        "solusi diberikan; jawab diberikan; tindak lanjut penanganan; uraian jawab; jawab petugas; hasil konsultasi; "
        "tindakan dilakukan; penanganan dilakukan",
    ),
    (
        "solved_at",
        0,
        "tanggal selesai; tanggal solusi; waktu selesai; selesai; selesai at; selesai tanggal; "
        "tanggal masalah selesai; "
        "tanggal selesai masalah; tanggal selesai penanganan; tanggal jam selesai; tanggal akhir",
    ),
    (
        "informed",
        0,
        "status konfirmasi; konfirmasi; diinformasikan; status konfirmasi pengguna; status konfirmasi kepada pengguna; "
        "konfirmasi pengguna; konfirmasi pelapor; status informasi; informasi pengguna; sudah diinformasikan; "
        "konfirmasi kepada pengguna; diinformasikan kepada pengguna; informasi kepada pengguna; diberitahukan",
    ),
    (
        "ignored",
        0,
        "nomor; nomor urut; urut; id; foto; foto masalah; lampiran; bukti; bukti masalah; dokumentasi; attachment; "
        "paraf; ttd; tanda tangan; nama paket; kode paket; kode tender; nama tender; kode rup; durasi; lama; "
        "lama solusi; lama penanganan; skor; score; rating; kepuasan; bulan; tahun; hari; jabatan; jenis kelamin; "
        "umur; pic; waktu solusi; lama selesai; jam selesai; nomor surat; link; nama jabatan; tanggal lahir; "
        "tempat tanggal lahir; lama masalah; nama pekerjaan; nomor paket; nilai paket; durasi solusi; jam solusi; "
        "nomor telepon petugas; nip petugas; petugas nip; email petugas; keterangan lain",
    ),
)  # fmt: skip
# What follows one of these asks for something else than it names.
_NEVER_PART_OF = frozenset(
    (
        "foto",
        "bukti",
        "lampiran",
        "lama",
        "durasi",
        "apakah",
        "berapa",
        "jumlah",
        "upload",
        "unggah",
        "screenshot",
        "contoh",
    )
)

_SPLIT_EMAIL = re.compile(r"\be[\s-]+mail")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+")


def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading, synonyms as one, without numbers before it and without what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading[: 2 * _MAX_CHARACTERS]).casefold()
    text = _SPLIT_EMAIL.sub("email", text)
    found = _words(_BRACKETS.sub(" ", text)) or _words(text)
    while len(found) > 1 and found[0].isdecimal():
        found.pop(0)
    return tuple(found)


def _words(text: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.findall(text):
        canonical = _CANONICAL.get(word, word)
        if canonical not in _DROPPED and (not found or found[-1] != canonical):
            found.append(canonical)
    return found


def _tabled() -> dict[tuple[str, ...], tuple[Meaning, ...]]:
    table: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
    for field, rank, phrases in _TABLE:
        for phrase in phrases.split("; "):
            key = words_of(phrase)
            if all(meaning.field != field for meaning in table.get(key, ())):
                table[key] = (*table.get(key, ()), Meaning(field, rank))
    return table


_MEANINGS = _tabled()
_VOCABULARY = sorted({*_CANONICAL, *_CANONICAL.values(), *(word for phrase in _MEANINGS for word in phrase)})
_LONGEST = max(map(len, _MEANINGS))


class Headings:
    """The table with a source's own headings before it."""

    def __init__(self, overrides: Mapping[str, RecapField]) -> None:
        self._own = {words_of(heading): (Meaning(field, _BY_SETTING),) for heading, field in overrides.items()}
        self._known: dict[str, tuple[Meaning, ...]] = {}
        self._exact: dict[str, bool] = {}

    def own(self, *parts: str) -> tuple[Meaning, ...]:
        """What the source's settings say of a heading, put together from the lines of a header."""
        return self._own.get(words_of(" ".join(parts)), ())

    def exact(self, *parts: str) -> tuple[Meaning, ...]:
        """What a heading means that is in the table as it is; () if it is not."""
        key = words_of(" ".join(parts))
        return self._own.get(key) or _MEANINGS.get(key, ())

    def is_heading(self, text: str) -> bool:
        """Whether a cell's text is a heading of the table, which texts of complaints are not."""
        if len(text) > _MAX_CHARACTERS:
            return False
        known = self._exact.get(text)
        if known is None:
            # Cells of a column that are all different would fill the memory.
            known = bool(self.exact(text))
            if len(self._exact) < _MAX_KNOWN:
                self._exact[text] = known
        return known

    def meanings(self, heading: str) -> tuple[Meaning, ...]:
        """What a heading may mean, likely ones first; () if nothing is known, or if it is doubtful."""
        if len(heading) > _MAX_CHARACTERS:
            return ()
        if heading not in self._known:
            words = words_of(heading)
            self._known[heading] = (
                self._own.get(words)
                or _MEANINGS.get(words)
                or _within(words)
                or _MEANINGS.get(corrected := _corrected(words))
                or _within(corrected)
            )
        return self._known[heading]


def _within(words: tuple[str, ...]) -> tuple[Meaning, ...]:
    """The meaning of the longest known phrase of two words or more in a question; () if two of one length differ."""
    if not words or words[0] in _NEVER_PART_OF:
        return ()
    for length in range(min(len(words), _LONGEST), 1, -1):
        found = {
            _MEANINGS[phrase]
            for start in range(len(words) - length + 1)
            if (phrase := words[start : start + length]) in _MEANINGS
        }
        if found:
            return found.pop() if len(found) == 1 else ()
    return ()


def _corrected(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with slips of the pen put right where only one word can be meant."""
    return tuple(_nearest(word) for word in words)


def _nearest(word: str) -> str:
    if len(word) < _MIN_LETTERS or word in _VOCABULARY:
        return word
    near = process.extract(word, _VOCABULARY, scorer=fuzz.ratio, score_cutoff=_MIN_SIMILARITY - _MIN_LEAD, limit=5)
    if not near or near[0][1] < _MIN_SIMILARITY:
        return word
    meant = {_CANONICAL.get(other, other) for other, score, _ in near if score > near[0][1] - _MIN_LEAD}
    return meant.pop() if len(meant) == 1 else word
