# ruff: noqa: DTZ001  # a sheet's times have no zone
from __future__ import annotations

from datetime import date, datetime, time

import openpyxl
import pytest

from spse_monev.complaints import Channel, ComplaintState, UserType
from spse_monev.facts import CoverageState
from tests.sources.helpdesk.books import cell as ods_cell
from tests.sources.helpdesk.books import delimited, ods, ods_of, saved, xlsx, xlsx_of
from tests.sources.helpdesk.books import row as ods_row
from tests.sources.helpdesk.books import table as ods_table
from tests.sources.helpdesk.spreadsheet.offices import HEADINGS, read, read_rows, received, refused

LETTERHEAD = (
    ("PEMERINTAH KABUPATEN LUMAJANG",),
    ("REKAP PENANGANAN PERMASALAHAN SPSE", None, None, None, None, None, "Form 5.1"),
    ("Bulan : Oktober 2026",),
    (),
)
FOOT = (
    ("Jumlah", None, None, None, 2),
    (),
    (None, None, None, None, None, "Lumajang, 31 Oktober 2026"),
    (None, "Mengetahui", None, None, None, "Petugas Helpdesk"),
    (None, "Kepala LPSE"),
    (None, "Budi Contoh, S.Kom.", None, None, None, "Siti Contoh"),
    (None, "NIP. 19710113 199101 1 001", None, None, None, "NIP. ........"),
)
FIRST = (1, date(2026, 10, 5), "Budi Contoh", "081234567890", "Gagal upload penawaran", "Dibantu", "Selesai")
SECOND = (2, "13/10/2026", "Siti Contoh", 81234567891, "Cara mengubah jadwal", None, "Proses")


def test_a_recap_with_letterhead_numbers_total_and_signatures_gives_its_rows_and_nothing_else() -> None:
    found = read_rows(*LETTERHEAD, HEADINGS, (1, 2, 3, 4, 5, 6, 7), FIRST, SECOND, *FOOT)
    assert found.state is CoverageState.OK
    assert found.reasons == ()
    assert found.row_count == 2
    assert [each.text for each in found.complaints] == ["Gagal upload penawaran", "Cara mengubah jadwal"]
    assert received(found) == ["2026-10-05", "2026-10-13"]
    assert [each.state for each in found.complaints] == [ComplaintState.SOLVED, ComplaintState.IN_PROGRESS]
    assert [each.place.row for each in found.complaints] == [7, 8]
    assert found.complaints[0].place.sheet == "Oktober"
    assert all(each.ticket == "" for each in found.complaints)


@pytest.mark.parametrize("make", [xlsx, ods], ids=["xlsx", "ods"])
def test_excel_and_opendocument_give_the_same(make) -> None:  # type: ignore[no-untyped-def]
    found = read(make({"Oktober": [HEADINGS, FIRST, SECOND]}))
    assert received(found) == ["2026-10-05", "2026-10-13"]
    assert found.rejections == ()


def test_delimited_text_as_indonesian_excel_writes_it() -> None:
    content = delimited(
        [HEADINGS, (1, "05/10/2026", "Budi", "", "Gagal upload", "", "Selesai"), SECOND], encoding="cp1252"
    )
    assert received(read(content)) == ["2026-10-05", "2026-10-13"]


def test_answers_of_google_forms_come_in_by_web_form_with_their_times() -> None:
    found = read(
        delimited(
            [
                ("Timestamp", "Email Address", "1. Nama Lengkap", "2. Jelaskan kendala yang Anda alami", "Agama"),
                ("2026/10/05 9:05:12 PM GMT+7", "budi@contoh.id", "Budi Contoh", "Tidak bisa login", "rahasia"),
                (
                    "2026/10/06 8:00:00 AM GMT+7",
                    "siti@contoh.id",
                    "Siti Contoh",
                    "Lupa sandi, hubungi siti@contoh.id",
                    "rahasia",
                ),
            ],
            delimiter=",",
        )
    )
    assert received(found) == ["2026-10-05 21:05:12", "2026-10-06 08:00:00"]
    assert {each.channel for each in found.complaints} == {Channel.WEB_FORM}
    assert all(each.reporter_hashes for each in found.complaints)
    assert "rahasia" not in repr(found)
    assert "contoh.id" not in repr(found)


