"""What the web server was asked for, by route: failed answers, slow routes, and files sent and fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

from spse_monev.facts import Client, Purpose
from spse_monev.reports.dayview import DayView, Row
from spse_monev.reports.forms import COUNT, DECIMAL, MEDIAN, SHARE
from spse_monev.reports.kinds import STATUS, WEB_LOG
from spse_monev.reports.sheets.table import MAX_ROWS, NO_COMPARISON, comparison, difference, or_dash, write_table_sheet
from spse_monev.reports.words import breakdown, number
from spse_monev.reports.workbook import Column

CLIENTS = {Client.USER: "pengguna", Client.BOT: "robot", Client.PROBE: "pemeriksa"}
PURPOSES = {
    Purpose.PAGE: "halaman",
    Purpose.UPLOAD: "unggah",
    Purpose.DOWNLOAD: "unduh",
    Purpose.ACTION: "aksi SPSE",
    Purpose.TEMPLATE: "templat SPSE",
}
TRANSFERS = (Purpose.UPLOAD, Purpose.DOWNLOAD)
RANKED = (
    "Hanya permintaan pengguna; robot dan pemeriksa (health check) tidak dihitung. Diurutkan menurut p95 (tanpa p95: "
    "rata-rata), peringkat dihitung per sumber, paling banyak 1.000 rute per sumber; rute dengan kurang dari 20 "
    "permintaan terukur berada sesudah yang lain, karena p95-nya hanya permintaan terlama."
)
FAILED_TRANSFERS = (
    "Rute yang dianggap mengunggah atau mengunduh ditentukan dalam pengaturan situs (upload_routes, download_routes). "
    "Gagal = dijawab 4xx atau 5xx: 413 terlalu besar, 408 dan 499 terputus, 403 ditolak."
)
NO_TIMES = (
    "Permintaan tercatat, tetapi tanpa waktu jawab. Tambahkan waktu jawab ke format log akses: %D pada Apache, "
    "$request_time pada nginx."
)


def write_failed_answers(workbook: Workbook, view: DayView, title: str) -> None:
    """Answers with 4xx and 5xx by route, those to robots and health probes apart."""
    rows = [row for row in view.rows("routes", WEB_LOG) if failed(row) and row["failed_rank"] <= MAX_ROWS]
    order = _order(view)
    rows.sort(key=lambda row: (order[row["source"]], row["failed_rank"]))
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 18),
        Column("Klien", 11),
        Column("Kegunaan", 11),
        Column("Metode", 9),
        Column("Rute (nilai disamarkan)", 44),
        Column("Permintaan", 11, COUNT),
        Column("4xx", 9, COUNT),
        Column("5xx", 9, COUNT),
        Column("Porsi gagal", 9, SHARE),
        Column("Gagal hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median gagal 7 hari", 11, MEDIAN),
        Column("Selisih median", 11, MEDIAN.signed),
        Column("Rincian status", 16),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "StatusWeb",
        columns,
        rows,
        lambda number_, row: (
            number_,
            view.label(row["source"]),
            CLIENTS[row["client"]],
            PURPOSES[row["purpose"]],
            row["method"],
            row["route"],
            row["request_count"],
            row["client_error_count"],
            row["server_error_count"],
            failed(row) / row["request_count"],
            *comparison(failed(row), row["previous_failed_count"], row["median_failed_count"]),
            breakdown(_only_failed(row["by_status"]), 4),
        ),
        sources=view.of_kind(WEB_LOG),
        totals="; ".join(_status_classes(view)),
        unit="rute",
        limit=MAX_ROWS * max(1, len(view.of_kind(WEB_LOG))),
        nothing="Tidak ada jawaban 4xx atau 5xx",
        notes=(
            "Diurutkan menurut jumlah 5xx, lalu 4xx; paling banyak 1.000 rute per sumber. 4xx = permintaan ditolak "
            "atau salah, 5xx = server atau aplikasi gagal. Robot dan pemeriksa (health check) dipisahkan dari "
            "pengguna.",
        ),
    )


def write_slow_routes(workbook: Workbook, view: DayView, title: str) -> None:
    """How long people waited, by route of the web log and by action and template of SPSE's own statistics."""
    sources = view.of_kind(WEB_LOG, STATUS)
    rows = [
        row
        for row in view.rows("routes", WEB_LOG, STATUS)
        if row["client"] == Client.USER and row["timed_count"] and row["slow_rank"] <= MAX_ROWS
    ]
    order = _order(view)
    # By rank first, so that the printed top has a part of every source.
    rows.sort(key=lambda row: (row["slow_rank"], order[row["source"]]))
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 18),
        Column("Kegunaan", 12),
        Column("Metode", 9),
        Column("Rute, aksi atau templat", 44),
        Column("Terukur", 11, COUNT),
        Column("p95 (ms)", 10, MEDIAN),
        Column("Rata-rata (ms)", 10, MEDIAN),
        Column("p50 (ms)", 10, MEDIAN),
        Column("p99 (ms)", 10, MEDIAN),
        Column("Maksimum (ms)", 11, MEDIAN),
        Column("Rata-rata hari sebelumnya (ms)", 12, MEDIAN),
        Column("Selisih rata-rata (ms)", 11, MEDIAN.signed),
        Column("Median rata-rata 7 hari (ms)", 12, MEDIAN),
        Column("p95 hari sebelumnya (ms)", 12, MEDIAN),
        Column("Median p95 7 hari (ms)", 12, MEDIAN),
        Column("Waktu total (detik)", 13, DECIMAL, printed=False),
        Column("Permintaan", 12, COUNT, printed=False),
        Column("Permintaan hari sebelumnya", 12, COUNT, printed=False),
        Column("Median permintaan 7 hari", 12, MEDIAN, printed=False),
    )
    timed = [
        f"{view.label(name)}: {number(count)} rute, {number(requests)} permintaan terukur"
        for name, (count, requests) in _timed(view).items()
    ]
    write_table_sheet(
        workbook,
        view,
        title,
        "RuteLambat",
        columns,
        rows,
        lambda _, row: (
            row["slow_rank"],
            view.label(row["source"]),
            PURPOSES[row["purpose"]],
            row["method"] or NO_COMPARISON,
            row["route"],
            row["timed_count"],
            or_dash(row["p95_ms"]),
            or_dash(row["mean_ms"]),
            or_dash(row["p50_ms"]),
            or_dash(row["p99_ms"]),
            or_dash(row["max_ms"]),
            or_dash(row["previous_mean_ms"]),
            or_dash(difference(row["mean_ms"], row["previous_mean_ms"])),
            or_dash(row["median_mean_ms"]),
            or_dash(row["previous_p95_ms"]),
            or_dash(row["median_p95_ms"]),
            row["total_ms"] / 1000,
            row["request_count"],
            or_dash(row["previous_count"]),
            or_dash(row["median_count"]),
        ),
        sources=sources,
        totals="; ".join(timed),
        unit="rute",
        limit=MAX_ROWS * max(1, len(sources)),
        printed_rows=40,
        nothing="Tidak ada waktu jawab tercatat",
        empty=_no_times(view),
        notes=(
            f"{RANKED} "
            "Waktu unggah dan unduh juga bergantung pada ukuran berkas dan jaringan pengguna. '–' = sumber ini tidak "
            "mengukurnya atau belum ada data pembanding.",
        ),
    )


