"""What SPSE counted between two looks at its statistics, and how far that can be known.

Counts run since the application started, and only grow. In every doubtful case the smaller figure is taken and the
reading is partial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from spse_monev.facts import (
    Client,
    Coverage,
    CoverageState,
    Metric,
    MonitorKind,
    Purpose,
    QueryTiming,
    Reading,
    RouteTraffic,
    StatusMonitor,
    StatusSnapshot,
)
from spse_monev.period import Day
from spse_monev.text import fingerprint

WINDOW_TOLERANCE = timedelta(hours=1)  # at either end: the snapshot is taken shortly after midnight, not at it
# The moment of the start is the time of asking less the uptime: it moves with the answer's delay and both clocks.
START_TOLERANCE = timedelta(minutes=2)
# Totals are a mean times a count, so that equal ones may differ by the last digits.
ROUNDING = 1e-6

_PURPOSES = {MonitorKind.ACTION: Purpose.ACTION, MonitorKind.TEMPLATE: Purpose.TEMPLATE}


def day_reading(previous: StatusSnapshot | None, closing: StatusSnapshot, day: Day) -> Reading:
    """The figures of a day: its closing snapshot less that of the day before (None: there is none).

    Metrics hold the gauges of `closing` (memory, uptime) and what the application timed besides queries, actions and
    templates, such as jobs. `max_ms` is None where the longest time since the start was not reached in this window.
    Coverage tells the window in `first_at`, `last_at` and `parser`; `entry_count` is the number of monitors that
    counted in it. ValueError if `previous` is not earlier than `closing`.
    """
    if previous is not None and previous.taken_at >= closing.taken_at:
        raise ValueError(
            f"potret statistik awal ({previous.taken_at}) tidak lebih dulu dari potret akhir ({closing.taken_at})"
        )
    doubts = list(closing.notes)
    reason = _why_not_comparable(previous, closing, day)
    if previous is None or reason:
        return Reading(
            Coverage(
                state=CoverageState.PARTIAL,
                reasons=(*doubts, reason),
                first_at=closing.taken_at,
                last_at=closing.taken_at,
                parser=f"{_product(closing)}, keadaan pada {_clock(closing.taken_at, day)}",
            ),
            metrics=closing.gauges,
        )

    restarted = closing.started_at - previous.started_at > START_TOLERANCE
    since = closing.started_at if restarted else previous.taken_at
    differences = _Differences.between(() if restarted else previous.monitors, closing.monitors)
    if restarted:
        doubts.append(
            f"aplikasi menyala ulang {_clock(since, day)}: angka dihitung sejak itu, dan pemakaian sebelumnya pada "
            "hari ini tidak diketahui"
        )
    else:
        doubts += _window_doubts(previous, closing, day)
    doubts += differences.doubts
    counted = differences.monitors
    return Reading(
        Coverage(
            state=CoverageState.PARTIAL if doubts else CoverageState.OK,
            reasons=tuple(doubts),
            entry_count=len(counted),
            first_at=since,
            last_at=closing.taken_at,
            parser=f"{_product(closing)}, selisih {_clock(since, day)} sampai {_clock(closing.taken_at, day)}",
        ),
        queries=tuple(_query(found) for found in counted if found.kind is MonitorKind.QUERY),
        traffic=tuple(_traffic(found, _PURPOSES[found.kind]) for found in counted if found.kind in _PURPOSES),
        metrics=(
            *closing.gauges,
            Metric("application_restart_count", float(restarted)),
            *(metric for found in counted if found.kind is MonitorKind.OTHER for metric in _others(found)),
        ),
    )


def _why_not_comparable(previous: StatusSnapshot | None, closing: StatusSnapshot, day: Day) -> str:
    """Why nothing can be subtracted, or ''."""
    if previous is None:
        return (
            "hari pertama: belum ada potret statistik sebelumnya, sehingga angka harian belum dapat dihitung; yang "
            "tercatat hanya keadaan saat potret"
        )
    # An application that started anew did so after `previous`; the clocks of two machines may differ a little.
    moved = closing.started_at - previous.started_at
    if abs(moved) > START_TOLERANCE and closing.started_at < previous.taken_at - START_TOLERANCE:
        return (
            f"aplikasi lain dari potret sebelumnya (menyala sejak {_clock(closing.started_at, day)}), atau jam "
            "bergeser: angka harian tidak dihitung"
        )
    return ""


def _window_doubts(previous: StatusSnapshot, closing: StatusSnapshot, day: Day) -> list[str]:
    far = abs(previous.taken_at - day.start) > WINDOW_TOLERANCE or abs(closing.taken_at - day.end) > WINDOW_TOLERANCE
    if not far:
        return []
    hours = (closing.taken_at - previous.taken_at) / timedelta(hours=1)
    text = f"{hours:.1f}".replace(".", ",")
    return [
        f"angka mencakup {text} jam, dari {_clock(previous.taken_at, day)} sampai {_clock(closing.taken_at, day)}, "
        "bukan tepat satu hari kalender"
    ]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What one monitor counted in the window."""

    kind: MonitorKind
    name: str
    hits: int
    total_ms: float
    max_ms: float | None  # None: reached before the window, or not known