def test_google_forms_in_english_write_the_month_first() -> None:
    rows = [
        ("Timestamp", "Pertanyaan"),
        ("10/5/2026 21:05:00", "Tidak bisa login"),
        ("10/6/2026 8:00:00", "Lupa sandi"),
    ]
    found = read(delimited(rows, delimiter=","))
    assert received(found) == ["2026-10-05 21:05:00", "2026-10-06 08:00:00"]
    [reason] = found.reasons
    assert "kolom A (Tanggal)" in reason
    assert "bulan dahulu" in reason
    assert received(read(delimited(rows, delimiter=","), date_order="dmy"))[0] == "2026-05-10 21:05:00"
    decided = read(delimited([*rows, ("10/13/2026 8:00:00", "Sesi habis")], delimiter=","))
    assert decided.reasons == ()
    assert received(decided)[0] == "2026-10-05 21:05:00"


def test_google_forms_in_indonesian_write_the_day_first() -> None:
    found = read(delimited([("Stempel waktu", "Keluhan"), ("05/10/2026 9.05.00", "Tidak bisa login")]))
    assert received(found) == ["2026-10-05 09:05:00"]
    assert found.state is CoverageState.OK


def test_an_order_that_cannot_be_known_is_day_first_and_told() -> None:
    found = read_rows(("Tanggal", "Keluhan"), ("05/10/2026", "Tidak bisa login"))
    assert received(found) == ["2026-10-05"]
    assert found.state is CoverageState.PARTIAL
    assert found.reasons == (
        "lembar Oktober: kolom A (Tanggal) memuat tanggal yang urutan hari dan bulannya tidak dapat dipastikan; dibaca "
        "hari dahulu (05/10 = 5 Oktober), bila keliru tetapkan date_order sumber ini (dmy atau mdy) pada berkas situs",
    )


def test_a_column_that_does_not_tell_its_order_follows_its_neighbour() -> None:
    found = read_rows(
        ("Tanggal", "Keluhan", "Tanggal Selesai"),
        ("10/5/2026", "Tidak bisa login", "10/6/2026"),
        ("10/13/2026", "Lupa sandi", "10/13/2026"),
        ("10/7/2026", "Sesi habis", "10/8/2026"),
    )
    assert received(found) == ["2026-10-05", "2026-10-13", "2026-10-07"]
    assert [f"{each.solved_at:%m-%d}" for each in found.complaints if each.solved_at] == ["10-06", "10-13", "10-08"]
    assert found.reasons == ()


def test_headers_of_two_lines_with_groups() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("No", "Tanggal", None, "Pelapor", None, "Keluhan", "Petugas", None, "Media", None),
        (None, "Lapor", "Selesai", "Nama", "No. HP", None, "Nama", "No. HP", "Telp", "WA"),
        (
            1,
            date(2026, 10, 5),
            date(2026, 10, 6),
            "Budi Contoh",
            "081234567890",
            "Gagal upload",
            "Siti",
            "0811111111",
            None,
            "v",
        ),
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:C1", "D1:E1", "F1:F2", "G1:H1", "I1:J1"):
        sheet.merge_cells(merged)
    found = read(saved(workbook))
    [complaint] = found.complaints
    assert received(found) == ["2026-10-05"]
    assert complaint.solved_at is not None
    assert complaint.handler == "Siti"
    assert complaint.channel is Channel.CHAT
    assert set(complaint.reporter_hashes) == set(_hashes_of("Budi Contoh", "081234567890"))


def _hashes_of(name: str, phone: str) -> tuple[str, ...]:
    [complaint] = read_rows(("Tanggal", "Nama", "No HP", "Keluhan"), (date(2026, 10, 5), name, phone, "x y")).complaints
    return complaint.reporter_hashes


