"""A month: are its sources read and all rows taken, are recap and evaluation made and whole, and were they in time?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from spse_monev.analysis.deviations.findings import Findings, why_unjudged
from spse_monev.analysis.deviations.lateness import EVALUATION_DUE, RECAP_DUE, tell_month
from spse_monev.completeness import DayState, day_ranges
from spse_monev.deviations import EVALUATION, RECAP, DeviationKind, Judgement, Known, Step
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.settings import Helpdesk, HelpdeskSource, Site

_SHOWN = 3  # rejected rows in the evidence; all stand in the recap
Reading = tuple[CoverageState, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many rows of a source's imports could not be taken, and where and why the first ones were not."""

    count: int
    places: tuple[str, ...]


def judge_complaints(
    site: Site, helpdesk: Helpdesk, month: Month, readings: Mapping[str, Reading], rejected: Mapping[str, Rejected],
    known: Known, now: datetime,
) -> Judgement:  # fmt: skip
    """Judge the complaints of a month whose run took place, from what each source told and the rejected rows."""
    if unjudged := why_unjudged(month, known, now):
        return Judgement(unjudged=unjudged)
    findings = Findings(site, month)
    required = {name: source for name, source in helpdesk.sources.items() if source.required}
    for name, source in required.items():
        _tell_equipment(findings, name, source, readings.get(name))
        _tell_rejected(findings, name, source, readings.get(name), rejected.get(name))
    tell_month(findings, month, RECAP_DUE, known, now)
    _tell_recap(findings, required, readings, is_made=month.first in known.first_written)
    return findings.judgement()


def judge_evaluation(
    site: Site, month: Month, days: Mapping[str, Sequence[DayState]], known: Known, now: datetime, *, is_analysed: bool
) -> Judgement:
    """Judge the evaluation of a month whose run took place, from how whole its days are in each source."""
    if unjudged := why_unjudged(month, known, now):
        return Judgement(unjudged=unjudged)
    findings = Findings(site, month)
    tell_month(findings, month, EVALUATION_DUE, known, now)
    faults, reasons = [], []
    if month.first not in known.first_written:
        faults.append("tidak dibuat")
        reasons.append(f"{EVALUATION} tidak ada dalam daftar berkas yang ditulis")
    if not is_analysed:
        faults.append("kebutuhan perubahan belum dinilai")
    for name, source in site.sources.items():
        gaps = [each.day.date for each in days[name] if each.reasons]
        if source.required and gaps:
            reasons.append(f"{source.label} tidak utuh pada tanggal {day_ranges(gaps)}")
            faults = faults or ["sebagian: tidak semua hari terbaca utuh"]
    standard = "dibuat dan lengkap: semua sumber wajib terbaca utuh pada setiap hari, dan kebutuhan perubahan dinilai"
    findings.tell(Step.EVALUATE, DeviationKind.OUTPUT, EVALUATION, standard, faults, reasons)
    return findings.judgement()


def _tell_equipment(findings: Findings, name: str, source: HelpdeskSource, reading: Reading | None) -> None:
    faults: list[str] = []
    evidence: Sequence[str] = ()
    if reading is None:
        faults, evidence = ["tidak dibaca"], ("tidak ada catatan pembacaan untuk bulan itu",)
    elif reading[0] is CoverageState.MISSING:
        faults, evidence = ["tidak terbaca"], reading[1]
    standard = f"{source.label} terbaca untuk bulan itu"
    findings.tell(Step.COMPLAINTS, DeviationKind.EQUIPMENT, name, standard, faults, evidence)


def _tell_rejected(
    findings: Findings, name: str, source: HelpdeskSource, reading: Reading | None, rejected: Rejected | None
) -> None:
    if rejected is None and (reading is None or reading[0] is CoverageState.MISSING):
        return
    faults = [f"{rejected.count} baris atau bagian berkas ditolak"] if rejected else []
    places = rejected.places[:_SHOWN] if rejected else ()
    standard = f"semua baris {source.label} dapat diterima"
    findings.tell(Step.COMPLAINTS, DeviationKind.OUTPUT, name, standard, faults, places)


def _tell_recap(
    findings: Findings, required: Mapping[str, HelpdeskSource], readings: Mapping[str, Reading], *, is_made: bool
) -> None:
    unread: Reading = (CoverageState.MISSING, ("tidak ada catatan pembacaan",))
    gaps = {name: reading for name in required if (reading := readings.get(name, unread))[0] is not CoverageState.OK}
    reasons = [f"{required[name].label}: {reason}" for name, reading in gaps.items() for reason in reading[1]]
    if not is_made:
        faults = ["tidak dibuat"]
        reasons.insert(0, f"{RECAP} tidak ada dalam daftar berkas yang ditulis")
    else:
        labels = ", ".join(required[name].label for name in gaps)
        faults = [f"sebagian, tanpa bacaan utuh dari {labels}"] if gaps else []
    standard = "dibuat dan lengkap: semua sumber wajib terbaca utuh"
    findings.tell(Step.COMPLAINTS, DeviationKind.OUTPUT, RECAP, standard, faults, reasons)
