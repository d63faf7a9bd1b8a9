"""### Pemantauan harian kinerja Aplikasi SPSE

Menjalankan langkah 1, 1a, 1b dan 2 SOP 427.53/7.03/2018 untuk **satu hari kalender** menurut zona waktu LPSE.

- `migrate_warehouse` menyiapkan tabel gudang data. Bila merah: periksa koneksi gudang data.
- `check_<sumber>` (langkah 1): apakah sumber hidup **dan** datanya baru; dicoba ulang selama batas 1 jam.
  Bila merah: perbaiki sumber menurut pesan di log tugas, lalu *Clear* tugas ini.
- `collect_<sumber>` (langkah 1a) membaca dan merangkum hari itu. Bila merah: baca pesan di log tugas,
  perbaiki, lalu *Clear*.
- `analyse_day` (langkah 2) menilai kebutuhan perubahan menurut aturan (`spse rules list`). Bila merah: perbaiki menurut
  pesan di log tugas (biasanya bagian `rules` pada berkas situs), lalu *Clear* tugas ini beserta tugas sesudahnya;
  sampai itu, laporan menyatakan bahwa kebutuhan perubahan belum dinilai.
- `write_daily_report` (langkah 1b) menulis *Laporan Kinerja Aplikasi SPSE* (Excel) ke folder artefak.
  Bila merah: periksa ruang dan izin folder artefak.
- `close_day` menilai kelengkapan hari. **Merah selama sumber wajib belum terbaca atau kebutuhan perubahan
  belum dinilai**; pesannya menyebut yang kurang.
- `remind_people` mengingatkan permohonan perubahan yang belum dijawab. Bila merah: periksa koneksi gudang data.
- `record_deviations` mencatat penyimpangan hari itu, dan hari atau bulan yang belum dilaporkan dalam 45 hari terakhir,
  ke Register Penyimpangan. Selalu berjalan. Bila merah: periksa koneksi gudang data. Penjelasan diisi oleh orang:
  `spse deviations list`.
- `send_notifications` (hanya bila berkas situs mengatur `notifications`) mengabarkan lewat e-mail dan Telegram
  sumber yang merah, hari yang gagal, laporan yang selesai dan permohonan yang menunggu keputusan.
  Setiap hal dikabarkan sekali kepada setiap penerima. **Merahnya tidak membuat *run* merah**: hari yang baik
  tetap baik.
  Bila merah: pesannya menyebut penerima dan sebabnya; perbaiki koneksi, lalu *Clear*, atau biarkan *run* harian
  berikutnya mengirim yang belum terkirim.

**Sumber yang mati tidak menghentikan hari itu.** Tugasnya merah, yang lain berjalan terus, dan laporan ditandai
SEBAGIAN dengan alasannya. Sesudah sumber diperbaiki, *Clear* tugas `check_<sumber>` beserta tugas sesudahnya:
hari yang sama dilengkapi dan laporannya ditulis ulang.

**Hari lain.** *Trigger* dengan isian *Hari yang dirangkum*, misalnya `2026-11-23`, atau gunakan *Backfill*.
Menjalankan ulang hari yang sama menghasilkan baris dan berkas yang sama.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, CronTriggerTimetable, Param, TriggerRule, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

import run_period
from report_link import ReportLink, files_extra, with_link
from site_dags import dag_id
from spse_monev.period import Day
from spse_monev.settings import Site, artifacts_folder, find_site, read_sites

# The SOP's date of approval: no run can lie before it, and any later day may be backfilled.
START = datetime(2018, 3, 31)  # noqa: DTZ001  # Airflow reads it in the timetable's zone
CHECK_RETRIES = 5
ATTEMPTS = 4  # three, and the pauses between them, lie within a step's limit


def _day(site: Site) -> Day:
    """The day of the current run."""
    context = get_current_context()
    run = context["dag_run"]
    return run_period.day_of(site, context["params"], run.data_interval_end, run.run_after)


@task
def migrate_warehouse(site_key: str) -> list[str]:
    """Bring the warehouse to this version's schema."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    return pipeline.migrate(find_site(site_key), AirflowConnections())