def test_the_same_groups_without_merged_cells_in_a_csv() -> None:
    found = read(
        delimited(
            [
                ("No", "Tanggal", "Pelapor", "", "Keluhan"),
                ("", "", "Nama", "No. HP", ""),
                ("1", "13/10/2026", "Budi Contoh", "081234567890", "Gagal upload"),
            ]
        )
    )
    assert set(found.complaints[0].reporter_hashes) == set(_hashes_of("Budi Contoh", "081234567890"))


def test_headers_again_and_another_table_below_with_other_columns() -> None:
    found = read_rows(
        HEADINGS,
        FIRST,
        ("BULAN NOVEMBER 2026",),
        HEADINGS,
        SECOND,
        (),
        ("Tanggal", "Uraian Permasalahan", "Media", "Status"),
        (date(2026, 10, 20), "Sesi habis", "WA", "Selesai"),
    )
    assert [each.text for each in found.complaints] == ["Gagal upload penawaran", "Cara mengubah jadwal", "Sesi habis"]
    assert found.complaints[2].channel is Channel.CHAT
    assert found.rejections == ()


def test_rows_that_are_no_complaints_are_told_by_cell_and_quote_nothing() -> None:
    found = read_rows(
        HEADINGS,
        FIRST,
        (2, None, "Rahasia Satu", None, "Rahasia gagal unggah", None, None),
        (3, "kapan-kapan", "Rahasia Dua", None, "Rahasia lagi", None, None),
        (4, date(2026, 10, 6), "Rahasia Tiga", None, None, None, "Baru"),
        (5, date(2027, 10, 6), "Rahasia Empat", None, "Rahasia", None, None),
        (6, date(1998, 10, 6), "Rahasia Lima", None, "Rahasia", None, None),
        (None, None, None, None, "Jumlah paket yang tampil tidak sesuai dengan rahasia"),
    )
    assert refused(found) == [
        (3, "B (Tanggal)", "tanggal kosong"),
        (4, "B (Tanggal)", "tanggal tidak terbaca"),
        (5, "E (Uraian)", "uraian kosong"),
        (6, "B (Tanggal)", "tanggal lebih baru daripada berkasnya"),
        (7, "B (Tanggal)", "tanggal sebelum ada SPSE"),
        (8, "B (Tanggal)", "tanggal kosong"),
    ]
    assert found.row_count == 7
    assert found.state is CoverageState.PARTIAL
    assert found.reasons == ("6 baris, sel atau lembar tidak dapat dipakai; lihat daftar baris yang ditolak",)
    assert "ahasia" not in repr((found.rejections, found.reasons))


def test_a_wrong_second_date_costs_only_itself() -> None:
    found = read_rows(
        ("Tanggal", "Jam", "Keluhan", "Tanggal Respon", "Tanggal Selesai"),
        (datetime(2026, 10, 5), time(9, 5), "Gagal upload", datetime(2026, 10, 5, 8, 0), date(2026, 10, 4)),
        (datetime(2026, 10, 5), "pagi", "Gagal login", datetime(2026, 10, 5, 10, 0), date(2026, 10, 5)),
    )
    assert received(found) == ["2026-10-05 09:05:00", "2026-10-05"]
    first, second = found.complaints
    assert first.answered_at is None
    assert first.solved_at is None
    assert second.answered_at is not None
    assert second.solved_at is not None
    assert (second.answer_has_time, second.solution_has_time) == (True, False)
    assert [(row, column) for row, column, _ in refused(found)] == [
        (2, "D (Tanggal Jawaban)"),
        (2, "E (Tanggal Selesai)"),
        (3, "B (Jam)"),
    ]
    assert found.row_count == 2


