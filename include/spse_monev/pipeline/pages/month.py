"""A month: how whole it is, its figures against the month before, complaints, changes that are needed, and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from spse_monev.changes import ChangeRecord
from spse_monev.complaints import ComplaintState
from spse_monev.connections import Connections
from spse_monev.deviations import DeviationStatus
from spse_monev.facts import CoverageState
from spse_monev.findings import ChangeClass
from spse_monev.labels import (
    actor_label,
    change_class_label,
    change_request_state_label,
    deviation_kind_label,
    deviation_subject_label,
)
from spse_monev.period import Month
from spse_monev.pipeline.pages.calendar import Calendar, read_calendar
from spse_monev.pipeline.pages.files import ListedFile, list_files
from spse_monev.pipeline.pages.request import Waiting, origin, waiting
from spse_monev.pipeline.session import open_warehouse
from spse_monev.reports import evaluationview, monthfigures
from spse_monev.reports.complaintsview import MonthView, class_label, state_counts
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import shown, shown_change
from spse_monev.reports.judgements import evidence_sentence, nothing_found, unjudged_rules
from spse_monev.reports.words import legal_text, number, signed
from spse_monev.settings import Site
from spse_monev.warehouse.deviations import StoredDeviation

Row = Mapping[str, Any]

_QUERIES = (*evaluationview.QUERIES, *monthfigures.QUERIES, "findings", "rule_judgements", "month_requests")
_COMPLAINT_QUERIES = ("complaints", "complaint_coverage", "month_complaint_totals")
_EVIDENCE = 3  # of each finding; the workbook has all
_EVIDENCE_TEXT = 300
# Forty tables for programs, between which nobody would find the reports.
_TABLES = ("tabel_bulanan",)
# The documents of requests; each request's own page lists its versions.
_OF_REQUESTS = ("formulir_perubahan", "formulir_konsultasi", "dokumen_perubahan")
NO_CHANGE = "–"


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A key figure in words; `is_known` is False where `now` says why there is none."""

    label: str
    now: str
    is_known: bool
    days: str  # on how many days it rests, e.g. '29/31'; '' where that means nothing
    before: str
    change: str  # of the mean by read day for a count, else of the figure itself


@dataclass(frozen=True, slots=True)
class ComplaintSource:
    """How completely a helpdesk source told of the month."""

    label: str
    state: CoverageState
    words: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """The complaints of one of the SOP's classes; all of them in a line of its own."""

    label: str
    count: int
    solved: int
    open: int
    before: str  # of the month before; says so if that was not read


@dataclass(frozen=True, slots=True)
class Complaints:
    """The complaints of a site with a helpdesk; without lines if none of its sources told of the month."""

    sources: tuple[ComplaintSource, ...]
    lines: tuple[ComplaintLine, ...]
    is_complete: bool  # if not, every number is the least there were
    to_review: int


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A change that is needed by the rules."""

    title: str
    rule: str
    change_class: str
    priority: str
    change: str
    actor: str
    evidence: tuple[str, ...]
    more_evidence: int
    request: str  # number of its change request; '' if there is none


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A change request as it stands now."""

    number: str
    title: str
    change_class: str
    priority: str
    state: str
    origin: str
    is_end: bool
    is_draft: bool
    is_earlier: bool  # from a month before
    first_month: Month
    ended_at: datetime | None
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """What was not as the SOP wants it, as the register has it now."""

    deviation_id: str
    day: date | None  # None: of the month as a whole
    step: str
    kind: str
    subject: str
    standard: str
    actual: str
    evidence: str
    status: DeviationStatus
    is_mended: bool
    explanation: str
    action: str
    accountable: str  # title and name, as the site's settings had them


