"""The register of deviations at the end of whole days: dead sources, mended days, silence, retention, the report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from openpyxl import load_workbook

from spse_monev import pipeline
from spse_monev.analysis.changes import forms
from spse_monev.changes import ChangeState
from spse_monev.connections import EnvironmentConnections
from spse_monev.deviations import EVALUATION, RECAP, REPORT, Answer
from spse_monev.facts import CoverageState
from spse_monev.period import Day, Month
from spse_monev.pipeline.session import open_warehouse
from spse_monev.warehouse.deviations import Recorded
from tests.changes import HEAD, MANAGER, REASON
from tests.office import SITE_KEY, Office
from tests.reports.read_back import table, texts

CONNECTIONS = EnvironmentConnections()


@pytest.fixture
def ready(office: Office) -> Office:
    """An office whose warehouse is ready and knows nothing."""
    pipeline.migrate(office.site, CONNECTIONS)
    return office


def run_day(office: Office, day: Day, now: datetime, *, report: bool = True) -> Recorded:
    """What the daily DAG does, in its order."""
    site = office.site
    for name in site.sources:
        pipeline.check_source(site, day, name, CONNECTIONS, now)
        try:
            if site.sources[name].collected:
                pipeline.collect_source(site, day, name, CONNECTIONS, now)
        except Exception:  # noqa: S110  # as in the DAG, a dead source does not stop the day
            pass
    if report:
        pipeline.write_daily_report(site, day, CONNECTIONS, office.artifacts, now)
    return pipeline.record_deviations(site, day, CONNECTIONS, now)


def register(office: Office) -> dict[tuple[str, str, str], str | None]:
    """(period, kind, subject) -> what was seen last."""
    found = pipeline.find_deviations(office.site, CONNECTIONS)
    return {(str(each.period_start), str(each.kind), each.subject): each.last_actual for each in found}


def test_a_dead_source_is_entered_and_mended_by_a_rerun_but_not_closed(
    ready: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, day = ready, ready.yesterday
    now = day.end + timedelta(minutes=40)
    run_day(office, day.shift(-1), now - timedelta(days=1))
    office.kill_database(monkeypatch)
    run_day(office, day, now)
    equipment = (str(day), "equipment", "database")
    assert register(office)[equipment] == "tidak aktif; tidak terbaca"
    assert register(office)[(str(day), "output", REPORT)] == "sebagian, tanpa bacaan utuh dari Basis data SPSE"
    # The same facts judged again add nothing.
    assert pipeline.record_deviations(office.site, day, CONNECTIONS, now) == Recorded(0, 0, 0)

    office.revive_database(monkeypatch)
    assert run_day(office, day, now + timedelta(hours=1)).mended_count >= 1
    assert register(office)[equipment] is None
    [found] = [
        each for each in pipeline.find_deviations(office.site, CONNECTIONS) if each.last_actual is None
        and each.subject == "database"
    ]  # fmt: skip
    assert (found.status, found.actual) == ("terbuka", "tidak aktif; tidak terbaca")
    assert "127.0.0.1" in found.evidence

    code = found.deviation_id
    for answer, said in ((Answer.EXPLAINED, "Listrik padam."), (Answer.CLOSED, "UPS dipasang.")):
        assert pipeline.answer_deviation(office.site, code, answer, said, "Petugas Sintetis", CONNECTIONS, now)
    assert pipeline.find_deviation(office.site, code, CONNECTIONS).status == "ditutup"
    assert code not in {
        each.deviation_id for each in pipeline.find_deviations(office.site, CONNECTIONS, open_only=True)
    }
    assert [event.event for event in pipeline.deviation_trails(office.site, [code], CONNECTIONS)[code]] == [
        "mended", "explained", "closed",
    ]  # fmt: skip


def test_the_pipelines_own_silence_is_found_by_the_next_run(ready: Office) -> None:
    office, day = ready, ready.yesterday
    run_day(office, day.shift(-5), day.shift(-4).start + timedelta(minutes=40))
    # Four days without a run.
    recorded = run_day(office, day, day.end + timedelta(minutes=40))
    silent = {
        period: actual
        for (period, kind, subject), actual in register(office).items()
        if (kind, subject) == ("time", REPORT)
    }
    assert silent == {str(day.shift(-back)): "belum pernah ditulis" for back in (4, 3, 2, 1)}
    assert recorded.new_count >= 4
    # A day that is made up for was late all the same, and says so once.
    run_day(office, day.shift(-3), day.end + timedelta(hours=2))
    assert register(office)[(str(day.shift(-3)), "time", REPORT)].startswith("baru ditulis ")  # type: ignore[union-attr]
    assert pipeline.record_deviations(office.site, day, CONNECTIONS, day.end + timedelta(hours=3)) == Recorded(0, 0, 0)


def test_a_report_that_was_not_written_is_entered_and_mended_when_it_is(ready: Office) -> None:
    office, day, now = ready, ready.yesterday, ready.yesterday.end + timedelta(minutes=40)
    run_day(office, day, now, report=False)
    assert register(office)[(str(day), "output", REPORT)] == "tidak dibuat"
    run_day(office, day, now + timedelta(minutes=5))
    # Of the statistics' first day there is no whole report: that is another state, not mended.
    assert register(office)[(str(day), "output", REPORT)] == "sebagian, tanpa bacaan utuh dari Basis data SPSE"


def test_a_report_that_was_written_while_the_day_went_on_is_no_report_of_it(ready: Office) -> None:
    office, day = ready, ready.yesterday
    run_day(office, day.shift(-2), day.shift(-1).start + timedelta(minutes=40))
    pipeline.write_daily_report(office.site, day, CONNECTIONS, office.artifacts, day.start + timedelta(hours=14))
    pipeline.record_deviations(office.site, day.shift(1), CONNECTIONS, day.end + timedelta(hours=8))
    assert register(office)[(str(day), "time", REPORT)] == "belum pernah ditulis"


def test_days_long_before_the_set_up_give_none(ready: Office) -> None:
    office, day = ready, ready.yesterday
    now = day.end + timedelta(minutes=40)
    assert run_day(office, day.shift(-1), now) == Recorded(0, 0, 0)
    assert register(office) == {}


def test_a_day_whose_details_retention_took_is_not_judged_again(ready: Office) -> None:
    office, day = ready, ready.yesterday
    now = day.end + timedelta(minutes=40)
    run_day(office, day, now)
    before = register(office)
    pipeline.close_day(office.site, day, CONNECTIONS, now + timedelta(days=1000))
    with open_warehouse(office.site, CONNECTIONS) as warehouse:
        assert {each.state for each in warehouse.coverages(SITE_KEY, day).values()} == {CoverageState.PARTIAL}
    assert pipeline.record_deviations(office.site, day, CONNECTIONS, now) == Recorded(0, 0, 0)
    assert register(office) == before


def test_the_report_shows_what_the_register_has_and_the_same_facts_give_the_same_file(
    ready: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, day = ready, ready.yesterday
    run_day(office, day.shift(-1), day.start + timedelta(minutes=40))
    office.kill_database(monkeypatch)
    late = day.end + timedelta(hours=9)
    run_day(office, day, late)
    [(path, sha256)] = office.rows(f"SELECT path, sha256 FROM monev.artifact WHERE period_start = '{day}'")
    workbook = load_workbook(office.artifacts / str(path))
    shown = {
        (row["Kode register"], row["Kenyataan"]): row["Perihal"]
        for row in table(workbook["Penyimpangan"], "Penyimpangan")
    }
    entered = {
        (each.deviation_id, each.actual)
        for each in pipeline.find_deviations(office.site, CONNECTIONS)
        if each.period_start == day.date
    }
    assert set(shown) == entered
    assert {"Basis data SPSE", REPORT} <= set(shown.values())
    assert "1 waktu (lihat lembar Penyimpangan)" in texts(workbook["Ringkasan"])
    # Written again later, with nothing read or checked in between.
    again = pipeline.write_daily_report(office.site, day, CONNECTIONS, office.artifacts, late + timedelta(days=2))
    assert again.sha256 == sha256


def test_a_day_that_is_not_over_says_that_it_was_not_judged(ready: Office) -> None:
    office, now = ready, datetime.now(UTC)
    today = office.yesterday.shift(1)
    artifact = pipeline.write_daily_report(office.site, today, CONNECTIONS, office.artifacts, now)
    workbook = load_workbook(office.artifacts / artifact.path)
    assert "Penyimpangan tidak dinilai: hari belum berakhir." in texts(workbook["Penyimpangan"])


def test_a_month_of_complaints_without_a_source_and_without_a_recap(
    ready: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = ready
    path = office.sites / f"{SITE_KEY}.yaml"
    content = yaml.safe_load(path.read_text())
    inbox = office.sites.parent / "kotak_masuk_kosong"
    inbox.mkdir()
    content["helpdesk"] = {
        "sources": {"rekap": {"kind": "spreadsheet", "label": "Rekap helpdesk", "files": [f"{inbox}/*"]}}
    }
    path.write_text(yaml.safe_dump(content))
    monkeypatch.setenv("AIRFLOW_CONN_SPSE_HELPDESK_SALT", '{"conn_type": "generic", "password": "garam sintetis uji"}')
    month = Month.before(datetime.now(UTC), office.site.zone)
    now = month.end + timedelta(hours=3)
    pipeline.import_complaints(office.site, month, "rekap", CONNECTIONS, now)
    assert pipeline.record_deviations(office.site, month, CONNECTIONS, now).new_count == 3
    assert register(office) == {
        (str(month.first), "equipment", "rekap"): "tidak terbaca",
        (str(month.first), "output", RECAP): "tidak dibuat",
        (str(month.first), "output", EVALUATION): "tidak dibuat; kebutuhan perubahan belum dinilai",
    }
    recap, _ = pipeline.write_complaint_reports(office.site, month, CONNECTIONS, office.artifacts, now)
    pipeline.record_deviations(office.site, month, CONNECTIONS, now)
    shown = table(load_workbook(office.artifacts / recap.path)["Penyimpangan"], "Penyimpangan")
    assert [(row["Perihal"], row["Kenyataan"]) for row in shown] == [
        ("Rekap helpdesk", "tidak terbaca"),
        (RECAP, "sebagian, tanpa bacaan utuh dari Rekap helpdesk"),
    ]
    later = now + timedelta(days=2)
    again, _ = pipeline.write_complaint_reports(office.site, month, CONNECTIONS, office.artifacts, later)
    assert again.sha256 == recap.sha256
    assert register(office)[(str(month.first), "output", RECAP)] == "sebagian, tanpa bacaan utuh dari Rekap helpdesk"
    # The month after is never reported; the daily run finds that, too.
    later = month.shift(1).end + timedelta(days=3)
    pipeline.record_deviations(office.site, Day.before(later, office.site.zone), CONNECTIONS, later)
    assert register(office)[(str(month.shift(1).first), "time", RECAP)] == "belum pernah ditulis"
    assert register(office)[(str(month.shift(1).first), "time", EVALUATION)] == "belum pernah ditulis"


def test_a_change_request_that_waits_too_long_is_entered_by_runs_of_days_and_of_months(ready: Office) -> None:
    office, site = ready, ready.site
    asked_at = datetime(2026, 10, 2, 9, tzinfo=site.zone)  # a Friday
    fields = {
        "judul": "Ganti UPS", "maksud": "Layanan tidak putus.", "perubahan": "UPS baru.", "bukti": "Tiga kali padam.",
        "urgensi": "mendesak", "dampak": "besar",
    }  # fmt: skip
    number = pipeline.propose_change(site, fields, HEAD, CONNECTIONS, asked_at)
    pipeline.submit_change(site, number, CONNECTIONS, asked_at)
    subject = ("2026-10-06", "time", f"{number} review")

    day = Day.parse("2026-10-05", site.zone)
    # On the fourth day the limit of two working days runs out.
    pipeline.record_deviations(site, day, CONNECTIONS, asked_at + timedelta(days=4))
    assert subject not in register(office)
    assert pipeline.record_deviations(site, day, CONNECTIONS, asked_at + timedelta(days=4, hours=1)).new_count == 1
    assert register(office)[subject] == "belum dijawab"
    # The month's run finds the same, and adds nothing to it.
    month = Month.parse("2026-09", site.zone)
    pipeline.record_deviations(site, month, CONNECTIONS, asked_at + timedelta(days=5))
    assert pipeline.record_deviations(site, month, CONNECTIONS, asked_at + timedelta(days=6)).seen_again_count == 0
    answered_at = asked_at + timedelta(days=7)
    pipeline.answer_change(
        site, number, ChangeState.REVIEW, forms.WITHDRAW, REASON, MANAGER, CONNECTIONS, answered_at
    )  # fmt: skip
    for hours, seen_again in ((1, 1), (2, 0)):
        recorded = pipeline.record_deviations(site, day, CONNECTIONS, answered_at + timedelta(hours=hours))
        assert recorded == Recorded(0, seen_again, 0)
    told = "baru dijawab 09-10-2026 09.00 UTC oleh Pengelola Perubahan"
    assert register(office)[subject] == told
    [code] = [
        each.deviation_id for each in pipeline.find_deviations(site, CONNECTIONS, Month.parse("2026-10", site.zone))
        if each.subject == subject[-1]
    ]  # fmt: skip
    assert [event.event for event in pipeline.deviation_trails(site, [code], CONNECTIONS)[code]] == ["seen_again"]
    # A day's own report judges that day only, so it stays what it was.
    with open_warehouse(site, CONNECTIONS) as warehouse:
        now = asked_at + timedelta(days=9)
        judged = pipeline.deviations.judge_reported_day(site, Day.parse("2026-10-06", site.zone), warehouse, now)
    assert subject[-1] not in {each.subject for each in judged.deviations}
