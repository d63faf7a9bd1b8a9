"""What the application, the web server, SPSE's own statistics and the monitoring systems of a made-up LPSE tell."""

from __future__ import annotations

import random
from datetime import timedelta

from spse_monev.facts import (
    Availability,
    Client,
    Coverage,
    CoverageState,
    ErrorCount,
    FailureCount,
    Histogram,
    Incident,
    Metric,
    Purpose,
    QueryTiming,
    Reading,
    RouteTraffic,
    Severity,
)
from spse_monev.period import Day
from tests.reports.made_up_week import FORMULAS, per_hour, query

# What a log or a monitoring system may carry into a cell: formulas, markup, control and steering characters.
HOSTILE = (
    *FORMULAS,
    "<script>alert(1)</script>",
    "\x00\x07\x1b[31m\u202emerah",
    "_x003D_1+1",
    "{{7*7}}${jndi:ldap://x}",
)

_ERRORS = (
    ("java.lang.NullPointerException", "Cannot invoke ? because ? is null", "controllers.BerkasCtr.simpan"),
    ("org.postgresql.util.PSQLException", "Connection is not available, request timed out", "models.Paket.cari"),
    ("java.io.IOException", "No space left on device", "utils.Berkas.tulis"),
    ("java.net.UnknownHostException", "sikap.contoh.example", "jobs.SinkronSikap.doJob"),
    ("play.exceptions.TemplateExecutionException", "No such property: ? for class: ?", ""),
)


def application_reading(day: Day, dice: random.Random, size: float = 1.0) -> Reading:
    """Five usual errors, and one for each hostile text in every place where the log's own words go."""
    texts = [(code, message, place, "POST /berkas/?") for code, message, place in _ERRORS]
    texts += [(text.replace("\x00", ""), text, text, text) for text in HOSTILE]
    errors = []
    for index, (code, message, place, route) in enumerate(texts):
        count = int(size * 240 / (index + 1))
        errors.append(
            ErrorCount(
                fingerprint=f"{index:032x}", severity="FATAL" if index == 2 else "ERROR", code=code, message=message,
                count=count, first_at=day.start_utc + timedelta(hours=1), last_at=day.start_utc + timedelta(hours=20),
                per_hour=per_hour(dice, count), by_route={route: count - 1, "GET /lelang/?": 1}, place=place,
                sample=f"@6f02fa9dd\n{message}\n\tat {place}",
            )
        )  # fmt: skip
    failures = tuple(
        FailureCount(kind, int(count * size), None, None, per_hour(dice, int(count * size)), HOSTILE[index])
        for index, (kind, count) in enumerate((("upload_failed", 23), ("pool_exhausted", 140), ("mail_failed", 6)))
    )
    return Reading(_coverage(day, "play, 3 berkas"), errors=tuple(errors), failures=failures)