@dataclass(frozen=True, slots=True)
class MonthPage:
    """All that is shown of a month."""

    month: Month
    calendar: Calendar
    is_recorded: bool  # whether anything at all is known of its days
    gaps: tuple[str, ...]  # sentences: which sources were not read whole, and when
    figures: tuple[FigureLine, ...]
    complaints: Complaints | None  # None: the site has no helpdesk
    findings: tuple[FindingLine, ...]
    findings_note: str  # why there is none; '' if there is
    unjudged: int  # rules whose facts are missing
    requests: tuple[RequestLine, ...]
    deviations: tuple[DeviationLine, ...]
    files: tuple[ListedFile, ...]  # but for those of the next two
    table_files: tuple[ListedFile, ...]
    request_files: tuple[ListedFile, ...]

    @property
    def awaited(self) -> tuple[tuple[RequestLine, Waiting], ...]:
        """What waits for a person, the overdue first and then by the limit."""
        found = [(each, each.waiting) for each in self.requests if each.waiting]
        # What has no limit comes last, and the longest wait first.
        return tuple(
            sorted(
                found,
                key=lambda pair: (
                    not pair[1].is_overdue,
                    pair[1].due is None,
                    pair[1].due or pair[1].since,
                    pair[0].number,
                ),
            )
        )

    @property
    def awaited_by(self) -> Mapping[str, int]:
        """How many requests wait for whom."""
        return Counter(found.who for _, found in self.awaited)

    @property
    def drafts(self) -> tuple[RequestLine, ...]:
        """The requests that nobody was asked about yet."""
        return tuple(each for each in self.requests if each.is_draft)


def read_month(site: Site, month: Month, connections: Connections, folder: Path, now: datetime) -> MonthPage:
    """The page of a month as the warehouse knows it; `folder` is the artifact folder."""
    calendar = read_calendar(site, month, connections, now)
    with open_warehouse(site, connections) as warehouse:
        queries = (*_QUERIES, *(_COMPLAINT_QUERIES if site.helpdesk else ()))
        rows = {name: warehouse.report_rows(name, site.key, month) for name in queries}
        span = {"month": month.first, "since": month.start, "until": month.end}
        named = warehouse.pages.rows("month_request_numbers", site.key, site.zone, **span)
        records = warehouse.changes.records(site.key, [row["number"] for row in named])
        register = warehouse.deviations.span(site.key, month.first, month.shift(1).first)
        files = list_files(site, month, warehouse, folder)
    # The register tells the deviations here, not what a report would judge anew.
    view = EvaluationView(site, month, rows | {"deviations": [], "unjudged": []})
    findings = view.rows("findings")
    return MonthPage(
        month=month,
        calendar=calendar,
        is_recorded=month in calendar.months,
        gaps=tuple(f"{each.label}: {'; '.join(each.reasons)}" for each in view.sources if each.reasons),
        figures=tuple(_figure(each) for each in monthfigures.key_figures(view)),
        complaints=_complaints(view, view.complaints) if view.complaints else None,
        findings=tuple(_findings(view, findings)),
        findings_note=_findings_note(view, findings),
        unjudged=len(unjudged_rules(view)),
        requests=tuple(_request(site, month, each, now) for each in records),
        deviations=tuple(_deviation(view, each) for each in register),
        files=tuple(each for each in files if each.kind not in (*_TABLES, *_OF_REQUESTS)),
        table_files=tuple(each for each in files if each.kind in _TABLES),
        request_files=tuple(each for each in files if each.kind in _OF_REQUESTS),
    )


def _figure(figure: monthfigures.Figure) -> FigureLine:
    form, by_day = figure.what.form, figure.what.by_day

    def told(value: monthfigures.Value) -> str:
        if value.amount is None:
            return value.unknown
        # A share or a mean of a part is no least; only what is counted is.
        least = "sekurang-kurangnya " if value.least and by_day else ""
        return f"{least}{shown(form, value.amount)}"

    change, percent = figure.change, figure.change_pct
    words = NO_CHANGE
    if change is not None:
        words = shown_change(by_day or form, change) + (" per hari" if by_day else "")
        if percent is not None and by_day:
            words += f" ({signed(percent)}%)"
    return FigureLine(
        figure.label, told(figure.now), figure.now.amount is not None, figure.now.days, told(figure.before), words
    )


def _complaints(view: EvaluationView, complaints: MonthView) -> Complaints:
    sources = tuple(
        ComplaintSource(each.label, each.state, each.words, tuple(map(legal_text, each.reasons)))
        for each in complaints.sources
    )
    if not complaints.is_read and not complaints.counted:
        return Complaints(sources, (), complaints.is_complete, 0)
    before = _month_before(view, complaints)
    lines = [_line(class_label(each), complaints.of_class(each), before({each})) for each in complaints.classes]
    lines.append(_line("Semua", complaints.counted, before(None)))
    return Complaints(sources, tuple(lines), complaints.is_complete, len(complaints.to_review))


