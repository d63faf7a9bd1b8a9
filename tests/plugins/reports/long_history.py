"""Three years of an office's days, made in the warehouse itself: about as many rows a day as a busy SPSE leaves."""

from __future__ import annotations

from datetime import date

import psycopg

FIRST, LAST = date(2023, 11, 1), date(2026, 10, 31)  # 36 months
SOURCES = ("database", "database_log", "application_log", "web_log", "monitoring")
# Every kind of error, query or route that a source tells of on a day; a histogram of 21 buckets for each that is timed,
# no two days alike.
_STATEMENTS = (
    """
    INSERT INTO monev.coverage (
        site, day, source, state, reasons, file_count, read_bytes, entry_count, unparsed_count, unparsed_places,
        per_hour, parser
    )
    SELECT %(site)s, day::date, source, 'ok', '{}', 1, 1, 1, 0, '[]', array_fill(1, ARRAY[24]), 'uji'
    FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
    CROSS JOIN unnest(%(sources)s::text[]) AS source
    """,
    """
    INSERT INTO monev.error_daily (
        site, day, source, fingerprint, severity, code, message, count, first_at, last_at, per_hour, by_user,
        by_database, by_application, sample
    )
    SELECT
        site, day, source, md5(source || kind), CASE kind % 5 WHEN 0 THEN 'WARNING' ELSE 'ERROR' END, '23505',
        repeat('galat ', 20) || kind, 1 + kind, day, day, per_hour, '{"epns": 1}', '{"epns": 1}', '{}', repeat('x', 300)
    FROM monev.coverage
    CROSS JOIN generate_series(1, 40) AS kind
    WHERE source IN ('database_log', 'application_log')
    """,
    """
    INSERT INTO monev.failure_daily (site, day, source, kind, count, per_hour, evidence)
    SELECT site, day, source, 'kegagalan_' || kind, kind, per_hour, 'uji'
    FROM monev.coverage
    CROSS JOIN generate_series(1, 10) AS kind
    WHERE source IN ('database_log', 'application_log')
    """,
    """
    INSERT INTO monev.query_daily (
        site, day, source, fingerprint, query, query_ids, calls, total_ms, max_ms, p50_ms, p95_ms, p99_ms, histogram,
        by_database
    )
    SELECT
        site, day, source, md5('q' || kind), repeat('select ', 30) || kind, '{}', 210, 2100, 900, 5, 50, 500,
        histogram || jsonb_build_object('300', day - '2020-01-01'), '{"epns": 210}'
    FROM monev.coverage
    CROSS JOIN (
        SELECT kind, jsonb_object_agg(kind + 5 * place, place) AS histogram
        FROM generate_series(1, 150) AS kind
        CROSS JOIN generate_series(1, 20) AS place
        GROUP BY kind
    ) AS timed
    WHERE source = 'database_log'
    """,
    """
    INSERT INTO monev.route_daily (
        site, day, source, method, route, client, purpose, request_count, by_status, per_hour, failed_per_hour,
        timed_count, total_ms, max_ms, p50_ms, p95_ms, p99_ms, histogram
    )
    SELECT
        site, day, source, 'GET', '/eproc4/' || kind, 'user', 'page', 210, '{"200": 200, "500": 10}', per_hour,
        per_hour, 210, 2100, 900, 5, 50, 500, histogram || jsonb_build_object('300', day - '2020-01-01')
    FROM monev.coverage
    CROSS JOIN (
        SELECT kind, jsonb_object_agg(kind + 5 * place, place) AS histogram
        FROM generate_series(1, 80) AS kind
        CROSS JOIN generate_series(1, 20) AS place
        GROUP BY kind
    ) AS timed
    WHERE source = 'web_log'
    """,
    """
    INSERT INTO monev.metric_daily (site, day, source, name, subject, value)
    SELECT site, day, source, name, '', 50
    FROM monev.coverage
    CROSS JOIN unnest('{cache_hit_pct,connection_usage_pct,database_size_bytes}'::text[]) AS name
    WHERE source = 'database'
    UNION ALL
    SELECT site, day, source, 'table_size_bytes', 'tabel ' || number, number
    FROM monev.coverage
    CROSS JOIN generate_series(1, 60) AS number
    WHERE source = 'database'
    """,
    """
    INSERT INTO monev.availability_daily (
        site, day, source, component, up_seconds, down_seconds, unknown_seconds, outage_count, longest_outage_seconds
    )
    SELECT site, day, source, 'komponen ' || number, 86000, 400, 0, 1, 400
    FROM monev.coverage
    CROSS JOIN generate_series(1, 8) AS number
    WHERE source = 'monitoring'
    """,
    """
    INSERT INTO monev.source_check (site, day, source, checked_at, kind, state, latency_ms, evidence)
    SELECT site, day, source, day + number * interval '1 hour', 'uji', 'ok', 1, 'menjawab'
    FROM monev.coverage
    CROSS JOIN generate_series(1, 2) AS number
    """,
    "ANALYZE",
)


def fill(uri: str, site: str) -> None:
    """Enter the days of `site` into an empty warehouse."""
    binds = {"site": site, "first": FIRST, "last": LAST, "sources": list(SOURCES)}
    with psycopg.connect(uri) as connection:
        for statement in _STATEMENTS:
            connection.execute(statement, binds if "%(" in statement else None)
