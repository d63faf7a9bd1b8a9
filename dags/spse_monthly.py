"""### Evaluasi bulanan SPSE

Menjalankan langkah 3, 4 dan 5 SOP 427.53/7.03/2018 untuk **satu bulan kalender** menurut zona waktu LPSE, pada
tanggal 1 bulan berikutnya.

- `migrate_warehouse` menyiapkan tabel gudang data. Bila merah: periksa koneksi gudang data.
- `check_days` memeriksa hari mana yang belum tersimpan lengkap dan mencatatnya di log. Hari yang hilang tidak
  menghentikan apa pun, tetapi laporan menjadi *sebagian* dan tercatat sebagai penyimpangan.
- `import_<sumber>` membaca keluhan dari kotak masuk atau sistem tiket helpdesk. Berkas yang sudah dibaca dikenali dari
  isinya dan tidak dibaca dua kali; berkas tidak pernah dipindah atau diubah. Baris yang tidak dapat dipakai tercantum
  pada lembar *Baris Ditolak*. Bila merah: baca pesan di log tugas, perbaiki, lalu *Clear*.
- `classify_complaints` menautkan catatan yang berulang dan menggolongkan keluhan ke dalam tiga kelas SOP.
- `write_complaint_reports` menulis *Rekap Penanganan Permasalahan* dan *lembar koreksi* (Excel) ke folder artefak.
- `analyse_month` (langkah 4) menilai kebutuhan perubahan dari hari-hari dan keluhan bulan itu. Bila merah: perbaiki
  menurut pesan di log tugas (biasanya bagian `rules` pada berkas situs), lalu *Clear* tugas ini dan sesudahnya.
- `draft_requests` (langkah 5) memasukkan perubahan yang diperlukan ke register permohonan perubahan sebagai draf, satu
  untuk setiap perubahan; yang permohonannya masih terbuka tidak diajukan lagi. Bila merah: periksa koneksi gudang data.
- `write_evaluation` menulis *Laporan Evaluasi Bulanan* (Excel), juga bila langkah sebelumnya gagal; isinya menyebut
  yang tidak ada.
- `write_documents` menulis *Formulir Permohonan Perubahan* untuk setiap draf dan *Formulir Konsultasi* untuk setiap
  perubahan major (Word). Permohonan yang sudah diputuskan orang tidak disentuh.
- `archive_month` menulis data bulan itu (JSON dan Parquet), daftar berkas dengan SHA-256, dan satu arsip zip. Isi yang
  berubah menjadi versi baru; versi lama tetap ada.
- `start_requests` menyerahkan setiap permohonan baru kepada Pengelola Perubahan: satu *run* DAG *Permohonan perubahan*
  untuk setiap permohonan. Yang sudah berjalan dilewati.
- `close_month` menilai kelengkapan bulan. **Merah selama sumber keluhan wajib belum terbaca atau kebutuhan perubahan
  belum dinilai**; pesannya menyebut yang kurang.
- `record_deviations` mencatat penyimpangan bulan itu ke Register Penyimpangan. Selalu berjalan. Bila merah: periksa
  koneksi gudang data. Penjelasan diisi oleh orang: `spse deviations list`.
- `send_notifications` (hanya bila berkas situs mengatur `notifications`) mengabarkan lewat e-mail dan Telegram
  rekap keluhan dan laporan evaluasi yang selesai.
  Setiap hal dikabarkan sekali kepada setiap penerima. **Merahnya tidak membuat *run* merah**: bulan yang baik
  tetap baik.
  Bila merah: pesannya menyebut penerima dan sebabnya; perbaiki koneksi, lalu *Clear*, atau biarkan *run* harian
  berikutnya mengirim yang belum terkirim.

**Mengumpulkan ulang hari yang hilang.** *Trigger* dengan isian *Kumpulkan ulang hari yang hilang*: hari yang lognya
masih ada dibaca lagi dan laporan hariannya ditulis ulang, sebelum bulan dinilai.

**Mengoreksi.** Unduh lembar koreksi, isi kolom yang perlu, letakkan di kotak masuk helpdesk, lalu *Trigger* bulan yang
sama. Koreksi dicatat beserta nama pengoreksi, dan dipelajari pada penggolongan berikutnya.

**Bulan lain.** *Trigger* dengan isian *Bulan yang dievaluasi*, misalnya `2026-10`. Menjalankan ulang bulan yang sama
menghasilkan baris dan berkas yang sama.

**Data pribadi.** Nama, nomor identitas, telepon, e-mail, alamat dan perusahaan pelapor disamarkan sebelum disimpan.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Asset, CronTriggerTimetable, Param, TriggerRule, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

import run_period
from decision_operator import CHANGES
from report_link import ReportLink, files_extra, with_link
from site_dags import dag_id
from spse_monev.period import Month
from spse_monev.settings import Site, artifacts_folder, find_site, read_sites

# The month of the SOP's date of approval.
START = datetime(2018, 3, 31)  # noqa: DTZ001  # Airflow reads it in the timetable's zone
LOG = logging.getLogger(__name__)
ATTEMPTS = 4  # three, and the pauses between them, lie within a step's limit


def _month(site: Site) -> Month:
    """The month of the current run."""
    context = get_current_context()
    run = context["dag_run"]
    return run_period.month_of(site, context["params"], run.data_interval_end, run.run_after)


@task
def migrate_warehouse(site_key: str) -> list[str]:
    """Bring the warehouse to this version's schema."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    return pipeline.migrate(find_site(site_key), AirflowConnections())