def _month_before(view: EvaluationView, complaints: MonthView) -> Callable[[set[str | None] | None], str]:
    """How many there were in the month before, in words, of some classes or of all; or why that is not told."""
    first = view.month.shift(-1).first
    earlier = [row for row in view.rows("month_complaint_totals") if row["month"] == first]
    read = {each.name for each in complaints.sources if each.is_read}

    def told(classes: set[str | None] | None) -> str:
        if not earlier:
            return monthfigures.NO_MONTH_BEFORE
        # Of other sources than this month's it would show a change where there is none.
        if set(earlier[0]["sources"]) != read:
            return monthfigures.OTHER_SOURCES
        count = sum(row["complaint_count"] for row in earlier if classes is None or row["class"] in classes)
        return f"{'sekurang-kurangnya ' if earlier[0]['is_partial'] else ''}{number(count)}"

    return told


def _line(label: str, rows: Sequence[Row], before: str) -> ComplaintLine:
    solved = state_counts(rows)[ComplaintState.SOLVED]
    return ComplaintLine(label, len(rows), solved, len(rows) - solved, before)


def _findings(view: EvaluationView, found: Sequence[Row]) -> Iterator[FindingLine]:
    numbers = {each["finding_id"]: row["number"] for row in view.rows("month_requests") for each in row["findings"]}
    for row in found:
        if row["change_class"] == ChangeClass.NONE:
            continue
        evidence = row["evidence"]
        yield FindingLine(
            title=legal_text(row["title"]),
            rule=row["rule_id"],
            change_class=change_class_label(row["change_class"]),
            priority=row["priority"],
            change=legal_text(row["change"]),
            actor=actor_label(row["actor"]),
            evidence=tuple(legal_text(evidence_sentence(view, each, _EVIDENCE_TEXT)) for each in evidence[:_EVIDENCE]),
            more_evidence=max(0, len(evidence) - _EVIDENCE),
            request=numbers.get(row["finding_id"], ""),
        )


def _findings_note(view: EvaluationView, found: Sequence[Row]) -> str:
    if not found:
        return nothing_found(view)
    unneeded = sum(row["change_class"] == ChangeClass.NONE for row in found)
    if not unneeded:
        return ""
    if unneeded == len(found):
        return f"Ada {number(unneeded)} temuan; tidak ada yang memerlukan perubahan sistem."
    return f"{number(unneeded)} temuan lain tidak memerlukan perubahan sistem (pelatihan, perbaikan atau pengamatan)."


def _request(site: Site, month: Month, record: ChangeRecord, now: datetime) -> RequestLine:
    request = record.request
    return RequestLine(
        number=request.number,
        title=legal_text(request.title),
        change_class=change_class_label(request.change_class),
        priority=request.priority,
        state=change_request_state_label(request.state),
        origin=origin(request),
        is_end=request.state.is_end,
        is_draft=not request.state.is_end and not request.state.is_waiting,
        is_earlier=request.first_month < month.first,
        first_month=Month(request.first_month, site.zone),
        ended_at=request.ended_at,
        waiting=waiting(site, record, now),
    )


def _deviation(view: EvaluationView, row: StoredDeviation) -> DeviationLine:
    # It may be about a source of the helpdesk, too.
    label = view.label(row.subject)
    if view.complaints:
        label = view.complaints.label(label)
    return DeviationLine(
        deviation_id=row.deviation_id,
        day=row.period_start if row.period == "day" else None,
        step=row.step,
        kind=deviation_kind_label(row.kind),
        subject=deviation_subject_label(label),
        standard=legal_text(row.standard),
        actual=legal_text(row.last_actual or row.actual),
        evidence=legal_text(row.evidence),
        status=row.status,
        is_mended=row.last_actual is None,
        explanation=legal_text(row.explanation or ""),
        action=legal_text(row.action or ""),
        accountable=", ".join(part for part in (row.accountable_title, row.accountable_name) if part),
    )
