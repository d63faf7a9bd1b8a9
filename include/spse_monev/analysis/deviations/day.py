"""A day: are its sources alive and read, is its report made and whole, and was it in time?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from spse_monev.analysis.deviations.findings import Findings, why_unjudged
from spse_monev.analysis.deviations.lateness import tell_day
from spse_monev.completeness import WITHOUT_STATEMENTS, source_state
from spse_monev.deviations import REPORT, DeviationKind, Judgement, Known, Step
from spse_monev.facts import CheckState, Coverage, CoverageState, SourceCheck
from spse_monev.period import Day
from spse_monev.settings import LogSource, PostgresSource, Site, Source


def judge_day(
    site: Site, day: Day, coverages: Mapping[str, Coverage], checks: Mapping[str, SourceCheck], known: Known,
    now: datetime,
) -> Judgement:  # fmt: skip
    """Judge a day whose run took place, from its stored coverages and the last check of each source."""
    if unjudged := why_unjudged(day, known, now):
        return Judgement(unjudged=unjudged)
    findings = Findings(site, day)
    for name, source in site.sources.items():
        if source.required:
            _tell_equipment(findings, name, source, coverages.get(name), checks.get(name))
            if isinstance(source, LogSource):
                _tell_unparsed(findings, name, source, coverages.get(name))
    tell_day(findings, day, known, now)
    _tell_report(findings, coverages, checks, is_made=day.date in known.first_written)
    return findings.judgement()


def _tell_equipment(
    findings: Findings, name: str, source: Source, coverage: Coverage | None, check: SourceCheck | None
) -> None:
    has_no_statements = coverage is not None and WITHOUT_STATEMENTS in coverage.parser
    faults: list[str] = []
    if check is None:
        faults.append("tidak diperiksa")
    elif check.state is CheckState.DOWN:
        faults.append("tidak aktif")
    elif check.state is CheckState.STALE and not has_no_statements:
        faults.append("aktif, tetapi tanpa data baru")
    if source.collected:
        if coverage is None:
            faults.append("tidak dirangkum")
        elif coverage.state is CoverageState.MISSING:
            faults.append("tidak terbaca")
    if has_no_statements:
        faults.append("ekstensi pg_stat_statements tidak ada")
    standard = f"{source.label} aktif dan datanya baru" + (", terbaca untuk hari itu" if source.collected else "")
    if isinstance(source, PostgresSource):
        standard += ", dengan ekstensi pg_stat_statements"
    findings.tell(
        Step.CHECK, DeviationKind.EQUIPMENT, name, standard, faults, _equipment_evidence(coverage, check, faults)
    )


def _equipment_evidence(coverage: Coverage | None, check: SourceCheck | None, faults: list[str]) -> Iterator[str]:
    if check is None:
        yield "tidak ada catatan pemeriksaan pada hari itu"
    elif check.state is not CheckState.OK:
        yield check.evidence
    if coverage is not None and (coverage.state is CoverageState.MISSING or WITHOUT_STATEMENTS in coverage.parser):
        yield from coverage.reasons
    elif "tidak dirangkum" in faults:
        yield "tidak ada catatan pembacaan pada hari itu"


def _tell_unparsed(findings: Findings, name: str, source: LogSource, coverage: Coverage | None) -> None:
    lines = coverage.entry_count + coverage.unparsed_count if coverage else 0
    if coverage is None or not lines:
        return
    pct = 100 * coverage.unparsed_count / lines
    faults = []
    if pct > source.max_unparsed_pct:
        faults.append(f"{coverage.unparsed_count} dari {lines} baris tidak terurai ({_decimal(pct)}%)")
    places = [f"{place.file}, baris {place.line}" if place.line else place.file for place in coverage.unparsed_places]
    standard = f"paling banyak {_decimal(source.max_unparsed_pct)}% baris {source.label} tidak terurai"
    evidence = [f"letak: {'; '.join(places[:5])}"] if places else []
    findings.tell(Step.COLLECT, DeviationKind.OUTPUT, name, standard, faults, evidence)


def _tell_report(
    findings: Findings, coverages: Mapping[str, Coverage], checks: Mapping[str, SourceCheck], *, is_made: bool
) -> None:
    partial: list[str] = []
    reasons: list[str] = []
    for name, source in findings.site.sources.items():
        if not source.required:
            continue
        coverage, check = coverages.get(name), checks.get(name)
        state = source_state(source, coverage.state if coverage else None, check.state if check else None)
        if state is CoverageState.OK:
            continue
        partial.append(source.label)
        if source.collected:
            said = coverage.reasons if coverage else ("tidak ada catatan pembacaan",)
        else:
            said = (check.evidence if check else "tidak ada catatan pemeriksaan",)
        reasons += [f"{source.label}: {reason}" for reason in said]
    if not is_made:
        faults = ["tidak dibuat"]
        reasons.insert(0, f"{REPORT} tidak ada dalam daftar berkas yang ditulis")
    else:
        faults = [f"sebagian, tanpa bacaan utuh dari {', '.join(partial)}"] if partial else []
    findings.tell(
        Step.REPORT,
        DeviationKind.OUTPUT,
        REPORT,
        "dibuat dan lengkap: semua sumber wajib terbaca utuh",
        faults,
        reasons,
    )


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