@task
def check_days(site_key: str) -> list[str]:
    """Say which days are not stored whole, after collecting them again if that is asked for."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    month, connections = _month(site), AirflowConnections()
    if get_current_context()["params"].get("recollect"):
        for each in pipeline.recollect_days(site, month, connections, artifacts_folder(), datetime.now(UTC)):
            LOG.info("%s %s: %s %s", each.day, each.source, each.state.value, each.reason)
    return list(pipeline.month_gaps(site, month, connections))


@task
def import_complaints(site_key: str, name: str) -> dict[str, Any]:
    """Read what is new in one helpdesk source."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    imported = pipeline.import_complaints(site, _month(site), name, AirflowConnections(), datetime.now(UTC))
    return {
        "state": imported.state.value,
        "reasons": list(imported.reasons),
        "import_count": imported.import_count,
        "complaint_count": imported.complaint_count,
        "rejection_count": imported.rejection_count,
        "correction_count": imported.correction_count,
    }


@task
def classify_complaints(site_key: str) -> dict[str, int]:
    """Link repeated records and say of each its class and topic."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    done = pipeline.classify_complaints(site, _month(site), AirflowConnections(), datetime.now(UTC))
    return {
        "complaint_count": done.complaint_count,
        "repeated_count": done.repeated_count,
        "review_count": done.review_count,
    }


@task
def write_complaint_reports(site_key: str, report: Asset, *, outlet_events: Any = None) -> list[str]:
    """Write the workbooks and tell their paths and hashes."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    artifacts = pipeline.write_complaint_reports(
        site, _month(site), AirflowConnections(), artifacts_folder(), datetime.now(UTC)
    )
    outlet_events[report].extra = {
        "month": str(artifacts[0].period),
        "state": artifacts[0].state,
        **files_extra(artifacts),
    }
    return [str(artifacts_folder() / artifact.path) for artifact in artifacts]


@task
def analyse_month(site_key: str) -> dict[str, int]:
    """Apply the rules to the month; the texts stay in the warehouse."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.findings import JudgementState

    site = find_site(site_key)
    found = pipeline.analyse(site, _month(site), AirflowConnections())
    unjudged = {each.rule_id for each in found.judgements if each.state is JudgementState.CANNOT_JUDGE}
    return {"finding_count": len(found.findings), "unjudged_rule_count": len(unjudged)}


@task
def draft_requests(site_key: str) -> list[str]:
    """Enter the needed changes in the register; returns the requests' numbers."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    requests = pipeline.draft_requests(site, _month(site), AirflowConnections(), datetime.now(UTC))
    return [request.number for request in requests]


