"""### Uji pemberitahuan

Mengirim satu pesan uji kepada **setiap** penerima yang tertulis pada bagian `notifications` berkas situs, lewat e-mail
dan Telegram, untuk melihat apakah koneksi dan alamatnya benar. DAG ini hanya ada bila bagian itu diisi.

*Trigger* tanpa isian. `send_test` hijau: semua pesan diterima server e-mail dan Telegram; periksa apakah sampai di
kotak surat dan obrolan. Merah: pesannya menyebut penerima dan sebabnya, misalnya koneksi yang tidak ada, sandi yang
ditolak atau alamat yang tidak dikenal. Tidak ada yang dicatat, sehingga dapat diulang kapan saja.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException

from site_dags import dag_id
from spse_monev.settings import Site, find_site, read_sites

START = datetime(2018, 3, 31)  # noqa: DTZ001  # Airflow reads it in the DAG's zone


@task
def send_test(site_key: str) -> int:
    """Send a message to everybody; fail if one does not go. Returns how many went out."""
    from notification_channels import AirflowChannels
    from spse_monev.pipeline.notifications import try_channels

    outcome = try_channels(find_site(site_key), AirflowChannels(), datetime.now(UTC))
    if outcome.problems:
        raise AirflowFailException("; ".join(outcome.problems))
    return outcome.sent_count


def trial_dag(site: Site) -> DAG:
    """The DAG of one site that tells anybody anything."""
    with DAG(
        dag_id=dag_id("spse_test_notifications", site),
        dag_display_name=f"Uji pemberitahuan {site.name}",
        description="Satu pesan uji kepada setiap penerima pemberitahuan",
        doc_md=__doc__,
        schedule=None,
        start_date=START,
        catchup=False,
        is_paused_upon_creation=False,
        tags=["spse", "pemberitahuan", site.key],
        # Trying again would reach once more those whom the message has reached.
        default_args={"retries": 0, "execution_timeout": timedelta(minutes=30)},
    ) as dag:
        send_test.override(task_display_name="Kirim pesan uji")(site.key)
    return dag


# A site's file that cannot be read is told by the daily DAG.
for _site in read_sites()[0].values():
    if _site.notifications.is_set:
        trial_dag(_site)
