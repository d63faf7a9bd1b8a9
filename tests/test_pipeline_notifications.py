"""Who is told what, once: over a real warehouse, by channels that keep what they are given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import Server
from spse_monev.facts import Artifact, CheckState, SourceCheck
from spse_monev.migrations import migrate
from spse_monev.notifications import ChannelError, Mail, RecipientError
from spse_monev.period import Day, Month
from spse_monev.pipeline.notifications import LEASE, Outcome, tell_day, tell_month, tell_request, try_channels
from spse_monev.reports import artifacts, daily, monthly
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.settings.notifications import Notifications
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.notifications import Message
from tests.changes import finding, forge, store_drafts

ZONE = ZoneInfo("Asia/Jakarta")
DAY = Day(date(2026, 11, 23), ZONE)
OCTOBER = Month(date(2026, 10, 1), ZONE)
NOW = DAY.end + timedelta(minutes=40)
CONNECTIONS = EnvironmentConnections()
ADMIN, HEAD, CHAT = "administrator@lpse.example", "kepala@lpse.example", "-100"
SUBJECT = f"{DAY}/database"


class Channels:
    """Keeps messages; `fail` may raise instead, knowing the recipient."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.texts: list[tuple[str, str]] = []
        self.tried: list[str] = []
        self.fail: Callable[[str], None] = lambda _: None

    def send_email(self, connection: str, mail: Mail) -> None:
        assert connection == "spse_smtp"
        self.tried.append(mail.recipient)
        self.fail(mail.recipient)
        self.mails.append(mail)

    def send_telegram(self, connection: str, chat: str, text: str) -> None:
        assert connection == "spse_telegram"
        self.tried.append(chat)
        self.fail(chat)
        self.texts.append((chat, text))

    @property
    def told(self) -> list[str]:
        return [*(each.recipient for each in self.mails), *(chat for chat, _ in self.texts)]


@pytest.fixture(scope="module")
def notified_database(server: Server) -> str:
    server.execute("CREATE DATABASE notifications")
    migrate(server.uri("notifications"))
    return server.uri("notifications")


@pytest.fixture
def warehouse(notified_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_WAREHOUSE", notified_database)
    forge(notified_database, "TRUNCATE monev.change_request, monev.change_event, monev.finding CASCADE")
    with psycopg.connect(notified_database, autocommit=True) as connection:
        connection.execute("TRUNCATE monev.notification, monev.source_check, monev.artifact, monev.coverage CASCADE")
        yield Warehouse(connection)


@pytest.fixture
def site() -> Site:
    found = read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]
    return told_site(found, source_down=(ADMIN, HEAD))


def told_site(site: Site, chats: tuple[str, ...] = (), **recipients: tuple[str, ...]) -> Site:
    told: dict[str, object] = {"email": {"sender": "monev@lpse.example", "recipients": recipients}}
    if chats:
        told["telegram"] = {"chats": {"source_down": chats}}
    return site.model_copy(update={"notifications": Notifications.model_validate(told)})


def red(warehouse: Warehouse, site: Site, day: Day = DAY, state: CheckState = CheckState.DOWN) -> None:
    at = day.end + timedelta(minutes=30 if state is CheckState.DOWN else 35)
    warehouse.add_check(site.key, day, SourceCheck("database", "postgres", state, at, None, "Tidak menjawab."))


def tell(site: Site, channels: Channels, folder: Path, day: Day = DAY, now: datetime = NOW) -> Outcome:
    return tell_day(site, day, CONNECTIONS, channels, folder, now)


