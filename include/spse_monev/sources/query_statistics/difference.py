"""What happened between two snapshots of a server's statistics, and how far that can be known.

Counters only grow. One that fell was set to zero in between, and counts since then. A row that is new started at zero
inside the window. In every doubtful case the smaller figure is taken and the reading is partial.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from spse_monev.completeness import WITHOUT_STATEMENTS
from spse_monev.facts import (
    Counter,
    Coverage,
    CoverageState,
    Metric,
    QueryTiming,
    Reading,
    StatementCounter,
    StatisticsSnapshot,
)
from spse_monev.period import Day
from spse_monev.sources.query_statistics.snapshot import MONITOR_CALLS
from spse_monev.text import fingerprint

WINDOW_TOLERANCE = timedelta(hours=1)  # at either end: the snapshot is taken shortly after midnight, not at it
NAMES_SHOWN = 5

# Added up over all databases, these describe the whole server.
_DATABASE_TOTALS = {
    "commit_count",
    "rollback_count",
    "hit_blocks",
    "read_blocks",
    "row_scanned_count",
    "row_fetched_count",
    "row_inserted_count",
    "row_updated_count",
    "row_deleted_count",
    "temp_file_count",
    "temp_bytes",
    "deadlock_count",
    "conflict_count",
    "block_read_ms",
    "block_write_ms",
    "checksum_failure_count",
    "session_count",
    "session_abandoned_count",
    "session_fatal_count",
    "session_killed_count",
    "session_ms",
    "session_active_ms",
    "session_idle_in_transaction_ms",
}


def day_reading(before: StatisticsSnapshot | None, after: StatisticsSnapshot, day: Day) -> Reading:
    """The figures of a day: `after` (its closing snapshot) less `before` (that of the day before; None: there is none).

    Metrics hold the gauges of `after`, then the differences of its counters; tables and indexes that were not touched
    have no row. Counters of databases are given by database and, as subject '', in sum. Queries are top-level
    statements merged by normalised text over users and databases. Their `max_ms` is None where the maximum since the
    last reset was not reached in this window.

    Coverage tells the window in `first_at`, `last_at` and `parser`; `entry_count` is the number of rows of
    pg_stat_statements that were called in it. ValueError if `before` is not earlier than `after`.
    """
    if before is not None and before.taken_at >= after.taken_at:
        raise ValueError(
            f"potret statistik awal ({before.taken_at}) tidak lebih dulu dari potret akhir ({after.taken_at})"
        )
    doubts = list(after.notes)
    reason = _why_not_comparable(before, after, day)
    if before is None or reason:
        return Reading(
            Coverage(
                state=CoverageState.PARTIAL,
                reasons=(*doubts, reason),
                first_at=after.taken_at,
                last_at=after.taken_at,
                parser=f"{_product(after)}, keadaan pada {_clock(after.taken_at, day)}",
            ),
            metrics=after.gauges,
        )

    doubts += _window_doubts(before, after, day)
    statements = _StatementDifferences.between(before, after, day)
    counters = _CounterDifferences.between(before, after, day)
    doubts += statements.doubts + counters.doubts
    parser = f"{_product(after)}, selisih {_clock(before.taken_at, day)} sampai {_clock(after.taken_at, day)}"
    if before.started_at != after.started_at:
        parser += f"; server menyala ulang {_clock(after.started_at, day)}"
    return Reading(
        Coverage(
            state=CoverageState.PARTIAL if doubts else CoverageState.OK,
            reasons=tuple(doubts),
            entry_count=len(statements.rows),
            first_at=before.taken_at,
            last_at=after.taken_at,
            parser=parser,
        ),
        queries=_merge(statements.rows),
        metrics=(*after.gauges, *_metrics(counters.values), *_nested(statements.rows)),
    )


def _why_not_comparable(before: StatisticsSnapshot | None, after: StatisticsSnapshot, day: Day) -> str:
    """Why nothing can be subtracted, or ''."""
    if before is None:
        return (
            "hari pertama: belum ada potret statistik sebelumnya, sehingga pemakaian query dan angka harian lain "
            "belum dapat dihitung; yang tercatat hanya keadaan saat potret"
        )
    old, new = before.server_version // 10000, after.server_version // 10000
    if old != new:
        return (
            f"PostgreSQL berganti dari versi {old} ke {new}: hitungan lama tidak dapat dikurangkan, sehingga angka "
            "harian tidak dihitung"
        )
    # A server that started anew did so after `before`; the clocks of two machines may differ a little.
    if after.started_at != before.started_at and after.started_at < max(
        before.started_at, before.taken_at - WINDOW_TOLERANCE
    ):
        return (
            f"server lain dari potret sebelumnya (menyala sejak {_clock(after.started_at, day)}): angka harian "
            "tidak dihitung"
        )
    return ""


def _window_doubts(before: StatisticsSnapshot, after: StatisticsSnapshot, day: Day) -> list[str]:
    far = abs(before.taken_at - day.start) > WINDOW_TOLERANCE or abs(after.taken_at - day.end) > WINDOW_TOLERANCE
    if not far:
        return []
    hours = (after.taken_at - before.taken_at) / timedelta(hours=1)
    text = f"{hours:.1f}".replace(".", ",")
    return [
        f"angka mencakup {text} jam, dari {_clock(before.taken_at, day)} sampai {_clock(after.taken_at, day)}, "
        "bukan tepat satu hari kalender"
    ]


@dataclass(slots=True)
class _StatementDifferences:
    """Rows of pg_stat_statements less those of before; `max_ms` still that since the reset."""

    rows: list[_Called] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, before: StatisticsSnapshot, after: StatisticsSnapshot, day: Day) -> _StatementDifferences:
        found = cls()
        if not _has_statements(after):
            return found  # the notes of the snapshot say why
        if not _has_statements(before):
            found.doubts.append(
                "statistik query belum terbaca pada potret sebelumnya, sehingga pemakaian query belum dapat dihitung"
            )
            return found

        # Extension 1.9 splits a row into top-level and nested ones, and is the first to tell when it was reset.
        if (before.statements_reset_at is None) != (after.statements_reset_at is None):
            found.doubts.append(
                f"pg_stat_statements berganti dari versi {before.extension_version} ke {after.extension_version}: "
                "pemakaian query hari ini belum dapat dihitung"
            )
            return found

        emptied = before.statements_reset_at != after.statements_reset_at
        if emptied:
            found.doubts.append(
                "pg_stat_statements dikosongkan (reset, atau server berhenti tidak wajar): angka query dihitung "
                f"sejak {_clock(after.statements_reset_at, day)}"
            )
        earlier = {} if emptied else {_key(row): row for row in before.statements}

        restarted = 0
        for row in after.statements:
            old = earlier.pop(_key(row), None)
            if old is not None and _fell(old, row):
                restarted += 1
                old = None
            called = _Called.since(old, row)
            if called.calls:
                found.rows.append(called)
        if restarted:
            found.doubts.append(
                f"hitungan {restarted} query mulai lagi dari nol di tengah hari (reset, dikeluarkan dari "
                "pg_stat_statements, atau server berhenti tidak wajar): angkanya sekurang-kurangnya"
            )
        if earlier:
            found.doubts.append(
                f"{len(earlier)} query tidak ada lagi di pg_stat_statements: pemakaiannya pada hari ini tidak diketahui"
            )
        if after.deallocations is not None and before.deallocations is not None:
            # A reset sets this count to zero too.
            evicted = after.deallocations - (0 if emptied else before.deallocations)
            if evicted > 0:
                found.doubts.append(
                    f"pg_stat_statements penuh dan {evicted} kali mengeluarkan query yang jarang dipakai: angka query "
                    "sekurang-kurangnya; naikkan pg_stat_statements.max"
                )
        return found


@dataclass(frozen=True, slots=True)
class _Called:
    """What one row of pg_stat_statements did in the window."""

    row: StatementCounter
    calls: int
    total_ms: float
    row_count: int
    shared_hit_blocks: int
    shared_read_blocks: int
    temp_blocks: int
    is_max_known: bool  # whether row.max_ms was reached in the window

    @classmethod
    def since(cls, old: StatementCounter | None, row: StatementCounter) -> _Called:
        return cls(
            row=row,
            calls=row.calls - (old.calls if old else 0),
            total_ms=row.total_ms - (old.total_ms if old else 0.0),
            row_count=row.row_count - (old.row_count if old else 0),
            shared_hit_blocks=row.shared_hit_blocks - (old.shared_hit_blocks if old else 0),
            shared_read_blocks=row.shared_read_blocks - (old.shared_read_blocks if old else 0),
            temp_blocks=row.temp_blocks - (old.temp_blocks if old else 0),
            is_max_known=old is None or row.max_ms > old.max_ms,
        )


def _has_statements(snapshot: StatisticsSnapshot) -> bool:
    # An empty view and one that was not read both have no rows; only the first has this counter.
    return any(counter.name == MONITOR_CALLS for counter in snapshot.counters)


def _key(row: StatementCounter) -> tuple[object, ...]:
    return (row.user, row.database, row.query_id, row.toplevel)


def _fell(old: StatementCounter, new: StatementCounter) -> bool:
    # Not max_ms: extension 1.11 can reset minima and maxima alone.
    return (
        new.calls < old.calls
        or new.total_ms < old.total_ms
        or new.row_count < old.row_count
        or new.shared_hit_blocks < old.shared_hit_blocks
        or new.shared_read_blocks < old.shared_read_blocks
        or new.temp_blocks < old.temp_blocks
    )


def _merge(rows: Iterable[_Called]) -> tuple[QueryTiming, ...]:
    """One timing per normalised text, most total time first. Nested statements are part of their callers' time."""
    groups: dict[str, list[_Called]] = defaultdict(list)
    texts: dict[str, str] = {}
    for called in rows:
        if not called.row.toplevel:
            continue
        # PostgreSQL may have lost the texts; the id then is all there is to tell queries apart.
        text = called.row.query or f"(teks tidak tersedia, query_id {called.row.query_id})"
        key = fingerprint(text)
        texts[key] = text
        groups[key].append(called)
    timings = [_timing(key, texts[key], group) for key, group in groups.items()]
    return tuple(sorted(timings, key=lambda timing: (-timing.total_ms, timing.fingerprint)))


