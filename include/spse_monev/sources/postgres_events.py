r"""The catalogue of PostgreSQL's log events: what kind of event an entry is, and which figures it carries.

>>> recognise("ERROR", "40P01", "deadlock detected").kind
'deadlock'
>>> recognise("LOG", None, 'temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 4096').totals["temp_file_bytes"]
4096.0

With an SQLSTATE the kind comes from it, and the message only decides where one code stands for several kinds (57014
is a timeout, a cancelled autovacuum or a user's cancel). Without one, as in a stderr log whose prefix lacks %e, it
comes from the message: English of PostgreSQL 10 to 18, and for the main failures, lock waits and temporary files also
German, Spanish and French, and what the Indonesian catalogue (kept until PostgreSQL 9.4) translated. Both ways give
the same kind. The codes are those of PostgreSQL's appendix A, the messages those of its source and catalogues; the
coverage is measured against the event lists of pgBadger and of pganalyze's collector.

A message is hostile text: application code may RAISE the words of any message. So a code is trusted before words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from spse_monev.sources.postgres_messages import MESSAGES, SYSTEM_ERRORS

_NONE: Mapping[str, float] = MappingProxyType({})
_ERRORS = frozenset(("ERROR", "FATAL", "PANIC"))


@dataclass(frozen=True, slots=True)
class Event:
    """What an entry stands for. Add `totals` up over entries; of `peaks` keep the largest."""

    kind: str
    is_failure: bool = False  # the same for all events of a kind, but for 'other'
    totals: Mapping[str, float] = field(default_factory=lambda: _NONE)
    peaks: Mapping[str, float] = field(default_factory=lambda: _NONE)


_OTHER = Event("other")
_OTHER_ERROR = Event("other", is_failure=True)

# --- By SQLSTATE ---------------------------------------------------------------------------------------------------

_BY_CODE = {
    "08P01": "protocol_error",
    "22023": "invalid_input",
    "23502": "not_null_violation",
    "23503": "foreign_key_violation",
    "23505": "unique_violation",
    "23514": "check_violation",
    "23P01": "exclusion_violation",
    "25006": "read_only_transaction",
    "25P02": "aborted_transaction",
    "25P03": "idle_in_transaction_timeout",
    "25P04": "transaction_timeout",
    "26000": "undefined_object",
    "28000": "login_failed",
    "28P01": "login_failed",
    "34000": "undefined_object",
    "3B001": "undefined_object",
    "3D000": "undefined_object",
    "3F000": "undefined_object",
    "40001": "serialization_failure",
    "40P01": "deadlock",
    "42501": "permission_denied",
    "42601": "syntax_error",
    "42602": "invalid_statement",
    "42701": "duplicate_object",
    "42703": "undefined_object",
    "42704": "undefined_object",
    "42710": "duplicate_object",
    "42712": "invalid_statement",
    "42723": "duplicate_object",
    "42883": "undefined_object",
    "42P01": "undefined_object",
    "42P02": "undefined_object",
    "42P03": "duplicate_object",
    "42P04": "duplicate_object",
    "42P05": "duplicate_object",
    "42P06": "duplicate_object",
    "42P07": "duplicate_object",
    "53100": "disk_full",
    "53200": "out_of_memory",
    "53300": "too_many_connections",
    "53400": "limit_exceeded",
    "55006": "object_in_use",
    "55P02": "configuration_error",
    "55P03": "lock_timeout",
    "57014": "query_cancelled",
    "57P01": "connection_terminated",
    "57P02": "connection_terminated",
    "57P03": "database_unavailable",
    "57P05": "idle_session_timeout",
    "58030": "io_error",
    "58P01": "io_error",
    "58P02": "io_error",
    "P0001": "raised_exception",
    "P0002": "invalid_input",
    "P0003": "invalid_input",
    "XX001": "data_corruption",
    "XX002": "data_corruption",
}
_BY_CLASS = {
    "08": "connection_lost",
    "0A": "not_supported",
    "21": "invalid_statement",
    "22": "invalid_input",
    "25": "transaction_state",
    "2D": "transaction_state",
    "28": "login_failed",
    "3B": "transaction_state",
    "40": "serialization_failure",
    "42": "invalid_statement",
    "53": "out_of_memory",
    "2B": "object_in_use",
    "2F": "raised_exception",
    "38": "raised_exception",
    "39": "raised_exception",
    "44": "check_violation",
    "54": "limit_exceeded",
    "55": "invalid_statement",
    "58": "io_error",
    "F0": "configuration_error",
    "P0": "raised_exception",
    "XX": "internal_error",
}
# Codes that stand for several kinds: there the message decides, if it is one of these kinds.
_BY_CODE_AND_MESSAGE = {
    "08006": frozenset({"protocol_error"}),
    "08P01": frozenset({"connection_lost"}),
    "40001": frozenset({"replication_conflict"}),
    "40P01": frozenset({"replication_conflict"}),
    "42704": frozenset({"replication_error"}),
    "53200": frozenset({"out_of_shared_memory"}),
    "53000": frozenset({"too_many_open_files"}),
    "53100": frozenset({"out_of_shared_memory"}),
    "53400": frozenset({"replication_error"}),
    "55P03": frozenset({"lock_not_available"}),
    "55006": frozenset({"replication_error"}),
    "57014": frozenset(
        {"statement_timeout", "lock_timeout", "autovacuum_cancelled", "replication_conflict", "login_failed"}
    ),
    "57P01": frozenset({"replication_conflict", "replication_error"}),
    "57P04": frozenset({"replication_conflict"}),
    "58030": frozenset({"disk_full", "too_many_open_files"}),
    "58P01": frozenset({"replication_error", "disk_full"}),
    "XX000": frozenset(
        {"data_corruption", "disk_full", "io_error", "limit_exceeded", "out_of_memory", "replication_error"}
    ),
    "55000": frozenset({"wraparound_warning", "replication_error", "login_failed", "replication_conflict"}),
    "54000": frozenset({"wraparound_warning", "out_of_memory"}),
}
# Outside ERROR, FATAL and PANIC these alone are failures; a WARNING 'relation ... does not exist, skipping' is none.
_FAILURES_AT_ANY_SEVERITY = frozenset(
    {
        "archive_failed", "configuration_error", "connection_lost", "connection_terminated", "crash", "data_corruption",
        "disk_full", "io_error", "login_failed", "out_of_memory", "protocol_error", "recovery", "replication_error",
        "restart", "too_many_open_files", "wraparound_warning",
    }
)  # fmt: skip

# --- By message ----------------------------------------------------------------------------------------------------

_ERRNO = {words: kind for kind, alternatives in SYSTEM_ERRORS.items() for words in alternatives}
_ERRNO_SEARCH = re.compile("|".join(map(re.escape, _ERRNO))).search
# These name the resource better than the system's words do.
_BEFORE_ERRNO = frozenset({"connection_lost", "out_of_shared_memory", "archive_failed"})

_HEAD = 1_000  # characters of a message that say what it is
_PLAIN_WORD = re.compile(r"[\w'-]+(?= |\Z)")
_ALTERNATIVES = re.compile(r"\(\?:([^()]*)\)(?= )")

Finder = Callable[[str], "re.Match[str] | None"]


def _buckets() -> dict[str, tuple[Finder, tuple[str, ...]]]:
    """One compiled alternation for each first word of a message; those without a literal first word under ''."""
    patterns: dict[str, list[tuple[str, str]]] = {}
    for kind, alternatives in MESSAGES.items():
        for pattern in alternatives:
            group = _ALTERNATIVES.match(pattern)
            starts = group[1].split("|") if group else [pattern]
            words = [_PLAIN_WORD.match(start) for start in starts]
            for word in {word[0] if word else "" for word in words}:
                patterns.setdefault(word, []).append((kind, pattern))
    return {
        word: (re.compile("|".join(f"({pattern})" for _, pattern in rules)).match, tuple(kind for kind, _ in rules))
        for word, rules in patterns.items()
    }


_BUCKETS = _buckets()


def _kind_of_message(message: str) -> str | None:
    head = message[:_HEAD]
    kind = None
    for word in (head.split(" ", 1)[0], ""):
        bucket = _BUCKETS.get(word)
        found = bucket and bucket[0](head)
        if bucket and found:
            kind = bucket[1][(found.lastindex or 1) - 1]
            break
    if kind not in _BEFORE_ERRNO:
        errno = _ERRNO_SEARCH(message[-100:])
        if errno:
            return _ERRNO[errno[0]]
    return kind


# --- Figures -------------------------------------------------------------------------------------------------------


def _milliseconds(seconds: str) -> float:
    return round(float(seconds) * 1000, 3)


def _lock_wait(found: re.Match[str]) -> Event:
    waited = float(found[1].replace(",", "."))
    return Event("lock_wait", totals={"lock_wait_count": 1.0}, peaks={"lock_wait_max_ms": waited})


def _lock_wait_end(found: re.Match[str]) -> Event:
    waited = float(found[1].replace(",", "."))
    return Event("lock_wait_end", totals={"lock_wait_ms": waited}, peaks={"lock_wait_max_ms": waited})


def _temporary_file(found: re.Match[str]) -> Event:
    size = float(found[1])
    return Event(
        "temp_file", totals={"temp_file_count": 1.0, "temp_file_bytes": size}, peaks={"temp_file_max_bytes": size}
    )


def _checkpoint_start(found: re.Match[str]) -> Event:
    flags = found[1].split()
    cause = "timed" if "time" in flags else "wal" if {"wal", "xlog"} & set(flags) else "requested"
    return Event("checkpoint_start", totals={f"checkpoint_{cause}_count": 1.0})


def _checkpoint(found: re.Match[str]) -> Event:
    kind, buffers, added, removed, recycled, write, sync, total = found.groups()
    if kind == "restartpoint":
        return Event(
            kind,
            totals={"restartpoint_count": 1.0, "restartpoint_total_ms": _milliseconds(total)},
            peaks={"restartpoint_max_ms": _milliseconds(total)},
        )
    totals = {
        "checkpoint_count": 1.0,
        "checkpoint_buffers_written_count": float(buffers),
        "checkpoint_wal_added_count": float(added),
        "checkpoint_wal_removed_count": float(removed),
        "checkpoint_wal_recycled_count": float(recycled),
        "checkpoint_write_ms": _milliseconds(write),
        "checkpoint_sync_ms": _milliseconds(sync),
        "checkpoint_total_ms": _milliseconds(total),
    }
    return Event(kind, totals=totals, peaks={"checkpoint_max_ms": _milliseconds(total)})


def _autovacuum(found: re.Match[str]) -> Event:
    wraparound, removed, elapsed = found.groups()
    totals = {"autovacuum_count": 1.0, "autovacuum_ms": _milliseconds(elapsed)}
    if removed:
        totals["autovacuum_removed_tuple_count"] = float(removed)
    if wraparound:
        totals["autovacuum_wraparound_count"] = 1.0
    return Event("autovacuum", totals=totals, peaks={"autovacuum_max_ms": _milliseconds(elapsed)})


def _autoanalyze(found: re.Match[str]) -> Event:
    elapsed = _milliseconds(found[1])
    return Event(
        "autoanalyze",
        totals={"autoanalyze_count": 1.0, "autoanalyze_ms": elapsed},
        peaks={"autoanalyze_max_ms": elapsed},
    )


def _disconnection(found: re.Match[str]) -> Event:
    hours, minutes, seconds = found.groups()
    lasted = _milliseconds(seconds) + (int(hours) * 60 + int(minutes)) * 60_000
    return Event(
        "disconnection",
        totals={"disconnection_count": 1.0, "session_duration_ms": lasted},
        peaks={"session_max_ms": lasted},
    )


def _duration(found: re.Match[str]) -> Event:
    if found[2]:
        return _PLAN
    lasted = float(found[1])
    return Event(
        "duration",
        totals={"duration_logged_count": 1.0, "duration_logged_ms": lasted},
        peaks={"duration_logged_max_ms": lasted},
    )


def _counted(kind: str, *names: str) -> Event:
    return Event(kind, totals=MappingProxyType(dict.fromkeys(names, 1.0)))


_PLAN = _counted("plan", "plan_logged_count")
_STATEMENT = _counted("statement", "statement_logged_count")
_VACUUM_SKIPPED = _counted("vacuum_skipped", "vacuum_skipped_count")
_START = _counted("replication_start", "replication_start_count")
_STOP = _counted("replication_stop", "replication_stop_count")
_PROGRESS = Event("recovery_progress")
_STARTING = Event("startup")
_WORKER = Event("background_worker")
_SHUTDOWN = Event("shutdown")
_DETAIL = Event("lock_detail")
_COMPLETE = (
    r"complete: wrote (\d++) buffers.*?; (\d++) [\w ]+\(s\) added, (\d++) removed, (\d++) recycled; "
    r"write=([\d.]++) s, sync=([\d.]++) s, total=([\d.]++) s"
)
_ELAPSED = r"elapsed:? ([\d.]+) s"
_MS = r"(\d++[.,]\d++) ms"

# First word of the message: patterns with the event, or what makes it of the figures found.
_Made = Event | Callable[[re.Match[str]], Event]
_FIGURES: dict[str, tuple[tuple[str, _Made], ...]] = {
    "duration:": ((r"duration: ([\d.]++) ms(  plan:)?", _duration),),
    "statement:": (("", _STATEMENT),),
    "execute": ((r"execute [^\n]*?:", _STATEMENT), (r"execute fetch from", _STATEMENT)),
    "fastpath": (("fastpath function call", _STATEMENT),),
    "AUDIT:": (("", Event("audit")),),
    "connection": (
        ("connection received", _counted("connection_received", "connection_received_count")),
        ("connection authorized", _counted("connection_authorized", "connection_authorized_count")),
        ("connection authenticated", _counted("connection_authenticated", "connection_authenticated_count")),
        ("connection ready", Event("connection_ready")),
    ),
    "replication": (
        ("replication connection authorized", _counted("connection_authorized", "connection_authorized_count")),
        ("replication terminated by primary", _STOP),
    ),
    "disconnection:": ((r"disconnection: session time: (\d++):(\d++):([\d.]++)", _disconnection),),
    "process": (
        (rf"process \d++ still waiting for [^\n]*? after {_MS}", _lock_wait),
        (rf"process \d++ (?:acquired|detected deadlock|avoided deadlock|failed to acquire)[^\n]*? after {_MS}",
         _lock_wait_end),
    ),
    "recovery": (
        ("recovery (?:still waiting|finished waiting)", Event("recovery_conflict_wait")),
        ("recovery ", _PROGRESS),
    ),
    "sending": (("sending cancel to blocking autovacuum", _DETAIL),),
    "temporary": ((r"temporary file: path .*, size (\d++)", _temporary_file),),
    "temporäre": ((r"temporäre Datei: Pfad .*, Größe (\d++)", _temporary_file),),
    "archivo": ((r"archivo temporal: ruta .*, tamaño (\d++)", _temporary_file),),
    "fichier": ((r"fichier temporaire : chemin .*, taille (\d++)", _temporary_file),),
    "file": ((r"file sementara: path .*, ukuran (\d++)", _temporary_file),),
    "Prozess": (
        (rf"Prozess \d++ wartet immer noch auf [^\n]*? nach {_MS}", _lock_wait),
        (rf"Prozess \d++ erlangte [^\n]*? nach {_MS}", _lock_wait_end),
    ),
    "el": (
        (rf"el proceso \d++ aún espera [^\n]*? después de {_MS}", _lock_wait),
        (rf"el proceso \d++ adquirió [^\n]*? después de {_MS}", _lock_wait_end),
    ),
    "le": (
        (rf"le processus \d++ est toujours en attente de [^\n]*? après {_MS}", _lock_wait),
        (rf"le processus \d++ a acquis [^\n]*? après {_MS}", _lock_wait_end),
    ),
    "proses": (
        (rf"proses \d++ masih menunggu [^\n]*? setelah {_MS}", _lock_wait),
        (rf"proses \d++ (?:mendapatkan|mendeteksi|menghindari|gagal)[^\n]*? setelah {_MS}", _lock_wait_end),
    ),
    "checkpoint": (
        (r"checkpoint starting:([^\n]*+)", _checkpoint_start),
        (rf"(checkpoint) {_COMPLETE}", _checkpoint),
    ),
    "restartpoint": (
        ("restartpoint starting", Event("restartpoint_start")),
        (rf"(restartpoint) {_COMPLETE}", _checkpoint),
    ),
    "checkpoints": (
        ("checkpoints are occurring too frequently",
         _counted("checkpoints_too_frequent", "checkpoints_too_frequent_count")),
    ),
    "automatic": (
        (rf"automatic (?:aggressive )?vacuum (to prevent wraparound )?of table "
         rf"(?s:.*?)(?:tuples: (\d++) removed(?s:.*?))?{_ELAPSED}", _autovacuum),
        (r"automatic analyze of table (?s:.*?)" + _ELAPSED, _autoanalyze),
    ),
    "skipping": (
        ("skipping (?:vacuum|analyze) of .+ --- lock not available", _VACUUM_SKIPPED),
        ("skipping restartpoint", _PROGRESS),
    ),
    "database": (
        (r"database system is shut down", _counted("shutdown", "server_shutdown_count")),
        (r"database system (?:was shut down|was interrupted|shutdown was interrupted)", _STARTING),
    ),
    "starting": (
        ("starting logical decoding", _START),
        ("starting (?:PostgreSQL|background)", _STARTING),
        ("starting (?:archive|backup|point-in-time) recovery", _PROGRESS),
    ),
    "listening": (("listening on", _STARTING),),
    "redirecting": (("redirecting log output", _STARTING),),
    "ending": (("ending log output", _STARTING), ("ending cancel to blocking autovacuum", _DETAIL)),
    "received": (
        ("received SIGHUP, reloading", _counted("config_reload", "config_reload_count")),
        ("received (?:fast|smart|immediate) shutdown request", _SHUTDOWN),
        ("received promote request", _PROGRESS),
    ),
    "parameter": (
        ("parameter .+ (?:changed to|removed from configuration file)",
         _counted("parameter_change", "parameter_change_count")),
    ),
    "aborting": (("aborting any active transactions", _SHUTDOWN),),
    "shutting": (("shutting down", _SHUTDOWN),),
    "abnormal": (("abnormal database system shutdown", _counted("shutdown", "server_shutdown_count")),),
    "all": (("all server processes terminated", Event("crash_cleanup")),),
    "terminating": (("terminating any other active server processes", Event("crash_cleanup")),),
    "autovacuum": (("autovacuum (?:launcher|: )", _WORKER),),
    "autovacuum:": (("", _WORKER),),
    "background": (("background worker .+ exited with exit code [01]", _WORKER),),
    "registering": (("registering background worker", _WORKER),),
    "unregistering": (("unregistering background worker", _WORKER),),
    "logical": (
        (r"logical replication (?:apply|table synchronization|tablesync|parallel apply) worker .+ has started", _START),
        (r"logical replication .+ (?:will (?:stop|restart)|has finished|been disabled|stopped)", _STOP),
        ("logical replication launcher", _WORKER),
        ("logical decoding found", Event("logical_decoding")),
    ),
    "started": (("started streaming WAL", _START),),
    "fetching": (("fetching timeline history", _PROGRESS),),
    "restarted": (("restarted WAL streaming", _START),),
    "standby": (("standby .+ is now a", _START),),
    "worker": ((r"worker process: .+ exited with exit code [01]", _WORKER),),
    "MultiXact": (("MultiXact member wraparound protections", _STARTING),),
    "pg_stop_backup": (("pg_stop_backup complete", Event("backup")),),
    "according": (("according to history file", _PROGRESS),),
    "entering": (("entering standby mode", _PROGRESS),),
    "redo": (("redo (?:starts|done|in progress|is not required)", _PROGRESS),),
    "consistent": (("consistent recovery state reached", _PROGRESS),),
    "restored": (("restored log file", _PROGRESS),),
    "selected": (("selected new timeline", _PROGRESS),),
    "archive": (("archive recovery complete", _PROGRESS),),
    "last": (("last completed transaction", _PROGRESS),),
    "completed": (("completed backup recovery", _PROGRESS),),
    "resetting": (("resetting unlogged relations", _PROGRESS),),
    "syncing": (("syncing data directory", _PROGRESS),),
    "invalid": (
        # 'configuration file ... contains errors' follows and is the failure.
        ("invalid value for parameter", Event("configuration_detail")),
        ("invalid (?:record length|magic number|resource manager)", _PROGRESS),
    ),
    "record": (("record with (?:incorrect|zero)", _PROGRESS),),
    "unexpected": (("unexpected pageaddr", _PROGRESS),),
    "promoting": (("promoting", _PROGRESS),),
    "number": (("number of ", _WORKER),),
}  # fmt: skip
_FIGURE_FINDERS = {
    word: tuple((re.compile(pattern).match, made) for pattern, made in rules) for word, rules in _FIGURES.items()
}
_FIGURE_HEAD = 16_384


def _figures(message: str) -> Event | None:
    for find, made in _FIGURE_FINDERS.get(message[:40].split(" ", 1)[0], ()):
        found = find(message[:_FIGURE_HEAD])
        if not found:
            continue
        if isinstance(made, Event):
            return made
        # Figures that are no numbers were raised by somebody who imitates the server.
        try:
            event = made(found)
        except (ValueError, OverflowError):
            return _OTHER
        return event if all(map(math.isfinite, (*event.totals.values(), *event.peaks.values()))) else _OTHER
    return None


_CORRUPTION_DETAIL = Event("data_corruption_detail")

# --- Together ------------------------------------------------------------------------------------------------------

_FAILURE_EVENTS = {
    kind: Event(kind, is_failure=True)
    for kind in {*_BY_CODE.values(), *_BY_CLASS.values(), *MESSAGES, *SYSTEM_ERRORS}
    if kind != "restart"
}
_FAILURE_EVENTS["restart"] = Event("restart", is_failure=True, totals=MappingProxyType({"server_start_count": 1.0}))


def recognise(severity: str, code: str | None, message: str) -> Event:
    """The event of one log entry: severity in English, SQLSTATE if the log has it, primary message without DETAIL.

    Kind 'other' when nothing matches. Never raises, whatever the message holds.
    """
    if severity in _ERRORS:
        kind = _kind_with_code(code, message) if code and code != "00000" else _kind_of_message(message)
        if kind == "undefined_object" and severity == "FATAL" and message.startswith(_LOGIN_OBJECTS):
            kind = "login_failed"
        return _FAILURE_EVENTS[kind] if kind else _OTHER_ERROR
    event = _figures(message)
    if event is not None:
        return event
    kind = _kind_of_message(message)
    if kind is None and code and code != "00000":
        kind = _kind_with_code(code, message)
    if kind == "data_corruption" and severity == "LOG":
        return _CORRUPTION_DETAIL  # PostgreSQL 18 logs what it saw before the ERROR that ends the statement
    return _FAILURE_EVENTS[kind] if kind in _FAILURES_AT_ANY_SEVERITY else _OTHER


# 'role "x" does not exist' ends a login as FATAL, and is a mistake in a statement as ERROR.
_LOGIN_OBJECTS = ("role ", "database ", "Rolle ", "Datenbank ", "no existe el rol", "no existe la base de datos",
                  "le rôle ", "la base de données ")  # fmt: skip


def _kind_with_code(code: str, message: str) -> str | None:
    refined = _BY_CODE_AND_MESSAGE.get(code)
    if refined:
        kind = _kind_of_message(message)
        if kind in refined:
            return kind
    return _BY_CODE.get(code) or _BY_CLASS.get(code[:2])
