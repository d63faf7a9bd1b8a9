"""A ticket becomes a complaint: what stays, what goes, and what ties records together. All data are synthetic."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from spse_monev.complaints import Channel, Complaint, ComplaintState, RecordPlace, UserType
from spse_monev.sources.helpdesk.protect import Protector
from spse_monev.sources.helpdesk.ticket import Reporter, Ticket

SALT = "garam sintetis untuk uji"
PROTECTOR = Protector(salt=SALT, site="contoh")
REPORTER = Reporter(
    names=("Ir. H. Wiryo Kencanawati, M.T.",),
    identities=("3508010101700001", "maju_wiryo"),
    phones=("0812-3456-7890",),
    emails=("Wiryo.K@majukencana.example",),
    addresses=("Jl. Merpati 12, Dusun Krajanlor, Desa Contohrejo",),
    companies=("CV. Maju Kencana Sentosa",),
)
PLANTED = (
    "wiryo", "kencanawati", "3508010101700001", "3508 0101", "maju_wiryo", "81234567890", "3456", "majukencana",
    "merpati", "krajanlor", "contohrejo", "maju kencana", "rahasia9",
)  # fmt: skip
EVERYTHING = (
    "Kami dari maju kencana sentosa, wiryo yang urus, rumah di Jl Merpati 12 krajanlor, Dusun Krajanlor Desa"
    " Contohrejo, nik 3508 0101 0170 0001, wa 62 812.3456.7890, Wiryo.k@majukencana.example, user maju_wiryo password"
    " rahasia9, ttd Kencanawati"
)
TICKET = Ticket(
    place=RecordPlace("rekap.xlsx", "November", 5),
    received_at=datetime(2026, 11, 24, 3, 15, tzinfo=UTC),
    has_time=True,
    state=ComplaintState.SOLVED,
    text="Selamat pagi, gagal unggah penawaran. " + EVERYTHING,
    title="Gagal unggah: " + EVERYTHING,
    solution="Sudah dibantu. " + EVERYTHING,
    ticket="LS-20261124-00123",
    support_ticket="LPSE-2026-4455",
    answered_at=datetime(2026, 11, 24, 4, 0, tzinfo=UTC),
    solved_at=datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
    answer_has_time=True,
    is_informed=True,
    channel=Channel.CHAT,
    user_type=UserType.PROVIDER,
    institution="Maju Kencana Sentosa, CV",
    category="SPSE " + EVERYTHING,
    urgency="Mendesak",
    impact="Sedang",
    priority="Menengah",
    handler="Rina Petugas (0812-3456-7890, wiryo.k@majukencana.example)",
    reporter=REPORTER,
)


def protect(*tickets: Ticket, protector: Protector = PROTECTOR, source: str = "rekap") -> list[Complaint]:
    return protector.protect(source, tickets)


# --- Nothing of a person comes through ------------------------------------------------------------------------------


def test_no_planted_value_is_in_any_field_repr_or_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("presidio-analyzer", "presidio-anonymizer", "spacy"):
        caplog.set_level(logging.DEBUG, logger=name)
    displaced = ("ticket", "support_ticket", "urgency", "impact", "priority", "institution")
    tickets = [TICKET, *(replace(TICKET, **{field: EVERYTHING}) for field in displaced)]
    complaints = protect(*tickets)
    values = [str(getattr(complaint, field.name)) for complaint in complaints for field in fields(complaint)]
    written = "\n".join([*values, repr(complaints), repr(tickets), repr(PROTECTOR), caplog.text, *capfd.readouterr()])
    assert [value for value in PLANTED if value in written.lower()] == []
    assert SALT not in written
    assert "presidio" in caplog.text


def test_what_the_office_needs_stays() -> None:
    (complaint,) = protect(TICKET)
    assert complaint.text.startswith("Selamat pagi, gagal unggah penawaran. Kami dari [PERUSAHAAN]")
    assert complaint.title.startswith("Gagal unggah: ")
    assert (complaint.ticket, complaint.support_ticket) == ("LS-20261124-00123", "LPSE-2026-4455")
    assert (complaint.urgency, complaint.impact, complaint.priority) == ("Mendesak", "Sedang", "Menengah")
    assert complaint.handler == "Rina Petugas ([TELEPON], [EMAIL])"
    assert complaint.institution == "[PERUSAHAAN]"
    same = {field.name for field in fields(Ticket)} & {field.name for field in fields(Complaint)}
    changed = {"text", "title", "solution", "category", "handler", "institution"}
    for name in same - changed:
        assert getattr(complaint, name) == getattr(TICKET, name)


@pytest.mark.parametrize(
    ("institution", "user_type", "kept"),
    [
        ("Dinas Pekerjaan Umum dan Tata Ruang", UserType.PPK, "Dinas Pekerjaan Umum dan Tata Ruang"),
        ("Kecamatan Contohan", UserType.PPK, "Kecamatan Contohan"),
        ("Desa Contohrejo Kec. Contohan", UserType.UNKNOWN, "Desa Contohrejo Kec. Contohan"),
        ("Dinas Koperasi dan UMKM", UserType.PROVIDER, "Dinas Koperasi dan UMKM"),
        ("Pokja 3 UKPBJ", UserType.COMMITTEE, "Pokja 3 UKPBJ"),
        ("RSUD dr. Contoh", UserType.PPK, "RSUD dr. Contoh"),
        ("Cipta Persada", UserType.PROVIDER, "[PERUSAHAAN]"),
        ("PT Cipta Persada", UserType.UNKNOWN, "[PERUSAHAAN]"),
        ("Dinas PU hp 081298765432", UserType.PPK, "Dinas PU hp [TELEPON]"),
        ("", UserType.PROVIDER, ""),
    ],
)
def test_institution(institution: str, user_type: UserType, kept: str) -> None:
    (complaint,) = protect(replace(TICKET, institution=institution, user_type=user_type, reporter=Reporter()))
    assert complaint.institution == kept


@pytest.mark.parametrize(
    ("reporter", "text", "masked"),
    [
        (Reporter(names=("Indah Cahaya",)), "akun Indah Cahaya terkunci", "akun [NAMA] terkunci"),
        (Reporter(names=("Wiryokusumo Pak",)), "menurut WIRYOKUSUMO, pak", "menurut [NAMA], pak"),
        (Reporter(names=("Nama Baru",)), "nama baru gagal, buat yang baru", "[NAMA] gagal, buat yang baru"),
        (Reporter(companies=("PT. Aksara-Bumi Tbk",)), "paket aksara bumi hilang", "paket [PERUSAHAAN] hilang"),
        (Reporter(companies=("PT. Aksara Bumi",)), "kami aksarabumi gagal", "kami [PERUSAHAAN] gagal"),
        (Reporter(identities=("1234567",)), "nomor 12.345-67 salah", "nomor [NIK] salah"),
        (Reporter(emails=("aksara_bumi@surel.example",)), "masuk aksara_bumi gagal", "masuk [AKUN] gagal"),
        (Reporter(phones=("+62 334 881234",)), "tlp 334-881234 mati", "tlp [TELEPON] mati"),
        (Reporter(addresses=("Griya Contoh 7, Lumajang",)), "kantor di griya contoh 7", "kantor di [ALAMAT]"),
        (Reporter(), "", ""),
    ],
)  # fmt: skip
def test_the_reporters_own_data_are_known_wherever_they_stand(reporter: Reporter, text: str, masked: str) -> None:
    assert PROTECTOR.mask(text, reporter) == masked
    assert PROTECTOR.mask(masked, reporter) == masked


def test_a_ticket_number_that_is_an_address_is_dropped_not_masked() -> None:
    (complaint,) = protect(replace(TICKET, ticket="siapa@contoh.example", support_ticket="0812 3456 7890"))
    assert (complaint.ticket, complaint.support_ticket) == ("", "")


# --- Ids ------------------------------------------------------------------------------------------------------------


def test_id_is_of_the_record_not_of_its_state() -> None:
    (before,) = protect(replace(TICKET, state=ComplaintState.RECORDED, solution="", solved_at=None, answered_at=None))
    later = replace(TICKET, place=RecordPlace("rekap-baru.xlsx", "Desember", 77), category="lain", handler="lain")
    (after,) = protect(replace(later, text=f"  {TICKET.text.upper()} \n", reporter=REPORTER))
    assert before.complaint_id == after.complaint_id
    assert len(before.complaint_id) == 16
    assert int(before.complaint_id, 16) >= 0


def test_id_is_of_the_moment_in_any_zone() -> None:
    wib = replace(TICKET, received_at=TICKET.received_at.astimezone(timezone(timedelta(hours=7))))
    assert protect(wib)[0].complaint_id == protect(TICKET)[0].complaint_id


@pytest.mark.parametrize(
    "change",
    [
        {"ticket": "LS-2"},
        {"text": "lain"},
        {"received_at": TICKET.received_at + timedelta(minutes=1)},
        {"reporter": Reporter(names=("Orang Lain",))},
        {"origin_id": "17"},
    ],
)
def test_id_differs(change: dict[str, object]) -> None:
    assert protect(replace(TICKET, **change))[0].complaint_id != protect(TICKET)[0].complaint_id  # type: ignore[arg-type]


def test_id_differs_by_source_site_and_salt() -> None:
    ids = {
        protect(TICKET)[0].complaint_id,
        protect(TICKET, source="lain")[0].complaint_id,
        protect(TICKET, protector=Protector(SALT, "lain"))[0].complaint_id,
        protect(TICKET, protector=Protector(SALT + "!", "contoh"))[0].complaint_id,
    }
    assert len(ids) == 4


def test_exact_repeats_in_one_file_keep_apart_and_are_the_same_the_next_time() -> None:
    other = replace(TICKET, text="lain sekali")
    first = [complaint.complaint_id for complaint in protect(TICKET, TICKET, other, TICKET)]
    assert len(set(first)) == 4
    newer = [complaint.complaint_id for complaint in protect(other, TICKET, TICKET, TICKET, TICKET)]
    assert set(first) < set(newer)


def test_an_origin_id_alone_decides() -> None:
    one = replace(TICKET, origin_id="17")
    (first,), (second,) = protect(one), protect(replace(one, text="diubah", ticket="", reporter=Reporter()))
    assert first.complaint_id == second.complaint_id


# --- Hashes ---------------------------------------------------------------------------------------------------------


def hashes(reporter: Reporter = Reporter(), text: str = "gagal unggah") -> set[str]:  # noqa: B008
    (complaint,) = protect(replace(TICKET, reporter=reporter, text=text, title="", solution=""))
    assert list(complaint.reporter_hashes) == sorted(set(complaint.reporter_hashes))
    assert all(len(value) == 16 for value in complaint.reporter_hashes)
    return set(complaint.reporter_hashes)


@pytest.mark.parametrize(
    "same",
    [
        [Reporter(phones=(value,)) for value in (
            "081234567890", "+62 812-3456-7890", "62812.3456.7890", "81234567890", "(0812) 3456 7890",
            "0062 812 3456 7890",
        )],
        [Reporter(emails=(value,)) for value in ("A.b@Contoh.example", " a.b@contoh.EXAMPLE ", "<a.b@contoh.example>")],
        [Reporter(identities=(value,)) for value in (
            "3508010101700001", "3508 0101 0170 0001", "35.08.01.010170.0001",
        )],
        [Reporter(identities=(value,)) for value in ("09.254.294.3-407.000", "0092542943407000")],
        [Reporter(names=(value,)) for value in (
            "Wiryo Kencana", "WIRYO  KENCANA", "Ir. H. Wiryo Kencana, M.T.", "Bpk. Wiryo Kencana",
            "Dr. Wiryo Kencana S.Kom",
        )],
    ],
)  # fmt: skip
def test_the_same_identifier_in_any_writing_has_one_hash(same: list[Reporter]) -> None:
    found = [hashes(reporter) for reporter in same]
    assert all(len(value) == 1 for value in found)
    assert len(set.union(*found)) == 1


def test_identifiers_in_the_text_count_as_the_reporters() -> None:
    text = "wa saya 0812 3456 7890, surel a.b@contoh.example, nik 3508010101700001"
    reporter = Reporter(phones=("+6281234567890",), emails=("a.b@contoh.example",), identities=("3508-0101-0170-0001",))
    assert hashes(text=text) == hashes(reporter)


def test_a_first_name_alone_is_too_weak() -> None:
    assert hashes(Reporter(names=("Budi", "Pak Budi", "Budi, S.E."))) == set()


def test_kinds_are_told_apart() -> None:
    assert hashes(Reporter(identities=("081234567890",))).isdisjoint(hashes(Reporter(phones=("081234567890",))))


def test_text_hash_ignores_greeting_case_blanks_and_punctuation() -> None:
    texts = (
        "gagal unggah penawaran",
        "Selamat pagi, Pak Admin!  GAGAL unggah -- penawaran... Terima kasih.",
        "Assalamualaikum wr wb. Mohon maaf, gagal\nunggah penawaran?? makasih ya pak",
    )
    assert len({protect(replace(TICKET, text=text))[0].text_hash for text in texts}) == 1
    assert (
        protect(replace(TICKET, text="gagal unduh"))[0].text_hash
        != protect(replace(TICKET, text=texts[0]))[0].text_hash
    )


def test_a_mere_greeting_is_the_same_as_nothing() -> None:
    assert protect(replace(TICKET, text="Selamat pagi pak"))[0].text_hash == ""


def test_texts_that_differ_in_a_masked_value_have_other_hashes() -> None:
    one, two = protect(replace(TICKET, text="hp 081234567890"), replace(TICKET, text="hp 081298765432"))
    assert one.text == two.text
    assert one.text_hash != two.text_hash


# --- The salt -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("salt", ["", "   ", "kurang", " " * 40, "x" * 15])
def test_a_weak_salt_is_refused(salt: str) -> None:
    with pytest.raises(ValueError, match="sedikitnya 16 karakter") as error:
        Protector(salt, "contoh")
    assert not salt.strip() or salt not in str(error.value)


def test_mark_changes_with_the_salt_only() -> None:
    assert PROTECTOR.mark == Protector(SALT, "contoh").mark
    assert PROTECTOR.mark != Protector(SALT + ".", "contoh").mark
    assert len(PROTECTOR.mark) == 16
    assert SALT not in repr(PROTECTOR)