def write_transfers(workbook: Workbook, view: DayView, title: str) -> None:
    """Uploads and downloads of people by route, with the share that failed."""
    rows = [
        row
        for row in view.rows("routes", WEB_LOG)
        if row["client"] == Client.USER and row["purpose"] in TRANSFERS and row["transfer_rank"] <= MAX_ROWS
    ]
    order = _order(view)
    rows.sort(key=lambda row: (order[row["source"]], -failed(row), -row["request_count"], row["method"], row["route"]))
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 18),
        Column("Kegunaan", 11),
        Column("Metode", 9),
        Column("Rute (nilai disamarkan)", 44),
        Column("Permintaan", 11, COUNT),
        Column("Gagal (4xx, 5xx)", 10, COUNT),
        Column("Porsi gagal", 9, SHARE),
        Column("Gagal hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median gagal 7 hari", 11, MEDIAN),
        Column("Selisih median", 11, MEDIAN.signed),
        Column("Status yang gagal", 16),
        Column("Rata-rata (ms)", 11, MEDIAN),
        Column("p95 (ms)", 11, MEDIAN),
        Column("Terkirim (MiB)", 12, DECIMAL),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "UnggahUnduh",
        columns,
        rows,
        lambda number_, row: (
            number_,
            view.label(row["source"]),
            PURPOSES[row["purpose"]],
            row["method"],
            row["route"],
            row["request_count"],
            failed(row),
            failed(row) / row["request_count"],
            *comparison(failed(row), row["previous_failed_count"], row["median_failed_count"]),
            breakdown(_only_failed(row["by_status"]), 4),
            or_dash(row["mean_ms"]),
            or_dash(row["p95_ms"]),
            or_dash(None if row["sent_bytes"] is None else row["sent_bytes"] / 1024**2),
        ),
        sources=view.of_kind(WEB_LOG),
        totals="; ".join(_transfer_totals(view)),
        unit="rute",
        limit=MAX_ROWS * max(1, len(view.of_kind(WEB_LOG))),
        nothing="Tidak ada unggahan atau unduhan",
        notes=(
            f"{FAILED_TRANSFERS} "
            "Paling banyak 1.000 rute per sumber. Berkas yang diterima server tetapi kemudian ditolak aplikasi hanya "
            "terlihat pada log aplikasi.",
        ),
    )