@task
def write_evaluation(site_key: str, report: Asset, *, outlet_events: Any = None) -> str:
    """Write the workbook of the month and tell its path and hash."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    artifact = pipeline.write_evaluation(
        site, _month(site), AirflowConnections(), artifacts_folder(), datetime.now(UTC)
    )
    outlet_events[report].extra = {
        "month": str(artifact.period),
        "state": artifact.state,
        **files_extra([artifact]),
    }
    return str(artifacts_folder() / artifact.path)


@task
def write_documents(site_key: str, forms: Asset, *, outlet_events: Any = None) -> list[str]:
    """Write the forms of the requests that are still drafts and tell their paths and hashes."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    month = _month(site)
    written = pipeline.write_documents(site, month, AirflowConnections(), artifacts_folder(), datetime.now(UTC))
    outlet_events[forms].extra = {"month": str(month), **files_extra(written)}
    return [str(artifacts_folder() / artifact.path) for artifact in written]


@task
def archive_month(site_key: str, archive: Asset, *, outlet_events: Any = None) -> list[str]:
    """Write the month as data and as one archive; tell the paths and hashes of the list of files and the archive."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    month = _month(site)
    archived = pipeline.archive_month(site, month, AirflowConnections(), artifacts_folder(), datetime.now(UTC))
    outlet_events[archive].extra = {"month": str(month), **files_extra(archived)}
    return [str(artifacts_folder() / artifact.path) for artifact in archived]


@task
def close_month(site_key: str) -> list[str]:
    """Fail while a required source of complaints or the analysis is missing."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    state = pipeline.close_month(site, _month(site), AirflowConnections())
    if state.missing:
        raise AirflowFailException("Bulan belum lengkap. " + "; ".join((*state.missing, *state.partial)))
    return list(state.partial)


