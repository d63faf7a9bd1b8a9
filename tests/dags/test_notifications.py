"""What an office is told by the real DAGs, through a real mail server and a stand-in for Telegram."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
import yaml

from spse_monev import pipeline
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.postgres import free_port
from spse_monev.migrations import migrate
from spse_monev.period import Month
from spse_monev.settings import PROJECT, Site
from spse_monev.warehouse import Warehouse
from tests.changes import APPROVED, DONE, REVIEWED, finding, store_drafts
from tests.dags.people import PEOPLE
from tests.dags.test_spse_change_request import live
from tests.mail_server import MailServer, mail_server
from tests.office import SITE_KEY, Office
from tests.telegram_stand_in import TOKEN, TelegramStandIn, telegram_stand_in

ADMIN, HEAD, CHAT = "administrator@lpse.example", "kepala@lpse.example", "-100123"
EVERYTHING = ("source_down", "day_failed", "report_ready", "decision_waiting")

Run = Callable[[], tuple[str, dict[str, str]]]


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def telegram() -> Iterator[TelegramStandIn]:
    with telegram_stand_in() as server:
        yield server


@pytest.fixture
def told_office(
    office: Office, mails: MailServer, telegram: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The office, whose administrator is told everything, the head of reports, and a chat of red sources."""
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_SMTP", mails.uri())
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_TELEGRAM", telegram.uri())
    configure(
        office,
        airflow_url="https://monev.lpse.example",
        email={
            "sender": "monev@lpse.example",
            "recipients": {event: [ADMIN] for event in EVERYTHING} | {"report_ready": [ADMIN, HEAD]},
        },
        telegram={"chats": {"source_down": [CHAT]}},
    )
    return office


def configure(office: Office, **notifications: Any) -> None:
    path = office.sites / f"{SITE_KEY}.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"notifications": notifications}))


@pytest.fixture
def module(airflow_database: None, office: Office) -> Iterator[Any]:
    """The DAG file, read anew so that it sees the test's site."""
    sys.modules.pop("spse_daily", None)
    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))
    import spse_daily

    yield spse_daily
    del sys.path[:2]