def _timing(key: str, text: str, group: list[_Called]) -> QueryTiming:
    by_database: dict[str, int] = defaultdict(int)
    for called in group:
        by_database[called.row.database] += called.calls
    return QueryTiming(
        fingerprint=key,
        query=text,
        query_ids=tuple(sorted({called.row.query_id for called in group})),
        calls=sum(called.calls for called in group),
        total_ms=sum(called.total_ms for called in group),
        max_ms=_window_max(group),
        by_database=dict(by_database),
        row_count=sum(called.row_count for called in group),
        shared_hit_blocks=sum(called.shared_hit_blocks for called in group),
        shared_read_blocks=sum(called.shared_read_blocks for called in group),
        temp_blocks=sum(called.temp_blocks for called in group),
    )


def _window_max(group: list[_Called]) -> float | None:
    """The longest call of the window, if it is certain: no row of unknown maximum may hide a longer one."""
    known = max((called.row.max_ms for called in group if called.is_max_known), default=None)
    hidden = max((called.row.max_ms for called in group if not called.is_max_known), default=0.0)
    return known if known is not None and known >= hidden else None


def _nested(rows: Iterable[_Called]) -> list[Metric]:
    count = sum(called.calls for called in rows if not called.row.toplevel)
    return [Metric("nested_call_count", float(count))] if count else []