def failed(row: Row) -> int:
    """How many requests of a route were answered with 4xx or 5xx."""
    return int(row["client_error_count"] + row["server_error_count"])


def failed_of(by_status: Mapping[str, int]) -> int:
    """How many of the requests counted by status failed."""
    return sum(_only_failed(by_status).values())


def _only_failed(by_status: Mapping[str, int]) -> dict[str, int]:
    return {status: count for status, count in by_status.items() if status[:1] in ("4", "5")}


def _order(view: DayView) -> dict[str, int]:
    return {source.name: index for index, source in enumerate(view.sources)}


def _timed(view: DayView) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in view.rows("traffic", WEB_LOG, STATUS):
        if row["client"] == Client.USER and row["timed_count"]:
            routes, requests = found.get(row["source"], (0, 0))
            found[row["source"]] = routes + row["timed_route_count"], requests + row["timed_count"]
    return found


def _no_times(view: DayView) -> str | None:
    """Said where requests were logged, but none with its time; None where the sources tell why."""
    if any(row["client"] == Client.USER for row in view.rows("traffic", WEB_LOG, STATUS)):
        return NO_TIMES
    return None


def _status_classes(view: DayView) -> Iterable[str]:
    for source in view.of_kind(WEB_LOG):
        parts = []
        for client, word in CLIENTS.items():
            rows = [
                row for row in view.rows("traffic", WEB_LOG) if row["source"] == source.name and row["client"] == client
            ]
            if not rows:
                continue
            classes: dict[str, int] = {}
            for row in rows:
                for status, count in row["by_status"].items():
                    classes[f"{status[:1]}xx"] = classes.get(f"{status[:1]}xx", 0) + count
            shown = ", ".join(f"{name} {number(count)}" for name, count in sorted(classes.items()))
            parts.append(f"{word} {number(sum(row['request_count'] for row in rows))} permintaan ({shown})")
        if parts:
            yield f"{source.label}: " + ", ".join(parts)


def _transfer_totals(view: DayView) -> Iterable[str]:
    for source in view.of_kind(WEB_LOG):
        for row in view.rows("traffic", WEB_LOG):
            if row["source"] == source.name and row["client"] == Client.USER and row["purpose"] in TRANSFERS:
                bad, count = failed_of(row["by_status"]), row["request_count"]
                yield (
                    f"{source.label}: {PURPOSES[row['purpose']]} {number(count)} permintaan, {number(bad)} gagal "
                    f"({number(100 * bad / count, 1)}%)"
                )


def hourly(rows: Iterable[Row], key: str, *purposes: Purpose) -> list[int]:
    """The sum of an hourly count over rows of the traffic, of these purposes if any are named."""
    total = [0] * 24
    for row in rows:
        if not purposes or row["purpose"] in purposes:
            total = [sum_ + count for sum_, count in zip(total, row[key], strict=True)]
    return total


def traffic_of(view: DayView, source: str, *clients: Client) -> list[dict[str, Any]]:
    """The traffic of a web log by these clients, as `include/sql/reports/traffic.sql` gives it."""
    return [dict(row) for row in view.rows("traffic", WEB_LOG) if row["source"] == source and row["client"] in clients]