def test_cells_merged_downwards_hold_for_each_row_and_a_merged_text_is_one_complaint() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("Tanggal", "No. Tiket", "Nama", "Keluhan", "Solusi", "Status"),
        (date(2026, 10, 5), "T-1", "Budi Contoh", "Gagal upload", "Dicoba ulang", "Proses"),
        (None, None, None, "Gagal login", "Sandi baru", "Selesai"),
        (None, None, None, None, None, None),
        (date(2026, 10, 6), "T-2", "Siti Contoh", "Sesi habis", "Langkah satu", "Proses"),
        (None, None, None, None, "Langkah dua", "Selesai"),
        (date(2026, 10, 7), "T-3", "Ani Contoh", None, None, None),
    ):
        sheet.append(row)
    for merged in ("A2:A4", "B2:B4", "C2:C4", "D5:D7", "A5:A6", "B5:B6", "C5:C6"):
        sheet.merge_cells(merged)
    found = read(saved(workbook))
    assert [(each.ticket, each.text, each.solution) for each in found.complaints] == [
        ("T-1", "Gagal upload", "Dicoba ulang"),
        ("T-1", "Gagal login", "Sandi baru"),
        ("T-2", "Sesi habis", "Langkah satu\nLangkah dua"),
    ]
    assert received(found) == ["2026-10-05", "2026-10-05", "2026-10-06"]
    assert found.complaints[2].state is ComplaintState.SOLVED
    [(row, column, problem)] = refused(found)
    assert (row, column) == (7, "")
    assert "digabung" in problem
    assert found.row_count == 4


def test_cells_merged_sideways_over_a_needed_column_are_told() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(("Tanggal", "Keluhan", "Status"))
    sheet.append((date(2026, 10, 5), None, "Proses"))
    sheet.merge_cells("A2:B2")
    [(row, column, problem)] = refused(read(saved(workbook)))
    assert (row, column) == (2, "B (Uraian)")
    assert "digabung" in problem


def test_formulas_without_a_result_and_errors_are_told() -> None:
    text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    found = read(
        xlsx_of(
            "<sheetData>"
            f'<row r="1">{text("A1", "Tanggal")}{text("B1", "Keluhan")}{text("C1", "Tanggal Selesai")}</row>'
            f'<row r="2"><c r="A2"><f>TODAY()</f></c>{text("B2", "Gagal upload")}</row>'
            f'<row r="3">{text("A3", "5 Oktober 2026")}<c r="B3" t="e"><v>#N/A</v></c></row>'
            f'<row r="4">{text("A4", "6 Okt 2026")}{text("B4", "Sesi habis")}<c r="C4" t="e"><v>#REF!</v></c></row>'
            "</sheetData>"
        )
    )
    assert [(row, column) for row, column, _ in refused(found)] == [
        (2, "A (Tanggal)"),
        (3, "B (Uraian)"),
        (4, "C (Tanggal Selesai)"),
    ]
    assert len(found.complaints) == 1
    assert found.row_count == 3


def test_merged_cells_of_opendocument() -> None:
    down = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    rows = [
        ods_row(*map(ods_cell, ("Tanggal", "Keluhan"))),
        ods_row(ods_cell(date(2026, 10, 5), down), ods_cell("Gagal upload")),
        ods_row("<table:covered-table-cell/>", ods_cell("Gagal login")),
    ]
    assert received(read(ods_of(ods_table(rows)))) == ["2026-10-05", "2026-10-05"]


def test_prepared_rows_and_rows_of_nothing_are_no_complaints() -> None:
    found = read_rows(
        HEADINGS,
        FIRST,
        (2, None, None, None, None, None, None),
        (3, None, "-", "-", "-", None, None),
        (4, "Oktober 2026", None, None, "NIHIL", None, None),
        (5, date(2026, 10, 7), None, None, "Nihil", "-", "-"),
        (6, "17 Oktober 2026", "Libur nasional"),
    )
    assert found.rejections == ()
    assert found.row_count == 1


