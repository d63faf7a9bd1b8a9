"""SOP steps 1, 1a and 1b: the steps of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from spse_monev.completeness import source_state
from spse_monev.connections import Connections
from spse_monev.facts import Artifact, CheckState, Coverage, CoverageState, Reading, SourceCheck
from spse_monev.period import Day
from spse_monev.pipeline.analysis import observe, rule_titles
from spse_monev.pipeline.deviations import deviation_rows, judge_reported_day
from spse_monev.pipeline.session import PeriodState, details_deleted, first_line, open_warehouse
from spse_monev.settings import (
    ApplicationLogSource,
    LogSource,
    MonitoringSource,
    PostgresLogSource,
    PostgresSource,
    ProbeSource,
    Site,
    Source,
    SpseStatusSource,
    WebLogSource,
)
from spse_monev.warehouse import Warehouse


def migrate(site: Site, connections: Connections) -> list[str]:
    """Bring the site's warehouse to the schema of this version; returns what was applied."""
    from spse_monev.migrations import migrate as apply

    return apply(connections.get(site.warehouse).conninfo())


def check_source(site: Site, day: Day, name: str, connections: Connections, now: datetime) -> SourceCheck:
    """SOP step 1: is the source alive? The answer is stored as one attempt of the day's run, and returned."""
    from spse_monev.sources.checks import run_check

    source = site.sources[name]
    check = run_check(name, source, connections, now, site.zone)
    with open_warehouse(site, connections) as warehouse:
        if isinstance(source, ProbeSource) and check.state is CheckState.OK:
            check = _fresh_probes(site, source, check, warehouse)
        warehouse.add_check(site.key, day, check)
    return check


def _fresh_probes(site: Site, source: ProbeSource, check: SourceCheck, warehouse: Warehouse) -> SourceCheck:
    """The check of the site's own probes, stale where none has been stored of late: only the warehouse knows that."""
    age = timedelta(minutes=source.max_age_minutes)
    if warehouse.probes(site.key, check.source, check.checked_at - age, check.checked_at):
        return check
    evidence = (
        f"Tidak ada hasil probe dalam {source.max_age_minutes:g} menit terakhir; periksa apakah DAG spse_probe "
        f"berjalan dan tidak dijeda. {check.evidence}"
    )
    return replace(check, state=CheckState.STALE, evidence=evidence)


def collect_source(site: Site, day: Day, name: str, connections: Connections, now: datetime) -> Coverage:
    """SOP steps 1a and 1b: read a source's day and store it; returns the coverage that was reached by this reading.

    A reading that is worse than the one already stored does not replace it. When the source fails, coverage
    `missing` with the reason is stored before the error goes on.
    """
    with open_warehouse(site, connections) as warehouse:
        try:
            reading = _reader(site.sources[name])(site, day, name, connections, now, warehouse)
        except Exception as error:
            reason = f"{site.sources[name].label} gagal dibaca: {first_line(error)}"
            missing = Coverage(CoverageState.MISSING, reasons=(reason,))
            warehouse.store_reading(site.key, day, name, Reading(missing))
            raise
        warehouse.store_reading(site.key, day, name, reading)
        return reading.coverage


def take_probes(site: Site, connections: Connections, now: datetime) -> int:
    """Try every target of the site's own probes once, and store what was seen; returns how many were tried."""
    from spse_monev.sources import probe

    results = {
        name: probe.probe_targets(source, now)
        for name, source in site.sources.items()
        if isinstance(source, ProbeSource)
    }
    with open_warehouse(site, connections) as warehouse:
        for name, found in results.items():
            warehouse.add_probes(site.key, name, found)
    return sum(map(len, results.values()))


