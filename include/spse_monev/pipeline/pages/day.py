"""One day of a site as its page tells it: how whole it is, its figures, what happened, and its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spse_monev.completeness import day_state
from spse_monev.connections import Connections
from spse_monev.deviations import DeviationStatus
from spse_monev.facts import HOURS, CheckState, CoverageState
from spse_monev.findings import ChangeClass
from spse_monev.labels import (
    actor_label,
    change_class_label,
    deviation_kind_label,
    deviation_subject_label,
    failure_label,
    severity_label,
)
from spse_monev.period import Day
from spse_monev.pipeline.pages.calendar import Standing, standing_of
from spse_monev.pipeline.pages.files import ListedFile, list_files
from spse_monev.pipeline.session import open_warehouse
from spse_monev.reports.dayview import (
    CHECK_WORDS,
    NOT_AVAILABLE,
    NOT_READ,
    NOTHING_TO_COMPARE,
    DayView,
    Row,
    SourceReading,
)
from spse_monev.reports.forms import shown, shown_change
from spse_monev.reports.judgements import evidence_sentence, nothing_found, unjudged_rules
from spse_monev.reports.keyfigures import Figure, key_figures, warnings
from spse_monev.reports.kinds import (
    APPLICATION_LOG,
    COLLECTED,
    DATABASE_LOG,
    STATISTICS,
    STATUS,
    WATCHING,
    WEB_LOG,
    kind_label,
)
from spse_monev.reports.narrative import sentences
from spse_monev.reports.sqlstate import class_meaning
from spse_monev.reports.words import legal_text, shortened
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse
from spse_monev.warehouse.deviations import StoredDeviation

QUERIES: tuple[str, ...] = (
    "coverage",
    "source_checks",
    "day_totals",
    "metrics",
    "errors",
    "queries",
    "query_times",
    "failures",
    "availability",
    "incidents",
    "findings",
    "rule_judgements",
)
TOP = 10
MAX_TEXT = 600
MAX_NAME = 240  # of an error or a query: its history has all of it
_EVIDENCE = 3
_SEVERITIES = ("ERROR", "FATAL", "PANIC", "WARNING")
# Upper bounds in milliseconds of what a person tells apart: at once, quick, noticed, waited for.
_TIMES = ((1.0, "< 1 ms"), (10.0, "1–10 ms"), (100.0, "10–100 ms"), (1_000.0, "0,1–1 detik"), (10_000.0, "1–10 detik"))
_LONGER = "≥ 10 detik"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """How one source stands: was it alive, was it read."""

    label: str
    kind: str
    is_required: bool
    state: CoverageState
    words: str
    reasons: tuple[str, ...]
    check: str  # how the last attempt ended, in words; empty if there was none
    evidence: str
    checked_at: datetime | None
    attempts: int
    entries: int | None  # None where nothing is counted, or nothing was read
    unparsed: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A key figure as text; a dash where there is nothing to say."""

    label: str
    source: str
    value: str
    is_known: bool
    before: str
    change: str
    median: str
    median_change: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """A kind of error; `source` and `fingerprint` name its history."""

    source: str
    source_label: str
    fingerprint: str
    severity: str
    code: str
    meaning: str
    message: str
    place: str
    count: int
    first_at: datetime
    last_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Counts for each hour of the day, by what they are of."""

    counts: dict[str, tuple[int, ...]]
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Errors:
    """The most frequent kinds of error of the logs of one kind."""

    key: str
    title: str
    lines: tuple[ErrorLine, ...]
    total: int
    kinds: int
    hours: Hours | None  # None where there is none, or nothing was read
    note: str  # why there is no line, or of what only a part is told; empty if there is nothing to add


@dataclass(frozen=True, slots=True)
class QueryLine:
    """A query; `source` and `fingerprint` name its history. Times in milliseconds."""

    source: str
    fingerprint: str
    text: str
    calls: int
    mean_ms: float
    p95_ms: float | None
    total_ms: float


@dataclass(frozen=True, slots=True)
class Queries:
    """What one source tells of queries."""

    source: str
    label: str
    most_called: tuple[QueryLine, ...]
    slowest: tuple[QueryLine, ...]
    kinds: int
    calls: int
    times: tuple[tuple[str, int], ...]  # how many calls took how long; empty where that is not measured
    is_partial: bool
    note: str


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A kind of failed transactions or processes."""

    label: str
    source: str
    count: int
    before: int | None
    first_at: datetime | None
    last_at: datetime | None
    evidence: str


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """How much of the day something was up; None if nobody saw it."""

    component: str
    source: str
    up_pct: float | None
    down_seconds: float
    unknown_seconds: float
    outages: int


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An outage or a problem; it may have begun before the day and ended after it."""

    component: str
    name: str
    source: str
    severity: str
    is_outage: bool
    started_at: datetime
    ended_at: datetime | None
    seconds_in_day: float


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


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """What was not as the SOP wants it, as the register has it now."""

    step: str
    kind: str
    subject: str
    standard: str
    actual: str
    evidence: str
    status: DeviationStatus
    is_mended: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """All of a day. Without a record there are no sections but the files."""

    day: Day
    standing: Standing
    is_recorded: bool
    sources: tuple[SourceLine, ...]
    gaps: tuple[str, ...]  # why it is not whole
    unconfigured: tuple[str, ...]
    told: tuple[str, ...]  # the day in sentences
    figures: tuple[FigureLine, ...]
    errors: tuple[Errors, ...]
    queries: tuple[Queries, ...]
    failures: tuple[FailureLine, ...]
    failures_note: str
    components: tuple[ComponentLine, ...]
    components_note: str
    incidents: tuple[IncidentLine, ...]
    incidents_note: str
    findings: tuple[FindingLine, ...]
    findings_note: str
    unjudged: int  # rules whose facts are missing
    deviations: tuple[DeviationLine, ...]
    files: tuple[ListedFile, ...]


def read_day(site: Site, day: Day, connections: Connections, folder: Path, now: datetime) -> DayPage:
    """The page of a day; `folder` is the artifact folder."""
    with open_warehouse(site, connections) as warehouse:
        view = DayView(
            site,
            day,
            {name: warehouse.report_rows(name, site.key, day) for name in QUERIES} | {"deviations": [], "unjudged": []},
        )
        register = _register(site, day, warehouse)
        files = list_files(site, day, warehouse, folder)
    figures = list(key_figures(view))
    recorded = (*view.rows("coverage"), *view.rows("source_checks"))
    is_recorded = any(row["source"] in site.sources for row in recorded)
    findings = view.rows("findings")
    return DayPage(
        day=day,
        standing=_standing(site, view, is_recorded, now),
        is_recorded=is_recorded,
        sources=tuple(_sources(view)),
        gaps=tuple(_clean(each.sentence()) for each in view.sources if each.reasons),
        unconfigured=tuple(area.label for area in view.unconfigured),
        told=tuple(_clean(each) for each in sentences(view, figures)),
        figures=tuple(_figure(each, view) for each in figures),
        errors=tuple(_errors(view)),
        queries=tuple(_queries(view)),
        failures=tuple(_failures(view)),
        failures_note=_note(view, view.rows("failures", *COLLECTED), COLLECTED, "Tidak ada kegagalan"),
        components=tuple(_components(view)),
        components_note=_note(view, view.rows("availability", *WATCHING), WATCHING, "Tidak ada komponen yang dipantau"),
        incidents=tuple(_incidents(view)),
        incidents_note=_note(view, view.rows("incidents", *WATCHING), WATCHING, "Tidak ada gangguan"),
        findings=tuple(_finding(view, each) for each in findings if each["change_class"] != ChangeClass.NONE),
        findings_note=_findings_note(view, findings),
        unjudged=len(unjudged_rules(view)),
        deviations=tuple(_deviation(view, each) for each in register),
        files=files,
    )


def _clean(text: str) -> str:
    return legal_text(text, MAX_TEXT)


def _register(site: Site, day: Day, warehouse: Warehouse) -> list[StoredDeviation]:
    found = warehouse.deviations.span(site.key, day.date, day.shift(1).date)
    return [each for each in found if each.period == day.grain]


def _standing(site: Site, view: DayView, is_recorded: bool, now: datetime) -> Standing:
    """As the calendar has it."""
    if not is_recorded:
        return Standing.COMING if now < view.day.end else Standing.MISSING
    coverages = {row["source"]: row for row in view.rows("coverage")}
    checks = {row["source"]: row for row in view.rows("source_checks")}
    return standing_of(
        site,
        {
            name: day_state(source, view.day, coverages.get(name), checks.get(name))
            for name, source in site.sources.items()
        },
    )


def _sources(view: DayView) -> Iterator[SourceLine]:
    coverages = {row["source"]: row for row in view.rows("coverage")}
    attempts = Counter(row["source"] for row in view.rows("source_checks"))
    checks = {row["source"]: row for row in view.rows("source_checks")}
    for source in view.sources:
        coverage, check = coverages.get(source.name), checks.get(source.name)
        read = coverage if source.is_read else None
        yield SourceLine(
            label=source.label,
            kind=kind_label(source.kind),
            is_required=view.site.sources[source.name].required,
            state=source.state,
            words=source.words,
            reasons=tuple(_clean(reason) for reason in source.reasons),
            check=CHECK_WORDS[CheckState(check["state"])] if check else "",
            evidence=_clean(check["evidence"]) if check else "",
            checked_at=check["checked_at"] if check else None,
            attempts=attempts[source.name],
            entries=read["entry_count"] if read else None,
            unparsed=read["unparsed_count"] if read else 0,
            first_at=read["first_at"] if read else None,
            last_at=read["last_at"] if read else None,
        )


def _figure(figure: Figure, view: DayView) -> FigureLine:
    form = figure.what.form
    value = figure.value
    remarks = []
    if value is not None:
        if figure.source.state is CoverageState.PARTIAL:
            remarks.append("sumber terbaca sebagian")
        remarks += warnings(figure, view)
    if figure.median is not None and figure.days < 7:
        remarks.append(f"median dari {figure.days} hari")

    def change(other: float | None) -> str:
        return "–" if value is None or other is None else shown_change(form, value - other)

    def other_text(other: float | None) -> str:
        return NOTHING_TO_COMPARE if other is None else shown(form, other)

    return FigureLine(
        label=figure.what.label,
        source=figure.source.label,
        value=shown(form, value) if value is not None else NOT_AVAILABLE if figure.source.is_read else NOT_READ,
        is_known=value is not None,
        before=other_text(figure.before),
        change=change(figure.before),
        median=other_text(figure.median),
        median_change=change(figure.median),
        remarks=tuple(remarks),
    )


def _errors(view: DayView) -> Iterator[Errors]:
    for kind, key, title in (
        (DATABASE_LOG, "galat-basis-data", "Galat basis data"),
        (APPLICATION_LOG, "galat-aplikasi", "Galat aplikasi"),
        (WEB_LOG, "galat-web", "Galat server web"),
    ):
        sources = view.of_kind(kind)
        if not sources:
            continue
        rows = view.rows("errors", kind)
        yield Errors(
            key=key,
            title=title,
            lines=tuple(_error(view, row, kind) for row in rows[:TOP]),
            total=sum(row["count"] for row in rows),
            kinds=len(rows),
            hours=_hours(rows, sources) if rows else None,
            note=_note(view, rows, (kind,), "Tidak ada kesalahan"),
        )


def _error(view: DayView, row: Row, kind: str) -> ErrorLine:
    return ErrorLine(
        source=row["source"],
        source_label=view.label(row["source"]),
        fingerprint=row["fingerprint"],
        severity=row["severity"],
        code=_clean(row["code"] or ""),
        meaning=class_meaning(row["code"]) if kind == DATABASE_LOG else "",
        message=shortened(_clean(row["message"]), MAX_NAME),
        place=_clean(row["place"]),
        count=row["count"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        is_new=bool(row["is_new"]),
    )


def _hours(rows: Sequence[Row], sources: Sequence[SourceReading]) -> Hours:
    counts = {}
    for severity in _SEVERITIES:
        own = [row["per_hour"] for row in rows if row["severity"] == severity]
        if own:
            counts[severity] = tuple(sum(each[hour] for each in own) for hour in range(HOURS))
    return Hours(counts, any(source.state is not CoverageState.OK for source in sources))


def _queries(view: DayView) -> Iterator[Queries]:
    for source in view.of_kind(STATISTICS, DATABASE_LOG, STATUS):
        rows = [row for row in view.rows("queries", source.kind) if row["source"] == source.name]
        by_calls = sorted(rows, key=lambda row: (-row["calls"], row["fingerprint"]))
        by_mean = sorted(rows, key=lambda row: (-row["mean_ms"], row["fingerprint"]))
        times: Counter[str] = Counter()
        for row in view.rows("query_times", source.kind):
            if row["source"] == source.name:
                times[_time_word(row["bucket"])] += row["count"]
        words = (*(word for _, word in _TIMES), _LONGER)
        yield Queries(
            source=source.name,
            label=source.label,
            most_called=tuple(_query(row) for row in by_calls[:TOP]),
            slowest=tuple(_query(row) for row in by_mean[:TOP]),
            kinds=len(rows),
            calls=sum(row["calls"] for row in rows),
            times=tuple((word, times[word]) for word in words) if times else (),
            is_partial=source.state is CoverageState.PARTIAL,
            note=_note_of(view, rows, (source,), "Tidak ada query tercatat"),
        )


def _time_word(bucket: int) -> str:
    """Into which span the middle of a histogram's bucket falls, see `facts.Histogram`."""
    middle = 1.02 ** (bucket + 0.5)
    return next((word for bound, word in _TIMES if middle < bound), _LONGER)


