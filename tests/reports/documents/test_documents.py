"""What the forms say, read back with python-docx, and what is left to people."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from spse_monev.settings import Official
from tests.reports.documents.conftest import WRITTEN_AT, Writer, cells, page_heads, table_under
from tests.reports.documents.made_up_requests import COUNTS, evidence, finding, major, minor, request, unclear


def test_a_major_change_has_a_consultation_form_and_others_have_none(writer: Writer) -> None:
    made = writer.write(major(), minor(), unclear())
    place = f"{writer.site.key}/2026/10/bulanan/dokumen"
    assert [(each.path, each.kind) for each in made] == [
        (f"{place}/PP-2026-10-001_formulir_permohonan_perubahan.docx", "formulir_perubahan"),
        (f"{place}/PP-2026-10-001_formulir_konsultasi.docx", "formulir_konsultasi"),
        (f"{place}/PP-2026-10-002_formulir_permohonan_perubahan.docx", "formulir_perubahan"),
        (f"{place}/PP-2026-10-003_formulir_permohonan_perubahan.docx", "formulir_perubahan"),
    ]
    # The first two rest on a log with gaps.
    assert [each.state for each in made] == ["sebagian", "sebagian", "lengkap", "lengkap"]
    for each in made:
        content = writer.content(each)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each.sha256, each.bytes)


def test_the_same_rows_give_the_same_bytes_whatever_the_clock(writer: Writer) -> None:
    first = writer.write(major(), minor())
    second = writer.write(major(), minor(), written_at=WRITTEN_AT + timedelta(days=3))
    assert [each.sha256 for each in first] == [each.sha256 for each in second]
    with ZipFile(writer.folder / first[0].path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 10, 31, 17, 0, 0)}


@pytest.mark.parametrize("state", ["open", "closed"])
def test_what_a_person_has_decided_on_keeps_its_files(writer: Writer, state: str) -> None:
    [form, consultation] = writer.write(major())
    before = {
        each.path: (writer.content(each), (writer.folder / each.path).stat().st_mtime_ns)
        for each in (form, consultation)
    }
    assert writer.write(major() | {"state": state, "change": "Lain sama sekali"}) == ()
    for path, known in before.items():
        assert ((writer.folder / path).read_bytes(), (writer.folder / path).stat().st_mtime_ns) == known


def test_no_request_gives_no_file(writer: Writer) -> None:
    assert writer.write() == ()
    assert not list(writer.folder.iterdir())


def test_the_change_form_is_filled_as_far_as_a_program_can(writer: Writer) -> None:
    document = writer.open(writer.write(major())[0])
    told = cells(document)
    assert told["Kode permohonan"] == "PP-2026-10-001"
    assert told["Tanggal permohonan"] == "2 November 2026"  # of the site's clock: still the 1st in UTC
    assert told["Usulan"] == "☑ Emergency      ☐ Normal"
    assert told["Penetapan Pengelola Perubahan"] == "☐ Emergency      ☐ Normal"
    assert told["Deskripsi roll back"] == "Kembali ke versi aplikasi sebelumnya menurut petunjuk LKPP."
    assert "SDM : LKPP" in told["Sumber yang dibutuhkan"]
    classes = [row.cells[2].text for table in document.tables for row in table.rows if row.cells[0].text == "Usulan"]
    assert classes == ["☐ MINOR      ☑ MAJOR"]
    for left_to_people in (
        "Keterangan",
        "Jadwal perubahan",
        "Penugasan implementasi",
        "Hasil tes",
        "Hasil implementasi",
    ):
        assert told[left_to_people] == ""
    assert told["Keputusan"] == "☐ Setuju      ☐ Tidak Setuju"
    assert any(each.text.startswith("Nomor : ....") for each in document.paragraphs)
    assert table_under(document, "No.")[0] == [
        "1", "28 Oktober 2026", "Log server basis data", "ERROR 40P01: deadlock detected", "31"
    ]  # fmt: skip
    assert any(
        "terbaca sebagian pada tanggal 5; tidak terbaca pada tanggal 12–13" in each.text for each in document.paragraphs
    )


def test_a_class_that_is_not_certain_is_ticked_nowhere(writer: Writer) -> None:
    document = writer.open(writer.write(unclear())[0])
    classes = [row.cells[2].text for table in document.tables for row in table.rows if row.cells[0].text == "Usulan"]
    assert classes == ["☐ MINOR      ☐ MAJOR"]
    assert "Kelas: belum dapat diusulkan, perlu telaah Pengelola Perubahan" in cells(document)["Dasar usulan"]
    assert {row[2] for row in table_under(document, "No.")} == {"Keluhan pengguna"}


def test_what_is_not_urgent_is_normal_and_its_doubts_are_told(writer: Writer) -> None:
    told = cells(writer.open(writer.write(minor())[0]))
    assert told["Usulan"] == "☐ Emergency      ☑ Normal"
    assert told["Yang belum pasti"] == "Memori bebas tidak diketahui."


def test_the_consultation_form_says_when_and_how_often(writer: Writer) -> None:
    document = writer.open(writer.write(major())[1])
    told = cells(document)
    assert told["Kapan terjadi"].startswith("3 Oktober 2026 sampai 28 Oktober 2026. ")
    assert "untuk September 2026; hal ini ditemukan pada 2 bulan" in told["Kapan terjadi"]
    assert told["Seberapa sering"] == (
        f"Sekurang-kurangnya {sum(COUNTS.values())} kejadian pada 5 hari (tanggal 3–4, 14–15 dan 28), dari 29 hari "
        "yang terbaca; terbanyak pada 28 Oktober 2026 (31 kejadian)."
    )
    assert told["No. tiket LPSE Support"] == told["Jawaban atau solusi"] == told["Dijawab oleh"] == ""
    assert table_under(document, "Komponen") == [
        ["SPSE", "", "(diisi pelapor)", ""],
        ["PostgreSQL", "Basis data SPSE", "14.11", "1–19 Oktober 2026"],
        ["PostgreSQL", "Basis data SPSE", "14.13", "20–31 Oktober 2026"],
        ["Java", "Statistik SPSE", "17.0.9", "1–31 Oktober 2026"],
    ]
    assert len(document.inline_shapes) == 1
    assert any("Hari berarsir tidak terbaca" in each.text for each in document.paragraphs)


def test_evidence_that_is_not_all_of_it_says_at_least(writer: Writer) -> None:
    seen = [evidence("CPU melewati batas", day, "zabbix", 80.0 + day) for day in (2, 9)]
    told = cells(writer.open(writer.write(request(1, "R30", "major", finding(1, "R30", "host", *seen)))[1]))
    assert told["Seberapa sering"] == (
        "Sekurang-kurangnya pada 2 hari (tanggal 2 dan 9), menurut bukti terkuat yang tersimpan; nilai tertinggi 89."
    )
    seen = [evidence("Gangguan", 9, "zabbix"), evidence("Gangguan", 9, "zabbix"), evidence("Tanpa hari", None)]
    told = cells(writer.open(writer.write(request(1, "R31", "major", finding(1, "R31", "", *seen)))[1]))
    assert told["Seberapa sering"].startswith("Sekurang-kurangnya 2 kejadian pada 1 hari (tanggal 9)")


def test_without_versions_days_or_evidence_the_form_says_so(writer: Writer) -> None:
    [_, artifact] = writer.write(
        request(1, "R30", "major", finding(1, "R30", "")), month_versions=[], month_coverage=[], month_request_days=[]
    )
    document = writer.open(artifact)
    texts = [each.text for each in document.paragraphs]
    assert "Tidak ada bukti yang tersimpan untuk permohonan ini." in texts
    assert "Tidak ada potret statistik Oktober 2026 yang menyebut versi; diisi pelapor." in texts
    assert cells(document)["Seberapa sering"] == "Tidak dapat dihitung per hari dari bukti yang tersimpan."


def test_an_unread_month_is_not_a_quiet_one(writer: Writer) -> None:
    [_, artifact] = writer.write(major(), month_coverage=[], month_request_days=[])
    assert artifact.state == "sebagian"
    texts = [each.text for each in writer.open(artifact).paragraphs]
    assert any("Log server basis data tidak terbaca pada satu hari pun" in text for text in texts)


def test_made_up_data_are_marked_on_every_page_and_real_ones_on_none(writer: Writer) -> None:
    for artifact in writer.write(major()):
        assert all("DATA SINTETIS" in head for head in page_heads(writer.open(artifact)))
    writer.site = writer.site.model_copy(update={"synthetic": False})
    for artifact in writer.write(major()):
        assert not any("SINTETIS" in head for head in page_heads(writer.open(artifact)))


def test_the_letterhead_and_the_officials_are_the_sites_own(writer: Writer) -> None:
    head = Official(name="Dra. Siti", title="Kepala UPT LPSE", nip="197101131991011001", rank="Pembina (IV/a)")
    officials = writer.site.officials.model_copy(update={"head": head})
    writer.site = writer.site.model_copy(update={"officials": officials})
    document = writer.open(writer.write(major())[0])
    first, other = page_heads(document)
    assert first.startswith("\n".join(writer.site.letterhead.lines))
    assert "PP-2026-10-001" in other
    signed = [row.cells[1].text for table in document.tables for row in table.rows]
    assert "Dra. Siti" in signed
    assert "Pembina (IV/a)\nNIP 19710113 199101 1 001" in signed


HOSTILE = (
    "{{ 7 * 7 }}{% for x in y %}{{ kop_nama.__class__ }}",
    "</w:t></w:r></w:p><w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>",
    '<w:fldSimple w:instr="INCLUDETEXT http://x"/> & " \' <b>',
    "nul\x00 bel\x07 esc\x1b ff\x0c vt\x0b rlo\u202egnp.exe lone\ud800 \uffff",
    "_x0041_ tab\tbaris\r\nbaru",
)


def test_text_of_logs_is_data(writer: Writer) -> None:
    texts = {name: " | ".join(HOSTILE) for name in ("title", "change", "how", "test", "undo", "class_reason")}
    seen = [evidence(text, 3, value=1.0) for text in HOSTILE]
    for artifact in writer.write(major() | texts | {"findings": [finding(1, "R20", "", *seen, doubts=HOSTILE)]}):
        document = writer.open(artifact)
        shown = table_under(document, "No.")
        assert [row[3] for row in shown] == [
            HOSTILE[0], HOSTILE[1], HOSTILE[2], "nul bel esc ff vt rlognp.exe lone ", "_x0041_ tab\tbaris\nbaru"
        ]  # fmt: skip
        assert cells(document)["Judul" if "Judul" in cells(document) else "Perihal"].startswith("{{ 7 * 7 }}{% for")
        body = document.element.body
        assert not body.xpath(".//w:instrText | .//w:fldSimple | .//w:hyperlink | .//w:altChunk | .//w:object")


def test_long_text_is_shortened_and_says_so(writer: Writer) -> None:
    seen = evidence("x" * 5000, 3, value=1.0)
    document = writer.open(writer.write(major() | {"how": "y" * 9000, "findings": [finding(1, "R20", "", seen)]})[0])
    assert table_under(document, "No.")[0][3] == f"{'x' * 300} … (dipotong; seluruhnya 5.000 karakter)"
    assert cells(document)["Langkah pelaksanaan"].endswith("… (dipotong; seluruhnya 9.000 karakter)")


def test_a_form_shows_the_strongest_of_each_finding_first(writer: Writer) -> None:
    findings = [
        finding(1, "R21", "a", *(evidence(f"a{n}", 3, value=9.0 - n) for n in range(6))),
        finding(2, "R21", "b", *(evidence(f"b{n}", 3, value=5.0 - n) for n in range(2))),
    ]
    document = writer.open(writer.write(request(1, "R21", "minor", *findings))[0])
    assert [row[3] for row in table_under(document, "No.")] == ["a0", "b0", "a1", "b1", "a2", "a3"]
    assert any(
        "Ditampilkan 6 dari 8 bukti terkuat yang tersimpan atas 2 temuan" in each.text for each in document.paragraphs
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_prints_every_document(writer: Writer, tmp_path: Path) -> None:
    made = [writer.folder / each.path for each in writer.write(major(), minor(), unclear())]
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", tmp_path / "pdf", *made],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    printed = {path.stem: path.read_bytes() for path in (tmp_path / "pdf").iterdir()}
    assert printed.keys() == {path.stem for path in made}
    assert all(content.startswith(b"%PDF") for content in printed.values())


def test_the_same_message_on_many_days_is_told_once(writer: Writer) -> None:
    rows = table_under(writer.open(writer.write(major())[0]), "No.")
    assert [row[3] for row in rows] == ["ERROR 40P01: deadlock detected", *["seperti nomor 1"] * 4]
    assert [row[4] for row in rows] == ["31", "17", "9", "4", "2"]