@dataclass(slots=True)
class _Differences:
    monitors: list[_Counted] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, before: tuple[StatusMonitor, ...], after: tuple[StatusMonitor, ...]) -> _Differences:
        found = cls()
        earlier = {(monitor.kind, monitor.name): monitor for monitor in before}
        restarted = 0
        for monitor in after:
            # One that is new started at zero inside the window.
            old = earlier.pop((monitor.kind, monitor.name), None)
            if old is not None and _fell(old, monitor):
                restarted += 1
                old = None
            hits = monitor.hits - (old.hits if old else 0)
            if hits:
                found.monitors.append(
                    _Counted(
                        kind=monitor.kind,
                        name=monitor.name,
                        hits=hits,
                        total_ms=max(0.0, monitor.total_ms - (old.total_ms if old else 0.0)),
                        max_ms=monitor.max_ms if old is None or monitor.max_ms > old.max_ms else None,
                    )
                )
        if restarted:
            found.doubts.append(
                f"{restarted} hitungan mulai lagi dari nol di tengah hari (reset): angkanya sekurang-kurangnya"
            )
        if earlier:
            found.doubts.append(
                f"{len(earlier)} hitungan tidak ada lagi pada statistik SPSE: pemakaiannya pada hari ini tidak "
                "diketahui"
            )
        found.monitors.sort(key=lambda counted: (-counted.total_ms, counted.kind, counted.name))
        return found


def _fell(old: StatusMonitor, new: StatusMonitor) -> bool:
    """Whether a monitor was set to zero in between: nothing of it can fall otherwise, and no minimum can rise."""
    slack = ROUNDING * max(1.0, old.total_ms)
    return (
        new.hits < old.hits
        or new.total_ms < old.total_ms - slack
        or (new.hits == old.hits and new.total_ms > old.total_ms + slack)
        or new.max_ms < old.max_ms
        or new.min_ms > old.min_ms
    )


def _query(counted: _Counted) -> QueryTiming:
    return QueryTiming(
        fingerprint=fingerprint(counted.name),
        query=counted.name,
        query_ids=(),
        calls=counted.hits,
        total_ms=counted.total_ms,
        max_ms=counted.max_ms,
    )


def _traffic(counted: _Counted, purpose: Purpose) -> RouteTraffic:
    return RouteTraffic(
        method="",
        route=counted.name,
        client=Client.USER,
        purpose=purpose,
        request_count=counted.hits,
        timed_count=counted.hits,
        total_ms=counted.total_ms,
        max_ms=counted.max_ms,
    )


def _others(counted: _Counted) -> tuple[Metric, ...]:
    return (
        Metric("internal_run_count", float(counted.hits), counted.name),
        Metric("internal_run_total_ms", counted.total_ms, counted.name),
    )


def _product(snapshot: StatusSnapshot) -> str:
    return f"statistik SPSE (Java {snapshot.java_version})" if snapshot.java_version else "statistik SPSE"


def _clock(moment: datetime, day: Day) -> str:
    return f"{moment.astimezone(day.zone):%d-%m-%Y %H.%M %Z}"
