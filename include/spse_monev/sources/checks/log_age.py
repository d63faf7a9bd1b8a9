"""What is common to the checks of logs: are there files, are they understood, and is their newest entry recent?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from spse_monev.connections import ConnectionMissingError, Connections
from spse_monev.facts import CheckState, SourceCheck
from spse_monev.settings import ApplicationLogSource, PostgresLogSource, WebLogSource
from spse_monev.sources.checks.session import explain
from spse_monev.sources.files import LogFile, open_log_files

# Clocks of two machines may differ a little; more is a wrong zone.
MAX_CLOCK_DIFFERENCE = timedelta(minutes=5)


def check_log(
    name: str,
    source: PostgresLogSource | ApplicationLogSource | WebLogSource,
    connections: Connections,
    now: datetime,
    zone: ZoneInfo,
    *,
    newest_entry_at: Callable[[Sequence[LogFile]], datetime | None],
    format_errors: tuple[type[Exception], ...],
    unknown_advice: str,
    stale_advice: str,
    zone_advice: str = "periksa jam server dan 'zone' sumber ini",
    remarks: Sequence[str] = (),
) -> SourceCheck:
    """`down` without a readable file, `stale` when the newest entry is older than `max_age_minutes` allows.

    The advices are clauses in Bahasa Indonesia, without a full stop: what to look at when no entry is known, when the
    newest is old, and when it is ahead of `now`. `remarks` are sentences that are added to whatever is found.
    """
    begun = time.perf_counter()
    sentences = list(remarks)

    def answer(state: CheckState, evidence: str, *, answered: bool = True) -> SourceCheck:
        latency_ms = (time.perf_counter() - begun) * 1000 if answered else None
        return SourceCheck(name, source.kind, state, now, latency_ms, " ".join([evidence, *sentences]))

    try:
        with open_log_files(source, connections) as found:
            if not found.files:
                evidence = f"Tidak ada log yang terbaca: {'; '.join(found.problems)}."
                return answer(CheckState.DOWN, evidence, answered=False)
            newest = newest_entry_at(found.files)
    except ConnectionMissingError as error:
        return answer(CheckState.DOWN, f"Log tidak dapat dibaca: {error}.", answered=False)
    except psycopg.Error as error:
        reason = explain(error, source.connection or "", connections)
        return answer(CheckState.DOWN, f"Log tidak dapat dibaca lewat SQL: {reason}.", answered=False)
    except OSError as error:
        return answer(CheckState.DOWN, f"Log tidak dapat dibaca: {error}.", answered=False)
    except format_errors as error:
        return answer(CheckState.STALE, f"Log ditemukan, tetapi isinya tidak dikenali: {error}.")

    sentences[:0] = [f"Catatan: {problem}." for problem in found.problems]
    if newest is None:
        return answer(
            CheckState.STALE,
            f"{len(found.files)} berkas log ditemukan, tetapi tidak ada entri yang dikenali; {unknown_advice}.",
        )
    age = now - newest
    moment = f"entri terbaru {newest.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
    if age < -MAX_CLOCK_DIFFERENCE:
        return answer(CheckState.STALE, f"Waktu {moment} masih di depan jam ini; {zone_advice}.")
    minutes = max(0, round(age.total_seconds() / 60))
    if age > timedelta(minutes=source.max_age_minutes):
        return answer(
            CheckState.STALE,
            f"Log usang: {moment}, {minutes} menit yang lalu, batasnya {source.max_age_minutes:g} menit; "
            f"{stale_advice}.",
        )
    return answer(CheckState.OK, f"Log hidup: {len(found.files)} berkas, {moment}, {minutes} menit yang lalu.")
