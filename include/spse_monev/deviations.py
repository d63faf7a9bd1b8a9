"""The shapes of deviations: what was not as the SOP wants it, in equipment, time or output (its second warning).

A deviation belongs to a day or a month, a step of the SOP and a subject: a source by its key, the document that is
due, or where a change request waits (`waiting_subject`). All texts are in Bahasa Indonesia.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from spse_monev.changes import ChangeState
from spse_monev.period import Day, Month
from spse_monev.text import fingerprint

# The subjects that are no source; no key of a source can look like them.
REPORT = "Laporan Kinerja Aplikasi SPSE"
RECAP = "Rekap Penanganan Permasalahan"
EVALUATION = "Laporan Evaluasi Bulanan SPSE"
DURATION = "Lama pelaksanaan"  # of the step itself, see `analysis.deviations.durations`


class Step(StrEnum):
    """The SOP's steps that are watched, by their number."""

    CHECK = "1"
    COLLECT = "1a"
    REPORT = "1b"
    ANALYSE = "2"
    COMPLAINTS = "3"
    EVALUATE = "4"
    CHANGE = "5"
    TECHNICAL = "6"


class DeviationKind(StrEnum):
    """What the standard is about: perlengkapan, waktu, output."""

    EQUIPMENT = "equipment"
    TIME = "time"
    OUTPUT = "output"


class DeviationStatus(StrEnum):
    """How far people have come with a deviation."""

    OPEN = "terbuka"
    EXPLAINED = "dijelaskan"
    CLOSED = "ditutup"


class Answer(StrEnum):
    """What a person may say of a deviation."""

    EXPLAINED = "explained"
    ACTED = "acted"  # tindak lanjut
    CLOSED = "closed"
    REOPENED = "reopened"


def waiting_subject(number: str, state: ChangeState) -> str:
    """The subject of a change request that waits; it waits at a state once at most, so this never changes meaning."""
    return f"{number} {state.value}"


def deviation_id(period: Day | Month, step: Step, kind: DeviationKind, subject: str) -> str:
    """16 hex digits, the same whenever the same thing of the same period is judged."""
    return fingerprint(period.grain, period.start.date().isoformat(), step, kind, subject)


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing of one period that was not as it should be."""

    period: Day | Month
    step: Step
    kind: DeviationKind
    subject: str
    standard: str  # baku
    actual: str  # kenyataan, without what changes from one look to the next
    evidence: str  # bukti
    accountable_title: str  # jabatan
    accountable_name: str

    @property
    def deviation_id(self) -> str:
        """Its id in the register."""
        return deviation_id(self.period, self.step, self.kind, self.subject)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What deviates, and the ids of what was looked at and is in order; what is in neither could not be judged."""

    deviations: tuple[Deviation, ...] = ()
    in_order: frozenset[str] = frozenset()
    unjudged: str = ""  # why the period as a whole could not be judged

    def __add__(self, other: Judgement) -> Judgement:
        """Both together."""
        return Judgement(
            (*self.deviations, *other.deviations), self.in_order | other.in_order, self.unjudged or other.unjudged
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows of a site's days, or of its months."""

    set_up_at: datetime | None = None  # when anything first looked at the site; None: never
    first_written: Mapping[date, datetime] = field(default_factory=dict)  # of the report, by the period's first day