@dataclass(slots=True)
class _CounterDifferences:
    values: dict[tuple[str, str], float] = field(default_factory=dict)  # by name and subject
    doubts: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, before: StatisticsSnapshot, after: StatisticsSnapshot, day: Day) -> _CounterDifferences:
        found = cls()
        earlier = {(counter.name, counter.subject): counter for counter in before.counters}
        names = {name for name, _ in earlier}
        now = {(counter.name, counter.subject) for counter in after.counters}
        # A renamed table looks like one that is gone and a new one with the counts of all its life.
        with_gone = {name for name, subject in earlier if (name, subject) not in now}

        groups: dict[tuple[str, datetime | None], list[Counter]] = defaultdict(list)
        unknown: set[str] = set()
        left_out: set[str] = set()
        for counter in after.counters:
            if (counter.name, counter.subject) in earlier:
                groups[counter.subject, counter.reset_at].append(counter)
            elif counter.name not in names:
                unknown.add(counter.name)
            elif counter.name in with_gone:
                left_out.add(counter.subject)
            else:
                found.values[counter.name, counter.subject] = counter.value

        reset: dict[str, datetime | None] = {}
        doubtful: set[str] = set()
        for (subject, reset_at), group in groups.items():
            pairs = [(earlier[counter.name, subject], counter) for counter in group]
            fell = any(new.value < old.value for old, new in pairs)
            moved = any(new.reset_at != old.reset_at for old, new in pairs)
            if fell:
                reset[subject] = reset_at if moved else None
            elif moved:
                # Resetting a single table moves its database's time as well, so the time alone proves nothing.
                doubtful.add(subject)
            for old, new in pairs:
                found.values[new.name, subject] = new.value if fell else new.value - old.value

        found.doubts += _counter_doubts(reset, doubtful, left_out, unknown, day)
        return found