@task
def check_source(site_key: str, name: str) -> str:
    """Fail, and so retry, while the source is not alive."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.facts import CheckState

    site = find_site(site_key)
    check = pipeline.check_source(site, _day(site), name, AirflowConnections(), datetime.now(UTC))
    if check.state is not CheckState.OK:
        raise RuntimeError(f"{site.sources[name].label}: {check.evidence}")
    return check.evidence


@task
def collect_source(site_key: str, name: str) -> dict[str, Any]:
    """Read and store one source's day."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.facts import CoverageState

    site = find_site(site_key)
    coverage = pipeline.collect_source(site, _day(site), name, AirflowConnections(), datetime.now(UTC))
    if coverage.state is CoverageState.MISSING:
        # The source was reached and holds nothing of the day: trying again at once would find the same.
        raise AirflowFailException(f"{site.sources[name].label}: {'; '.join(coverage.reasons)}")
    return {"state": coverage.state.value, "entry_count": coverage.entry_count, "reasons": list(coverage.reasons)}


@task
def analyse_day(site_key: str) -> dict[str, int]:
    """Apply the rules to the day; the texts stay in the warehouse."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.findings import JudgementState

    site = find_site(site_key)
    found = pipeline.analyse(site, _day(site), AirflowConnections())
    unjudged = {each.rule_id for each in found.judgements if each.state is JudgementState.CANNOT_JUDGE}
    return {"finding_count": len(found.findings), "unjudged_rule_count": len(unjudged)}


@task
def write_daily_report(site_key: str, report: Asset, *, outlet_events: Any = None) -> str:
    """Write the workbook and tell its path and hash."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    artifact = pipeline.write_daily_report(
        site, _day(site), AirflowConnections(), artifacts_folder(), datetime.now(UTC)
    )
    outlet_events[report].extra = {"day": str(artifact.period), "state": artifact.state, **files_extra([artifact])}
    return str(artifacts_folder() / artifact.path)


@task
def close_day(site_key: str, closed: Asset, *, outlet_events: Any = None) -> list[str]:
    """Fail while a required source or the analysis is missing; else announce the day."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    day = _day(site)
    state = pipeline.close_day(site, day, AirflowConnections(), datetime.now(UTC))
    missing = (*state.missing, *pipeline.analysis_gaps(site, day, AirflowConnections()))
    if missing:
        raise AirflowFailException("Hari belum lengkap. " + "; ".join((*missing, *state.partial)))
    outlet_events[closed].extra = {"day": str(day), "complete": state.is_complete}
    return list(state.partial)


@task
def record_deviations(site_key: str) -> dict[str, int]:
    """Enter what was not as the SOP wants it in the register."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    recorded = pipeline.record_deviations(site, _day(site), AirflowConnections(), datetime.now(UTC))
    return {
        "new_count": recorded.new_count,
        "seen_again_count": recorded.seen_again_count,
        "mended_count": recorded.mended_count,
    }


