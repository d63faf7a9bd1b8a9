"""What happens on each day of the demo: how much is done, which faults occur, what is changed on the server.

The days run from the first of last month to yesterday. A round of real load on the database takes seconds, so only the
last `HISTORY_DAYS` days have one each of their own; every day before takes one of `SHARED_ROUNDS`. SPSE itself has a
day of its own each day.

Last month has a course: faults grow towards its end, once the database's log is lost, and on the worst of its days
the application is down while the database is short of connections. This month began quietly.

The last day, yesterday, has the story that its report should tell: the index on penawaran (psr_id) is gone, so that
'peserta satu tender' reads that whole table for each bidder, and deadlocks have multiplied. In SPSE itself the page
of a tender's bidders is slow, and many uploads are refused as too large. Two days before, the application ran out of
memory and was down for an hour and a half.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from spse_monev.period import Day, Month

Span = tuple[datetime, datetime]

HISTORY_DAYS = 8  # yesterday and the seven days before it
# The share of a day's work in each hour of the office's clock: quiet nights, two peaks before the usual deadlines.
HOURLY_WEIGHTS = (2, 1, 1, 1, 1, 2, 3, 6, 12, 16, 15, 11, 7, 12, 14, 12, 8, 5, 4, 4, 4, 4, 3, 2)
OPERATIONS = 1300  # of a Tuesday

_USUAL_FAULTS = {
    "unique_violation": 6,
    "foreign_key_violation": 3,
    "not_null_violation": 2,
    "check_violation": 1,
    "invalid_input": 4,
    "numeric_overflow": 1,
    "text_too_long": 2,
    "division_by_zero": 1,
    "syntax_error": 2,
    "undefined_table": 2,
    "undefined_column": 3,
    "undefined_function": 1,
    "permission_denied": 2,
    "application_error": 5,
    "temp_file_limit": 1,
    "transaction_aborted": 1,
    "no_transaction": 2,
    "deadlock": 1,
    "lock_timeout": 1,
    "lock_not_available": 2,
    "serialization_failure": 2,
    "statement_timeout": 2,
    "query_canceled": 1,
    "idle_in_transaction_timeout": 1,
    "backend_terminated": 1,
    "connection_lost": 1,
    "login_failed": 3,
    "unknown_database": 1,
    "too_many_connections": 1,
}
_USUAL_APPLICATION_FAULTS = {
    "null_pointer": 6,
    "pool_exhausted": 2,
    "database_refused": 2,
    "remote_unknown": 4,
    "certificate": 1,
    "remote_timeout": 3,
    "decryption": 2,
    "out_of_memory": 1,
    "upload_broken": 2,
    "mail": 3,
    "upload_too_large": 3,
    "waf_denied": 4,
    "upload_aborted": 2,
    "upload_rejected": 1,
    "bad_gateway": 1,
    "gateway_timeout": 2,
    "download_missing": 2,
    "worker_limit": 1,
}
REQUESTS = 600  # of a Tuesday
_WEEKDAY_FACTORS = (1.05, 1.0, 1.0, 0.95, 0.85, 0.35, 0.3)  # Monday to Sunday


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round of real load on the database, whose log and statistics become those of one day or several."""

    name: str
    seed: int
    operations: int
    faults: Counter[str]  # kind: how often
    # Statements run as superuser in SPSE's database before the round begins.
    changes: tuple[str, ...] = field(default=())
    frequent_checkpoints: bool = False


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day of the demo."""

    day: Day
    seed: int
    round: RoundPlan
    requests: int = 0  # of SPSE's ordinary users
    application_faults: Counter[str] = field(default_factory=Counter)  # as in application.faults: how often
    outage: Span | None = None  # of the application
    alert: Span | None = None  # of the monitoring system, about the application's host
    is_slow: bool = False  # the page that asks for the missing index
    is_log_lost: bool = False  # of the database


# Name: (share of a Tuesday's work, faults beyond the usual). The worst comes first and is one day's only: the first
# round that a new server runs makes its tables grow once, which must not be repeated.
SHARED_ROUNDS: dict[str, tuple[float, Counter[str]]] = {
    "terburuk": (1.0, Counter(too_many_connections=4, deadlock=4, login_failed=10, connection_lost=4)),
    "biasa": (1.0, Counter()),
    "padat": (1.15, Counter()),
    "libur": (0.35, Counter()),
    "memburuk": (
        1.05,
        Counter(deadlock=3, statement_timeout=4, lock_timeout=2, application_error=6, temp_file_limit=2),
    ),
}


def history(yesterday: Day, seed: int) -> list[DayPlan]:
    """The plans of every day from the first of last month up to and including `yesterday`, oldest first."""
    last_month = Month.before(yesterday.end, yesterday.zone)
    shared = {name: _shared_round(name, seed) for name in SHARED_ROUNDS}
    chance = random.Random(f"{seed} {last_month}")
    own_since = yesterday.shift(1 - HISTORY_DAYS)
    weekdays = [day for day in last_month.days if day.date.weekday() < 5 and day.date < own_since.date]
    lost = chance.choice(weekdays[: len(weekdays) // 2])
    worst = chance.choice(weekdays[len(weekdays) // 2 :])
    plans = []
    back = (yesterday.date - last_month.first).days
    for days_back in range(back, HISTORY_DAYS - 1, -1):
        day = yesterday.shift(-days_back)
        # From 0 to 1 in the course of last month.
        decay = (day.date - last_month.first).days / len(last_month.days) if day.start in last_month else 0.0
        name = "terburuk" if day == worst else _round_of(day, decay, chance)
        plans.append(_early_day(day, shared[name], decay, chance, is_worst=day == worst, is_log_lost=day == lost))
    return plans + [
        _late_day(yesterday.shift(-days_back), days_back, seed) for days_back in reversed(range(HISTORY_DAYS))
    ]


def rounds(plans: Iterable[DayPlan]) -> list[RoundPlan]:
    """The rounds that these days need, in the order in which the server has to run them."""
    needed = {plan.round.name: plan.round for plan in plans}
    shared = [needed.pop(name) for name in SHARED_ROUNDS if name in needed]
    return [*shared, *needed.values()]


def _shared_round(name: str, seed: int) -> RoundPlan:
    chance = random.Random(f"{seed} {name}")
    factor, more = SHARED_ROUNDS[name]
    return RoundPlan(name, chance.randrange(2**31), round(OPERATIONS * factor), _usual(_USUAL_FAULTS, factor) + more)


def _round_of(day: Day, decay: float, chance: random.Random) -> str:
    luck = chance.random()
    if day.date.weekday() >= 5:
        return "libur"
    if luck < decay**2:
        return "memburuk"
    return "padat" if day.date.weekday() == 0 or luck > 0.85 else "biasa"


def _early_day(
    day: Day, planned: RoundPlan, decay: float, chance: random.Random, *, is_worst: bool, is_log_lost: bool
) -> DayPlan:
    factor = _WEEKDAY_FACTORS[day.date.weekday()] * chance.uniform(0.95, 1.05)
    application_faults = _usual(_USUAL_APPLICATION_FAULTS, factor * (1 + decay))
    outage = alert = None
    if is_worst:
        outage = (day.start + timedelta(hours=13, minutes=12), day.start + timedelta(hours=15, minutes=47))
        alert = (day.start + timedelta(hours=12, minutes=50), day.start + timedelta(hours=16))
        application_faults += Counter(pool_exhausted=14, database_refused=9)
    return DayPlan(
        day=day,
        seed=chance.randrange(2**31),
        round=planned,
        requests=round(REQUESTS * factor),
        application_faults=application_faults,
        outage=outage,
        alert=alert,
        is_log_lost=is_log_lost,
    )


def _late_day(day: Day, days_back: int, seed: int) -> DayPlan:
    chance = random.Random(f"{seed} {days_back}")
    factor = _WEEKDAY_FACTORS[day.date.weekday()] * chance.uniform(0.95, 1.05)
    faults = _usual(_USUAL_FAULTS, factor)
    application_faults = _usual(_USUAL_APPLICATION_FAULTS, factor)
    changes: tuple[str, ...] = ()
    outage: Span | None = None
    if days_back == 2:
        # The application dies of its memory, and somebody starts it again.
        outage = (day.start + timedelta(hours=10, minutes=7), day.start + timedelta(hours=11, minutes=38))
        application_faults["out_of_memory"] += 4
    if days_back == 3:
        faults["login_failed"] += 15  # somebody tries passwords
    if days_back == 1:
        changes = ("ALTER SYSTEM SET work_mem = '8MB'", "SELECT pg_reload_conf()")
    if days_back == 0:
        faults["deadlock"] += 7
        faults["too_many_connections"] += 3
        application_faults["upload_too_large"] += 12
        application_faults["gateway_timeout"] += 6
        changes = ("DROP INDEX spse.penawaran_peserta_idx",)
    seed = chance.randrange(2**31)
    return DayPlan(
        day=day,
        seed=seed,
        round=RoundPlan(
            name=str(day),
            seed=seed,
            operations=round(OPERATIONS * factor),
            faults=faults,
            changes=changes,
            frequent_checkpoints=days_back in (0, 4),
        ),
        requests=round(REQUESTS * factor),
        application_faults=application_faults,
        outage=outage,
        alert=(day.start + timedelta(hours=9, minutes=30), day.start + timedelta(hours=11, minutes=20))
        if days_back == 0
        else None,
        is_slow=days_back == 0,
    )


def _usual(kinds: Mapping[str, int], factor: float) -> Counter[str]:
    # A rare kind still occurs on a quiet day, or it would be absent from the report by chance of the weekday.
    return Counter({kind: max(1, round(count * factor)) for kind, count in kinds.items()})
