"""The demo's server: one embedded PostgreSQL with three databases, for SPSE, the warehouse and Airflow.

Every login needs a password. Only SPSE's database is logged statement by statement and counted by
pg_stat_statements: the other two are there because the demo has only one server, and would blur the figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from spse_monev.demo.postgres import Server, create_server
from spse_monev.settings import PROJECT

SQL = PROJECT / "include" / "sql" / "demo"
LOG_SETTINGS = {
    "logging_collector": "on",
    "log_destination": "csvlog,stderr",
    "log_filename": "postgresql-%Y-%m-%d.log",
    "log_file_mode": "0644",
    "log_line_prefix": "%m [%p] %q%u@%d %a %e ",
    "log_min_duration_statement": "0",
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "log_temp_files": "0",
    "log_autovacuum_min_duration": "0",
    "deadlock_timeout": "50ms",
    "autovacuum_naptime": "5s",
    "track_io_timing": "on",
    "compute_query_id": "on",
    # A cancelled parallel query logs one more FATAL for each of its workers, whose number nobody can foretell.
    "max_parallel_workers_per_gather": "0",
}
MONITORING_ROLE = PROJECT / "include" / "sql" / "roles" / "monitoring_role.sql"
MONITOR = "spse_monev"  # the role that this script makes
# SPSE's roles and what is special about each. `spse` owns the tables; nobody logs in as owner.
ROLES = {
    "spse_app": "",
    "spse_publik": "",
    "spse_laporan": "work_mem = '256kB'",
    "spse_ekspor": "work_mem = '64kB'",
    "spse_bot": "",
}


def create_cluster(data: Path, log: Path, zone: str, passwords: dict[str, str], port: int | None = None) -> Server:
    """Make and start the server, its roles and its three databases; SPSE's tables are filled.

    `passwords` has one for each of postgres, monev, airflow and `ROLES`. `log` is where the server writes its log,
    on the clock of `zone`.
    """
    settings = {**LOG_SETTINGS, "log_directory": str(log), "log_timezone": zone, "timezone": zone}
    server = create_server(data, settings, port, passwords["postgres"])
    server.start()
    try:
        _create_databases(server, passwords)
        _fill_spse(server, passwords)
    except BaseException:
        server.stop("immediate")
        raise
    return server


def _create_databases(server: Server, passwords: dict[str, str]) -> None:
    with server.connect() as session:
        session.execute("CREATE ROLE spse NOLOGIN")
        for role in ("monev", "airflow", *ROLES):
            _run(session, "CREATE ROLE {} LOGIN PASSWORD {}", sql.Identifier(role), sql.Literal(passwords[role]))
        for role, setting in ROLES.items():
            if setting:
                _run(session, "ALTER ROLE {} SET " + setting, sql.Identifier(role))
        session.execute("ALTER ROLE spse_ekspor SET temp_file_limit = '64kB'")
        session.execute("ALTER ROLE spse_bot CONNECTION LIMIT 2")
        for database in ("spse", "monev", "airflow"):
            name = sql.Identifier(database)
            _run(session, "CREATE DATABASE {} OWNER {}", name, name)
            _run(session, "REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC", name)
        for database in ("monev", "airflow"):
            name = sql.Identifier(database)
            _run(session, "ALTER DATABASE {} SET log_min_duration_statement = -1", name)
            _run(session, "ALTER DATABASE {} SET pg_stat_statements.track = 'none'", name)
        for role in ROLES:
            _run(session, "GRANT CONNECT ON DATABASE spse TO {}", sql.Identifier(role))


def _fill_spse(server: Server, passwords: dict[str, str]) -> None:
    with server.connect("spse") as session:
        session.execute("CREATE SCHEMA spse AUTHORIZATION spse")
        session.execute("ALTER DATABASE spse SET search_path = spse, public")
        session.execute("SET search_path = spse, public")
        session.execute("SET ROLE spse")
        for name in ("schema.sql", "data.sql", "privileges.sql"):
            session.execute((SQL / name).read_bytes())
        session.execute("RESET ROLE")
        # As an office's DBA would: by the script that the project hands out.
        session.execute(MONITORING_ROLE.read_bytes())
        _run(session, "ALTER ROLE {} PASSWORD {}", sql.Identifier(MONITOR), sql.Literal(passwords[MONITOR]))
        session.execute("VACUUM ANALYZE")
        # The filling itself is not the load.
        session.execute("SELECT pg_stat_statements_reset()")


def _run(session: psycopg.Connection[Any], statement: str, *parts: sql.Composable) -> None:
    session.execute(sql.SQL(statement).format(*parts))
