"""osTicket's tables on a real MariaDB, read by the user that include/sql/roles/osticket_reader.sql makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pymysql
import pytest

from spse_monev.complaints import Channel, ComplaintState, UserType
from spse_monev.connections import Connection
from spse_monev.settings import OsTicketSource
from spse_monev.sources.helpdesk.systems import mysql, read_tickets
from spse_monev.sources.helpdesk.systems import osticket as module
from spse_monev.sources.helpdesk.ticket import Ticket, TicketReading
from spse_monev.sources.http import FetchError
from tests.sources.helpdesk.systems.real_mariadb import (
    PASSWORD,
    OsTicket,
    RealMariaDb,
    missing_part,
    new_osticket,
    real_mariadb,
)
from tests.sources.web import LOOPBACK, make_certificate

ZONE = ZoneInfo("Asia/Jakarta")
SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=ZONE), datetime(2026, 11, 1, tzinfo=ZONE)
NOW = datetime(2026, 11, 24, 9, tzinfo=ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def read(osticket: OsTicket, connection: Connection | None = None, **more: Any) -> TicketReading:
    source = OsTicketSource.model_validate(
        {"kind": "osticket", "label": "osTicket", "connection": "osticket", "table_prefix": osticket.prefix, **more}
    )
    return read_tickets(source, connection or osticket.connection, ZONE, SINCE, UNTIL, NOW)


def tickets(osticket: OsTicket, **more: Any) -> dict[str, Ticket]:
    found = read(osticket, **more)
    assert found.reasons == ()
    return {ticket.origin_id: ticket for ticket in found.tickets}


def refusal(osticket: OsTicket, connection: Connection, **more: Any) -> str:
    with pytest.raises(FetchError) as caught:
        read(osticket, connection, **more)
    message = str(caught.value)
    assert PASSWORD not in message
    assert caught.value.__cause__ is None
    return message


def test_a_ticket_from_the_first_message_to_the_last(osticket: OsTicket) -> None:
    osticket.ticket(
        7,
        "2026-10-05 08:30:00",
        [
            ("M", "2026-10-05 08:30:00", "<p>Unggah penawaran gagal 😟</p><p>di 99%</p><script>alert(1)</script>"),
            ("N", "2026-10-05 08:40:00", "<p>Catatan intern: diteruskan, tiket LPSE Support no. 48213</p>"),
            ("R", "2026-10-05 09:00:00", "<p>Kami periksa.</p>"),
            ("M", "2026-10-05 10:00:00", "<p>Terima kasih, ditunggu</p>"),
            ("R", "2026-10-06 11:00:00", "<p>Sudah diperbaiki,<br>silakan coba lagi</p>"),
        ],
        {"subject": "Gagal unggah", "priority": "3"},
        status_id=2,
        closed="2026-10-06 11:00:02",
        source="Email",
        staff_id=1,
    )
    found = tickets(osticket)["7"]
    assert (found.text, found.title, found.ticket) == ("Unggah penawaran gagal 😟\ndi 99%", "Gagal unggah", "100007")
    assert (found.solution, found.handler) == ("Sudah diperbaiki,\nsilakan coba lagi", "Petugas Contoh")
    assert (found.received_at, found.answered_at, found.solved_at) == (
        at("2026-10-05 08:30:00"), at("2026-10-05 09:00:00"), at("2026-10-06 11:00:02"),
    )  # fmt: skip
    assert (found.has_time, found.answer_has_time, found.solution_has_time) == (True, True, True)
    assert (found.state, found.is_reopened) == (ComplaintState.SOLVED, False)
    assert (found.channel, found.user_type) == (Channel.EMAIL, UserType.PROVIDER)
    assert (found.category, found.institution) == ("Penyedia / Unggah penawaran", "Dinas Contoh")
    assert (found.priority, found.support_ticket) == ("Tinggi", "48213")
    assert found.place.file == "osTicket"
    assert found.reporter.names == ("Pengguna Sintetis",)
    assert found.reporter.emails == ("sintetis@contoh.id", "kedua@contoh.id")
    assert (found.reporter.phones, found.reporter.identities) == (("081200000000",), ("3500000000000000",))


def test_states(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00", [("M", "2026-10-05 08:00:00", "baru")])
    osticket.ticket(2, "2026-10-05 08:00:00", [("M", "2026-10-05 08:00:00", "x"), ("R", "2026-10-05 09:00:00", "y")])
    osticket.ticket(3, "2026-10-05 08:00:00", status_id=4, closed="2026-10-07 00:00:00")
    osticket.ticket(4, "2026-10-05 08:00:00", status_id=5)
    osticket.ticket(5, "2026-10-05 08:00:00", status_id=6)
    osticket.ticket(6, "2026-10-05 08:00:00", reopened="2026-10-07 00:00:00")
    osticket.ticket(7, "2026-10-05 08:00:00", status_id=3, closed="2026-10-08 00:00:00")
    osticket.insert("thread_event", thread_id=7, event_id=3, timestamp="2026-10-07 00:00:00")
    found = tickets(osticket)
    assert {number: ticket.state.value for number, ticket in found.items()} == {
        "1": "recorded", "2": "in_progress", "3": "solved", "6": "recorded", "7": "solved",
    }  # fmt: skip
    assert [number for number, ticket in found.items() if ticket.is_reopened] == ["6", "7"]


def test_notes_hidden_entries_and_answers_before_the_ticket_are_no_answers(osticket: OsTicket) -> None:
    osticket.ticket(
        1, "2026-10-05 08:00:00",
        [("R", "2026-10-05 07:00:00", "jam yang keliru"), ("M", "2026-10-05 08:00:00", "tolong"),
         ("N", "2026-10-05 08:10:00", "intern lpse support"), ("R", "2026-10-05 08:20:00", "lama"),
         ("R", "2026-10-05 08:21:00", "baru")],
        status_id=2, closed="2026-10-05 09:00:00",
    )  # fmt: skip
    osticket.execute("UPDATE ost_thread_entry SET flags = 4 WHERE body = 'lama'")
    found = tickets(osticket)["1"]
    assert (found.text, found.solution, found.answered_at) == ("tolong", "baru", at("2026-10-05 08:21:00"))


def test_a_ticket_closed_before_it_was_made_has_no_time_of_solution(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00", status_id=3, closed="2026-10-05 07:00:00")
    osticket.ticket(2, "2026-10-05 08:00:00", status_id=3)
    for found in tickets(osticket).values():
        assert (found.state, found.solved_at, found.solution_has_time) == (ComplaintState.SOLVED, None, False)


def test_the_span_is_that_of_the_site_and_the_end_is_outside(osticket: OsTicket) -> None:
    for number, created in enumerate(
        ("2026-09-30 23:59:59", "2026-10-01 00:00:00", "2026-10-31 23:59:59", "2026-11-01 00:00:00"), 1
    ):
        osticket.ticket(number, created)
    assert list(tickets(osticket)) == ["2", "3"]


@pytest.mark.parametrize("zone", ["+00:00", "+09:00", "+05:30"])
def test_times_are_in_the_servers_zone(osticket: OsTicket, mariadb: RealMariaDb, zone: str) -> None:
    mariadb.execute(f"SET GLOBAL time_zone = '{zone}'")
    ahead = datetime.fromisoformat(f"2026-10-05T08:00:00{zone}")
    first = SINCE.astimezone(ahead.tzinfo).replace(tzinfo=None)
    osticket.ticket(1, "2026-10-05 08:00:00", [("M", "2026-10-05 08:00:00", "x")])
    osticket.ticket(2, str(first))
    osticket.ticket(3, str(first - timedelta(seconds=1)))
    found = tickets(osticket)
    assert list(found) == ["2", "1"]
    assert (found["1"].received_at, found["2"].received_at) == (ahead, SINCE)
    assert found["1"].received_at.tzinfo == ZONE


def test_the_zone_of_the_settings_goes_before_the_servers(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00")
    found = tickets(osticket, zone="Asia/Jayapura")["1"]
    assert found.received_at == datetime(2026, 10, 4, 23, tzinfo=UTC)


def test_a_zone_that_is_wrong_is_noticed_by_tickets_of_the_future(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00")
    source = OsTicketSource.model_validate({"kind": "osticket", "label": "osTicket", "connection": "x"})
    found = read_tickets(source, osticket.connection, ZONE, SINCE, UNTIL, at("2026-10-05 07:00:00"))
    assert len(found.tickets) == 1
    assert found.reasons == ("1 tiket bertanggal di masa depan; periksa jam kedua mesin dan 'zone' sumber ini",)


def test_tables_of_forms_may_lack_columns_or_be_missing(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00", [("M", "2026-10-05 08:00:00", "x")], {"subject": "Judul formulir"})
    osticket.execute("ALTER TABLE ost_ticket__cdata DROP COLUMN priority")
    assert (tickets(osticket)["1"].title, tickets(osticket)["1"].priority) == ("Judul formulir", "")
    osticket.execute("ALTER TABLE ost_ticket__cdata DROP COLUMN subject, DROP COLUMN tiket_lpse_support")
    assert tickets(osticket)["1"].title == "Judul entri"
    osticket.execute("DROP TABLE ost_ticket__cdata, ost_user__cdata")
    found = tickets(osticket)["1"]
    assert (found.title, found.reporter.phones) == ("Judul entri", ())


def test_the_number_of_lpse_support_in_a_field_of_the_form(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00", form={"tiket_lpse_support": "No. LS-2026/10/771"})
    assert tickets(osticket)["1"].support_ticket == "LS-2026/10/771"


def test_a_merged_ticket_goes_by_the_others_number_and_a_linked_one_by_its_own(osticket: OsTicket) -> None:
    osticket.ticket(1, "2026-10-05 08:00:00", [("M", "2026-10-05 08:00:00", "induk")], flags=0x11)
    osticket.ticket(2, "2026-10-05 08:10:00", [("M", "2026-10-05 08:10:00", "terpisah")], ticket_pid=1, flags=0x2)
    osticket.ticket(3, "2026-10-05 08:20:00", form={"subject": "Pindah"}, ticket_pid=1, flags=0x1)
    osticket.ticket(4, "2026-10-05 08:30:00", ticket_pid=1, flags=0x8)
    osticket.execute("UPDATE ost_thread SET object_type = 'C' WHERE object_id = 2")
    found = tickets(osticket)
    assert [ticket.ticket for ticket in found.values()] == ["100001", "100001", "100001", "100004"]
    assert (found["2"].text, found["3"].text, found["3"].title) == ("terpisah", "", "Pindah")


def test_other_prefix(mariadb: RealMariaDb) -> None:
    found = new_osticket(mariadb, "lain", "Helpdesk_")
    try:
        found.ticket(1, "2026-10-05 08:00:00", form={"subject": "Judul"})
        assert tickets(found)["1"].title == "Judul"
    finally:
        mariadb.execute("DROP DATABASE lain")
        mariadb.execute("DROP USER 'spse_monev'@'%'")


def test_what_users_write_stays_text(osticket: OsTicket) -> None:
    for number, body in enumerate(
        ("'; DROP TABLE ost_ticket; --", "=HYPERLINK(1)", "<" * 60_000, "%(since)s %s\x00"), 1
    ):
        osticket.ticket(number, "2026-10-05 08:00:00", [("M", "2026-10-05 08:00:00", body)])
    found = tickets(osticket)
    assert [found[number].text for number in ("1", "2", "4")] == [
        "'; DROP TABLE ost_ticket; --", "=HYPERLINK(1)", "%(since)s %s",
    ]  # fmt: skip


def test_the_reader_may_read_what_is_needed_and_nothing_else(osticket: OsTicket) -> None:
    connection = osticket.connection
    with pymysql.connect(
        host=connection.host, port=connection.port or 0, user=connection.login, password=PASSWORD,
        database=connection.database, autocommit=True,
    ) as session, session.cursor() as cursor:  # fmt: skip
        for statement in (
            "SELECT passwd FROM ost_staff", "SELECT username FROM ost_staff", "SELECT * FROM ost_user_account",
            "SELECT * FROM ost_session", "SELECT ip_address FROM ost_ticket", "SELECT * FROM ost_thread_entry",
            "DELETE FROM ost_ticket", "UPDATE ost_ticket SET number = '1'", "INSERT INTO ost_event VALUES (9, 'x')",
            "CREATE TABLE baru (id int)", "DROP TABLE ost_ticket", "SELECT * FROM mysql.user",
        ):  # fmt: skip
            with pytest.raises(pymysql.Error) as caught:
                cursor.execute(statement)
            assert caught.value.args[0] in (1142, 1143, 1044), statement


def test_the_script_locks_the_account_until_it_has_a_password(mariadb: RealMariaDb, osticket: OsTicket) -> None:
    mariadb.execute("ALTER USER 'spse_monev'@'%' ACCOUNT LOCK")
    assert "apakah akun itu sudah dibuka" in refusal(osticket, osticket.connection)


def test_the_session_itself_refuses_to_write(osticket: OsTicket) -> None:
    root = replace(osticket.connection, login="root", password="", extra={"unix_socket": str(osticket.server.socket)})
    with mysql.reading(root) as session, pytest.raises(mysql.DatabaseError):
        session.rows("INSERT INTO ost_event VALUES (9, 'x')")
    assert osticket.execute("SELECT count(*) FROM ost_event") == [(3,)]


def test_a_statement_that_takes_too_long_is_ended(osticket: OsTicket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql, "STATEMENT_SECONDS", 1)
    with mysql.reading(osticket.connection) as session, pytest.raises(mysql.DatabaseError, match="dalam 1 detik"):
        session.rows("SELECT SLEEP(20) FROM ost_event")


def test_all_pages_are_read(osticket: OsTicket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    for number in range(1, 6):
        osticket.ticket(number, f"2026-10-0{number} 08:00:00")
    assert list(tickets(osticket)) == ["1", "2", "3", "4", "5"]
    monkeypatch.setattr(module, "MAX_TICKETS", 4)
    found = read(osticket)
    assert (len(found.tickets), found.reasons) == (4, ("lebih dari 4 tiket; sisanya tidak dibaca",))


def test_a_connection_lost_midway_makes_it_partial(osticket: OsTicket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    for number in range(1, 6):
        osticket.ticket(number, f"2026-10-0{number} 08:00:00")
    whole = module._Reader.page

    def page(reader: Any, since: datetime, until: datetime, after: int) -> Any:
        if after:
            for (session,) in osticket.execute(
                "SELECT id FROM information_schema.PROCESSLIST WHERE user = 'spse_monev'"
            ):
                osticket.execute(f"KILL {session}")
        return whole(reader, since, until, after)

    monkeypatch.setattr(module._Reader, "page", page)
    found = read(osticket)
    assert [ticket.origin_id for ticket in found.tickets] == ["1", "2"]
    (reason,) = found.reasons
    assert reason.startswith("daftar tiket hanya terbaca sebagian (2 tiket): koneksi ke basis data")


def test_refusals_say_what_to_do(osticket: OsTicket) -> None:
    good = osticket.connection
    assert "periksa pengguna dan kata sandi" in refusal(osticket, replace(good, password="salah"))
    assert "periksa pengguna dan kata sandi" in refusal(osticket, replace(good, database="tidak_ada"))
    assert "tidak dapat dihubungi" in refusal(osticket, replace(good, port=1))
    assert "tidak dapat dihubungi" in refusal(osticket, replace(good, host="tidak-ada.invalid"))
    assert "jalankan include/sql/roles/osticket_reader.sql" in refusal(osticket, good, table_prefix="lain_")
    root = replace(good, login="root", password="", extra={"unix_socket": str(osticket.server.socket)})
    assert "'table_prefix'" in refusal(osticket, root, table_prefix="lain_")
    osticket.execute("ALTER TABLE ost_ticket DROP COLUMN ticket_pid")
    assert "osTicket 1.14" in refusal(osticket, root)
    assert "'ssl_mode'" in refusal(osticket, replace(good, extra={"ssl_mode": "MAYBE"}))
    assert "berkas TLS" in refusal(osticket, replace(good, extra={"ssl_ca": "/tidak/ada.pem"}))


def test_tls(tmp_path: Path) -> None:
    if missing := missing_part():
        pytest.skip(f"MariaDB is not installed ({missing}); apt-get install mariadb-server")
    until = datetime.now(UTC) + timedelta(days=2)
    own = make_certificate(tmp_path / "own.pem", LOOPBACK, until)
    other = make_certificate(tmp_path / "other.pem", LOOPBACK, until)
    with real_mariadb() as server:
        for file in (own, own.with_suffix(".key")):
            target = server.folder / file.name
            target.write_bytes(file.read_bytes())
            target.chmod(0o644)
        server.stop()
        server.start(f"--ssl-cert={server.folder / 'own.pem'}", f"--ssl-key={server.folder / 'own.key'}")
        found = new_osticket(server, "osticket")
        server.execute(f"ALTER USER 'spse_monev'@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE SSL")
        assert "menolak masuk" in refusal(found, found.connection)
        for extra in (
            {"ssl_mode": "REQUIRED"}, {"ssl_ca": str(own)}, {"ssl_ca": str(own), "ssl_mode": "VERIFY_CA"},
            {"ssl": {"ca": str(own)}}, {"ssl": f'{{"ca": "{own}"}}'},
        ):  # fmt: skip
            assert read(found, replace(found.connection, extra=extra)).reasons == ()
        for wrong in ({"ssl_ca": str(other)}, {"ssl_mode": "VERIFY_IDENTITY"}):
            assert "TLS ke" in refusal(found, replace(found.connection, extra=wrong))
        named = {"ssl_ca": str(own)}
        assert "TLS ke" in refusal(found, replace(found.connection, host="localhost", extra=named))
