"""The day in plain sentences, made of the figures alone."""

from __future__ import annotations

from collections.abc import Iterator

from spse_monev.facts import CoverageState
from spse_monev.reports.dayview import DayView, Row, SourceReading
from spse_monev.reports.keyfigures import Figure
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, STATISTICS, WATCHING, WEB_LOG
from spse_monev.reports.sqlstate import class_meaning
from spse_monev.reports.words import byte_size, milliseconds, number, shortened, signed


def sentences(view: DayView, figures: list[Figure]) -> Iterator[str]:
    """One to three plain sentences for each source, in the order of the SOP: errors, times, failures, availability."""
    for kind, tell in (
        (DATABASE_LOG, _database_log),
        (APPLICATION_LOG, _application_log),
        (WEB_LOG, _web_log),
        (STATISTICS, _statistics),
    ):
        for source in view.of_kind(kind):
            yield from tell(view, source, {figure.what.name: figure for figure in figures if figure.source is source})
    for source in view.of_kind(*WATCHING):
        yield from _watching(view, source)


def _database_log(view: DayView, source: SourceReading, own: dict[str, Figure]) -> Iterator[str]:
    errors = own["error_count"].value
    if errors is None:
        yield f"{source.label} tidak terbaca, sehingga jumlah galat dan kegagalan hari ini tidak diketahui."
        return
    if not errors and not _least(source):
        yield f"{source.label} terbaca lengkap dan tidak mencatat galat."
    else:
        fatal = own["fatal_count"].value or 0
        yield (
            f"{source.label} mencatat {_least(source)}{number(errors)} galat, {number(fatal)} di antaranya FATAL atau "
            f"PANIC{_against(own['error_count'])}, serta {number(own['failure_count'].value or 0)} kegagalan "
            "transaksi dan proses."
        )
    if top := _top_error(view, source):
        code = f"SQLSTATE {top['code']}, {class_meaning(top['code']).lower()}" if top["code"] else top["severity"]
        message = shortened(top["message"], 110)
        yield f"Galat basis data terbanyak: “{message}” ({code}), {_share(top['count'], errors)}."
    p95 = own["query_p95_ms"].value
    if p95 is not None:
        limit = view.site.thresholds.slow_query_ms
        side = "di atas" if p95 > limit else "tidak melebihi"
        yield (
            f"Dari {number(own['query_calls'].value or 0)} pernyataan SQL yang durasinya tercatat, 95 dari 100 "
            f"selesai dalam {milliseconds(p95)}, {side} batas perhatian {milliseconds(limit)}."
        )


def _application_log(view: DayView, source: SourceReading, own: dict[str, Figure]) -> Iterator[str]:
    errors = own["error_count"].value
    if errors is None:
        yield f"{source.label} tidak terbaca, sehingga galat dan kegagalan aplikasi hari ini tidak diketahui."
        return
    if not errors and not _least(source):
        yield f"{source.label} terbaca lengkap dan tidak mencatat galat."
    else:
        yield (
            f"{source.label} mencatat {_least(source)}{number(errors)} galat aplikasi{_against(own['error_count'])}; "
            f"{number(own['failed_upload_count'].value or 0)} unggahan dan "
            f"{number(own['failed_download_count'].value or 0)} unduhan gagal."
        )
    if top := _top_error(view, source):
        place = f" di {shortened(top['place'], 80)}" if top["place"] else ""
        code = f"{shortened(top['code'], 80)}: " if top["code"] else ""
        message = code + shortened(top["message"], 110)
        yield f"Galat aplikasi terbanyak: “{message}”{place}, {_share(top['count'], errors)}."