@task
def remind_people(site_key: str) -> list[str]:
    """Remind of the change requests that wait for an answer; returns their numbers."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    return pipeline.remind_people(find_site(site_key), AirflowConnections(), datetime.now(UTC))


@task
def send_notifications(site_key: str) -> int:
    """Tell people what there is to tell; fail while somebody could not be told. Returns how many messages went out."""
    from airflow_connections import AirflowConnections
    from notification_channels import AirflowChannels
    from spse_monev.pipeline.notifications import tell_day

    site = find_site(site_key)
    outcome = tell_day(site, _day(site), AirflowConnections(), AirflowChannels(), artifacts_folder(), datetime.now(UTC))
    if outcome.problems:
        raise AirflowException("Tidak semua orang dapat dikabari. " + "; ".join(outcome.problems))
    return outcome.sent_count


def daily_dag(site: Site) -> DAG:
    """The daily DAG of one site."""
    hour, minute = site.schedule.daily_at.split(":")
    check_limit = timedelta(hours=site.step_limits.check_hours)
    closed = Asset(name=f"spse_day_{site.key}", uri=f"spse://{site.key}/day")
    report = Asset(name=f"spse_daily_report_{site.key}", uri=f"spse://{site.key}/daily_report")
    with DAG(
        dag_id=dag_id("spse_daily", site),
        dag_display_name=f"Pemantauan harian {site.name}",
        description="Laporan Kinerja Aplikasi SPSE harian (SOP langkah 1, 1a, 1b, 2)",
        doc_md=__doc__,
        schedule=CronTriggerTimetable(f"{int(minute)} {int(hour)} * * *", timezone=site.zone_name),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["spse", "harian", site.key],
        default_args={
            "retries": 2,
            "retry_delay": timedelta(minutes=2),
            "retry_exponential_backoff": True,
            # Migrating waits for another run that migrates; nothing here takes longer in health.
            "execution_timeout": timedelta(minutes=15),
        },
        params={
            "day": Param(
                None,
                type=["null", "string"],
                format="date",
                title="Hari yang dirangkum",
                description="Kosongkan untuk hari sebelum jadwal. Isi, misalnya 2026-11-23, untuk hari lain.",
            )
        },
    ) as dag:
        migrated = migrate_warehouse.override(task_display_name="Siapkan gudang data")(site.key)
        # Whatever the day tells, those who have to answer are reminded.
        reminded = remind_people.override(task_display_name="Ingatkan permohonan yang menunggu")(site.key)
        migrated >> reminded
        read = []
        for name, source in site.sources.items():
            checked = check_source.override(
                task_id=f"check_{name}",
                task_display_name=f"Periksa: {source.label}",
                # Delays double from 1/60 of the limit, each at most doubled again by Airflow's jitter and capped at
                # 1/6: all attempts lie within the SOP's limit for step 1.
                retries=CHECK_RETRIES,
                retry_delay=check_limit / 60,
                max_retry_delay=check_limit / 6,
                execution_timeout=check_limit / 12,
            )(site.key, name)
            migrated >> checked
            if source.collected:
                collected = collect_source.override(
                    task_id=f"collect_{name}",
                    task_display_name=f"Rangkum: {source.label}",
                    # A stale log still has its day to tell, and a dead source leaves its reason in the coverage.
                    trigger_rule=TriggerRule.ALL_DONE,
                    execution_timeout=timedelta(hours=site.step_limits.collect_hours),
                )(site.key, name)
                checked >> collected
                read.append(collected)
            else:
                read.append(checked)
        analysed = analyse_day.override(
            task_display_name="Nilai kebutuhan perubahan",
            # What a source did not tell is no reason to pass over what the others did.
            trigger_rule=TriggerRule.ALL_DONE,
            execution_timeout=timedelta(hours=site.step_limits.analyse_hours) / ATTEMPTS,
        )(site.key)
        written = write_daily_report.override(
            task_display_name="Tulis laporan",
            trigger_rule=TriggerRule.ALL_DONE,
            outlets=[report],
            execution_timeout=timedelta(hours=site.step_limits.report_hours),
        )(site.key, report)
        with_link(written, ReportLink())
        ended = close_day.override(
            task_display_name="Tutup hari",
            trigger_rule=TriggerRule.ALL_DONE,
            outlets=[closed],
        )(site.key, closed)
        recorded = record_deviations.override(
            task_display_name="Catat penyimpangan", trigger_rule=TriggerRule.ALL_DONE
        )(site.key)
        # Side by side: only the tasks at the end decide whether the run has failed, and either may fail it.
        read >> analysed >> written >> [ended, recorded]
        if site.notifications.is_set:
            told = send_notifications.override(
                task_display_name="Kirim pemberitahuan",
                # Together longer than a claim of a sender that died holds (see `spse_monev.pipeline.notifications`).
                retries=2,
                retry_delay=timedelta(minutes=5),
            )(site.key)
            # A teardown runs when all before it has ended and does not decide about the run: a mail server that is
            # down must not let a good day look failed.
            [ended, recorded, reminded] >> told.as_teardown()
    return dag


@task
def read_settings(problem: str) -> None:
    """Fail with what is wrong in the site's file."""
    raise AirflowFailException(problem)


def broken_site_dag(key: str, problem: str) -> DAG:
    """A DAG that is red every day until the site's file is mended, so that one wrong file does not hide the others."""
    with DAG(
        dag_id=f"spse_settings__{key}",
        dag_display_name=f"Pengaturan situs {key} salah",
        doc_md=f"Berkas pengaturan situs tidak dapat dipakai:\n\n```\n{problem}\n```",
        schedule="@daily",
        start_date=START,
        catchup=False,
        tags=["spse", "pengaturan"],
    ) as dag:
        read_settings(problem)
    return dag


_sites, _problems = read_sites()
for _site in _sites.values():
    daily_dag(_site)
for _key, _problem in _problems.items():
    broken_site_dag(_key, _problem)
