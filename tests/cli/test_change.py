from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from spse_monev import pipeline
from spse_monev.analysis.changes import AnswerError, event_hash, forms
from spse_monev.changes import ChangeEvent, ChangeState, EventKind
from spse_monev.cli import app
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.figures import shown
from spse_monev.period import Month
from spse_monev.reports.artifacts import store
from spse_monev.settings import ARTIFACTS_VARIABLE, Site
from spse_monev.warehouse import Warehouse
from tests.changes import (
    APPROVED,
    HEAD,
    MAJOR,
    MANAGER,
    PATHS,
    REVIEWED,
    TODAY,
    Answer,
    finding,
    forge,
    review,
    store_drafts,
)

CONNECTIONS = EnvironmentConnections()
HOSTILE = (
    "[red]M[/red] [link=http://jahat.example]k[/link] :smile: \x1b[2J\x1b]0;x\x07 \x9b31m \u202ebalik\n24-11-2026 palsu"
)
SHOWN = "[red]M[/red] [link=http://jahat.example]k[/link] :smile: �[2J�]0;x� �31m �balik 24-11-2026 palsu"
DOCUMENT = "lpse_contoh/2026/10/perubahan/PP-2026-10-001/formulir.docx"


def spse(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["change", *arguments], env={"COLUMNS": "240"})


