"""The demo's people decide on its change requests, over Airflow's API and as themselves.

One major request is taken along the whole way of a vendor, so that all its documents can be seen; one major request
comes to the consultation and one minor request to the approval. The others wait for the change manager.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from spse_monev import pipeline
from spse_monev.analysis.changes import forms
from spse_monev.changes import ChangeRecord, ChangeState
from spse_monev.connections import EnvironmentConnections
from spse_monev.demo.airflow import Api, Run
from spse_monev.demo.home import EXECUTORS, Home
from spse_monev.findings import Actor, ChangeClass
from spse_monev.settings import Site

CHANGES = "spse_change_request"
_TASKS = {
    ChangeState.REVIEW: "review_request",
    ChangeState.APPROVAL: "approve_request",
    ChangeState.CONSULTATION: "record_consultation",
    ChangeState.PROPOSAL: "send_proposal",
    ChangeState.PROPOSAL_RESULT: "record_proposal_result",
    ChangeState.EXECUTION: "carry_out_change",
}
_VENDOR = (ChangeState.CONSULTATION, ChangeState.PROPOSAL, ChangeState.PROPOSAL_RESULT, ChangeState.EXECUTION)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one of the demo's people answered."""

    number: str
    user: str
    subject: str
    choice: str


def decide(home: Home, site: Site, now: datetime) -> Iterator[Decision]:
    """Answer as described above, and wait until all other requests wait for their people; ServiceError if they do not.

    The answers are made up; they say so where a person reads them.
    """
    apis = {user: Api(home, user) for user in EXECUTORS.values()}
    records = pipeline.find_changes(site, EnvironmentConnections())
    majors = [each for each in records if each.request.change_class is ChangeClass.MAJOR]
    # What only a vendor can do goes along the vendor's way.
    majors.sort(key=lambda each: each.request.actor is not Actor.VENDOR)
    minors = [each for each in records if each.request.change_class is ChangeClass.MINOR]
    way = [
        (majors[:1], (ChangeState.REVIEW, ChangeState.APPROVAL, *_VENDOR)),
        (majors[1:2], (ChangeState.REVIEW, ChangeState.APPROVAL)),
        (minors[:1], (ChangeState.REVIEW,)),
    ]
    for chosen, steps in way:
        for record in chosen:
            for step in steps:
                yield _answer(apis, record, step, now.astimezone(site.zone))
    for record in pipeline.find_changes(site, EnvironmentConnections()):
        state = record.request.state
        if not state.is_end:
            first = ChangeState.REVIEW if state is ChangeState.DRAFT else state
            apis["administrator"].wait_until_asked(Run(CHANGES, record.request.number), _TASKS[first])


def _answer(apis: Mapping[str, Api], record: ChangeRecord, step: ChangeState, now: datetime) -> Decision:
    form, run = forms.FORMS[step], Run(CHANGES, record.request.number)
    user = EXECUTORS[form.executor]
    choice, fields = _said(record, step, now)
    apis[user].answer_until_done(run, _TASKS[step], choice, fields)
    return Decision(record.request.number, user, form.subject, choice)


def _said(record: ChangeRecord, step: ChangeState, now: datetime) -> tuple[str, dict[str, str]]:
    """An answer that is in order; its names and numbers are placeholders."""
    request, today = record.request, now.date()
    answers: dict[ChangeState, tuple[str, dict[str, str]]] = {
        ChangeState.REVIEW: (
            forms.FORWARD,
            {
                "kelas": request.change_class.value,
                "jenis": "aplikasi" if request.change_class is ChangeClass.MAJOR else "infrastruktur",
                "kategori": "normal",
                "urgensi": request.urgency.value,
                "dampak": request.impact.value,
                "dampak_lingkungan": "Layanan dihentikan sebentar di luar jam kerja; pengguna diberi tahu sehari "
                "sebelumnya.",
                "perangkat_lunak": "Tidak ada yang baru.",
                "sdm": "Satu administrator sistem.",
                "uji_coba": request.test,
                "pengembalian": request.undo,
            },
        ),
        ChangeState.APPROVAL: (
            forms.APPROVE,
            {
                "jadwal": (today + timedelta(days=7)).isoformat(),
                "pelaksana": "Administrator Sistem LPSE",
                "keterangan": "Dilaksanakan di luar jam kerja.",
            },
        ),
        ChangeState.CONSULTATION: (
            forms.VENDOR,
            {
                "narasumber": "Dukungan Teknis LKPP (contoh)",
                "tanggal_konsultasi": today.isoformat(),
                "nomor_tiket": "CONTOH-0001",
                "jawaban": "Contoh jawaban: pekerjaan ini di luar dukungan LKPP; disarankan memakai penyedia dengan "
                "pendampingan LKPP.",
            },
        ),
        ChangeState.PROPOSAL: (
            forms.SENT,
            {"nomor_surat": "CONTOH/001/LPSE", "tanggal_surat": today.isoformat()},
        ),
        ChangeState.PROPOSAL_RESULT: (
            forms.ACCEPTED,
            {
                "tanggal_hasil": today.isoformat(),
                "hasil": "Contoh hasil: usulan diterima dan dianggarkan.",
            },
        ),
        ChangeState.EXECUTION: (
            forms.DONE,
            {
                "hasil_uji": "Contoh hasil: sesuai rencana uji coba.",
                "hasil_implementasi": "Contoh hasil: berjalan tanpa gangguan sejak dipasang.",
                "tanggal_implementasi": today.isoformat(),
                "pelaksana": "Penyedia (contoh)",
            },
        ),
    }
    return answers[step]