def test_the_words_of_a_row() -> None:
    found = read_rows(
        ("Tanggal", "Judul", "Uraian", "Media", "Jenis Pengguna", "Nama Perusahaan/Instansi", "Kategori", "Urgensi",
         "Dampak", "Prioritas", "Petugas", "Status", "Status Konfirmasi", "No Tiket LPSE Support", "No. Tiket"),
        (date(2026, 10, 5), "Login", "Tidak bisa masuk", "telp", "rekanan", "CV Contoh Jaya", "Teknis", "urgent",
         "sedang", "high", "Siti", "dibuka kembali", "sudah", "#48213", 17),
        (date(2026, 10, 5), "Hanya judul", None, "burung", "PPK", "Dinas Pekerjaan Umum", None, None, None, "P1", None,
         None, "belum", None, None),
    )  # fmt: skip
    first, second = found.complaints
    assert (first.title, first.text) == ("Login", "Tidak bisa masuk")
    assert (first.channel, first.user_type) == (Channel.PHONE, UserType.PROVIDER)
    assert (first.urgency, first.impact, first.priority) == ("Mendesak", "Sedang", "Tinggi")
    assert (first.state, first.is_reopened, first.is_informed) == (ComplaintState.IN_PROGRESS, True, True)
    assert (first.support_ticket, first.ticket, first.handler, first.category) == ("48213", "17", "Siti", "Teknis")
    assert first.institution == ""
    assert (second.title, second.text) == ("", "Hanya judul")
    assert (second.channel, second.user_type, second.is_informed) == (Channel.OTHER, UserType.PPK, False)
    assert (second.institution, second.priority, second.state) == (
        "Dinas Pekerjaan Umum",
        "P1",
        ComplaintState.RECORDED,
    )
    assert "Contoh Jaya" not in repr(found)


def test_numbers_without_their_zero_and_several_in_a_cell_are_the_same_reporter() -> None:
    found = read_rows(
        ("Tanggal", "No HP", "Keluhan"),
        (date(2026, 10, 5), 81234567890, "Gagal upload"),
        (date(2026, 10, 5), "0812-3456-7890 / 0813 1111 2222", "Gagal login"),
        (date(2026, 10, 5), "+62 812 3456 7890, budi@contoh.id", "Lupa sandi"),
    )
    first, second, third = (set(each.reporter_hashes) for each in found.complaints)
    assert len(first) == 1
    assert first < second
    assert first < third
    assert (len(second), len(third)) == (2, 2)


def test_columns_of_the_settings_and_columns_left_out() -> None:
    rows = (("Kapan", "Apa", "Keluhan"), (date(2026, 10, 5), "Gagal upload", "bukan ini"))
    found = read_rows(*rows, columns={"kapan": "received_at", "Apa": "text", "Keluhan": "ignored"})
    assert [each.text for each in found.complaints] == ["Gagal upload"]


def test_rows_beyond_the_limit_are_not_read_and_told() -> None:
    found = read_rows(HEADINGS, FIRST, SECOND, FIRST, max_rows=2)
    assert len(found.complaints) == 2
    assert found.row_count == 2
    [(row, column, problem)] = refused(found)
    assert (row, column) == (4, "")
    assert "lebih dari 2 baris" in problem


def test_the_same_file_read_again_gives_the_same_complaints() -> None:
    content = xlsx({"Oktober": [HEADINGS, FIRST, SECOND]})
    assert read(content).complaints == read(content).complaints


def test_a_text_beyond_measure_is_cut_and_stops_nothing() -> None:
    content = delimited([("Tanggal", "Keluhan"), ("13/10/2026", "gagal upload " * 9_000)])
    [complaint] = read(content).complaints
    assert len(complaint.text) <= 20_000


@pytest.mark.parametrize("between", ["MINGGU PERTAMA", "Minggu ke-2 s.d. ketiga", "Akhir bulan", "PEKAN KEEMPAT"])
def test_a_title_between_rows_is_no_row(between: str) -> None:
    found = read_rows(HEADINGS, FIRST, (between,), SECOND, ("Jumlah s.d. minggu kedua", None, 2))
    assert (found.row_count, found.rejections) == (2, ())


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("belum ditangani", ComplaintState.RECORDED),
        ("blm diproses", ComplaintState.RECORDED),
        ("belum selesai, diproses LKPP", ComplaintState.IN_PROGRESS),
        ("sudah ditangani", ComplaintState.SOLVED),
    ],
)
def test_what_nobody_has_begun_is_only_recorded(word: str, state: ComplaintState) -> None:
    [complaint] = read_rows(HEADINGS, (*FIRST[:-1], word)).complaints
    assert complaint.state is state
