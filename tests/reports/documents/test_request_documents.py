"""The documents of a submitted request: which there are, what was decided stands in them, and when a version is new."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

import pytest

from spse_monev.analysis.changes import forms
from spse_monev.changes import ChangeRecord, ChangeState, EventKind
from spse_monev.figures import shown
from spse_monev.reports.documents import REQUEST_KIND, withdrawn
from spse_monev.reports.documents.fields import CHANGE_FORM
from spse_monev.reports.documents.render import TemplateError
from tests.changes import APPROVED, HEAD, MANAGER, PATHS, Answer, review
from tests.reports.documents.conftest import WRITTEN_AT, Writer, cells, page_heads, table_under, texts
from tests.reports.documents.made_up_records import BY_HAND, along, answered, documented, happened, submitted
from tests.reports.documents.made_up_requests import evidence, finding, major, minor, request
from tests.reports.documents.test_documents import HOSTILE

FORM, CONSULTATION = "formulir_perubahan", "formulir_konsultasi"
LETTER, PROPOSAL, TERMS = "surat_bantuan_teknis", "nota_dinas_usulan", "kerangka_acuan_kerja"
PLACE = "lpse_semua_sumber/2026/10/perubahan/PP-2026-10-001"


def filled(writer: Writer, record: ChangeRecord, kind: str = FORM, **answers: Any) -> dict[str, str]:
    """The second cells of a document by the first."""
    written = writer.fill(record, major(), minor(), **answers)
    return cells(writer.open(written[kind].artifact))


def told(writer: Writer, record: ChangeRecord, kind: str) -> str:
    written = writer.fill(record, major(), minor())
    return texts(writer.open(written[kind].artifact))


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("minor", {FORM}),
        ("refused", {FORM}),
        ("withdrawn", {FORM}),
        ("emergency", {FORM}),
        ("configuration", {FORM, CONSULTATION}),
        ("assistance", {FORM, CONSULTATION, LETTER}),
        ("vendor", {FORM, CONSULTATION, PROPOSAL, TERMS}),
        ("assistance that needs a vendor, refused", {FORM, CONSULTATION, LETTER, PROPOSAL, TERMS}),
    ],
)
def test_a_request_has_the_documents_of_the_way_it_went(writer: Writer, path: str, kinds: set[str]) -> None:
    is_major = PATHS[path][0][0][2].get("kelas") == "major"
    row = major() if is_major else minor()
    written = writer.fill(along(writer.site, path, row), row)
    assert written.keys() == kinds
    for each in written.values():
        artifact, content = each.artifact, writer.content(each.artifact)
        assert (artifact.kind, artifact.period, artifact.written_at) == (REQUEST_KIND, writer.month, WRITTEN_AT)
        assert (artifact.sha256, artifact.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        # The major one rests on a log with gaps.
        assert artifact.state == ("sebagian" if is_major else "lengkap")
    assert written[FORM].title == "Formulir Permohonan Perubahan"
    number = row["number"]
    assert PurePosixPath(written[FORM].artifact.path).parts[-3:] == (
        "perubahan", number, f"{number}_formulir_permohonan_perubahan_v001.docx"
    )  # fmt: skip


def test_letters_are_drafted_when_they_are_to_be_sent_and_not_before(writer: Writer) -> None:
    before = along(writer.site, "assistance", major(), 2)
    assert before.request.state is ChangeState.CONSULTATION
    assert writer.fill(before, major()).keys() == {FORM, CONSULTATION}
    assert LETTER in writer.fill(along(writer.site, "assistance", major(), 3), major())


def test_a_request_that_was_made_major_or_minor_by_people_has_the_consultation_form(writer: Writer) -> None:
    raised: Answer = (
        ChangeState.REVIEW, forms.FORWARD, review(kelas="major", alasan_kelas="Menyentuh kode."), MANAGER
    )  # fmt: skip
    assert CONSULTATION not in writer.fill(submitted(minor()), minor())
    assert CONSULTATION in writer.fill(answered(writer.site, submitted(minor()), raised), minor())
    reduced: Answer = (ChangeState.REVIEW, forms.FORWARD, review(alasan_kelas="Cukup pengaturan."), MANAGER)
    assert CONSULTATION in writer.fill(answered(writer.site, submitted(major()), reduced), major())


def test_a_draft_has_no_documents_here(writer: Writer) -> None:
    assert writer.fill(ChangeRecord(submitted(minor()).request, ()), minor()) == {}
    assert not list(writer.folder.iterdir())


def test_a_new_version_is_written_only_if_it_says_something_new(writer: Writer) -> None:
    record = submitted(major())
    versions = []
    for told_next in (None, *PATHS["vendor"][0]):
        if told_next:
            record = answered(writer.site, record, told_next)
        written = writer.fill(record, major())
        versions.append([PurePosixPath(each.artifact.path).stem.removeprefix("PP-2026-10-001_") for each in
                         written.values()])  # fmt: skip
        record = documented(record, written.values())
        # Whatever the clock, a reminder, an answer that cannot be used: the documents say the same.
        record = happened(record, EventKind.REMINDED, {"step": record.request.state.value})
        record = happened(record, EventKind.MISANSWERED, {"step": "x", "option": "y", "problems": "z"}, HEAD)
        assert writer.fill(record, major(), written_at=WRITTEN_AT + timedelta(days=9)) == {}
    form, talk = "formulir_permohonan_perubahan", "formulir_konsultasi"
    note, terms = "nota_dinas_usulan_kegiatan", "kerangka_acuan_kerja"
    assert versions == [
        [f"{form}_v001", f"{talk}_v001"],
        [f"{form}_v002", f"{talk}_v002"],  # reviewed
        [f"{form}_v003"],  # approved
        [f"{form}_v004", f"{talk}_v003", f"{note}_v001", f"{terms}_v001"],  # consulted
        [f"{form}_v005", f"{note}_v002", f"{terms}_v002"],  # sent
        [f"{form}_v006"],  # accepted
        [f"{form}_v007"],  # carried out
    ]
    # No version was ever touched again.
    events = [event.details for event in record.events if event.kind is EventKind.DOCUMENTED]
    assert len({details["path"] for details in events}) == len(events) == sum(map(len, versions))
    for details in events:
        content = (writer.folder / str(details["path"])).read_bytes()
        assert hashlib.sha256(content).hexdigest() == details["sha256"]


def test_a_file_that_is_gone_is_written_again_and_one_that_was_changed_is_left(writer: Writer) -> None:
    first = writer.fill(submitted(minor()), minor())
    record, file = documented(submitted(minor()), first.values()), writer.folder / first[FORM].artifact.path
    content = file.read_bytes()
    file.unlink()
    assert writer.fill(record, minor()) == {}
    assert file.read_bytes() == content
    file.write_bytes(b"diubah")
    assert writer.fill(record, minor()) == {}
    assert file.read_bytes() == b"diubah"


def test_what_nobody_has_decided_stays_a_line_to_fill(writer: Writer) -> None:
    known = filled(writer, submitted(minor()))
    assert known["Penetapan Pengelola Perubahan"] == "☐ Emergency      ☐ Normal"
    assert known["Jenis perubahan"] == "☐ Aplikasi      ☐ Infrastruktur      ☐ Layanan"
    assert "Dasar penetapan" not in known
    assert "(diisi Pengelola Perubahan" in known["Dampak kepada lingkungan"]
    assert "Software : ....." in known["Sumber yang dibutuhkan"]
    assert known["Permintaan berlaku mulai tanggal"] == "(diisi pemohon)"
    assert known["Keputusan"] == "☐ Setuju      ☐ Tidak Setuju"
    for empty in ("Keterangan", "Jadwal perubahan", "Penugasan implementasi", "Hasil tes", "Tanggal"):
        assert known[empty] == ""
    assert known["Tahap"] == "☑ Tercatat  →      ☐ Evaluasi  →      ☐ Persetujuan  →      ☐ Implementasi"
    assert known["Keadaan"] == "Menunggu telaah."


def test_the_change_form_says_what_was_decided_by_whom_and_when(writer: Writer) -> None:
    reviewed: Answer = (
        ChangeState.REVIEW,
        forms.FORWARD,
        review(perangkat_lunak="PostgreSQL 14", sdm="Dua orang", urgensi="mendesak", alasan_kelas="Hanya pengaturan."),
        MANAGER,
    )
    record = answered(writer.site, submitted(minor()), reviewed, *PATHS["minor"][0][1:])
    document = writer.open(writer.fill(record, minor())[FORM].artifact)
    known = cells(document)
    assert known["Jenis perubahan"] == "☐ Aplikasi      ☑ Infrastruktur      ☐ Layanan"
    assert known["Penetapan Pengelola Perubahan"] == "☐ Emergency      ☑ Normal"
    assert known["Dasar penetapan"].startswith("Kelas: Hanya pengaturan.\nPenetapan: urgensi mendesak, dampak sedang")
    assert known["Dasar penetapan"].endswith("Ditetapkan oleh pengguna pengelola, 24 November 2026 pukul 11.05 WIB.")
    # What was proposed is still seen beside what was decided.
    assert known["Usulan"] == "☐ Emergency      ☑ Normal"
    assert known["Dampak kepada lingkungan"].startswith("Usulan: urgensi tidak mendesak")
    assert known["Dampak kepada lingkungan"].endswith("Aplikasi dimulai ulang sekali.")
    assert "diisi Pengelola" not in known["Dampak kepada lingkungan"]
    needed = known["Sumber yang dibutuhkan"].split("\n")
    assert (needed[0], needed[2]) == ("Software : PostgreSQL 14", "SDM : Dua orang")
    assert needed[1].startswith("Hardware : .....")
    assert known["Deskripsi rencana uji coba"] == "Amati dua hari."
    assert known["Keputusan"] == (
        "☑ Setuju      ☐ Tidak Setuju\nDiputuskan oleh pengguna kepala, 24 November 2026 pukul 12.05 WIB."
    )
    assert known["Penugasan implementasi"] == "Administrator Sistem"
    assert known["Jadwal perubahan"] == shown(date.fromisoformat(APPROVED[2]["jadwal"]))
    assert (known["Hasil tes"], known["Hasil implementasi"]) == ("Sesuai rencana uji.", "Berjalan sejak pagi.")
    assert "Berhasil. Dicatat oleh pengguna administrator, " in known["Tanggal"]
    assert known["Tahap"].count("☑") == 4
    assert known["Keadaan"] == (
        "Selesai (berhasil); dicatat oleh pengguna administrator, 24 November 2026 pukul 13.05 WIB."
    )
    assert table_under(document, "Waktu") == [
        ["24 November 2026 pukul 10.05 WIB", "Tercatat", "Diserahkan untuk ditelaah.", "sistem"],
        ["24 November 2026 pukul 11.05 WIB", "Evaluasi",
         "Teruskan\nKelas MINOR, kategori Normal\nHanya pengaturan.", "pengelola"],
        ["24 November 2026 pukul 12.05 WIB", "Persetujuan", "Setuju", "kepala"],
        ["24 November 2026 pukul 13.05 WIB", "Implementasi", "Berhasil", "administrator"],
    ]  # fmt: skip
    # Signatures stay with people, and so does the number.
    assert any(each.text.startswith("Nomor : ....") for each in document.paragraphs)
    assert "Tanggal : ....." in texts(document)


def test_a_refusal_says_why(writer: Writer) -> None:
    known = filled(writer, along(writer.site, "refused", minor()))
    assert known["Keputusan"].startswith("☐ Setuju      ☑ Tidak Setuju")
    assert known["Keterangan"] == "Belum waktunya."
    assert known["Keadaan"].startswith("Ditolak; dicatat oleh pengguna kepala, ")
    assert known["Keadaan"].endswith("\nAlasan: Belum waktunya.")
    assert known["Tahap"].count("☑") == 2


@pytest.mark.parametrize("path", ["withdrawn", "withdrawn late"])
def test_a_withdrawal_says_why_and_decides_nothing(writer: Writer, path: str) -> None:
    known = filled(writer, along(writer.site, path, minor()))
    assert known["Keadaan"].startswith("Ditarik; dicatat oleh pengguna ")
    assert known["Keadaan"].endswith("\nAlasan: Sudah tidak diperlukan.")
    assert (known["Hasil tes"], known["Tanggal"]) == ("", "")
    if path == "withdrawn":
        assert known["Penetapan Pengelola Perubahan"] == "☐ Emergency      ☐ Normal"


def test_what_was_filled_in_with_a_withdrawal_is_not_decided(writer: Writer) -> None:
    given = {"alasan": "Dibatalkan.", "nomor_surat": "005/99/LPSE/2026"}
    step: Answer = (ChangeState.ASSISTANCE, forms.WITHDRAW, given, MANAGER)
    record = answered(writer.site, along(writer.site, "assistance", major(), 3), step)
    written = writer.fill(record, major())
    form = writer.open(written[FORM].artifact)
    assert table_under(form, "Waktu")[-1][2] == f"{forms.WITHDRAW}\nDibatalkan."
    for each in written.values():
        assert "005/99" not in texts(writer.open(each.artifact))


def test_an_emergency_is_approved_afterwards_and_says_so(writer: Writer) -> None:
    waiting = filled(writer, along(writer.site, "emergency", minor(), 2))
    assert "Persetujuan menyusul" in waiting["Keputusan"]
    assert "belum diputuskan Kepala LPSE" in waiting["Keputusan"]
    assert waiting["Keputusan"].startswith("☐ Setuju      ☐ Tidak Setuju")
    approved = filled(writer, along(writer.site, "emergency", minor()))
    assert approved["Keputusan"].startswith("☑ Setuju      ☐ Tidak Setuju\nPersetujuan menyusul: ")
    assert approved["Penetapan Pengelola Perubahan"] == "☑ Emergency      ☐ Normal"
    undone = filled(writer, along(writer.site, "emergency that is not approved", minor()))
    assert undone["Keputusan"].startswith("☐ Setuju      ☑ Tidak Setuju\nPersetujuan menyusul: ")
    assert undone["Pengembalian (tidak disetujui menyusul)"].startswith("Nilai semula dipasang.\n")
    assert undone["Keadaan"].endswith("Alasan: Tidak perlu.")
    assert "Pengembalian (tidak disetujui menyusul)" not in approved


def test_what_is_approved_in_advance_says_so(writer: Writer) -> None:
    known = filled(writer, happened(submitted(minor()), EventKind.PREAPPROVED, {"rule_id": "R17"}))
    assert known["Keputusan"].startswith("☑ Setuju      ☐ Tidak Setuju\nDisetujui di muka")
    assert "(aturan R17)" in known["Keputusan"]
    assert known["Dasar penetapan"].startswith("Perubahan minor standar")
    assert known["Tahap"] == "☑ Tercatat  →      ☑ Evaluasi  →      ☑ Persetujuan  →      ☐ Implementasi"


def test_the_consultation_form_has_the_answer_and_what_became_of_the_class(writer: Writer) -> None:
    before = filled(writer, along(writer.site, "configuration", major(), 2), CONSULTATION)
    assert before["No. tiket LPSE Support"] == before["Jawaban atau solusi"] == before["Penerima jawaban"] == ""
    assert before["Kesimpulan"].count("☐") == 4
    assert "Tindak lanjut" not in before
    assert "Penetapan: MAJOR (oleh pengguna pengelola, " in before["Usulan kelas dan dasarnya"]
    known = filled(writer, along(writer.site, "configuration", major()), CONSULTATION)
    assert known["No. tiket LPSE Support"] == "LS-000000"
    assert known["Dijawab oleh"] == "Dukungan Teknis LKPP"
    assert known["Jawaban atau solusi"] == "Sudah dipelajari; lihat saran."
    assert known["Kesimpulan"].startswith("☑ Cukup konfigurasi oleh LPSE\n☐ Perlu bantuan")
    assert known["Status"].startswith("☐ Proses      ☑ Selesai, tanggal : ")
    assert "...." not in known["Status"]
    assert known["Penerima jawaban"].startswith("Dicatat oleh pengguna administrator, ")
    assert known["Tindak lanjut"].startswith("Kelas diturunkan menjadi MINOR menurut hasil konsultasi")
    assert known["Tindak lanjut"].endswith("\nLKPP: cukup konfigurasi.")
    assert "Kelas diturunkan menjadi MINOR" in filled(writer, along(writer.site, "configuration", major()))[
        "Dasar penetapan"
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "step"), [(LETTER, "assistance", 3), (PROPOSAL, "vendor", 3),
                                                     (TERMS, "vendor", 3)])  # fmt: skip
def test_a_letter_quotes_lkpp_and_has_its_number_once_it_was_sent(
    writer: Writer, kind: str, path: str, step: int
) -> None:
    draft = told(writer, along(writer.site, path, major(), step), kind)
    assert "005/12/LPSE/2026" not in draft
    assert "....." in draft
    for quoted in ("Dukungan Teknis LKPP", "(tiket LPSE Support: LS-000000)", "“Sudah dipelajari; lihat saran.”"):
        assert quoted in draft
    assert "Memperbaiki urutan penguncian pada transaksi penawaran" in draft
    sent = told(writer, along(writer.site, path, major(), step + 1), kind)
    assert "005/12/LPSE/2026" in sent
    assert sent == told(writer, along(writer.site, path, major()), kind), "what came of it is not in what was sent"


def test_the_letter_goes_from_the_head_to_lkpp_with_the_evidence(writer: Writer) -> None:
    record = along(writer.site, "assistance", major(), 3)
    document = writer.open(writer.fill(record, major())[LETTER].artifact)
    text = texts(document)
    assert "Yth. Direktur ....." in text
    assert "Tembusan:" in text
    assert "........................, ....." in text  # place and date
    assert [row[4] for row in table_under(document, "No.")] == ["31", "17", "9", "4", "2"]
    assert "Frekuensi: Sekurang-kurangnya 63 kejadian pada 5 hari" in text
    assert writer.site.officials.head.name in text
    assert page_heads(document)[0].startswith("\n".join(writer.site.letterhead.lines))
    assert all("DATA SINTETIS" in head for head in page_heads(document))


def test_a_finding_that_has_the_title_of_its_request_is_told_once(writer: Writer) -> None:
    same = finding(1, "R20", "deadlock", evidence("ERROR 40P01: deadlock detected", 3, value=1.0))
    row = major() | {"findings": [same | {"title": major()["title"]}]}
    letter = writer.fill(along(writer.site, "assistance", major(), 3), row)[LETTER]
    assert texts(writer.open(letter.artifact)).split("\n").count(major()["title"]) == 1
    other = told(writer, along(writer.site, "assistance", major(), 3), LETTER)
    assert "Temuan 1" in other.split("\n")


def test_the_proposal_comes_from_the_proposer_of_the_site_and_leaves_its_costs_to_people(writer: Writer) -> None:
    manager = writer.site.officials.change_manager.model_copy(update={"name": "Sari", "title": "Pengelola Perubahan"})
    settings = writer.site.change_requests.model_copy(update={"proposer": "change_manager"})
    officials = writer.site.officials.model_copy(update={"change_manager": manager})
    writer.site = writer.site.model_copy(update={"change_requests": settings, "officials": officials})
    record = along(writer.site, "vendor", major(), 3)
    written = writer.fill(record, major())
    note = writer.open(written[PROPOSAL].artifact)
    [head] = [table for table in note.tables if table.rows[0].cells[0].text == "Kepada"]
    assert {row.cells[0].text: row.cells[2].text for row in head.rows}["Dari"] == "Pengelola Perubahan"
    assert "Sari" in texts(note)
    terms = writer.open(written[TERMS].artifact)
    [costs] = [table for table in terms.tables if table.rows[0].cells[1].text == "Uraian"]
    rows = [[cell.text for cell in row.cells] for row in costs.rows[1:]]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6", "JUMLAH", "Pajak (PPN)", "TOTAL"]
    assert {text for row in rows[:6] for text in row[1:]} == {row[-1] for row in rows} == {""}


def test_a_vendor_after_technical_help_is_told_of_that_help(writer: Writer) -> None:
    path = "assistance that needs a vendor, refused"
    for kind in (PROPOSAL, TERMS):
        assert "hasilnya pada" in told(writer, along(writer.site, path, major(), 5), kind)
        assert "hasilnya pada" not in told(writer, along(writer.site, "vendor", major(), 3), kind)


def test_a_request_by_hand_rests_on_its_persons_words(writer: Writer) -> None:
    record = along(writer.site, "vendor", major(), **BY_HAND)
    written = writer.fill(record, minor())
    assert {each.artifact.state for each in written.values()} == {"lengkap"}
    form = writer.open(written[FORM].artifact)
    known = cells(form)
    assert known["Nama pemohon"].startswith("budi (nama pengguna)\nNIP ....")
    assert known["Maksud dan tujuan"] == "Layanan tidak putus saat listrik padam."
    assert known["Permintaan berlaku mulai tanggal"] == "1 Desember 2026"
    assert "Tiga kali padam pada Oktober." in texts(form)
    assert not [table for table in form.tables if table.rows[0].cells[0].text == "No."]
    consultation = writer.open(written[CONSULTATION].artifact)
    assert not consultation.inline_shapes
    assert cells(consultation)["Uraian"] == "Layanan tidak putus saat listrik padam."
    assert "Tiga kali padam pada Oktober." in texts(writer.open(written[TERMS].artifact))
    for each in written.values():
        text = texts(writer.open(each.artifact))
        assert "hasil evaluasi" not in text
        assert "R20" not in text


def test_findings_that_vanished_are_told_and_no_request_is_lost(writer: Writer) -> None:
    written = writer.fill(along(writer.site, "assistance", major(), 3), minor())
    for each in written.values():
        text = texts(writer.open(each.artifact))
        assert "Temuan yang mendasari permohonan ini tidak ada lagi pada penilaian terakhir." in text


HOSTILE_TEXT = " | ".join(HOSTILE[:3]) + ' =HYPERLINK("http://jahat.example") <w:tbl> </w:tc>'


def test_what_people_answer_is_data(writer: Writer) -> None:
    """Markup, templates and formulas stay text; characters that no document holds go."""
    answers = []
    for step, option, fields, who in PATHS["assistance that needs a vendor, refused"][0]:
        free = {name for field in forms.FORMS[step].fields if not field.is_date and not field.choices
                for name in [field.name]}  # fmt: skip
        hostile = {name: f"{value} {HOSTILE_TEXT}" if name in free else value for name, value in fields.items()}
        answers.append((step, option, hostile, who))
    record = answered(writer.site, submitted(major(), title=f"Judul {HOSTILE_TEXT}"), *answers)
    # Older events may hold what is refused today.
    planted = {"hasil": f"nul\x00 esc\x1b rlo\u202e {HOSTILE_TEXT}"}
    last = record.events[-1]
    record = replace(record, events=(*record.events[:-1], replace(last, details=dict(last.details) | planted)))
    written = writer.fill(record, major())
    assert len(written) == 5
    for each in written.values():
        document = writer.open(each.artifact)
        body = document.element.body
        assert not body.xpath(".//w:instrText | .//w:fldSimple | .//w:hyperlink | .//w:altChunk | .//w:object")
        assert not {"\x00", "\x1b", "\u202e"} & set(texts(document))
        assert "{{ 7 * 7 }}{% for x in y %}{{ kop_nama.__class__ }}" in texts(document)
    # As many tables and rows as with harmless answers.
    harmless = writer.fill(along(writer.site, "assistance that needs a vendor, refused", major()), major())
    for kind, each in written.items():
        shapes = [[len(table.rows) for table in writer.open(one.artifact).tables] for one in (each, harmless[kind])]
        assert shapes[0] == shapes[1]


def test_long_answers_are_whole_and_line_breaks_do_not_fill_pages(writer: Writer) -> None:
    long, lines = "kata " * 399 + "akhir", "\n".join(["ab"] * 660)
    refusal: Answer = (ChangeState.APPROVAL, forms.REFUSE, {"keterangan": lines}, HEAD)
    reviewed: Answer = (ChangeState.REVIEW, forms.FORWARD, review(dampak_lingkungan=long), MANAGER)
    known = filled(writer, answered(writer.site, submitted(minor()), reviewed, refusal))
    assert known["Dampak kepada lingkungan"].endswith(long)
    assert known["Keterangan"] == " ".join(["ab"] * 660)


def test_a_few_lines_stay_lines(writer: Writer) -> None:
    approved: Answer = (ChangeState.APPROVAL, forms.APPROVE, APPROVED[2] | {"keterangan": "Satu.\nDua."}, HEAD)
    known = filled(writer, answered(writer.site, submitted(minor()), PATHS["minor"][0][0], approved))
    assert known["Keterangan"] == "Satu.\nDua."


def test_a_wrong_template_leaves_no_document(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(CHANGE_FORM, kind=TERMS, folder=CHANGE_FORM.folder, file_name="kerangka_acuan_kerja.docx")
    monkeypatch.setattr("spse_monev.reports.documents.TERMS_OF_REFERENCE", wrong)
    with pytest.raises(TemplateError, match=r"kerangka_acuan_kerja\.docx: .*penanda wajib tidak ada"):
        writer.fill(along(writer.site, "vendor", major(), 3), major())
    assert not list(writer.folder.iterdir())


def test_a_rerun_of_the_month_withdraws_none_of_these(writer: Writer) -> None:
    written = [each.artifact for each in writer.fill(along(writer.site, "vendor", major()), major()).values()]
    assert len(written) == 4
    assert withdrawn(written, []) == []


def test_a_submitted_request_writes_no_drafts(writer: Writer) -> None:
    assert writer.write(major() | {"state": "review"}) == ()


def test_complaints_alone_are_evidence_too(writer: Writer) -> None:
    row = request(1, "R20", "major", finding(1, "R20", "", evidence("Keluhan 12", 7, "")))
    document = writer.open(writer.fill(submitted(row), row)[CONSULTATION].artifact)
    assert [row[2] for row in table_under(document, "No.")] == ["Keluhan pengguna"]
