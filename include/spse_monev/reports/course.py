"""How far a change request has come, told from its events: what was proposed and answered, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from types import MappingProxyType

from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, Details, EventKind
from spse_monev.figures import shown
from spse_monev.findings import ChangeClass
from spse_monev.labels import change_class_label, change_event_label, change_request_state_label
from spse_monev.reports.words import shortened
from spse_monev.settings import Site

MAX_REASON = 200  # in the trail; the whole text stands in the block where it was decided
_STAGES = MappingProxyType(
    {
        ChangeState.REVIEW: "Evaluasi",
        ChangeState.APPROVAL: "Persetujuan",
        ChangeState.CONSULTATION: "Konsultasi LKPP",
        ChangeState.LOWERING: "Penurunan kelas",
        ChangeState.ASSISTANCE: "Surat bantuan teknis",
        ChangeState.ASSISTANCE_RESULT: "Hasil bantuan teknis",
        ChangeState.PROPOSAL: "Usulan kegiatan",
        ChangeState.PROPOSAL_RESULT: "Hasil usulan kegiatan",
        ChangeState.EXECUTION: "Implementasi",
        ChangeState.LATE_APPROVAL: "Persetujuan menyusul",
        ChangeState.ROLLBACK: "Pengembalian",
    }
)
MAX_LINES = 40  # of a person's text; line breaks alone could fill a hundred pages
# Why, in an answer; no answer has two of them but a review that was withdrawn, whose own reason comes first.
_REASONS = ("alasan", "alasan_kelas", "keterangan", "hasil", "hasil_pengembalian")


class Course:
    """The course of a submitted request; reminders, unusable answers and documents are no part of it."""

    def __init__(self, site: Site, record: ChangeRecord) -> None:
        self.site = site
        self.record = record
        told = (EventKind.SUBMITTED, EventKind.PREAPPROVED, EventKind.ANSWERED)
        self.events = tuple(event for event in record.events if event.kind in told)
        self.reached = frozenset(event.state for event in self.events)

    @property
    def proposed(self) -> Details:
        """What was handed over to people, before any of them decided."""
        return self.events[0].details

    @property
    def preapproval(self) -> ChangeEvent | None:
        """That it was approved in advance, if it was."""
        return next((event for event in self.events if event.kind is EventKind.PREAPPROVED), None)

    @property
    def was_major(self) -> bool:
        """Whether it is major, or was before its class was lowered."""
        review = self.answer(ChangeState.REVIEW)
        classes = (self.proposed["change_class"], review.details["kelas"] if review else None)
        return ChangeClass.MAJOR.value in classes

    def answer(self, step: ChangeState) -> ChangeEvent | None:
        """What was decided at a step; None if nobody has answered there, or if the request was withdrawn there."""
        event = self.record.answer(step)
        return None if event is None or event.state is ChangeState.WITHDRAWN else event

    def said(self, step: ChangeState, field: str) -> str:
        """A field of what was decided at a step, a date in words; '' if there is none."""
        event = self.answer(step)
        value = event.details.get(field) if event else None
        if not value:
            return ""
        if field.startswith("tanggal_") or field == "jadwal":
            return shown(date.fromisoformat(str(value)))
        return compact(str(value))

    def moment(self, at: datetime) -> str:
        """A moment on the site's clock, e.g. '24 November 2026 pukul 10.05 WIB'."""
        local = at.astimezone(self.site.zone)
        return f"{shown(local.date())} pukul {local:%H.%M} {local.tzname()}"

    def signed(self, event: ChangeEvent) -> str:
        """Who said it and when; '' for a user means the program."""
        who = f"pengguna {event.said_by}" if event.said_by else "sistem"
        return f"{who}, {self.moment(event.at)}"

    def trail(self) -> Iterator[dict[str, str]]:
        """The rows of the status trail."""
        for event in self.events:
            yield {
                "waktu": self.moment(event.at),
                "tahap": self._stage(event),
                "keputusan": self._decision(event),
                "oleh": event.said_by or "sistem",
            }

    def standing(self) -> tuple[str, str]:
        """Where the request stands, and why it was refused or withdrawn; the reason is '' otherwise."""
        state, last = self.record.request.state, self.events[-1]
        told = change_request_state_label(state).capitalize()
        if not state.is_end:
            return f"{told}.", ""
        if state is ChangeState.CLOSED and (done := self.answer(ChangeState.EXECUTION)):
            told = f"{told} ({str(done.details['option']).lower()})"
        # What was undone was refused before.
        decided = self.answer(ChangeState.LATE_APPROVAL) if last.details["step"] == ChangeState.ROLLBACK.value else last
        reason = "" if state is ChangeState.CLOSED else _reason(decided or last)
        return f"{told}; dicatat oleh {self.signed(last)}.", reason

    def _stage(self, event: ChangeEvent) -> str:
        if event.kind is EventKind.SUBMITTED:
            return "Tercatat"
        if event.kind is EventKind.PREAPPROVED:
            return "Persetujuan di muka"
        return _STAGES[ChangeState(str(event.details["step"]))]

    def _decision(self, event: ChangeEvent) -> str:
        if event.kind is not EventKind.ANSWERED:
            return f"{change_event_label(event.kind).capitalize()}."
        lines, details = [str(event.details["option"])], event.details
        # Who withdraws a request may have filled in other fields as well; nothing of that was decided.
        is_decided = event.state is not ChangeState.WITHDRAWN
        if is_decided and "kelas" in details:
            kind = change_class_label(str(details["kelas"])).upper()
            lines.append(f"Kelas {kind}, kategori {str(details['kategori']).capitalize()}")
        if is_decided and "nomor_surat" in details:
            number = shortened(str(details["nomor_surat"]), MAX_REASON)
            lines.append(f"Nomor {number}, {shown(date.fromisoformat(str(details['tanggal_surat'])))}")
        if reason := _reason(event):
            lines.append(shortened(reason, MAX_REASON))
        return "\n".join(lines)


def compact(text: str) -> str:
    """A person's text as it is, or on one line if it has too many of them."""
    return text if text.count("\n") < MAX_LINES else " ".join(text.split())


def _reason(event: ChangeEvent) -> str:
    return next((compact(str(event.details[name])) for name in _REASONS if event.details.get(name)), "")