def web_reading(day: Day, dice: random.Random, size: float = 1.0, routes: int = 60) -> Reading:
    """Pages, uploads and downloads of people, and what robots and health probes asked for."""
    traffic = []
    for index in range(routes):
        count = max(1, int(size * 40_000 / (index + 1)))
        bad = count // 90 if index % 4 == 0 else 0
        mean = dice.lognormvariate(5, 1)
        times = Histogram.of(mean * dice.lognormvariate(0, 0.6) for _ in range(min(count, 50)))
        times = Histogram({bucket: n * max(1, count // 50) for bucket, n in times.buckets.items()})
        asked = per_hour(dice, count) if count < 3000 else tuple(n * (count // 1000) for n in per_hour(dice, 1000))
        traffic.append(
            RouteTraffic(
                "GET", HOSTILE[index] if index < len(HOSTILE) else f"/eproc4/halaman-{index}/?", Client.USER,
                Purpose.PAGE, times.count, {"200": times.count - bad, "500": bad} if bad else {"200": times.count},
                asked, per_hour(dice, bad), count * 14_000, times.count, times.count * mean, mean * 30, times,
            )
        )  # fmt: skip
    for method, route, purpose, count, bad in (
        ("POST", "/eproc4/berkas/unggah/?", Purpose.UPLOAD, 1800, {"413": 31, "499": 12, "502": 9}),
        ("POST", "/eproc4/dokumen/upload/?", Purpose.UPLOAD, 640, {"403": 4}),
        ("GET", "/eproc4/berkas/unduh/?", Purpose.DOWNLOAD, 9200, {"404": 17, "504": 2}),
    ):
        total = int(count * size)
        traffic.append(
            RouteTraffic(
                method, route, Client.USER, purpose, total, {"200": total - sum(bad.values()), **bad},
                per_hour(dice, total), per_hour(dice, bad.get("502", bad.get("504", 0))), total * 900_000, total,
                total * 4200.0, 61_000.0, Histogram({425: total}),
            )
        )  # fmt: skip
    traffic += [
        RouteTraffic("GET", "/wp-login.php", Client.BOT, Purpose.PAGE, 700, {"404": 700}, per_hour(dice, 700)),
        RouteTraffic("GET", "/robots.txt", Client.BOT, Purpose.PAGE, 60, {"200": 60}, per_hour(dice, 60)),
        RouteTraffic("GET", "/@status", Client.PROBE, Purpose.PAGE, 288, {"200": 288}, (12,) * 24),
    ]
    errors = tuple(
        ErrorCount(
            fingerprint=f"{index:032x}", severity="ERROR", code=code, message=message, count=count,
            first_at=day.start_utc + timedelta(hours=2), last_at=day.start_utc + timedelta(hours=9),
            per_hour=per_hour(dice, count), by_route={"POST /eproc4/berkas/?": count}, sample=message,
        )
        for index, (code, message, count) in enumerate(
            (
                ("981257", "ModSecurity: Access denied with code 403 (phase 2). Detects MySQL comment injections", 44),
                ("AH01102", "error reading status line from remote server ?", 9),
                ("AH00484", "server reached MaxRequestWorkers setting, consider raising it", 2),
                *((text.replace("\x00", ""), text, 1) for text in HOSTILE),
            )
        )
    )  # fmt: skip
    failures = (
        FailureCount("upload_too_large", 31, None, None, per_hour(dice, 31), "POST /eproc4/berkas/unggah/? 413"),
        FailureCount("waf_denied", 44, None, None, per_hour(dice, 44), "ModSecurity: Access denied with code 403"),
        FailureCount("bad_gateway", 9, None, None, per_hour(dice, 9), "502 POST /eproc4/berkas/unggah/?"),
    )
    return Reading(_coverage(day, "access combined + %D"), errors=errors, failures=failures, traffic=tuple(traffic))


def status_reading(day: Day, dice: random.Random, size: float = 1.0) -> Reading:
    """Actions, templates and queries as SPSE itself times them."""
    traffic = [
        RouteTraffic("", f"{name}.{verb}", Client.USER, purpose, hits, timed_count=hits, total_ms=hits * mean,
                     max_ms=mean * 9)
        for index, name in enumerate(("lelang.LelangCtr", "berkas.BerkasCtr", "admin.UserCtr"))
        for verb, purpose in (("index", Purpose.ACTION), ("index.html", Purpose.TEMPLATE))
        for hits, mean in ((int(size * 9000 / (index + 1)), 40.0 * (index + 1)),)
    ]  # fmt: skip
    queries = tuple(
        QueryTiming(q.fingerprint, q.query, (), q.calls, q.total_ms, q.max_ms)
        for q in (query(index, dice, size, logged=False) for index in range(40))
    )
    metrics = (Metric("heap_used_bytes", 1.7e9), Metric("heap_max_bytes", 4e9))
    return Reading(_coverage(day, "@status.json"), queries=queries, traffic=tuple(traffic), metrics=metrics)


def monitoring_reading(day: Day, dice: random.Random, back: int) -> Reading:
    """Three hosts with their figures; on the last day one was down for 42 minutes and another not always seen."""
    down = 0.0 if back else 2520.0
    metrics = []
    for host, base in (("spse-app", 40.0), ("spse-db", 25.0)):
        for resource, unit in (("cpu", "pct"), ("memory", "pct"), ("load", "count")):
            for name, factor in (("mean", 1.0), ("p95", 1.6), ("max", 2.1)):
                metrics.append(Metric(f"host_{resource}_{name}_{unit}", base * factor * dice.uniform(0.9, 1.1), host))
        metrics += [Metric(f"host_network_{way}_mean_bytes_per_second", base * 41_000, host) for way in ("in", "out")]
        metrics.append(Metric("host_disk_max_pct", base + 40 - back, f"{host}:/var"))
    metrics += [Metric("host_cpu_mean_pct", 1.0, text) for text in HOSTILE]
    start = day.start_utc
    incidents = (
        Incident("1", "spse-app", "Aplikasi SPSE tidak menjawab", Severity.CRITICAL, True,
                 start + timedelta(hours=9), start + timedelta(hours=9, minutes=42)),
        Incident("2", "spse-db", "Disk /var hampir penuh", Severity.WARNING, False, start - timedelta(hours=5), None),
        *(Incident(f"h{index}", text, text, Severity.INFO, False, start, start + timedelta(minutes=1))
          for index, text in enumerate(HOSTILE)),
    )  # fmt: skip
    availability = (
        Availability("spse-app", 86_400 - down, down, 0.0, int(bool(down)), down),
        Availability("spse-db", 80_000.0, 0.0, 6_400.0, 0),
        Availability("spse-cadangan", 0.0, 0.0, 86_400.0, 0),
        *(Availability(text, 86_400.0, 0.0, 0.0, 0) for text in HOSTILE),
    )
    failures = (FailureCount("problem", 11), *(() if back else (FailureCount("outage", 1, start, start),)))
    return Reading(
        _coverage(day, "Zabbix 7.0"), metrics=tuple(metrics), incidents=() if back else incidents,
        availability=availability, failures=failures,
    )  # fmt: skip


def probe_reading(day: Day, back: int) -> Reading:
    """Two targets: the home page, down for 25 minutes on the last day, and its certificate, near its end."""
    down = 0.0 if back else 1500.0
    start = day.start_utc + timedelta(hours=13)
    evidence = "tidak menjawab dalam 15 detik"
    incident = Incident("p1", "Beranda SPSE", evidence, Severity.CRITICAL, True, start,
                        start + timedelta(minutes=25))  # fmt: skip
    outage = FailureCount("outage", 1, start, start, (0,) * 13 + (1,) + (0,) * 10, evidence)
    return Reading(
        _coverage(day, "probe tiap 5 menit"),
        failures=() if back else (outage,),
        metrics=(
            Metric("probe_latency_mean_ms", 310.0, "Beranda SPSE"),
            Metric("probe_latency_p95_ms", 940.0, "Beranda SPSE"),
            Metric("probe_latency_max_ms", 4100.0, "Beranda SPSE"),
            Metric("certificate_days", 12.0 + back, "Porta HTTPS"),
        ),
        incidents=() if back else (incident,),
        availability=(
            Availability("Beranda SPSE", 84_000 - down, down, 2_400.0, int(bool(down)), down),
            Availability("Porta HTTPS", 84_000.0, 0.0, 2_400.0, 0),
        ),
    )


def _coverage(day: Day, parser: str) -> Coverage:
    return Coverage(
        CoverageState.OK, file_count=1, read_bytes=90_000_000, entry_count=400_000, first_at=day.start_utc,
        last_at=day.end_utc - timedelta(seconds=1), per_hour=(16_000,) * 24, parser=parser,
    )  # fmt: skip