def test_only_a_source_that_stayed_red_is_told_of(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    channels = Channels()
    red(warehouse, site)
    red(warehouse, site, state=CheckState.OK)
    assert tell(site, channels, tmp_path) == Outcome(0, ())


def test_each_is_told_once_and_a_new_recipient_too(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    channels = Channels()
    red(warehouse, site)
    assert tell(site, channels, tmp_path) == Outcome(2, ())
    assert tell(site, channels, tmp_path) == Outcome(0, ())
    more = told_site(site, source_down=(ADMIN, HEAD, "baru@lpse.example"))
    assert tell(more, channels, tmp_path) == Outcome(1, ())
    assert channels.told == [ADMIN, HEAD, "baru@lpse.example"]
    assert len({each.message_id for each in channels.mails}) == 3


def test_who_is_refused_does_not_keep_the_message_from_others(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    channels = Channels()
    red(warehouse, site)

    def refuse(recipient: str) -> None:
        if recipient == ADMIN:
            raise RecipientError("550 tidak dikenal")

    channels.fail = refuse
    outcome = tell(site, channels, tmp_path)
    assert (outcome.sent_count, outcome.problems) == (1, (f"E-mail kepada {ADMIN}: 550 tidak dikenal",))
    channels.fail = lambda _: None
    assert tell(site, channels, tmp_path) == Outcome(1, ())
    assert channels.told == [HEAD, ADMIN]


def test_a_dead_channel_is_tried_once_and_the_other_goes_on(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    site = told_site(site, (CHAT,), source_down=(ADMIN, HEAD))
    channels = Channels()
    red(warehouse, site)

    def dead(recipient: str) -> None:
        if "@" in recipient:
            raise ChannelError("server e-mail mati")

    channels.fail = dead
    outcome = tell(site, channels, tmp_path)
    assert (outcome.sent_count, len(outcome.problems)) == (1, 2)
    assert channels.tried == [ADMIN, CHAT]
    # The next day's run tells what was missed; of what is no news any more it says nothing.
    channels.fail = lambda _: None
    tomorrow = DAY.shift(1)
    assert tell(site, channels, tmp_path, tomorrow, tomorrow.end + timedelta(minutes=40)) == Outcome(2, ())
    assert channels.told == [ADMIN, HEAD, CHAT]


def test_what_was_mended_before_it_could_be_told_is_not_told(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    channels = Channels()
    red(warehouse, site)

    def dead(_: str) -> None:
        raise ChannelError("server e-mail mati")

    channels.fail = dead
    tell(site, channels, tmp_path)
    channels.fail = lambda _: None
    red(warehouse, site, state=CheckState.OK)
    tomorrow = DAY.shift(1)
    assert tell(site, channels, tmp_path, tomorrow, tomorrow.end) == Outcome(0, ())


def test_a_sender_that_died_keeps_others_away_for_a_while_only(
    warehouse: Warehouse, site: Site, tmp_path: Path, notified_database: str
) -> None:
    site = told_site(site, source_down=(ADMIN,))
    channels = Channels()
    red(warehouse, site)

    def die(_: str) -> None:
        raise KeyboardInterrupt  # as a killed process: nothing is marked

    channels.fail = die
    with pytest.raises(KeyboardInterrupt):
        tell(site, channels, tmp_path)
    channels.fail = lambda _: None
    # While it might still be sending, the next try is told so, and comes again.
    outcome = tell(site, channels, tmp_path)
    assert (outcome.sent_count, channels.told) == (0, [])
    assert "sedang dikirim oleh proses lain" in outcome.problems[0]
    with psycopg.connect(notified_database) as connection:
        connection.execute("UPDATE monev.notification SET claimed_at = claimed_at - %s", [LEASE])
    assert tell(site, channels, tmp_path) == Outcome(1, ())
    assert tell(site, channels, tmp_path) == Outcome(0, ())


def test_of_many_senders_at_once_one_sends(
    warehouse: Warehouse, site: Site, tmp_path: Path, notified_database: str
) -> None:
    site = told_site(site, source_down=(ADMIN,))
    channels = Channels()
    red(warehouse, site)
    start = threading.Barrier(6)

    def one() -> None:
        start.wait()
        tell(site, channels, tmp_path)

    senders = [threading.Thread(target=one) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert channels.told == [ADMIN]


def test_a_late_mark_does_not_take_a_claim_from_another(warehouse: Warehouse, site: Site) -> None:
    message = Message("source_down", SUBJECT, DAY, "email", ADMIN)
    late = warehouse.notifications.claim(site.key, message, timedelta(0))
    claim = warehouse.notifications.claim(site.key, message, timedelta(0))
    assert late is not None
    assert claim is not None
    warehouse.notifications.mark_failed(site.key, message, late, "terlambat")
    assert warehouse.notifications.claim(site.key, message, LEASE) is None
    # But what has gone has gone, whoever sent it.
    warehouse.notifications.mark_sent(site.key, message, late)
    warehouse.notifications.mark_failed(site.key, message, late, "x")
    assert warehouse.notifications.claim(site.key, message, timedelta(0)) is None


def test_a_backfill_sends_nothing(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    channels = Channels()
    red(warehouse, site)
    assert tell(site, channels, tmp_path, now=DAY.end + timedelta(days=8)) == Outcome(0, ())
    assert tell_month(site, OCTOBER, CONNECTIONS, channels, tmp_path, OCTOBER.end + timedelta(days=63)) == Outcome(
        0, ()
    )


def test_a_day_without_report_or_analysis_has_failed(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    site = told_site(site, day_failed=(HEAD,))
    channels = Channels()
    assert tell(site, channels, tmp_path) == Outcome(1, ())
    [mail] = channels.mails
    for reason in ("belum dibaca", "Kebutuhan perubahan 2026-11-23 belum dinilai", "Laporan harian belum ditulis"):
        assert reason in mail.text


def written(warehouse: Warehouse, site: Site, folder: Path, content: bytes, state: str, minutes: int = 0) -> None:
    path = artifacts.day_folder(site.key, DAY) / "laporan.xlsx"
    sha256 = artifacts.store(folder, path, content)
    at = NOW + timedelta(minutes=minutes)
    warehouse.record_artifact(site.key, Artifact(path.as_posix(), daily.KIND, DAY, state, sha256, len(content), at))


def test_a_report_is_told_of_once_in_each_state(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    site = told_site(site, report_ready=(HEAD,))
    channels = Channels()
    for minutes, (content, state) in enumerate(
        [(b"a", "sebagian"), (b"b", "sebagian"), (b"c", "lengkap"), (b"d", "lengkap")]
    ):
        written(warehouse, site, tmp_path, content, state, minutes)
        tell(site, channels, tmp_path)
    assert [each.attachment and each.attachment.content for each in channels.mails] == [b"a", b"c"]


def test_a_large_or_changed_report_is_linked_only(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    site = told_site(site, report_ready=(HEAD,))
    channels = Channels()
    written(warehouse, site, tmp_path, b"PK" * 3_000_000, "sebagian")
    tell(site, channels, tmp_path)
    written(warehouse, site, tmp_path, b"PK", "lengkap", 1)
    (tmp_path / artifacts.day_folder(site.key, DAY) / "laporan.xlsx").write_bytes(b"lain")
    tell(site, channels, tmp_path)
    large, changed = channels.mails
    assert (large.attachment, changed.attachment) == (None, None)
    assert "melebihi batas lampiran" in large.text
    assert "telah berubah sejak ditulis" in changed.text


def test_nothing_outside_the_folder_is_attached(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    site = told_site(site, report_ready=(HEAD,))
    folder = tmp_path / "artefak"
    (folder / artifacts.day_folder(site.key, DAY)).mkdir(parents=True)
    (tmp_path / "rahasia").write_bytes(b"rahasia")
    (folder / artifacts.day_folder(site.key, DAY) / "laporan.xlsx").symlink_to(tmp_path / "rahasia")
    sha256 = artifacts.sha256_of(tmp_path, "rahasia")
    assert sha256
    path = (artifacts.day_folder(site.key, DAY) / "laporan.xlsx").as_posix()
    warehouse.record_artifact(site.key, Artifact(path, daily.KIND, DAY, "lengkap", sha256, 7, NOW))
    channels = Channels()
    tell(site, channels, folder)
    assert [each.attachment for each in channels.mails] == [None]


def test_a_months_evaluation_is_told_of_also_by_a_later_day(warehouse: Warehouse, site: Site, tmp_path: Path) -> None:
    site = told_site(site, report_ready=(HEAD,)).model_copy(update={"helpdesk": None})
    path = artifacts.month_folder(site.key, OCTOBER) / "laporan.xlsx"
    sha256 = artifacts.store(tmp_path, path, b"PK")
    warehouse.record_artifact(site.key, Artifact(path.as_posix(), monthly.KIND, OCTOBER, "sebagian", sha256, 2, NOW))
    channels = Channels()

    def dead(_: str) -> None:
        raise ChannelError("server e-mail mati")

    channels.fail = dead
    assert tell_month(site, OCTOBER, CONNECTIONS, channels, tmp_path, NOW).sent_count == 0
    channels.fail = lambda _: None
    assert tell(site, channels, tmp_path) == Outcome(1, ())
    [mail] = channels.mails
    assert "Laporan Evaluasi Bulanan SPSE Oktober 2026: SEBAGIAN" in mail.subject
    assert "Tidak satu pun sumber data terbaca pada Oktober 2026" in mail.text
    assert tell_month(site, OCTOBER, CONNECTIONS, channels, tmp_path, NOW) == Outcome(0, ())


def test_a_request_is_told_of_when_it_begins_to_wait_and_with_each_reminder(
    warehouse: Warehouse, site: Site, tmp_path: Path
) -> None:
    site = told_site(site, decision_waiting=(HEAD,))
    channels = Channels()
    [number] = store_drafts(warehouse, site.key, OCTOBER, finding(OCTOBER))
    assert tell_request(site, number, CONNECTIONS, channels) == Outcome(0, ())  # a draft waits for nobody
    pipeline.submit_change(site, number, CONNECTIONS, NOW)
    for _ in range(2):
        tell_request(site, number, CONNECTIONS, channels)
        tell(site, channels, tmp_path)
    assert [each.subject.split("] ")[-1] for each in channels.mails] == [f"Permohonan {number} menunggu keputusan"]
    later = NOW + timedelta(days=site.change_requests.reminder_days)
    assert pipeline.remind_people(site, CONNECTIONS, later) == [number]
    for _ in range(2):
        tell(site, channels, tmp_path)
    assert channels.mails[1:][0].subject.split("] ")[-1].startswith("Pengingat: ")
    assert len(channels.mails) == 2


def test_what_cannot_be_said_is_told_and_keeps_nothing_else_back(
    warehouse: Warehouse, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = told_site(site, source_down=(ADMIN,), day_failed=(ADMIN,))

    def fail(*_: object) -> None:
        raise RuntimeError("rusak")

    monkeypatch.setattr("spse_monev.pipeline.notifications.source_down", fail)
    channels = Channels()
    red(warehouse, site)
    outcome = tell(site, channels, tmp_path)
    assert outcome == Outcome(1, (f"Pesan source_down {SUBJECT} tidak dapat disusun: rusak",))


def test_the_channels_can_be_tried(site: Site) -> None:
    site = told_site(site, (CHAT,), source_down=(ADMIN,), report_ready=(ADMIN, HEAD))
    channels = Channels()

    def refuse(recipient: str) -> None:
        if recipient == HEAD:
            raise RecipientError("550 tidak dikenal")

    channels.fail = refuse
    outcome = try_channels(site, channels, datetime.now(UTC))
    assert (channels.told, outcome.sent_count) == ([ADMIN, CHAT], 2)
    assert outcome.problems == (f"E-mail kepada {HEAD}: 550 tidak dikenal",)
