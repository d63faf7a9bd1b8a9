from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.complaints.helpdesk import complaints
from tests.office import Office

TRAIL = "SELECT field, before, after, corrected_by, note FROM monev.complaint_correction ORDER BY number"


@pytest.fixture
def codes(office: Office, inbox: Path) -> list[str]:
    """The codes of two complaints, the earlier one first."""
    rows = "Tanggal;Uraian\n13/10/2026;Gagal unggah penawaran\n14/10/2026;Cara mengubah jadwal tender\n"
    (inbox / "rekap.csv").write_text(rows, "utf-8")
    complaints("import", "--month", "2026-10")
    complaints("recap", "--month", "2026-10")
    return [str(code) for (code,) in office.rows("SELECT complaint_id FROM monev.complaint ORDER BY received_at")]


def test_each_field_is_entered_with_what_it_was(office: Office, codes: list[str]) -> None:
    first, second = codes
    classed = complaints("correct", second.upper(), "--by", " Kepala Contoh ", "--class", "keluhan_lain",
                         "--topic", "sirup", "--note", "menurut pelapor, hp 0812-0000-9999")  # fmt: skip
    assert classed.exit_code == 0
    assert "class: keluhan_lain — dicatat." in classed.output
    linked = complaints("correct", second, "--by", "Kepala Contoh", "--same-as", first)
    apart = complaints("correct", second, "--by", "Kepala Contoh", "--same-as", "tidak ada", "--is-complaint", "tidak")
    assert (linked.exit_code, apart.exit_code) == (0, 0)
    note = "menurut pelapor, hp [TELEPON]"
    assert office.rows(TRAIL) == [
        ("class", "penggunaan_aplikasi", "keluhan_lain", "Kepala Contoh", note),
        ("topic", "jadwal", "sirup", "Kepala Contoh", note),
        ("same_as", "", first, "Kepala Contoh", ""),
        ("same_as", first, "", "Kepala Contoh", ""),
        ("is_complaint", "ya", "tidak", "Kepala Contoh", ""),
    ]


def test_what_was_said_already_is_no_second_row(office: Office, codes: list[str]) -> None:
    for _ in range(2):
        done = complaints("correct", codes[0], "--by", "Kepala Contoh", "--topic", "lambat")
        assert done.exit_code == 0
    assert "sudah tercatat sebelumnya" in done.output
    assert len(office.rows(TRAIL)) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--topic", "cuaca"), "upload_penawaran"),
        (("--class", "lain"), "keluhan_lain"),
        (("--is-complaint", "mungkin"), "'ya' atau 'tidak'"),
        ((), "tidak ada yang dikoreksi"),
        (("--topic", "login", "--by", " "), "nama pengoreksi"),
        (("--same-as", "0" * 16), "tidak ada di gudang data"),
    ],
)
def test_a_wrong_correction_is_one_clear_error_and_leaves_no_trail(
    office: Office, codes: list[str], arguments: tuple[str, ...], says: str
) -> None:
    by = () if "--by" in arguments else ("--by", "Kepala Contoh")
    done = complaints("correct", codes[0], *by, *arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output
    assert office.rows(TRAIL) == []


def test_an_unknown_code_is_told(office: Office, codes: list[str]) -> None:
    done = complaints("correct", "f" * 16, "--by", "Kepala Contoh", "--topic", "login")
    assert done.exit_code == 2
    assert "kode keluhan" in done.output


def test_two_complaints_cannot_repeat_one_another(office: Office, codes: list[str]) -> None:
    first, second = codes
    assert complaints("correct", second, "--by", "Kepala Contoh", "--same-as", first).exit_code == 0
    done = complaints("correct", first, "--by", "Kepala Contoh", "--same-as", second)
    assert done.exit_code == 2
    assert len(office.rows(TRAIL)) == 1