def write_daily_report(site: Site, day: Day, connections: Connections, folder: Path, now: datetime) -> Artifact:
    """Write the day's 'Laporan Kinerja Aplikasi SPSE' from the warehouse and record the file.

    ValueError if the day's details were deleted by retention: its report was written when they were there, and a
    poorer one must not take its place.
    """
    from spse_monev.analysis.baseline import compare
    from spse_monev.analysis.capacity import prospects
    from spse_monev.reports import daily

    with open_warehouse(site, connections) as warehouse:
        rows = {name: warehouse.report_rows(name, site.key, day) for name in daily.QUERIES}
        if any(row["details_deleted_at"] for row in rows["coverage"]):
            raise details_deleted(day)
        rows |= deviation_rows(judge_reported_day(site, day, warehouse, now))
        seen = observe(site, day, warehouse)
        baseline = compare(seen)
        rows["rule_titles"] = rule_titles()
        rows["comparisons"] = [asdict(each) for each in baseline.comparisons]
        rows["comparison_notes"] = [{"note": note} for note in baseline.notes]
        rows["prospects"] = [asdict(each) for each in prospects(seen)]
        artifact = daily.write_daily_report(site, day, rows, folder, now)
        warehouse.record_artifact(site.key, artifact)
    return artifact


def close_day(site: Site, day: Day, connections: Connections, now: datetime) -> PeriodState:
    """Judge how complete the day is, and delete details that are older than the site keeps them."""
    with open_warehouse(site, connections) as warehouse:
        coverages = warehouse.coverages(site.key, day)
        checks = warehouse.last_checks(site.key, day)
        warehouse.apply_retention(site.key, now.astimezone(site.zone).date(), site.retention)
    return judge_day(site, coverages, checks)


def judge_day(site: Site, coverages: dict[str, Coverage], checks: dict[str, SourceCheck]) -> PeriodState:
    """What is missing and what is partial, from the stored coverage and the last check of each configured source."""
    missing: list[str] = []
    partial: list[str] = []
    for name, source in site.sources.items():
        coverage, check = coverages.get(name), checks.get(name)
        state = source_state(source, coverage.state if coverage else None, check.state if check else None)
        if source.collected:
            reasons = coverage.reasons if coverage else ("belum dibaca",)
        elif check is None:
            reasons = ("belum diperiksa",)
        else:
            reasons = () if state is CoverageState.OK else (check.evidence,)
        gaps = missing if state is CoverageState.MISSING and source.required else partial
        gaps.extend(f"{source.label}: {reason}" for reason in reasons)
    return PeriodState(tuple(missing), tuple(partial))


