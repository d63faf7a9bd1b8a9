"""What is kept of each day.

A day of a source is one transaction: its rows are replaced whole, or stay as they were. The facts of a day that was
not read (coverage `missing`) never take the place of one that was, so a rerun can only make a day better.
"""

from __future__ import annotations

import math
import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from spse_monev.facts import (
    Artifact,
    CheckState,
    Counter,
    Coverage,
    CoverageState,
    Histogram,
    Metric,
    MonitorKind,
    Place,
    ProbeResult,
    Reading,
    Setting,
    SourceCheck,
    StatementCounter,
    StatisticsSnapshot,
    StatusMonitor,
    StatusSnapshot,
)
from spse_monev.period import Day, Month
from spse_monev.settings import Retention
from spse_monev.text import fingerprint, storable
from spse_monev.warehouse.analysis import AnalysisStore
from spse_monev.warehouse.changes import ChangeStore
from spse_monev.warehouse.complaints import Complaints
from spse_monev.warehouse.deviations import Deviations
from spse_monev.warehouse.notifications import NotificationStore
from spse_monev.warehouse.pages import Pages
from spse_monev.warehouse.session import SQL_FOLDER, Row, Session
from spse_monev.warehouse.step_runs import StepRuns

_DETAILS = (
    "error_daily", "query_daily", "failure_daily", "metric_daily", "route_daily", "incident_daily",
    "availability_daily",
)  # fmt: skip


