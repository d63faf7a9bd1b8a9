"""What messages say, and what hostile text cannot make of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from spse_monev.changes import ChangeState, Request
from spse_monev.facts import Artifact, CheckState, SourceCheck
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency
from spse_monev.period import Day
from spse_monev.reports import daily
from spse_monev.reports.notifications import (
    Notice,
    Waiting,
    day_failed,
    decision_waiting,
    email_html,
    email_subject,
    email_text,
    report_ready,
    source_down,
    telegram_text,
)
from spse_monev.reports.notifications.rendering import MAX_SUBJECT, MAX_TELEGRAM
from spse_monev.settings import PROJECT, Site, read_sites
from spse_monev.settings.notifications import Notifications

ZONE = ZoneInfo("Asia/Jakarta")
DAY = Day(date(2026, 11, 23), ZONE)
HOSTILE = (
    "<script>alert(1)</script>\r\nBcc: semua@contoh.example\r\n\r\n*tebal* [klik](javascript:alert(1)) {{ 7 * 7 }} "
    "\u202egnp.exe\u2028\x00\x1b[31m https://jahat.example/<a> " + "Ü😀" * 3000
)


@pytest.fixture
def site() -> Site:
    found = read_sites(PROJECT / "include" / "sites")[0]["lpse_contoh"]
    return found.model_copy(update={"notifications": Notifications(airflow_url="https://monev.lpse.example")})


def check(evidence: str) -> SourceCheck:
    at = datetime(2026, 11, 24, 1, tzinfo=UTC)
    return SourceCheck("database", "postgres", CheckState.DOWN, at, None, evidence)


def request(title: str) -> Request:
    return Request(
        number="PP-2026-11-001", rule_id="", first_month=date(2026, 11, 1), state=ChangeState.APPROVAL, title=title,
        change_class=ChangeClass.MINOR, class_reason="", change=title, how="", test="", undo="",
        actor=Actor.ADMINISTRATOR, urgency=Urgency.URGENT, impact=Impact.LARGE, priority=Priority.HIGH,
        drafted_at=datetime(2026, 11, 24, tzinfo=UTC), waiting_since=datetime(2026, 11, 24, 2, tzinfo=UTC),
    )  # fmt: skip


def report(state: str = "sebagian", size: int = 81_920) -> Artifact:
    path = "lpse_contoh/2026/11/23/laporan_kinerja_lpse_contoh_2026-11-23.xlsx"
    return Artifact(path, daily.KIND, DAY, state, "ab" * 32, size, datetime(2026, 11, 24, tzinfo=UTC))


def notices(site: Site, text: str) -> list[Notice]:
    return [
        source_down(site, DAY, check(text)),
        day_failed(site, DAY, [text] * 20, [text]),
        report_ready(site, report(), "Laporan Kinerja Aplikasi SPSE", [text] * 20, text),
        decision_waiting(site, Waiting(request(text), text, "head", is_reminder=True)),
    ]


def test_each_event_says_what_is_so_and_what_to_do(site: Site) -> None:
    down, failed, ready, waiting = notices(site, "Server tidak menjawab.")
    label = site.sources["database"].label
    assert down.title == f"Sumber data {label} bermasalah pada pemantauan Senin, 23 November 2026"
    assert "terakhir diperiksa 24-11-2026 08.00 WIB" in down.state
    assert "Clear tugas check_database" in down.action
    assert failed.title == "Pemantauan Senin, 23 November 2026 gagal"
    assert ready.title == "Laporan Kinerja Aplikasi SPSE Senin, 23 November 2026: SEBAGIAN"
    assert ready.links[0] == ("Unduh laporan", f"https://monev.lpse.example/laporan/berkas/{report().path}")
    assert waiting.title == "Pengingat: Permohonan PP-2026-11-001 menunggu keputusan"
    assert f"Menunggu Kepala LPSE, {site.officials.head.name}, sejak 24-11-2026 09.00 WIB" in waiting.state
    whole = report_ready(site, report("lengkap"), "Laporan", (), "")
    assert (whole.title[-7:], whole.attached) == ("LENGKAP", f"Laporan terlampir: 80,0 KiB, SHA-256 {'ab' * 32}.")
    for notice in (down, failed, ready, waiting):
        for told in (email_text(site, notice), email_html(site, notice), telegram_text(site, notice)):
            assert "DATA SINTETIS" in told
            assert "https://monev.lpse.example/" in told
        assert all(line in email_text(site, notice) for line in site.letterhead.lines)
    # A file goes with mails only, and so does what is said of it.
    assert "SHA-256" not in telegram_text(site, ready)


def test_a_real_site_is_not_called_synthetic_and_needs_no_address(site: Site) -> None:
    real = site.model_copy(update={"synthetic": False, "notifications": Notifications()})
    for notice in notices(real, "x"):
        assert notice.links == ()
        for told in (email_text(real, notice), email_html(real, notice), telegram_text(real, notice)):
            assert "SINTETIS" not in told
            assert "https://" not in told


def test_hostile_text_is_text_on_one_line_and_bounded(site: Site) -> None:
    for notice in notices(site, HOSTILE):
        subject, html, plain, chat = (
            make(site, notice) for make in (email_subject, email_html, email_text, telegram_text)
        )
        assert len(subject) <= MAX_SUBJECT
        assert subject.isprintable()
        assert "<script" not in html
        assert "{{" in html
        assert "49" not in html.replace("#", "").split("{{")[1][:20]
        assert len(html) < 40_000
        assert len(plain) < 20_000
        assert len(chat.encode("utf-16-le")) // 2 <= MAX_TELEGRAM
        for told in (subject, html, plain, chat):
            assert not set(told) & set("\x00\x1b\u202e\u2028\r")
            assert not [line for line in told.splitlines() if line.startswith("Bcc:")]
        # What is cut are facts; where to look stays.
        assert (
            chat.rstrip()
            .splitlines()[-1]
            .startswith(("Keadaan hari itu: https", "Buka halaman Senin, 23 November 2026: https", "Bulan"))
        )


def test_an_address_in_the_site_cannot_be_a_head(site: Site) -> None:
    from pydantic import ValidationError

    good = {"sender": "a@b.example", "recipients": {"day_failed": ["c@d.example"]}}
    assert Notifications.model_validate({"email": good}).is_set
    for bad in (
        "a@b.example\r\nBcc: x@y.example",
        "LPSE <a@b.example>",
        "a@b.example, c@d.example",
        "a",
        "a@b\n.example",
    ):
        with pytest.raises(ValidationError):
            Notifications.model_validate({"email": good | {"sender": bad}})
        with pytest.raises(ValidationError):
            Notifications.model_validate({"email": good | {"recipients": {"day_failed": [bad]}}})
    for bad in ("", "12a", "@", "-100; DROP"):
        with pytest.raises(ValidationError):
            Notifications.model_validate({"telegram": {"chats": {"day_failed": [bad]}}})
    assert not Notifications().is_set
    # As YAML reads it without quotes.
    numbered = Notifications.model_validate({"telegram": {"chats": {"day_failed": [-1001234]}}})
    assert numbered.telegram is not None
    assert numbered.telegram.chats["day_failed"] == ("-1001234",)
