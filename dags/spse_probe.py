"""### Probe: pemeriksaan berkala dari mesin ini

Mencoba semua sasaran dari sumber `probe` situs ini setiap beberapa menit dan menyimpan hasilnya di gudang data:
hidup atau tidak, waktu jawab, dan sisa masa berlaku sertifikat. DAG `spse_daily` merangkumnya menjadi ketersediaan,
gangguan dan waktu jawab hari itu.

- `take_probes` mencoba semua sasaran sekaligus. **Sasaran yang mati tidak membuat tugas ini merah**: itulah hasil
  yang dicari. Bila merah: gudang data tidak dapat ditulisi; periksa koneksinya.
- Tidak dicoba ulang dan tidak mengejar waktu yang terlewat: keadaan masa lalu tidak dapat diperiksa lagi. Waktu yang
  terlewat tercatat sebagai *tidak teramati*, bukan *hidup*.

**Jangan dijeda.** Selama DAG ini berhenti tidak ada yang mengamati sasaran. Di mesin tanpa Airflow, jalankan
`spse probe` lewat cron dengan selang yang sama.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, DeltaTriggerTimetable, task

from site_dags import dag_id
from spse_monev.settings import ProbeSource, Site, find_site, read_sites

START = datetime(2018, 3, 31, tzinfo=UTC)
# Beyond the limit of the slowest target: connecting to the warehouse and writing to it.
STORING = timedelta(minutes=2)


@task
def take_probes(site_key: str) -> int:
    """Try all targets once, now."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline

    return pipeline.take_probes(find_site(site_key), AirflowConnections(), datetime.now(UTC))


def probe_dag(site: Site, sources: list[ProbeSource]) -> DAG:
    """The DAG that probes for one site, as often as its most demanding source asks."""
    interval = timedelta(minutes=min(source.every_minutes for source in sources))
    limit = STORING + sum((timedelta(seconds=source.timeout_seconds) for source in sources), timedelta())
    with DAG(
        dag_id=dag_id("spse_probe", site),
        dag_display_name=f"Probe {site.name}",
        description="Mencoba sasaran probe dan menyimpan hasilnya (SOP langkah 1)",
        doc_md=__doc__,
        schedule=DeltaTriggerTimetable(interval),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        # A run that hangs must not keep the next ones from looking.
        dagrun_timeout=max(limit, 2 * interval),
        tags=["spse", "probe", site.key],
        # A second try would be another moment's; the next run is that.
        default_args={"retries": 0, "execution_timeout": limit},
    ) as dag:
        take_probes.override(task_display_name="Coba semua sasaran")(site.key)
    return dag


# A site's file that cannot be read is told by the daily DAG.
for _site in read_sites()[0].values():
    _sources = [source for source in _site.sources.values() if isinstance(source, ProbeSource)]
    if _sources:
        probe_dag(_site, _sources)