@pytest.fixture
def site(requests_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The example site, with an empty register and no documents."""
    monkeypatch.setenv(ARTIFACTS_VARIABLE, str(tmp_path))
    return requests_site


@pytest.fixture
def warehouse(requests_warehouse: Warehouse) -> Warehouse:
    return requests_warehouse


def drafts(site: Site, warehouse: Warehouse, *changes: dict[str, Any]) -> list[str]:
    """Numbers of drafts of October, each of a rule of its own."""
    month = Month(date(2026, 10, 1), site.zone)
    found = [finding(month, f"R{index:02d}", **told) for index, told in enumerate(changes, 4)]
    store_drafts(warehouse, site.key, month, *found)
    numbers = {each.request.rule_id: each.request.number for each in pipeline.find_changes(site, CONNECTIONS)}
    return [numbers[each.rule_id] for each in found]


def submit(site: Site, number: str, *answers: Answer) -> None:
    pipeline.submit_change(site, number, CONNECTIONS, datetime.now(UTC))
    for step, option, fields, who in answers:
        pipeline.answer_change(site, number, step, option, fields, who, CONNECTIONS, datetime.now(UTC))


@pytest.fixture
def minor(site: Site, warehouse: Warehouse) -> str:
    """The number of a submitted minor request."""
    [number] = drafts(site, warehouse, {})
    submit(site, number)
    return number


def document(site: Site, warehouse: Warehouse, number: str, folder: Path) -> None:
    """Enter a document as the pipeline does when it has written one."""
    sha256 = store(folder, PurePosixPath(DOCUMENT), b"isi formulir")
    with warehouse.changes.held(site.key, number) as record:
        last, state, now = record.events[-1], record.request.state, datetime.now(UTC)
        details = {"kind": "formulir", "title": "Formulir Permohonan", "path": DOCUMENT, "sha256": sha256}
        told = (last.sequence + 1, EventKind.DOCUMENTED, state, now, "", details, last.hash)
        warehouse.changes.add(site.key, record.request, ChangeEvent(*told, event_hash(site.key, number, *told)))


def rows(done: Result) -> dict[str, str]:
    assert done.exit_code == 0, done.output
    return {found[0]: line for line in done.output.splitlines() if (found := re.findall(r"PP-\d{4}-\d{2}-\d{3}", line))}


def test_the_list_says_where_each_request_stands_and_whom_it_waits_for(site: Site, warehouse: Warehouse) -> None:
    numbers = drafts(site, warehouse, {}, MAJOR, {"title": "Disk hampir penuh"}, {"title": "Arsip gagal"})
    waiting, major, ended, draft = numbers
    submit(site, waiting)
    submit(site, major, (ChangeState.REVIEW, forms.FORWARD, review(kelas="major"), MANAGER))
    submit(site, ended, *PATHS["minor"][0])
    listed = rows(spse("list"))
    assert list(listed) == sorted(numbers)
    today = shown(datetime.now(UTC).astimezone(site.zone).date())
    for number, words in {
        waiting: ("Minor", "menunggu telaah", f"Pengelola Perubahan sejak {today}", "aturan R04"),
        major: ("Major", "menunggu persetujuan", f"Kepala LPSE sejak {today}", "Deadlock berulang"),
        ended: ("selesai", "Disk hampir penuh"),
        draft: ("draf", "Arsip gagal"),
    }.items():
        for word in words:
            assert word in listed[number], (number, word)
    assert "sejak" not in listed[ended] + listed[draft]
    assert list(rows(spse("list", "--open"))) == sorted([waiting, major, draft])
    assert "3 permohonan, 3 belum berakhir" in spse("list", "--open").output
    assert list(rows(spse("list", "--month", "2026-10"))) == sorted(numbers)
    assert rows(spse("list", "--month", "2018-04")) == {}


def test_the_age_counts_days_of_the_sites_calendar_until_the_end(
    site: Site, requests_database: str, warehouse: Warehouse
) -> None:
    waiting, ended = drafts(site, warehouse, {}, {"title": "Disk hampir penuh"})
    forge(requests_database, "UPDATE monev.change_request SET drafted_at = now() - interval '40 days'")
    submit(site, ended, *PATHS["withdrawn"][0])
    forge(
        requests_database,
        f"UPDATE monev.change_request SET ended_at = now() - interval '3 days' WHERE number = '{ended}'",
    )
    listed = rows(spse("list"))
    ages = {number: int(re.findall(r"(\d+) │", line)[-1]) for number, line in listed.items()}
    assert ages == {waiting: 40, ended: 37}


def test_showing_one_tells_all_that_happened_in_order(
    site: Site, minor: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    with pytest.raises(AnswerError):
        submit(site, minor, (ChangeState.REVIEW, forms.FORWARD, review(uji_coba="", sdm="Satu orang"), MANAGER))
    assert pipeline.remind_people(site, CONNECTIONS, datetime.now(UTC) + timedelta(days=30)) == [minor]
    submit(site, minor, REVIEWED, APPROVED)
    document(site, warehouse, minor, tmp_path)
    done = spse("show", minor.lower())
    assert done.exit_code == 0
    told = [
        f"Nomor: {minor}", "Keadaan: menunggu pelaksanaan", "Menunggu: Administrator Sistem sejak", "Asal: aturan R04",
        "Kelas: Minor", "Jenis: Infrastruktur", "Prioritas: Rendah (urgensi tidak mendesak, dampak sedang)",
        "diserahkan untuk ditelaah oleh perangkat lunak: usulan kelas Minor",
        "jawaban tidak dapat dipakai oleh pengelola: Telaah permohonan perubahan: Teruskan",
        "    ditolak karena isian 'Rencana uji coba' wajib diisi", "    Sumber yang dibutuhkan: SDM: Satu orang",
        "diingatkan oleh perangkat lunak: Telaah permohonan perubahan",
        "dijawab oleh pengelola: Telaah permohonan perubahan: Teruskan", "    Kelas perubahan: Minor",
        "    Urgensi: Tidak mendesak", "    Prioritas: rendah",
        "dijawab oleh kepala: Persetujuan permohonan perubahan: Setuju",
        f"    Jadwal perubahan: {shown(TODAY + timedelta(days=5))}",
        "dokumen ditulis oleh perangkat lunak: Formulir Permohonan", f"    Berkas: {DOCUMENT}", "    SHA-256: ",
    ]  # fmt: skip
    place = 0
    for words in told:
        found = done.output.find(words, place)
        assert found >= 0, words
        place = found
    assert re.search(r"^\d\d-\d\d-\d{4} \d\d\.\d\d WIB  dijawab", done.output, re.MULTILINE)


def test_a_draft_and_a_proposal_of_a_person_are_shown_as_such(site: Site, warehouse: Warehouse) -> None:
    [draft] = drafts(site, warehouse, {})
    assert "Belum diserahkan" in spse("show", draft).output
    fields = {
        "judul": "Ganti UPS", "maksud": "Tidak padam.", "perubahan": "UPS baru.", "bukti": "Tiga kali padam.",
        "urgensi": "mendesak", "dampak": "besar", "berlaku_mulai": (TODAY + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    number = pipeline.propose_change(site, fields, HEAD, CONNECTIONS, datetime.now(UTC))
    submit(site, number)
    output = spse("show", number).output
    for words in (
        "Asal: diajukan kepala", "Maksud: Tidak padam.", "Dasar atau bukti: Tiga kali padam.",
        f"Permintaan berlaku mulai: {shown(TODAY + timedelta(days=9))}", "usulan kelas Perlu telaah",
    ):  # fmt: skip
        assert words in output
    assert "diajukan kepala" in rows(spse("list"))[number]


def test_hostile_text_is_shown_and_does_nothing(site: Site, warehouse: Warehouse) -> None:
    hostile = {"title": HOSTILE, "change": HOSTILE, "class_reason": HOSTILE}
    [number] = drafts(site, warehouse, hostile)
    with pytest.raises(AnswerError):
        submit(site, number, (ChangeState.REVIEW, HOSTILE, {}, HOSTILE))
    fields = review(dampak_lingkungan=HOSTILE, uji_coba=HOSTILE)
    submit(site, number, (ChangeState.REVIEW, forms.FORWARD, fields, HOSTILE))
    shown_one = spse("show", number).output
    for words in (
        f"Judul: {SHOWN}", f"Perubahan: {SHOWN}", f"Dampak kepada lingkungan: {SHOWN}", f"Uji coba: {SHOWN}",
        f"oleh {SHOWN}: Telaah",
    ):  # fmt: skip
        assert words in shown_one
    for output in (shown_one, spse("list").output, spse("verify").output, spse("show", HOSTILE).output):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", output)
    assert not re.search(r"^24-11-2026 palsu", shown_one, re.MULTILINE)


def test_what_is_whole_is_said_to_be_whole_with_how_much_was_checked(
    site: Site, minor: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    submit(site, minor, REVIEWED)
    document(site, warehouse, minor, tmp_path)
    for arguments in ((), (minor,)):
        done = spse("verify", *arguments)
        assert done.exit_code == 0
        assert done.output.strip() == "Diperiksa: 1 permohonan, 3 peristiwa, 1 dokumen. Semuanya utuh."


def test_nothing_checked_is_no_success(site: Site, warehouse: Warehouse) -> None:
    empty = spse("verify")
    assert "Tidak ada permohonan dalam register lpse_contoh; tidak ada yang diperiksa" in empty.output
    drafts(site, warehouse, {})
    told = spse("verify").output
    assert "1 permohonan, 0 peristiwa, 0 dokumen. Belum ada riwayat yang dapat diperiksa." in told
    assert "utuh" not in empty.output + told


@pytest.mark.parametrize(
    ("forgery", "seen"),
    [
        ("UPDATE monev.change_event SET said_by = 'lain' WHERE sequence = 2", "peristiwa 2 (answered): isinya tidak"),
        ("DELETE FROM monev.change_event WHERE sequence = 2", "seharusnya peristiwa 2"),
        ("UPDATE monev.change_request SET title = 'Lain'", "register tidak sesuai dengan peristiwanya pada: title"),
        ("UPDATE monev.change_event SET details = '[]' WHERE sequence = 2", "peristiwa 2 (answered): isinya tidak"),
        ("UPDATE monev.change_event SET details = '7' WHERE sequence = 2", "catatannya tidak dapat dibaca"),
        ("UPDATE monev.change_event SET details = details - 'path' WHERE sequence = 3", "peristiwa 3 (documented)"),
    ],
)
def test_a_forged_register_is_named_and_hides_no_other_request(
    site: Site, requests_database: str, warehouse: Warehouse, tmp_path: Path, forgery: str, seen: str
) -> None:
    forged, sound = drafts(site, warehouse, {}, {"title": "Disk hampir penuh"})
    submit(site, forged, REVIEWED)
    document(site, warehouse, forged, tmp_path)
    submit(site, sound, REVIEWED)
    where = f"number = '{forged}'"
    forge(requests_database, f"{forgery} AND {where}" if "WHERE" in forgery else f"{forgery} WHERE {where}")
    for arguments in ((), (forged,)):
        done = spse("verify", *arguments)
        assert done.exit_code == 1
        assert any(line.startswith(f"{forged}: ") and seen in line for line in done.output.splitlines()), done.output
        assert "1 permohonan tidak utuh." in done.output
        assert f"{sound}: " not in done.output
        assert "Semuanya utuh" not in done.output
    assert spse("verify", sound).exit_code == 0


def test_a_document_that_was_changed_or_lost_is_named(
    site: Site, minor: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    document(site, warehouse, minor, tmp_path)
    (tmp_path / DOCUMENT).write_bytes(b"isi lain")
    done = spse("verify")
    assert done.exit_code == 1
    assert f"{minor}: dokumen {DOCUMENT} telah berubah sejak ditulis" in done.output
    (tmp_path / DOCUMENT).unlink()
    assert f"{minor}: dokumen {DOCUMENT} tidak ada" in spse("verify", minor).output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "PP-2026-10-999"), "permohonan PP-2026-10-999 tidak ada dalam register lpse_contoh"),
        (("verify", "PP-2026-10-999"), "permohonan PP-2026-10-999 tidak ada dalam register lpse_contoh"),
        (("list", "--month", "November"), "2026-10"),
        (("list", "--site", "lain"), "lain.yaml"),
    ],
)
def test_a_wrong_option_is_one_clear_error(site: Site, arguments: tuple[str, ...], says: str) -> None:
    done = spse(*arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_an_unreachable_warehouse_is_one_clear_error(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", f"postgresql://x:rahasia@127.0.0.1:{free_port()}/y")
    for command in ("list", "verify"):
        done = spse(command)
        assert done.exit_code == 2
        assert "rahasia" not in done.output


def test_forged_details_are_still_shown(site: Site, requests_database: str, minor: str) -> None:
    forge(
        requests_database, """UPDATE monev.change_event SET details = details || '{"change_class": "lain", "x": 1}'"""
    )
    assert "usulan kelas lain" in spse("show", minor).output
    for details in ("7", "[]", "null"):
        forge(requests_database, f"UPDATE monev.change_event SET details = '{details}'")
        done = spse("show", minor)
        assert (done.exit_code, "diserahkan untuk ditelaah" in done.output) == (0, True)