def _counter_doubts(
    reset: dict[str, datetime | None], doubtful: set[str], left_out: set[str], unknown: set[str], day: Day
) -> list[str]:
    doubts = []
    if reset:
        times = sorted({_clock(moment, day) for moment in reset.values() if moment})
        since = f" ({', '.join(times[:NAMES_SHOWN])})" if times else ""
        doubts.append(
            f"statistik {_names(reset)} mulai lagi dari nol{since} (reset, atau server berhenti tidak wajar): "
            "angkanya dihitung sejak saat itu"
        )
    if doubtful:
        doubts.append(f"waktu reset statistik {_names(doubtful)} berubah: angkanya sekurang-kurangnya")
    if left_out:
        doubts.append(
            f"{_names(left_out)} baru ada sejak potret sebelumnya sementara yang lain hilang (mungkin berganti nama): "
            "angka hariannya tidak dihitung"
        )
    if unknown:
        doubts.append(f"belum ada angka pembanding dari potret sebelumnya untuk: {_names(unknown)}")
    return doubts


def _names(names: Iterable[str]) -> str:
    """A few names and how many more; '' is the server."""
    shown = sorted(name or "server" for name in names)
    more = len(shown) - NAMES_SHOWN
    return ", ".join(shown[:NAMES_SHOWN]) + (f" dan {more} lainnya" if more > 0 else "")


def _metrics(values: dict[tuple[str, str], float]) -> list[Metric]:
    totals: dict[str, float] = defaultdict(float)
    metrics = []
    for (name, subject), value in values.items():
        if name in _DATABASE_TOTALS:
            totals[name] += value
        if value or not name.startswith(("table_", "index_")):
            metrics.append(Metric(name, value, subject))
    metrics += [Metric(name, value) for name, value in totals.items()]
    hits = [metric for metric in metrics if metric.name == "hit_blocks"]
    reads = {metric.subject: metric.value for metric in metrics if metric.name == "read_blocks"}
    for hit in hits:
        touched = hit.value + reads.get(hit.subject, 0.0)
        if touched:
            metrics.append(Metric("cache_hit_pct", 100.0 * hit.value / touched, hit.subject))
    return metrics


def _product(snapshot: StatisticsSnapshot) -> str:
    version = f"PostgreSQL {snapshot.server_version // 10000}.{snapshot.server_version % 10000}"
    extension = snapshot.extension_version
    return f"{version}, pg_stat_statements {extension}" if extension else f"{version} {WITHOUT_STATEMENTS}"


def _clock(moment: datetime | None, day: Day) -> str:
    return f"{moment.astimezone(day.zone):%d-%m-%Y %H.%M %Z}" if moment else "waktu yang tidak diketahui"