def _web_log(view: DayView, source: SourceReading, own: dict[str, Figure]) -> Iterator[str]:
    requests = own["request_count"].value
    if not source.is_read:
        yield f"{source.label} tidak terbaca, sehingga lalu lintas dan kegagalan web hari ini tidak diketahui."
        return
    if not requests:
        part = " pada bagian yang terbaca" if _least(source) else ""
        yield f"{source.label} tidak mencatat permintaan pengguna{part}."
        return
    bad = own["server_error_count"]
    yield (
        f"{source.label} mencatat {_least(source)}{number(requests)} permintaan pengguna; {number(bad.value or 0)} "
        f"({number(100 * (bad.value or 0) / requests, 2)}%) dijawab 5xx{_against(bad)}."
    )
    parts = []
    for word, name in (("unggahan", "upload"), ("unduhan", "download")):
        count, failed = own[f"{name}_count"].value or 0, own[f"{name}_failed_count"].value or 0
        if count:
            parts.append(f"{number(failed)} dari {number(count)} {word} ({number(100 * failed / count, 1)}%)")
    files = f"Gagal menurut server web: {' dan '.join(parts)}. " if parts else ""
    p95 = own["page_p95_ms"].value
    times = f"95 dari 100 halaman dijawab dalam {milliseconds(p95)}." if p95 is not None else ""
    if files or times:
        yield f"{files}{times}".strip()


def _statistics(_: DayView, source: SourceReading, own: dict[str, Figure]) -> Iterator[str]:
    if not source.is_read:
        yield f"Statistik {source.label} tidak terbaca, sehingga angka transaksi dan koneksi tidak diketahui."
        return
    commits, rollbacks = own["commit_count"].value, own["rollback_count"].value
    if commits is None or rollbacks is None or not commits + rollbacks:
        return
    size = own["database_size_bytes"]
    growth = ""
    if size.value is not None:
        growth = f" Ukuran basis data {byte_size(size.value)}"
        if size.before is not None:
            growth += f" ({_byte_change(size.value - size.before)} dari hari sebelumnya)"
        growth += "."
    yield (
        f"{source.label} menyelesaikan {number(commits + rollbacks)} transaksi; {number(rollbacks)} "
        f"({number(100 * rollbacks / (commits + rollbacks), 1)}%) dibatalkan.{growth}"
    )


def _watching(view: DayView, source: SourceReading) -> Iterator[str]:
    if not source.is_read:
        yield f"{source.label} tidak terbaca, sehingga ketersediaan hari ini menurut sumber itu tidak diketahui."
        return
    components = [row for row in view.rows("availability", source.kind) if row["source"] == source.name]
    if not components:
        return
    # Worst first, so the first one that was seen at all is the worst.
    seen = [row for row in components if row["up_pct"] is not None]
    unseen = len(components) - len(seen)
    never = f" {number(unseen)} komponen tidak pernah terlihat." if unseen else ""
    if not seen:
        yield f"Menurut {source.label}, tidak satu pun dari {number(len(components))} komponen terlihat hari ini."
    elif down := [row for row in seen if row["down_seconds"]]:
        worst = down[0]
        yield (
            f"Menurut {source.label}, {number(len(down))} dari {number(len(components))} komponen pernah mati; "
            f"terburuk {shortened(worst['component'], 60)}: tersedia {number(worst['up_pct'], 2)}%, mati "
            f"{number(worst['down_seconds'] / 60, 1)} menit.{never}"
        )
    else:
        unknown = max(row["unknown_seconds"] for row in seen) / 60
        part = f", selain paling lama {number(unknown, 1)} menit yang tidak terlihat" if unknown else ""
        yield f"Menurut {source.label}, {number(len(seen))} komponen hidup sepanjang waktu terlihat{part}.{never}"


def _least(source: SourceReading) -> str:
    return "" if source.state is CoverageState.OK else "sekurang-kurangnya "


def _top_error(view: DayView, source: SourceReading) -> Row | None:
    ranked = [row for row in view.rows("errors", source.kind) if row["source"] == source.name]
    return max((row for row in ranked if row["severity"] != "WARNING"), key=lambda row: row["count"], default=None)


def _share(count: int, total: float) -> str:
    return f"{number(count)} kali atau {number(100 * count / total, 1)}% dari seluruhnya"


def _byte_change(value: float) -> str:
    return ("bertambah " if value > 0 else "berkurang " if value < 0 else "tetap, ") + byte_size(abs(value))


def _against(figure: Figure) -> str:
    if figure.value is None or figure.before is None:
        return ""
    change = figure.value - figure.before
    if not change:
        return ", sama dengan hari sebelumnya"
    share = f" ({signed(100 * change / figure.before, 1)}%)" if figure.before else ""
    return f", {'naik' if change > 0 else 'turun'} {number(abs(change))}{share} dari hari sebelumnya"