@task
def record_deviations(site_key: str) -> dict[str, int]:
    """Enter what was not as the SOP wants it in the register."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    site = find_site(site_key)
    recorded = pipeline.record_deviations(site, _month(site), AirflowConnections(), datetime.now(UTC))
    return {
        "new_count": recorded.new_count,
        "seen_again_count": recorded.seen_again_count,
        "mended_count": recorded.mended_count,
    }


@task
def send_notifications(site_key: str) -> int:
    """Tell people what there is to tell; fail while somebody could not be told. Returns how many messages went out."""
    from airflow_connections import AirflowConnections
    from notification_channels import AirflowChannels
    from spse_monev.pipeline.notifications import tell_month

    site = find_site(site_key)
    outcome = tell_month(
        site, _month(site), AirflowConnections(), AirflowChannels(), artifacts_folder(), datetime.now(UTC)
    )
    if outcome.problems:
        raise AirflowException("Tidak semua orang dapat dikabari. " + "; ".join(outcome.problems))
    return outcome.sent_count


def monthly_dag(site: Site) -> DAG:
    """The monthly DAG of one site; without a helpdesk it has no complaints to read."""
    hour, minute = site.schedule.monthly_at.split(":")
    limits = site.step_limits
    recap = Asset(name=f"spse_complaint_report_{site.key}", uri=f"spse://{site.key}/complaint_report")
    evaluation = Asset(name=f"spse_evaluation_report_{site.key}", uri=f"spse://{site.key}/evaluation_report")
    forms = Asset(name=f"spse_change_forms_{site.key}", uri=f"spse://{site.key}/change_forms")
    archive = Asset(name=f"spse_month_archive_{site.key}", uri=f"spse://{site.key}/month_archive")
    with DAG(
        dag_id=dag_id("spse_monthly", site),
        dag_display_name=f"Evaluasi bulanan {site.name}",
        description="Rekap keluhan, kebutuhan perubahan, laporan evaluasi dan formulir bulanan (SOP langkah 3, 4, 5)",
        doc_md=__doc__,
        schedule=CronTriggerTimetable(f"{int(minute)} {int(hour)} 1 * *", timezone=site.zone_name),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["spse", "bulanan", site.key],
        default_args={
            "retries": 2,
            "retry_delay": timedelta(minutes=2),
            "retry_exponential_backoff": True,
            "execution_timeout": timedelta(hours=limits.complaint_hours),
        },
        params={
            "month": Param(
                None,
                type=["null", "string"],
                pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
                title="Bulan yang dievaluasi",
                description="Kosongkan untuk bulan sebelum jadwal. Isi, misalnya 2026-10, untuk bulan lain.",
            ),
            "recollect": Param(
                False,
                type="boolean",
                title="Kumpulkan ulang hari yang hilang",
                description="Baca lagi hari yang tidak terbaca, sejauh lognya masih ada, sebelum bulan dinilai.",
            ),
        },
    ) as dag:
        analysing = timedelta(hours=limits.analyse_hours) / ATTEMPTS
        requesting = timedelta(hours=limits.request_hours) / ATTEMPTS
        checked = check_days.override(task_display_name="Periksa kelengkapan hari")(site.key)
        analysed = analyse_month.override(task_display_name="Nilai kebutuhan perubahan", execution_timeout=analysing)(
            site.key
        )
        drafted = draft_requests.override(
            task_display_name="Susun draf permohonan perubahan", execution_timeout=requesting
        )(site.key)
        evaluated = write_evaluation.override(
            task_display_name="Tulis laporan evaluasi",
            execution_timeout=analysing,
            outlets=[evaluation],
            # The workbook says what is missing; without it nobody would know.
            trigger_rule=TriggerRule.ALL_DONE,
        )(site.key, evaluation)
        documented = write_documents.override(
            task_display_name="Tulis formulir perubahan dan konsultasi", execution_timeout=requesting, outlets=[forms]
        )(site.key, forms)
        archived = archive_month.override(
            task_display_name="Arsipkan bulan", execution_timeout=requesting, outlets=[archive]
        )(site.key, archive)
        ended = close_month.override(task_display_name="Tutup bulan", trigger_rule=TriggerRule.ALL_DONE)(site.key)
        recorded = record_deviations.override(
            task_display_name="Catat penyimpangan", trigger_rule=TriggerRule.ALL_DONE
        )(site.key)

        migrate_warehouse.override(task_display_name="Siapkan gudang data")(site.key) >> checked
        written = [evaluated, documented]
        if site.helpdesk is None:
            checked >> analysed
        else:
            imported = [
                import_complaints.override(
                    task_id=f"import_{name}",
                    task_display_name=f"Impor: {source.label}",
                )(site.key, name)
                for name, source in site.helpdesk.sources.items()
            ]
            classified = classify_complaints.override(
                task_display_name="Golongkan keluhan",
                # What one source does not tell must not hide what the others do.
                trigger_rule=TriggerRule.ALL_DONE,
            )(site.key)
            recapped = write_complaint_reports.override(
                task_display_name="Tulis rekap dan lembar koreksi", outlets=[recap]
            )(site.key, recap)
            checked >> imported >> classified >> [recapped, analysed]
            recapped >> evaluated
            written.append(recapped)
        analysed >> drafted >> [evaluated, documented]
        # The archive is of the month as the program found it; from then on the requests are in the hands of people.
        started = TriggerDagRunOperator.partial(
            task_id="start_requests",
            task_display_name="Serahkan permohonan perubahan",
            trigger_dag_id=dag_id(CHANGES, site),
            logical_date=None,
            map_index_template="{{ task.trigger_run_id }}",
            # One that was found before has its run.
            skip_when_already_exists=True,
        ).expand(trigger_run_id=drafted)
        archived >> started
        for each in (*written, archived):
            with_link(each, ReportLink())
        # Three at the end, each of which may fail the run: what was not written is not archived.
        written >> archived
        written >> ended
        written >> recorded
        if site.notifications.is_set:
            told = send_notifications.override(
                task_display_name="Kirim pemberitahuan",
                # Together longer than a claim of a sender that died holds (see `spse_monev.pipeline.notifications`).
                retries=2,
                retry_delay=timedelta(minutes=5),
            )(site.key)
            # A teardown runs when all before it has ended and does not decide about the run: a mail server that is
            # down must not let a good month look failed.
            [ended, recorded] >> told.as_teardown()
    return dag


# A site's file that cannot be read is told by the daily DAG.
for _site in read_sites()[0].values():
    monthly_dag(_site)