@pytest.fixture
def run(module: Any, office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run yesterday in this process; returns the run's state and the state of every task."""
    monkeypatch.setattr(module, "CHECK_RETRIES", 0)

    def once() -> tuple[str, dict[str, str]]:
        dag = module.daily_dag(office.site)
        for task in dag.tasks:
            task.retries = 0
        done = dag.test(run_conf={"day": str(office.yesterday)})
        return str(done.state), {ti.task_id: str(ti.state) for ti in done.get_task_instances()}

    return once


def kept(office: Office) -> list[tuple[object, ...]]:
    return office.rows("SELECT event, channel, recipient, state FROM monev.notification ORDER BY 1, 2, 3, subject")


def test_a_red_source_a_failed_day_and_its_report_are_told_once(
    told_office: Office, run: Run, mails: MailServer, telegram: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = told_office
    office.kill_database(monkeypatch)
    state, tasks = run()
    assert (state, tasks["close_day"], tasks["send_notifications"]) == ("failed", "failed", "success")
    told = [(recipients, str(mail["Subject"]).split("] ")[-1].split()[0]) for recipients, mail in mails.arrived]
    assert sorted(told) == [([ADMIN], "Laporan"), ([ADMIN], "Pemantauan"), ([ADMIN], "Sumber"), ([HEAD], "Laporan")]
    assert all(subject.startswith("[SINTETIS] [LPSE Uji] ") for subject in mails.subjects)
    [text] = telegram.texts
    assert office.site.sources["database"].label in text
    assert f"https://monev.lpse.example/laporan/situs/{SITE_KEY}/hari/{office.yesterday}" in text

    # The report that the head got is the file of the artifact folder, as the register knows it.
    [report] = [mail for recipients, mail in mails.arrived if recipients == [HEAD]]
    [attachment] = report.iter_attachments()
    [(path, sha256)] = office.rows("SELECT path, sha256 FROM monev.artifact")
    content = attachment.get_content()
    assert hashlib.sha256(content).hexdigest() == sha256
    assert (attachment.get_filename(), content) == (
        str(path).split("/")[-1],
        (office.artifacts / str(path)).read_bytes(),
    )
    assert "SEBAGIAN" in str(report["Subject"])
    for kind in ("plain", "html"):
        body = report.get_body((kind,))
        assert body is not None
        said = body.get_content()
        assert all(line in said for line in office.site.letterhead.lines)
        assert "DATA SINTETIS" in said
        assert "tidak terbaca" in said
        assert f"https://monev.lpse.example/laporan/berkas/{path}" in said

    # The same day again, still red: everybody knows.
    assert run()[0] == "failed"
    assert (len(mails.arrived), len(telegram.texts)) == (4, 1)
    # Mended: that the report is whole now is news, the rest is not.
    office.revive_database(monkeypatch)
    assert run()[0] == "success"
    states = office.rows("SELECT state FROM monev.artifact ORDER BY written_at DESC LIMIT 1")
    told_again = 2 if states == [("lengkap",)] else 0
    assert len(mails.arrived) == 4 + told_again
    assert run()[0] == "success"
    assert (len(mails.arrived), len(telegram.texts)) == (4 + told_again, 1)
    assert {state for *_, state in kept(office)} == {"sent"}


def test_what_a_dead_mail_server_did_not_take_is_sent_once_it_lives(
    told_office: Office, run: Run, mails: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_SPSE_SMTP", f"smtp://127.0.0.1:{free_port()}/?disable_ssl=true&disable_tls=true&retry_limit=0"
    )
    state, tasks = run()
    # Somebody could not be told, and the day is good all the same.
    assert (state, tasks["close_day"], tasks["send_notifications"]) == ("success", "success", "failed")
    assert [row for row in kept(told_office) if row[-1] != "failed"] == []
    errors = told_office.rows("SELECT DISTINCT error FROM monev.notification")
    assert "server e-mail koneksi spse_smtp tidak dapat dipakai" in str(errors)

    monkeypatch.setenv("AIRFLOW_CONN_SPSE_SMTP", mails.uri())
    for _ in range(2):
        state, tasks = run()
        assert (state, tasks["send_notifications"]) == ("success", "success")
        assert sorted(recipients for recipients, _ in mails.arrived) == [[ADMIN], [HEAD]]


def test_no_secret_reaches_the_log_xcom_or_the_register(
    told_office: Office, run: Run, telegram: TelegramStandIn, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level("DEBUG", "httpx")
    office = told_office
    office.kill_database(monkeypatch)
    telegram.is_broken = True
    assert run()[1]["send_notifications"] == "failed"
    telegram.is_broken = False
    assert run()[1]["send_notifications"] == "success"
    assert len(telegram.texts) == 1
    assert TOKEN not in str(office.rows("SELECT * FROM monev.notification"))
    shown = capfd.readouterr()
    assert TOKEN not in shown.out + shown.err


def test_without_settings_there_is_no_task_and_nothing_is_imported(module: Any, office: Office) -> None:
    dag = module.daily_dag(office.site)
    assert "send_notifications" not in dag.task_ids
    code = (
        f"import sys\nsys.path[:0] = [{str(PROJECT / 'dags')!r}, {str(PROJECT / 'plugins')!r}]\n"
        "import spse_daily, spse_monthly, spse_change_request\n"
        "unwanted = ('telegram', 'airflow.providers.smtp.hooks.smtp', 'notification_channels',\n"
        "            'spse_monev.pipeline.notifications', 'spse_monev.reports.notifications')\n"
        "print([module for module in unwanted if module in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_the_months_reports_are_told_of_by_a_task_that_does_not_decide_about_the_run(
    airflow_database: None, told_office: Office
) -> None:
    sys.modules.pop("spse_monthly", None)
    for folder in ("plugins", "dags"):
        sys.path.insert(0, str(PROJECT / folder))
    try:
        import spse_monthly

        task = spse_monthly.monthly_dag(told_office.site).get_task("send_notifications")
    finally:
        del sys.path[:2]
        sys.modules.pop("spse_monthly", None)
    assert (task.is_teardown, task.on_failure_fail_dagrun) == (True, False)
    assert task.upstream_task_ids == {"close_month", "record_deviations"}


@pytest.mark.parametrize("is_refused", [False, True])
def test_the_channels_can_be_tried_by_hand(
    module: Any, told_office: Office, mails: MailServer, telegram: TelegramStandIn, *, is_refused: bool
) -> None:
    from airflow.dag_processing.dagbag import DagBag

    if is_refused:
        mails.refused.add(HEAD)
    bag = DagBag(PROJECT / "dags" / "spse_test_notifications.py")
    assert bag.import_errors == {}
    assert str(bag.dags["spse_test_notifications"].test().state) == ("failed" if is_refused else "success")
    assert sorted(recipients for recipients, _ in mails.arrived) == [[ADMIN]] + ([] if is_refused else [[HEAD]])
    assert len(telegram.texts) == 1
    assert {subject.split("] ")[-1] for subject in mails.subjects} == {"Uji pemberitahuan"}


@pytest.fixture
def register(told_office: Office) -> Iterator[Warehouse]:
    migrate(told_office.server.uri("warehouse"))
    with psycopg.connect(told_office.server.uri("warehouse")) as connection:
        yield Warehouse(connection)


def ask(site: Site, number: str, step: str = "review") -> Exception:
    """Let the operator ask; what it parks with."""
    from airflow.providers.standard.operators import hitl

    from spse_monev.changes import ChangeState

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hitl, "upsert_hitl_detail", lambda **_: None)
        from airflow.sdk import Asset

        from decision_operator import DecisionOperator

        documents = Asset(name="dokumen_uji", uri="spse://uji/dokumen")
        asked = DecisionOperator(
            task_id="review_request", site_key=site.key, step=ChangeState(step), documents=documents
        )
        ti = type("TaskInstance", (), {"id": "0"})()
        with pytest.raises(BaseException) as parked:  # noqa: PT011  # Airflow's signal that the task waits
            asked.execute({"run_id": number, "task_instance": ti})
    assert isinstance(parked.value, BaseException)
    return parked.value  # type: ignore[return-value]


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_question_is_told_of_when_it_is_asked_and_asked_whatever_comes_of_it(
    module: Any, told_office: Office, register: Warehouse, mails: MailServer, run: Run,
    monkeypatch: pytest.MonkeyPatch, *, is_broken: bool,
) -> None:  # fmt: skip
    office, site = told_office, told_office.site
    month = Month(date(2026, 10, 1), site.zone)
    [number] = store_drafts(register, SITE_KEY, month, finding(month, title="Pool <b>habis</b>\r\nBcc: x@y.example"))
    from datetime import UTC, datetime

    pipeline.submit_change(site, number, EnvironmentConnections(), datetime.now(UTC))
    if is_broken:
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_SMTP", f"smtp://127.0.0.1:{free_port()}/?disable_ssl=true")
    for _ in range(2):
        assert type(ask(site, number)).__name__ == "TaskAwaitingInput"
        assert len(mails.arrived) == (0 if is_broken else 1)
    if is_broken:
        monkeypatch.setenv("AIRFLOW_CONN_SPSE_SMTP", mails.uri())
        assert run()[1]["send_notifications"] == "success"
    [mail] = [mail for _, mail in mails.arrived if number in str(mail["Subject"])]
    assert mail["Bcc"] is None
    html = mail.get_body(("html",))
    assert html is not None
    assert "Pool &lt;b&gt;habis&lt;/b&gt; Bcc: x@y.example" in html.get_content()
    assert office.site.officials.change_manager.name in html.get_content()


def test_a_request_that_is_lived_through_is_told_of_at_each_step(
    airflow_database: None, told_office: Office, register: Warehouse, mails: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from airflow.dag_processing.dagbag import DagBag

    path = told_office.sites / f"{SITE_KEY}.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {"change_requests": {"people": PEOPLE}}))
    monkeypatch.syspath_prepend(str(PROJECT / "dags"))
    monkeypatch.syspath_prepend(str(PROJECT / "plugins"))
    # Airflow remembers its runs: no other test may have used the number.
    month = Month(date(1990, 10, 1), told_office.site.zone)
    [number] = store_drafts(register, SITE_KEY, month, finding(month))
    state, _, answering = live(
        lambda dag: DagBag(PROJECT / "dags" / f"{dag}.py").dags[dag],
        number,
        (REVIEWED, APPROVED, DONE),
        monkeypatch,
    )
    assert (state, answering.accepted) == ("success", [200, 200, 200])
    steps = [str(mail.get_body(("plain",)).get_content()) for _, mail in mails.arrived]  # type: ignore[union-attr]
    assert len(steps) == 3
    officials = told_office.site.officials
    assert [officials.change_manager.name in steps[0], officials.head.name in steps[1]] == [True, True]
