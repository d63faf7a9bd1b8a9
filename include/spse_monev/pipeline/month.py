"""The month as a whole (SOP steps 4 and 5): are its days there, and what the office gets of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from spse_monev.changes import ChangeState
from spse_monev.completeness import day_ranges
from spse_monev.connections import Connections
from spse_monev.facts import Artifact, CoverageState
from spse_monev.findings import Effect, JudgementState
from spse_monev.period import Day, Month
from spse_monev.pipeline.analysis import analyse, analysis_gaps, observe, rule_titles
from spse_monev.pipeline.complaints import complaint_state, link_rows
from spse_monev.pipeline.day import collect_source, write_daily_report
from spse_monev.pipeline.deviations import deviation_rows, judge_reported_month
from spse_monev.pipeline.session import PeriodState, details_deleted, first_line, open_warehouse, stored_days
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Recollected:
    """What collecting a source's missing day again came to."""

    source: str
    day: Day
    state: CoverageState
    reason: str  # why it is still not whole; '' if it is


def month_gaps(site: Site, month: Month, connections: Connections) -> tuple[str, ...]:
    """Which days of which sources are not stored whole; one sentence a source, none for a whole month."""
    with open_warehouse(site, connections) as warehouse:
        days = stored_days(site, month, warehouse)
    gaps = []
    for name, source in site.sources.items():
        for state, words in ((CoverageState.MISSING, "tidak terbaca"), (CoverageState.PARTIAL, "terbaca sebagian")):
            found = [each.day.date for each in days[name] if each.state is state]
            if found:
                gaps.append(f"{source.label} {words} pada tanggal {day_ranges(found)}")
    return tuple(gaps)


def recollect_days(
    site: Site, month: Month, connections: Connections, folder: Path, now: datetime
) -> list[Recollected]:
    """Collect the missing days of the month again as far as their logs still exist, and write those days' reports.

    A source that fails again stays missing with its reason, and the next one goes on.
    """
    with open_warehouse(site, connections) as warehouse:
        days = stored_days(site, month, warehouse)
    # What retention deleted was reported when it was there; what is only checked cannot be checked afterwards.
    missing = [
        (name, each.day)
        for name, source in site.sources.items()
        for each in days[name]
        if source.collected and each.state is CoverageState.MISSING and each.day.end <= now and not each.is_deleted
    ]
    done = [_recollect(site, name, day, connections, now) for name, day in missing]
    for day in sorted({each.day for each in done if each.state is not CoverageState.MISSING}):
        analyse(site, day, connections)
        write_daily_report(site, day, connections, folder, now)
    return done


def write_evaluation(site: Site, month: Month, connections: Connections, folder: Path, now: datetime) -> Artifact:
    """Write the month's 'Laporan Evaluasi' from the warehouse and record the file.

    ValueError if details of the month were deleted by retention: its report was written when they were there.
    """
    from spse_monev.reports import monthly

    with open_warehouse(site, connections) as warehouse:
        rows = month_rows(site, month, warehouse, monthly.questions(site), now)
        artifact = monthly.write_evaluation(site, month, rows, folder, now)
        warehouse.record_artifact(site.key, artifact)
    return artifact


def write_documents(
    site: Site, month: Month, connections: Connections, folder: Path, now: datetime
) -> tuple[Artifact, ...]:
    """Write the forms of the month's change requests that are still drafts, and record the files.

    Forms of drafts that a rerun has withdrawn are taken out of the folder; an earlier archive still holds them.
    """
    from spse_monev.reports import documents

    with open_warehouse(site, connections) as warehouse:
        rows = {name: warehouse.report_rows(name, site.key, month) for name in documents.QUERIES}
        artifacts = documents.write_documents(site, month, rows, folder, now)
        for artifact in artifacts:
            warehouse.record_artifact(site.key, artifact)
        for artifact in _withdrawn(site, _newest(warehouse.artifacts(site.key, month)), warehouse):
            (folder / artifact.path).unlink(missing_ok=True)
    return artifacts


