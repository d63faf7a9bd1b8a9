"""### Permohonan perubahan SPSE

Menjalankan langkah 5 dan 6 SOP 427.53/7.03/2018 untuk **satu permohonan perubahan**. Setiap permohonan adalah satu
*run*, dan nomor permohonan adalah *Run ID*-nya. Evaluasi bulanan dan DAG *Ajukan permohonan perubahan* memulainya;
jangan memulainya dengan tangan.

**Menjawab.** Buka *Required Actions* (di halaman muka atau pada tugas), baca usulan, bukti dan dokumennya, isi
formulir, lalu tekan salah satu pilihan. Hanya orang yang ditunjuk pada berkas situs yang dapat menjawab.

- `review_request` — Pengelola Perubahan menetapkan kelas (minor atau major), jenis, kategori dan prioritas.
- `approve_request` — Kepala LPSE menyetujui atau menolak. Perubahan *emergency* dikerjakan dulu dan disetujui menyusul.
- `record_consultation` (major) — hasil konsultasi dengan Dukungan Teknis LKPP: konfigurasi cukup, bantuan teknis LKPP,
  atau pihak ketiga.
- `lower_class` — Pengelola Perubahan menurunkan kelas dengan hasil konsultasi sebagai dasar.
- `send_assistance_request`, `record_assistance` — Surat Permohonan Bantuan Teknis dikirim, dan hasilnya.
- `send_proposal`, `record_proposal_result` — Usulan Kegiatan (nota dinas dan KAK) disampaikan, dan hasilnya.
- `carry_out_change` — hasil tes, hasil implementasi dan tanggalnya.
- `approve_afterwards`, `roll_back_change` — persetujuan menyusul, atau pengembalian bila tidak disetujui.
- `close_request` — memeriksa bahwa permohonan berakhir. Merah bila permohonan masih menunggu jawaban, misalnya karena
  tugasnya ditandai berhasil tanpa dijawab: *Clear* tugas yang disebut pesannya.

**Jawaban yang tidak dapat dipakai** (isian wajib kosong, tanggal yang mustahil) tidak diterima: pesannya menyebut yang
salah, dan isian yang sudah ditulis tetap ada.

**Pengingat.** DAG harian mengingatkan yang belum dijawab. Batas waktu yang terlampaui tercatat pada Register
Penyimpangan. Tidak ada yang diputuskan oleh waktu.

**Dokumen** diisi sejauh keputusan yang ada; versi lama tetap tersimpan di folder artefak, `<situs>/<tahun>/<bulan>/
perubahan/<nomor>/`. Setiap jawaban tersimpan dengan nama pengguna dan waktunya: `spse change show <nomor>`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, TriggerRule, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from decision_operator import CHANGES, TASK_IDS, DecisionOperator, documents_extra, task_of
from report_link import RunFilesLink, with_link
from site_dags import dag_id
from spse_monev.analysis.changes import FORMS, SUCCESSORS
from spse_monev.changes import ChangeState
from spse_monev.settings import Site, artifacts_folder, find_site, read_sites

# The month of the SOP's date of approval.
START = datetime(2018, 3, 31)  # noqa: DTZ001  # Airflow reads it in the DAG's zone


@task.branch
def open_request(site_key: str, documents: Asset, *, outlet_events: Any = None) -> str:
    """Hand the draft over to people and write its documents.

    A run that is begun anew goes through the steps that were answered without asking again.
    """
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.warehouse import UnknownRequestError

    site, number, connections = find_site(site_key), get_current_context()["run_id"], AirflowConnections()
    try:
        state = pipeline.submit_change(site, number, connections, datetime.now(UTC))
    except UnknownRequestError as error:
        raise AirflowFailException(
            f"{error}. Permohonan dimulai oleh evaluasi bulanan atau DAG 'Ajukan permohonan perubahan'."
        ) from error
    written = pipeline.write_change_documents(site, number, connections, artifacts_folder(), datetime.now(UTC))
    outlet_events[documents].extra = documents_extra(number, written)
    return task_of(state)


@task
def close_request(site_key: str) -> str:
    """Fail unless the request has come to an end."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.labels import change_request_state_label

    number = get_current_context()["run_id"]
    state = pipeline.change_state(find_site(site_key), number, AirflowConnections())
    if not state.is_end:
        task_id = TASK_IDS.get(state, "open_request")
        raise AirflowFailException(
            f"Permohonan {number} {change_request_state_label(state)}. Clear tugas {task_id} dan sesudahnya "
            "(Downstream)."
        )
    return state.value


def change_request_dag(site: Site) -> DAG:
    """The DAG of one site's change requests."""
    documents = Asset(name=f"spse_change_documents_{site.key}", uri=f"spse://{site.key}/change_documents")
    with DAG(
        dag_id=dag_id(CHANGES, site),
        dag_display_name=f"Permohonan perubahan {site.name}",
        description="Satu permohonan perubahan: telaah, persetujuan, konsultasi, surat, pelaksanaan (SOP langkah 5, 6)",
        doc_md=__doc__,
        schedule=None,
        start_date=START,
        # Paused, requests would wait for people whom nobody asks.
        is_paused_upon_creation=False,
        # Requests wait for weeks, side by side.
        max_active_runs=1000,
        tags=["spse", "perubahan", site.key],
        default_args={
            "retries": 10,
            "retry_delay": timedelta(minutes=1),
            "retry_exponential_backoff": True,
            "max_retry_delay": timedelta(hours=1),
        },
    ) as dag:
        opened: Any = open_request.override(task_display_name="Serahkan permohonan", outlets=[documents])(
            site.key, documents
        )
        with_link(opened, RunFilesLink())
        closed: Any = close_request.override(
            task_display_name="Tutup permohonan", trigger_rule=TriggerRule.ALL_DONE, retries=0
        )(site.key)
        steps: dict[ChangeState, Any] = {
            step: DecisionOperator(
                task_id=task_id,
                task_display_name=FORMS[step].subject,
                site_key=site.key,
                step=step,
                documents=documents,
                trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
            )
            for step, task_id in TASK_IDS.items()
        }
        for state, task_of_state in {ChangeState.DRAFT: opened, **steps}.items():
            task_of_state >> [steps[each] for each in SUCCESSORS[state] if not each.is_end]
            task_of_state >> closed
    return dag


# A site's file that cannot be read is told by the daily DAG.
for _site in read_sites()[0].values():
    change_request_dag(_site)