class Warehouse(Session):
    """The kept days, through one open session, which its other parts share."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.complaints = Complaints(connection)
        self.deviations = Deviations(connection)
        self.analysis = AnalysisStore(connection)
        self.changes = ChangeStore(connection)
        self.step_runs = StepRuns(connection)
        self.notifications = NotificationStore(connection)
        self.pages = Pages(connection)

    def add_check(self, site: str, day: Day, check: SourceCheck) -> None:
        """Add one attempt to see whether a source is alive, made by the run of `day`."""
        where = f"pemeriksaan {check.source}"
        binds = asdict(check) | {"state": str(check.state), "evidence": storable(check.evidence)}
        binds["latency_ms"] = None if check.latency_ms is None else _finite(check.latency_ms, where, "latency_ms")
        self._execute("source_check/insert_attempt", site=site, day=day.date, **binds)

    def last_checks(self, site: str, day: Day) -> dict[str, SourceCheck]:
        """The last attempt of each source in the run of `day`, by source."""
        rows = self._select("source_check/select_last", site=site, day=day.date)
        return {row["source"]: SourceCheck(**row | {"state": CheckState(row["state"])}) for row in rows}

    def store_reading(self, site: str, day: Day, source: str, reading: Reading) -> bool:
        """Replace all rows of a source's day, in one transaction; False if what is stored is better and so stays.

        Better is ok over partial over missing, and within one state more entries: a log that was overwritten since
        must not wipe out what it once held. ValueError if a figure is not a finite number.
        """
        key = {"site": site, "day": day.date, "source": source}
        with self._connection.transaction():
            self._execute("coverage/lock_day", **key)
            stored = self._select("coverage/select_rank", **key)
            if stored and _rank(reading.coverage) < (CoverageState(stored[0]["state"]).grade, stored[0]["entry_count"]):
                return False
            self._execute("coverage/delete_day", **key)
            self._execute("coverage/insert_day", **key, **_coverage_binds(reading.coverage))
            self._copy("error_daily", key, _error_rows(reading))
            self._copy("query_daily", key, _query_rows(reading, source))
            self._copy("failure_daily", key, _failure_rows(reading))
            self._copy("metric_daily", key, _metric_rows(reading.metrics, source))
            self._copy("route_daily", key, _route_rows(reading, source))
            self._copy("incident_daily", key, _incident_rows(reading))
            self._copy("availability_daily", key, _availability_rows(reading, source))
        return True

    def coverages(self, site: str, day: Day) -> dict[str, Coverage]:
        """How completely each source is stored for `day`; one whose facts have been deleted since is partial."""
        return {
            row.pop("source"): _coverage(row) for row in self._select("coverage/select_day", site=site, day=day.date)
        }

    def store_snapshot(self, site: str, day: Day, source: str, snapshot: StatisticsSnapshot) -> bool:
        """Keep the closing snapshot of a day; False if there is one, which stays: a later one would move events."""
        key = {"site": site, "day": day.date, "source": source}
        with self._connection.transaction():
            inserted = self._select(
                "statistics_snapshot/insert_first",
                **key,
                taken_at=snapshot.taken_at,
                server_version=snapshot.server_version,
                extension_version=snapshot.extension_version,
                started_at=snapshot.started_at,
                statements_reset_at=snapshot.statements_reset_at,
                deallocations=snapshot.deallocations,
                notes=[storable(note) for note in snapshot.notes],
            )
            if not inserted:
                return False
            self._copy("statement_counter", key, _statement_rows(snapshot, source))
            self._copy("statistics_counter", key, _counter_rows(snapshot, source))
            self._copy("statistics_gauge", key, _metric_rows(snapshot.gauges, source))
            self._copy("setting_daily", key, _setting_rows(snapshot))
        return True

    def snapshot(self, site: str, day: Day, source: str) -> StatisticsSnapshot | None:
        """The closing snapshot of a day, its rows in the order of their names; None if none was kept."""
        key = {"site": site, "day": day.date, "source": source}
        with self._connection.transaction():
            head = self._select("statistics_snapshot/select_day", **key)
            if not head:
                return None
            return StatisticsSnapshot(
                **head[0] | {"notes": tuple(head[0]["notes"])},
                statements=tuple(
                    StatementCounter(**row) for row in self._select("statement_counter/select_day", **key)
                ),
                counters=tuple(Counter(**row) for row in self._select("statistics_counter/select_day", **key)),
                gauges=tuple(Metric(**row) for row in self._select("statistics_gauge/select_day", **key)),
                settings=tuple(Setting(**row) for row in self._select("setting_daily/select_day", **key)),
            )

    def previous_snapshot(self, site: str, day: Day, source: str) -> tuple[Day, StatisticsSnapshot] | None:
        """The latest snapshot of an earlier day, with that day; None if there is none."""
        [row] = self._select("statistics_snapshot/select_previous_day", site=site, day=day.date, source=source)
        if row["day"] is None:
            return None
        previous = Day(row["day"], day.zone)
        snapshot = self.snapshot(site, previous, source)
        return None if snapshot is None else (previous, snapshot)

    def store_status(self, site: str, day: Day, source: str, snapshot: StatusSnapshot) -> bool:
        """Keep SPSE's own statistics at the close of a day; False if there are some already, which stay."""
        key = {"site": site, "day": day.date, "source": source}
        with self._connection.transaction():
            inserted = self._select(
                "status_snapshot/insert_first",
                **key,
                taken_at=snapshot.taken_at,
                started_at=snapshot.started_at,
                java_version=storable(snapshot.java_version),
                notes=[storable(note) for note in snapshot.notes],
            )
            if not inserted:
                return False
            self._copy("status_monitor", key, _monitor_rows(snapshot, source))
            self._copy("status_gauge", key, _metric_rows(snapshot.gauges, source))
        return True

    def status(self, site: str, day: Day, source: str) -> StatusSnapshot | None:
        """SPSE's own statistics at the close of a day, in the order of their names; None if none were kept."""
        key = {"site": site, "day": day.date, "source": source}
        with self._connection.transaction():
            head = self._select("status_snapshot/select_day", **key)
            if not head:
                return None
            return StatusSnapshot(
                **head[0] | {"notes": tuple(head[0]["notes"])},
                monitors=tuple(
                    StatusMonitor(**row | {"kind": MonitorKind(row["kind"])})
                    for row in self._select("status_monitor/select_day", **key)
                ),
                gauges=tuple(Metric(**row) for row in self._select("status_gauge/select_day", **key)),
            )

    def previous_status(self, site: str, day: Day, source: str) -> tuple[Day, StatusSnapshot] | None:
        """The latest of an earlier day, with that day; None if there is none."""
        [row] = self._select("status_snapshot/select_previous_day", site=site, day=day.date, source=source)
        if row["day"] is None:
            return None
        previous = Day(row["day"], day.zone)
        snapshot = self.status(site, previous, source)
        return None if snapshot is None else (previous, snapshot)

    def add_probes(self, site: str, source: str, results: Iterable[ProbeResult]) -> None:
        """Add what the office's own probes saw, in one transaction; the same probe again changes nothing."""
        with self._connection.transaction():
            for result in results:
                where = f"{source}, {result.component}"
                latency = None if result.latency_ms is None else _finite(result.latency_ms, where, "latency_ms")
                texts = {"component": storable(result.component), "evidence": storable(result.evidence)}
                binds = asdict(result) | texts | {"latency_ms": latency}
                self._execute("probe_result/insert_result", site=site, source=source, **binds)

    def probes(self, site: str, source: str, since: datetime, until: datetime) -> list[ProbeResult]:
        """What the probes of a source saw from `since` to before `until`, by component and time."""
        rows = self._select("probe_result/select_span", site=site, source=source, since=since, until=until)
        return [ProbeResult(**row) for row in rows]

    def record_artifact(self, site: str, artifact: Artifact) -> None:
        """Enter a written file in the register, unless its path is already there with this hash as the newest."""
        self._execute(
            "artifact/insert_change",
            site=site,
            path=artifact.path,
            kind=artifact.kind,
            period=artifact.period.grain,
            period_start=artifact.period.start.date(),
            state=artifact.state,
            sha256=artifact.sha256,
            bytes=artifact.bytes,
            written_at=artifact.written_at,
        )

    def artifacts(self, site: str, period: Day | Month) -> list[Artifact]:
        """The register of a period's files, oldest first; a path that was rewritten stands there more than once."""
        rows = self._select("artifact/select_period", site=site, period=period.grain, period_start=period.start.date())
        return [Artifact(period=period, **row) for row in rows]

    def report_rows(self, name: str, site: str, period: Day | Month, **binds: Any) -> list[Row]:
        """The rows of `include/sql/reports/<name>.sql`, read-only, with times in the site's zone.

        The query may use the binds %(site)s, %(day)s or %(month)s (the date of the period's first day), for either kind
        of period %(grain)s ('day' or 'month') and %(first)s (that same date), %(since)s and %(until)s (the period's
        bounds) and those given here; a percent sign in it is written twice. ValueError if there is no such query.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not (SQL_FOLDER / "reports" / f"{name}.sql").is_file():
            raise ValueError(f"kueri laporan {name!r} tidak ada di {SQL_FOLDER / 'reports'}")
        with self._connection.transaction():
            self._execute("session/set_report", zone=period.zone.key)
            first = period.start.date()
            spans = {period.grain: first, "grain": period.grain, "first": first}
            spans |= {"since": period.start, "until": period.end}
            return self._select(f"../reports/{name}", site=site, **spans, **binds)

    def apply_retention(self, site: str, today: date, retention: Retention) -> dict[str, int]:
        """Delete facts and snapshots older than the site keeps them; returns the rows deleted by table.

        Complaints lose their texts and hashes, and stay counted. Coverage, checks, artifacts and deviations are
        registers and stay. The coverage of a day whose facts went says so.
        """
        details = {"site": site, "before": today - timedelta(days=retention.detail_days)}
        snapshots = {"site": site, "before": today - timedelta(days=retention.snapshot_days)}
        with self._connection.transaction():
            self._execute("coverage/mark_expired", **details)
            deleted = {table: self._execute(f"{table}/delete_expired", **details) for table in _DETAILS}
            for table in ("statistics_snapshot", "status_snapshot"):
                deleted[table] = self._execute(f"{table}/delete_expired", **snapshots)
            deleted["probe_result"] = self._execute("probe_result/delete_expired", **details)
            deleted["complaint"] = self._execute("complaint/blank_expired", **details)
        return deleted

    def _copy(self, table: str, key: Mapping[str, Any], rows: Iterable[Sequence[Any]]) -> None:
        prefix = (key["site"], key["day"], key["source"])
        self._copy_rows(f"{table}/copy_day", ((*prefix, *row) for row in rows))


def _rank(coverage: Coverage) -> tuple[int, int]:
    return coverage.state.grade, coverage.entry_count


def _coverage_binds(coverage: Coverage) -> Row:
    places = [{"file": storable(p.file), "line": p.line, "text": storable(p.text)} for p in coverage.unparsed_places]
    return {
        "state": str(coverage.state),
        "reasons": [storable(reason) for reason in coverage.reasons],
        "file_count": coverage.file_count,
        "read_bytes": coverage.read_bytes,
        "entry_count": coverage.entry_count,
        "unparsed_count": coverage.unparsed_count,
        "unparsed_places": Jsonb(places),
        "first_at": coverage.first_at,
        "last_at": coverage.last_at,
        "per_hour": list(coverage.per_hour),
        "parser": storable(coverage.parser),
    }


def _coverage(row: Row) -> Coverage:
    return Coverage(
        **row
        | {
            "state": CoverageState(row["state"]),
            "reasons": tuple(row["reasons"]),
            "unparsed_places": tuple(Place(**place) for place in row["unparsed_places"]),
            "per_hour": tuple(row["per_hour"]),
        }
    )


def _error_rows(reading: Reading) -> Iterator[Sequence[Any]]:
    for error in reading.errors:
        yield (
            error.fingerprint,
            error.severity,
            None if error.code is None else storable(error.code),
            storable(error.message),
            error.count,
            error.first_at,
            error.last_at,
            list(error.per_hour),
            _tallies(error.by_user),
            _tallies(error.by_database),
            _tallies(error.by_application),
            _tallies(error.by_route),
            storable(error.place),
            storable(error.sample),
            None if error.sample_statement is None else storable(error.sample_statement),
        )


def _query_rows(reading: Reading, source: str) -> Iterator[Sequence[Any]]:
    for query in reading.queries:
        where = f"{source}, kueri {query.fingerprint}"
        histogram = query.histogram
        yield (
            query.fingerprint,
            storable(query.query),
            list(query.query_ids),
            query.calls,
            _finite(query.total_ms, where, "total_ms"),
            None if query.max_ms is None else _finite(query.max_ms, where, "max_ms"),
            query.percentile_ms(0.50),
            query.percentile_ms(0.95),
            query.percentile_ms(0.99),
            _buckets(histogram),
            _tallies(query.by_database),
            query.row_count,
            query.shared_hit_blocks,
            query.shared_read_blocks,
            query.temp_blocks,
        )


def _failure_rows(reading: Reading) -> Iterator[Sequence[Any]]:
    for failure in reading.failures:
        yield (
            failure.kind,
            failure.count,
            failure.first_at,
            failure.last_at,
            list(failure.per_hour),
            storable(failure.evidence),
        )


def _metric_rows(metrics: Iterable[Metric], source: str) -> Iterator[Sequence[Any]]:
    for metric in metrics:
        yield metric.name, storable(metric.subject), _finite(metric.value, source, f"{metric.name} {metric.subject}")


def _route_rows(reading: Reading, source: str) -> Iterator[Sequence[Any]]:
    for route in reading.traffic:
        where = f"{source}, rute {route.method} {route.route}"
        yield (
            storable(route.method),
            storable(route.route),
            str(route.client),
            str(route.purpose),
            route.request_count,
            _tallies(route.by_status),
            list(route.per_hour),
            list(route.failed_per_hour),
            route.sent_bytes,
            route.timed_count,
            _finite(route.total_ms, where, "total_ms"),
            None if route.max_ms is None else _finite(route.max_ms, where, "max_ms"),
            route.percentile_ms(0.50),
            route.percentile_ms(0.95),
            route.percentile_ms(0.99),
            _buckets(route.histogram),
        )


def _incident_rows(reading: Reading) -> Iterator[Sequence[Any]]:
    for incident in reading.incidents:
        yield (
            storable(incident.incident_id),
            storable(incident.component),
            storable(incident.name),
            str(incident.severity),
            incident.is_outage,
            incident.started_at,
            incident.ended_at,
        )


def _availability_rows(reading: Reading, source: str) -> Iterator[Sequence[Any]]:
    for component in reading.availability:
        where = f"{source}, {component.component}"
        yield (
            storable(component.component),
            _finite(component.up_seconds, where, "up_seconds"),
            _finite(component.down_seconds, where, "down_seconds"),
            _finite(component.unknown_seconds, where, "unknown_seconds"),
            component.outage_count,
            _finite(component.longest_outage_seconds, where, "longest_outage_seconds"),
        )


def _monitor_rows(snapshot: StatusSnapshot, source: str) -> Iterator[Sequence[Any]]:
    for monitor in snapshot.monitors:
        where = f"{source}, {monitor.kind} {monitor.name[:80]}"
        name = storable(monitor.name)
        yield (
            str(monitor.kind),
            fingerprint(name),
            name,
            monitor.hits,
            _finite(monitor.total_ms, where, "total_ms"),
            _finite(monitor.min_ms, where, "min_ms"),
            _finite(monitor.max_ms, where, "max_ms"),
        )


def _statement_rows(snapshot: StatisticsSnapshot, source: str) -> Iterator[Sequence[Any]]:
    for statement in snapshot.statements:
        where = f"{source}, kueri {statement.query_id}"
        yield (
            storable(statement.user),
            storable(statement.database),
            statement.query_id,
            statement.toplevel,
            storable(statement.query),
            statement.calls,
            _finite(statement.total_ms, where, "total_ms"),
            _finite(statement.max_ms, where, "max_ms"),
            statement.row_count,
            statement.shared_hit_blocks,
            statement.shared_read_blocks,
            statement.temp_blocks,
        )


def _counter_rows(snapshot: StatisticsSnapshot, source: str) -> Iterator[Sequence[Any]]:
    for counter in snapshot.counters:
        value = _finite(counter.value, source, f"{counter.name} {counter.subject}")
        yield counter.name, storable(counter.subject), value, counter.reset_at


def _setting_rows(snapshot: StatisticsSnapshot) -> Iterator[Sequence[Any]]:
    for setting in snapshot.settings:
        yield setting.name, storable(setting.value), setting.unit, setting.source, setting.pending_restart


def _buckets(histogram: Histogram | None) -> Jsonb | None:
    return None if histogram is None else Jsonb({str(bucket): n for bucket, n in sorted(histogram.buckets.items())})


def _tallies(counts: Mapping[str, int]) -> Jsonb:
    # Two names may become one when cleaned; their counts are then added.
    stored: Tally[str] = Tally()
    for name in sorted(counts):
        stored[storable(name)] += counts[name]
    return Jsonb(dict(stored))


def _finite(value: float, where: str, name: str) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{where}: {name.strip()} bernilai {value}, padahal harus bilangan berhingga; tidak disimpan")
    return value