def archive_month(
    site: Site, month: Month, connections: Connections, folder: Path, now: datetime
) -> tuple[Artifact, ...]:
    """Write the month as data, the list of all its files with their hashes, and one archive of them; record all."""
    from spse_monev.reports import bundle, documents, monthly

    with open_warehouse(site, connections) as warehouse:
        rows = month_rows(site, month, warehouse, monthly.questions(site), now)
        data = bundle.write_data(site, month, rows, folder, now)
        written = _newest(warehouse.artifacts(site.key, month))
        gone = {each.path for each in _withdrawn(site, written, warehouse)}
        left_out = {*bundle.OWN_KINDS, documents.REQUEST_KIND}
        made = [each for each in written if each.kind not in left_out and each.path not in gone]
        made += data
        archived = bundle.write_archive(site, month, made, folder, now)
        for artifact in (*data, *archived):
            warehouse.record_artifact(site.key, artifact)
    return archived


def close_month(site: Site, month: Month, connections: Connections) -> PeriodState:
    """Judge how complete the month is: days that are not whole make it partial, and never stop it."""
    complaints = complaint_state(site, month, connections)
    missing = (*complaints.missing, *analysis_gaps(site, month, connections))
    return PeriodState(missing, (*complaints.partial, *month_gaps(site, month, connections)))


def _recollect(site: Site, name: str, day: Day, connections: Connections, now: datetime) -> Recollected:
    try:
        coverage = collect_source(site, day, name, connections, now)
    except Exception as error:
        return Recollected(name, day, CoverageState.MISSING, first_line(error))
    return Recollected(name, day, coverage.state, "; ".join(coverage.reasons))


def month_rows(site: Site, month: Month, warehouse: Warehouse, questions: Sequence[str], now: datetime) -> Rows:
    """All that the month's evaluation is made of (see `reports.monthly`)."""
    from spse_monev.analysis.baseline import compare
    from spse_monev.analysis.capacity import prospects
    from spse_monev.analysis.changes import FORMS

    rows = {name: warehouse.report_rows(name, site.key, month) for name in questions}
    gone = [row["details_deleted_at"] for row in rows["month_coverage"]]
    gone += [row["text_deleted_at"] for row in rows.get("complaints", ())]
    if any(gone):
        raise details_deleted(month)
    rows |= deviation_rows(judge_reported_month(site, month, warehouse, now))
    register = warehouse.deviations.span(site.key, month.first, month.shift(1).first)
    rows["register"] = [asdict(each) for each in register if each.period == Day.grain]
    seen = observe(site, month, warehouse)
    baseline = compare(seen)
    rows["rule_titles"] = rule_titles()
    rows["comparisons"] = [asdict(each) for each in baseline.comparisons]
    rows["comparison_notes"] = [{"note": note} for note in baseline.notes]
    rows["prospects"] = [asdict(each) for each in prospects(seen)]
    rows["month_open_requests"] = [
        row | {"executor": FORMS[state].executor if (state := ChangeState(row["state"])).is_waiting else None}
        for row in rows["month_open_requests"]
    ]
    rows["effects"] = [asdict(each) for each in _effects(site, month, warehouse, rows)]
    return rows | link_rows(seen)


def _effects(site: Site, month: Month, warehouse: Warehouse, rows: Rows) -> tuple[Effect, ...]:
    """What came of the changes that were carried out lately."""
    from spse_monev.analysis.effects import CountedDay, Signals, carried_out, judge_effects

    records = [record for record, _ in carried_out(warehouse.changes.records(site.key), month)]
    days = {
        number: [CountedDay(row["day"], row["is_whole"], row["count"]) for row in counted]
        for number, counted in groupby(rows["month_effect_days"], itemgetter("number"))
    }
    grounds = {
        record.request.number: frozenset(
            each.subject for each in warehouse.analysis.request_findings(site.key, record.request.number)
        )
        for record in records
    }
    judged = rows["rule_judgements"]
    signals = Signals(
        is_analysed=bool(judged),
        states={row["rule_id"]: JudgementState(row["state"]) for row in judged},
        missing={row["rule_id"]: row["missing"] for row in judged},
        found=frozenset((row["rule_id"], row["subject"]) for row in rows["findings"]),
    )
    return judge_effects(month, records, days, grounds, signals)


def _newest(artifacts: Sequence[Artifact]) -> list[Artifact]:
    """Of each file of the month what was written last."""
    return list({each.path: each for each in sorted(artifacts, key=lambda each: each.written_at)}.values())


def _withdrawn(site: Site, written: Sequence[Artifact], warehouse: Warehouse) -> list[Artifact]:
    from spse_monev.reports import documents

    numbers = {documents.request_number(each) for each in written}
    return documents.withdrawn(written, warehouse.analysis.request_states(site.key, numbers))
