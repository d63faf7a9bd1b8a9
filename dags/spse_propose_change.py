"""### Ajukan permohonan perubahan

Untuk perubahan yang tidak berasal dari temuan evaluasi, misalnya permintaan pimpinan atau penggantian perangkat.
Tekan *Trigger*, isi formulir, dan permohonan masuk register dengan nomor baru; sejak itu jalannya sama dengan
permohonan lain (DAG *Permohonan perubahan*). Pemohon adalah pengguna yang menekan *Trigger*; ia tidak dapat menyetujui
permohonannya sendiri, kecuali berkas situs mengizinkan.

- `enter_proposal` memeriksa isian dan memberi nomor. Bila merah: pesannya menyebut isian yang belum dapat dipakai;
  tekan *Trigger* lagi dengan isian yang benar. Isian yang salah tidak memakai nomor.
- `start_request` memulai permohonan itu.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from decision_operator import CHANGES, form_params
from site_dags import dag_id
from spse_monev.analysis.changes import PROPOSAL_FIELDS
from spse_monev.settings import Site, find_site, read_sites

# The month of the SOP's date of approval.
START = datetime(2018, 3, 31)  # noqa: DTZ001  # Airflow reads it in the DAG's zone


@task
def enter_proposal(site_key: str) -> str:
    """Enter the filled form in the register; returns the request's number."""
    from airflow_connections import AirflowConnections
    from spse_monev import pipeline
    from spse_monev.analysis.changes import AnswerError

    context = get_current_context()
    run = context["dag_run"]
    if not run.triggering_user_name:
        raise AirflowFailException("Pemohon tidak diketahui; ajukan lewat tombol Trigger sebagai pengguna Airflow.")
    given = {field.name: context["params"].get(field.name) for field in PROPOSAL_FIELDS}
    try:
        # The moment of the trigger, so that a retry is the same proposal.
        return pipeline.propose_change(
            find_site(site_key), given, run.triggering_user_name, AirflowConnections(), run.run_after
        )
    except AnswerError as error:
        raise AirflowFailException(f"Permohonan belum dapat diterima: {error}") from error


def propose_change_dag(site: Site) -> DAG:
    """The form of one site by which people propose changes."""
    params: dict[str, Param] = form_params((field, None) for field in PROPOSAL_FIELDS)
    with DAG(
        dag_id=dag_id("spse_propose_change", site),
        dag_display_name=f"Ajukan permohonan perubahan {site.name}",
        description="Formulir untuk permohonan perubahan yang tidak berasal dari temuan (SOP langkah 5)",
        doc_md=__doc__,
        schedule=None,
        start_date=START,
        is_paused_upon_creation=False,
        tags=["spse", "perubahan", site.key],
        params=params,
    ):
        entered: Any = enter_proposal.override(task_display_name="Periksa isian dan beri nomor", retries=2)(site.key)
        TriggerDagRunOperator(
            task_id="start_request",
            task_display_name="Mulai permohonan",
            trigger_dag_id=dag_id(CHANGES, site),
            trigger_run_id=entered,
            logical_date=None,
            skip_when_already_exists=True,
        )
    return entered.operator.dag


# A site's file that cannot be read is told by the daily DAG.
for _site in read_sites()[0].values():
    propose_change_dag(_site)