def _read_statistics(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import query_statistics

    source = site.sources[name]
    assert isinstance(source, PostgresSource)  # noqa: S101  # _READERS chose this function by the class
    snapshot = warehouse.snapshot(site.key, day, name)
    if snapshot is None:
        late = _too_early_or_late(day, now, source.max_snapshot_delay_hours)
        if late:
            return _missing(late)
        with connections.postgres(source.connection) as connection:
            snapshot = query_statistics.take_snapshot(connection, now)
        warehouse.store_snapshot(site.key, day, name, snapshot)
    previous = warehouse.previous_snapshot(site.key, day, name)
    return query_statistics.day_reading(previous[1] if previous else None, snapshot, day)


def _read_database_log(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import postgres_log

    source = site.sources[name]
    assert isinstance(source, PostgresLogSource)  # noqa: S101  # _READERS chose this function by the class
    options = {"format": source.format, "prefix": source.prefix}
    return _read_log(postgres_log.read_log, site, day, source, options, connections, now)


def _read_application_log(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import application_log

    source = site.sources[name]
    assert isinstance(source, ApplicationLogSource)  # noqa: S101  # _READERS chose this function by the class
    options = {
        "format": source.format,
        "pattern": source.pattern,
        "application_packages": source.application_packages,
    }
    return _read_log(application_log.read_log, site, day, source, options, connections, now)


def _read_web_log(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import web_log

    source = site.sources[name]
    assert isinstance(source, WebLogSource)  # noqa: S101  # _READERS chose this function by the class
    options = {
        "format": source.format,
        "pattern": source.pattern,
        "upload_routes": source.upload_routes,
        "download_routes": source.download_routes,
        "probe_routes": source.probe_routes,
    }
    return _read_log(web_log.read_log, site, day, source, options, connections, now)


def _read_log(
    read: Callable[..., Reading], site: Site, day: Day, source: LogSource, options: dict[str, Any],
    connections: Connections, now: datetime,
) -> Reading:  # fmt: skip
    """The reading of a log by its reader, with what is common to all logs."""
    from spse_monev.sources.files import open_log_files

    with open_log_files(source, connections) as found:
        reading = read(
            found.files,
            site.zone,
            day,
            **options,
            log_zone=source.zone,
            max_unparsed_pct=source.max_unparsed_pct,
            max_silence_minutes=source.max_silence_minutes,
            now=now,
        )
    reasons = list(found.problems)
    if now < day.end:
        reasons.append("hari belum berakhir")
    return _with_reasons(reading, reasons)


def _read_status(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import spse_status

    source = site.sources[name]
    assert isinstance(source, SpseStatusSource)  # noqa: S101  # _READERS chose this function by the class
    snapshot = warehouse.status(site.key, day, name)
    if snapshot is None:
        late = _too_early_or_late(day, now, source.max_snapshot_delay_hours)
        if late:
            return _missing(late)
        connection = connections.get(source.connection) if source.connection else None
        snapshot = spse_status.take_snapshot(source, connection, now)
        warehouse.store_status(site.key, day, name, snapshot)
    previous = warehouse.previous_status(site.key, day, name)
    return spse_status.day_reading(previous[1] if previous else None, snapshot, day)


def _read_monitoring(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import monitoring

    source = site.sources[name]
    assert isinstance(source, MonitoringSource)  # noqa: S101  # _READERS chose this function by the class
    reading = monitoring.read_day(source, connections, day, now)
    return _with_reasons(reading, ["hari belum berakhir"] if now < day.end else [])


def _read_probes(
    site: Site, day: Day, name: str, connections: Connections, now: datetime, warehouse: Warehouse
) -> Reading:
    from spse_monev.sources import probe

    source = site.sources[name]
    assert isinstance(source, ProbeSource)  # noqa: S101  # _READERS chose this function by the class
    # What began the day before or ended since the day is over has its true times.
    results = warehouse.probes(site.key, name, day.start - timedelta(days=1), now)
    reading = probe.day_reading(source, results, day, now)
    return _with_reasons(reading, ["hari belum berakhir"] if now < day.end else [])


_Reader = Callable[[Site, Day, str, Connections, datetime, Warehouse], Reading]
_READERS: dict[type, _Reader] = {
    PostgresSource: _read_statistics,
    PostgresLogSource: _read_database_log,
    ApplicationLogSource: _read_application_log,
    WebLogSource: _read_web_log,
    SpseStatusSource: _read_status,
    ProbeSource: _read_probes,
    MonitoringSource: _read_monitoring,
}


def _reader(source: Source) -> _Reader:
    """The reader of a source's class, or of the class it is a kind of."""
    return next(_READERS[kind] for kind in type(source).__mro__ if kind in _READERS)


def _too_early_or_late(day: Day, now: datetime, max_delay_hours: float) -> str | None:
    """Why the closing snapshot of a day cannot be taken now; None if it can."""
    if now < day.end:
        return "hari belum berakhir, potret statistik penutup belum dapat diambil"
    if now - day.end > timedelta(hours=max_delay_hours):
        return (
            f"potret statistik penutup hari tidak diambil dalam {max_delay_hours:g} jam sesudah hari berakhir dan "
            "tidak dapat diambil lagi"
        )
    return None


def _missing(reason: str) -> Reading:
    return Reading(Coverage(CoverageState.MISSING, reasons=(reason,)))


def _with_reasons(reading: Reading, reasons: list[str]) -> Reading:
    """The reading, at most partial if there are further reasons for it."""
    if not reasons:
        return reading
    coverage = reading.coverage
    state = CoverageState.PARTIAL if coverage.state is CoverageState.OK else coverage.state
    return replace(reading, coverage=replace(coverage, state=state, reasons=(*coverage.reasons, *reasons)))