def _query(row: Row) -> QueryLine:
    return QueryLine(
        source=row["source"],
        fingerprint=row["fingerprint"],
        text=shortened(_clean(row["query"]), MAX_NAME),
        calls=row["calls"],
        mean_ms=row["mean_ms"],
        p95_ms=row["p95_ms"],
        total_ms=row["total_ms"],
    )


def _failures(view: DayView) -> Iterator[FailureLine]:
    for row in view.rows("failures", *COLLECTED):
        yield FailureLine(
            label=failure_label(row["kind"]),
            source=view.label(row["source"]),
            count=row["count"],
            before=row["previous_count"],
            first_at=row["first_at"],
            last_at=row["last_at"],
            evidence=_clean(row["evidence"]),
        )


def _components(view: DayView) -> Iterator[ComponentLine]:
    for row in view.rows("availability", *WATCHING):
        yield ComponentLine(
            component=_clean(row["component"]),
            source=view.label(row["source"]),
            up_pct=row["up_pct"],
            down_seconds=row["down_seconds"],
            unknown_seconds=row["unknown_seconds"],
            outages=row["outage_count"],
        )


def _incidents(view: DayView) -> Iterator[IncidentLine]:
    for row in view.rows("incidents", *WATCHING):
        yield IncidentLine(
            component=_clean(row["component"]),
            name=_clean(row["name"]),
            source=view.label(row["source"]),
            severity=severity_label(row["severity"]),
            is_outage=row["is_outage"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            seconds_in_day=row["seconds_in_day"],
        )


def _finding(view: DayView, row: Row) -> FindingLine:
    return FindingLine(
        title=_clean(row["title"]),
        rule=row["rule_id"],
        change_class=change_class_label(row["change_class"]),
        priority=row["priority"],
        change=_clean(row["change"]),
        actor=actor_label(row["actor"]),
        evidence=tuple(_clean(evidence_sentence(view, each, 300)) for each in row["evidence"][:_EVIDENCE]),
        more_evidence=max(0, len(row["evidence"]) - _EVIDENCE),
    )


def _findings_note(view: DayView, findings: Sequence[Row]) -> str:
    if not findings:
        return nothing_found(view)
    if all(row["change_class"] == ChangeClass.NONE for row in findings):
        return f"Ada {len(findings)} temuan; tidak ada yang memerlukan keputusan perubahan."
    return ""


def _deviation(view: DayView, row: StoredDeviation) -> DeviationLine:
    label = view.label(row.subject)
    return DeviationLine(
        step=row.step,
        kind=deviation_kind_label(row.kind),
        subject=deviation_subject_label(label),
        standard=row.standard,
        actual=_clean(row.last_actual or row.actual),
        evidence=_clean(row.evidence),
        status=row.status,
        is_mended=row.last_actual is None,
        explanation=shortened(row.explanation or "", 300),
    )


def _note(view: DayView, rows: Sequence[Row], kinds: tuple[str, ...], nothing: str) -> str:
    return _note_of(view, rows, view.of_kind(*kinds), nothing)


def _note_of(view: DayView, rows: Sequence[Row], sources: Sequence[SourceReading], nothing: str) -> str:
    """Why there is nothing to show; or, where there is something, which sources told a part or nothing."""
    if not rows:
        return _clean(view.empty_note(sources, nothing))
    return " ".join(f"{_clean(source.sentence())}." for source in sources if source.reasons)
