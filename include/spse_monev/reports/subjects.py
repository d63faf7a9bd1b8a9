"""The sheets behind the summary: one subject of the SOP each, as a table that can be filtered and printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from spse_monev.facts import CheckState, CoverageState
from spse_monev.labels import failure_label
from spse_monev.reports.dayview import (
    CHECK_WORDS,
    NOT_AVAILABLE,
    DayView,
    Row,
    SourceReading,
)
from spse_monev.reports.figures import metric_label
from spse_monev.reports.sqlstate import class_meaning
from spse_monev.reports.words import breakdown, long_date, milliseconds, number, zone_name
from spse_monev.reports.workbook import (
    CLOCK,
    COUNT,
    DECIMAL,
    MEBIBYTES,
    MEDIAN,
    MILLISECONDS,
    MOMENT,
    PERCENT,
    SHARE,
    Column,
    Form,
    Shown,
    add_sheet,
    finish_table_sheet,
    set_widths,
    write_table,
    write_text,
)

MAX_ROWS = 1000
# A thousand queries are for the screen; on paper they would be sixty pages that nobody reads.
PRINTED_ROWS = 50
LOG = "postgres_log"
STATISTICS = "postgres"
NO_COMPARISON = "–"
SUBJECT = "Laporan Kinerja Aplikasi SPSE"
NEW = "baru"


def write_errors(workbook: Workbook, view: DayView) -> None:
    """Which errors appeared most often in the database (SOP 1b, first point)."""
    rows = view.rows("errors", LOG)
    total = sum(row["count"] for row in rows)
    zone = zone_name(view.day)
    columns = (
        Column("No.", 6, COUNT),
        Column("Tingkat", 10),
        Column("SQLSTATE", 10),
        Column("Arti kelas SQLSTATE", 22),
        Column("Pesan (nilai disamarkan)", 60),
        Column("Jumlah", 10, COUNT),
        Column("Porsi", 8, SHARE),
        Column("Hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median 7 hari", 10, MEDIAN),
        Column("Selisih median", 11, MEDIAN.signed),
        Column("Catatan", 9),
        Column(f"Pertama ({zone})", 11, CLOCK),
        Column(f"Terakhir ({zone})", 11, CLOCK),
        Column("Pengguna", 22, printed=False),
        Column("Basis data", 20, printed=False),
        Column("Aplikasi", 26, printed=False),
        Column("Contoh pesan (disamarkan)", 60, printed=False),
        Column("Contoh pernyataan SQL (disamarkan)", 60, printed=False),
        Column("Sumber", 24, printed=False),
    )
    _table_sheet(
        workbook,
        view,
        "Galat Basis Data",
        "GalatBasisData",
        columns,
        rows,
        lambda number_, row: (
            number_,
            row["severity"],
            row["code"] or "–",
            class_meaning(row["code"]),
            row["message"],
            row["count"],
            row["count"] / total,
            *_comparison(row["count"], row["previous_count"], row["median_count"]),
            NEW if row["is_new"] else "",
            row["first_at"],
            row["last_at"],
            breakdown(row["by_user"]),
            breakdown(row["by_database"]),
            breakdown(row["by_application"]),
            row["sample"],
            row["sample_statement"] or "",
            view.label(row["source"]),
        ),
        sources=view.of_kind(LOG),
        totals=f"{number(total)} kejadian dari {number(len(rows))} jenis galat dan peringatan",
        unit="jenis",
        notes=(
            "Diurutkan menurut jumlah. 'baru' = tidak muncul pada hari-hari terbaca dari tujuh hari sebelumnya. "
            "Kolom di kanan 'Terakhir' (pengguna, contoh pesan, contoh pernyataan) untuk dibaca di layar, tidak "
            "dicetak.",
        ),
    )


def write_queries_by_calls(workbook: Workbook, view: DayView) -> None:
    """The transaction time of the most used queries (SOP 1b, second point)."""
    _write_queries(workbook, view, "Query Tersering", "QueryTersering", "calls", "jumlah panggilan")


def write_queries_by_time(workbook: Workbook, view: DayView) -> None:
    """The queries that cost most time in all."""
    _write_queries(workbook, view, "Query Termahal", "QueryTermahal", "total_ms", "waktu seluruh panggilan")


def _write_queries(workbook: Workbook, view: DayView, title: str, name: str, key: str, order: str) -> None:
    sources = view.of_kind(STATISTICS, LOG)
    rows: list[Row] = []
    ranks: dict[tuple[str, str], int] = {}
    totals: dict[str, tuple[int, float]] = {}
    parts = []
    for source in sources:
        own = [row for row in view.rows("queries", source.kind) if row["source"] == source.name]
        own.sort(key=lambda row: (-row[key], row["fingerprint"]))
        ranks |= {(source.name, row["fingerprint"]): rank for rank, row in enumerate(own, 1)}
        totals[source.name] = (sum(row["calls"] for row in own), sum(row["total_ms"] for row in own))
        rows += own[:MAX_ROWS]
        if source.is_read:
            calls, time = totals[source.name]
            limit = f"ditampilkan {number(MAX_ROWS)} dari " if len(own) > MAX_ROWS else ""
            parts.append(
                f"{source.label}: {limit}{number(len(own))} query, {number(calls)} panggilan, {milliseconds(time)}"
            )
    columns = (
        Column("No.", 6, COUNT),
        Column("Sumber", 20),
        Column("Query (nilai disamarkan)", 70),
        Column("Panggilan", 12, COUNT),
        Column("Porsi panggilan", 10, SHARE),
        Column("Waktu total (detik)", 13, DECIMAL),
        Column("Porsi waktu", 8, SHARE),
        Column("Rata-rata (ms)", 11, DECIMAL),
        Column("p95 (ms)", 11, DECIMAL),
        Column("Maksimum (ms)", 12, DECIMAL),
        Column("Panggilan hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median panggilan 7 hari", 12, MEDIAN),
        Column("Median rata-rata 7 hari (ms)", 13, DECIMAL),
        Column("p50 (ms)", 11, DECIMAL, printed=False),
        Column("p99 (ms)", 11, DECIMAL, printed=False),
        Column("Baris", 12, COUNT, printed=False),
        Column("Blok dari memori", 12, COUNT, printed=False),
        Column("Blok dibaca", 12, COUNT, printed=False),
        Column("Blok sementara", 12, COUNT, printed=False),
        Column("Basis data", 24, printed=False),
        Column("query_id", 24, printed=False),
    )

    def cells(_: int, row: Row) -> tuple[Any, ...]:
        calls, time = totals[row["source"]]
        return (
            ranks[row["source"], row["fingerprint"]],
            view.label(row["source"]),
            row["query"],
            row["calls"],
            row["calls"] / calls,
            row["total_ms"] / 1000,
            row["total_ms"] / time if time else None,
            row["mean_ms"],
            _or_dash(row["p95_ms"]),
            _or_dash(row["max_ms"]),
            *_comparison(row["calls"], row["previous_calls"], row["median_calls"])[:3],
            _or_dash(row["median_mean_ms"]),
            _or_dash(row["p50_ms"]),
            _or_dash(row["p99_ms"]),
            _or_dash(row["row_count"]),
            _or_dash(row["shared_hit_blocks"]),
            _or_dash(row["shared_read_blocks"]),
            _or_dash(row["temp_blocks"]),
            breakdown(row["by_database"]),
            ", ".join(str(query_id) for query_id in row["query_ids"]),
        )

    _table_sheet(
        workbook,
        view,
        title,
        name,
        columns,
        rows,
        cells,
        sources=sources,
        totals="; ".join(parts),
        unit="query",
        nothing="Tidak ada query tercatat",
        limit=MAX_ROWS * max(1, len(sources)),
        printed_rows=20,
        notes=(
            f"Diurutkan menurut {order}, peringkat dihitung per sumber: query yang sama dapat tampil sekali per "
            "sumber. Statistik menghitung setiap panggilan; log hanya pernyataan yang durasinya dicatat server. "
            "'–' = sumber ini tidak mengukurnya atau belum ada data pembanding.",
        ),
    )


def write_failures(workbook: Workbook, view: DayView) -> None:
    """Failed transactions and processes (SOP 1b, third point)."""
    rows = view.rows("failures", LOG, STATISTICS)
    zone = zone_name(view.day)
    columns = (
        Column("No.", 6, COUNT),
        Column("Jenis kegagalan", 42),
        Column("Jumlah", 10, COUNT),
        Column("Hari sebelumnya", 12, COUNT),
        Column("Selisih hari sebelumnya", 12, COUNT.signed),
        Column("Median 7 hari", 10, MEDIAN),
        Column("Selisih median", 11, MEDIAN.signed),
        Column(f"Pertama ({zone})", 11, CLOCK),
        Column(f"Terakhir ({zone})", 11, CLOCK),
        Column("Jam tersibuk", 13),
        Column("Bukti (disamarkan)", 70),
        Column("Sumber", 34),
    )
    _table_sheet(
        workbook,
        view,
        "Kegagalan",
        "Kegagalan",
        columns,
        rows,
        lambda number_, row: (
            number_,
            failure_label(row["kind"]),
            row["count"],
            *_comparison(row["count"], row["previous_count"], row["median_count"]),
            _or_dash(row["first_at"]),
            _or_dash(row["last_at"]),
            _busiest(row["per_hour"]),
            row["evidence"],
            view.label(row["source"]),
        ),
        sources=view.of_kind(LOG),
        totals=f"{number(sum(row['count'] for row in rows))} kejadian dari {number(len(rows))} jenis kegagalan",
        unit="jenis",
        notes=(
            "Satu kejadian dapat termasuk lebih dari satu jenis, dan kegagalan yang tercatat sebagai galat juga ada "
            "pada lembar Galat Basis Data; jumlah kedua lembar tidak untuk ditambahkan.",
        ),
    )


def write_metrics(workbook: Workbook, view: DayView) -> None:
    """Connections, checkpoints, vacuum, sizes and all other figures of the day."""
    rows = [(metric_label(row["name"]), row) for row in view.rows("metrics", STATISTICS, LOG)]
    rows.sort(key=lambda item: (item[0].group, item[0].text, -item[1]["value"], item[1]["subject"], item[1]["source"]))
    columns = (
        Column("Kelompok", 26),
        Column("Indikator", 48),
        Column("Objek", 40),
        Column("Nilai", 18, DECIMAL),
        Column("Hari sebelumnya", 18, DECIMAL),
        Column("Selisih hari sebelumnya", 18, DECIMAL.signed),
        Column("Median 7 hari", 18, MEDIAN),
        Column("Selisih median", 18, DECIMAL.signed),
        Column("Sumber", 34),
    )

    def cells(_: int, item: tuple[Any, Row]) -> tuple[Any, ...]:
        label, row = item
        form = metric_form(row["name"])
        value, before, median = row["value"], row["previous_value"], row["median_value"]
        return (
            label.group,
            label.text,
            row["subject"] or "seluruh server",
            Shown(value, form),
            _or_dash(before, form),
            _or_dash(_difference(value, before), form.signed),
            _or_dash(median, form),
            _or_dash(_difference(value, median), form.signed),
            view.label(row["source"]),
        )

    _table_sheet(
        workbook,
        view,
        "Indikator",
        "Indikator",
        columns,
        rows,
        cells,
        sources=view.of_kind(STATISTICS, LOG),
        totals=f"{number(len(rows))} indikator",
        unit="indikator",
        nothing="Tidak ada indikator",
        notes=("Indikator yang tidak terukur tidak ditulis sebagai nol; '–' = belum ada data pembanding.",),
    )


def metric_form(name: str) -> Form:
    """How a figure is shown, by the unit at the end of its name."""
    for ending, form in (("_bytes", MEBIBYTES), ("_pct", PERCENT), ("_ms", MILLISECONDS), ("_count", COUNT)):
        if name.endswith(ending):
            return form
    return DECIMAL


def write_setting_changes(workbook: Workbook, view: DayView) -> None:
    """Which settings of the server changed since the snapshot before."""
    rows = view.rows("setting_changes", STATISTICS)
    sources = view.of_kind(STATISTICS)
    snapshots = {row["source"]: row for row in view.rows("snapshots", STATISTICS)}
    zone = view.day.zone
    said = []
    comparable = False
    for source in sources:
        snapshot = snapshots.get(source.name)
        if snapshot is None:
            said.append(f"{source.label}: potret pengaturan hari ini tidak ada, sehingga perubahan tidak diketahui.")
        elif snapshot["previous_taken_at"] is None:
            said.append(f"{source.label}: potret pertama, belum ada potret sebelumnya untuk dibandingkan.")
        else:
            comparable = True
            before, after = (
                snapshot[key].astimezone(zone).strftime("%d/%m/%Y %H.%M") for key in ("previous_taken_at", "taken_at")
            )
            said.append(f"{source.label}: potret {before} dibandingkan dengan potret {after} {zone_name(view.day)}.")
    columns = (
        Column("Pengaturan", 40),
        Column("Nilai sebelumnya", 36),
        Column("Nilai sekarang", 36),
        Column("Satuan", 12),
        Column("Diatur melalui", 26),
        Column("Menunggu server dinyalakan ulang", 18),
        Column("Sumber", 34),
    )
    _table_sheet(
        workbook,
        view,
        "Perubahan Konfigurasi",
        "PerubahanKonfigurasi",
        columns,
        rows,
        lambda _, row: (
            row["name"],
            "tidak ada" if row["previous_value"] is None else row["previous_value"],
            "tidak ada" if row["value"] is None else row["value"],
            row["unit"] or "",
            row["set_by"],
            "ya" if row["pending_restart"] else "tidak",
            view.label(row["source"]),
        ),
        sources=sources,
        totals=f"{number(len(rows))} perubahan" if comparable else "",
        unit="perubahan",
        notes=said,
        empty="Tidak ada perubahan pengaturan di antara kedua potret." if comparable else "Perubahan tidak diketahui.",
    )


def write_source_states(workbook: Workbook, view: DayView) -> None:
    """Whether each source was alive (SOP step 1): every attempt, and sources that were never tried."""
    checks: dict[str, list[Row]] = {}
    for row in view.rows("source_checks"):
        checks.setdefault(row["source"], []).append(row)
    names = [source.name for source in view.sources]
    names += [name for name in checks if name not in names]
    configured = view.site.sources

    def lines() -> Iterable[tuple[Any, ...]]:
        for name in names:
            kind = configured[name].kind if name in configured else checks[name][-1]["kind"]
            required = "ya" if name in configured and configured[name].required else "tidak"
            if name not in checks:
                yield view.label(name), kind, required, 0, "✘ belum diperiksa", NOT_AVAILABLE, NO_COMPARISON, ""
            for attempt, row in enumerate(checks.get(name, ()), 1):
                yield (
                    view.label(name),
                    kind,
                    required,
                    attempt,
                    CHECK_WORDS[CheckState(row["state"])],
                    row["checked_at"],
                    _or_dash(row["latency_ms"]),
                    row["evidence"],
                )

    columns = (
        Column("Sumber", 36),
        Column("Jenis", 14),
        Column("Wajib", 8),
        Column("Percobaan ke-", 11, COUNT),
        Column("Keadaan", 22),
        Column(f"Waktu periksa ({zone_name(view.day)})", 20, MOMENT),
        Column("Waktu jawab (ms)", 12, DECIMAL),
        Column("Bukti dan tindak lanjut", 80),
    )
    _table_sheet(
        workbook,
        view,
        "Keadaan Sumber",
        "KeadaanSumber",
        columns,
        list(lines()),
        lambda _, row: row,
        sources=(),
        totals=f"{number(sum(map(len, checks.values())))} pemeriksaan atas {number(len(names))} sumber",
        unit="pemeriksaan",
        notes=(
            "Langkah 1 SOP. 'Aktif' berarti sumber menjawab dan datanya baru. Semua percobaan ditulis, yang terakhir "
            "menentukan.",
        ),
        empty="Tidak ada sumber dalam pengaturan situs.",
    )


def write_coverage(workbook: Workbook, view: DayView) -> None:
    """How completely each source was read; configured sources that were not read at all stand here too."""
    found = {row["source"]: row for row in view.rows("coverage")}
    zone = zone_name(view.day)
    columns = (
        Column("Sumber", 34),
        Column("Keadaan", 18),
        Column("Alasan bila tidak lengkap", 40),
        Column("Cara membaca", 26),
        Column("Berkas", 9, COUNT),
        Column("Dibaca (MiB)", 12, DECIMAL),
        Column("Entri", 12, COUNT),
        Column(f"Entri pertama ({zone})", 19, MOMENT),
        Column(f"Entri terakhir ({zone})", 19, MOMENT),
        Column("Baris tidak terbaca", 10, COUNT),
        Column("Letak baris tidak terbaca (beberapa yang pertama)", 42),
    )

    def cells(_: int, source: SourceReading) -> tuple[Any, ...]:
        row = found.get(source.name)
        reasons = "\n".join(source.reasons)
        if not source.is_collected:
            words = "hanya diperiksa"
            return (source.label, words, "lihat lembar Keadaan Sumber", *[NO_COMPARISON] * 8)
        if row is None or row["state"] == CoverageState.MISSING:
            parser = row["parser"] if row else ""
            return (source.label, source.words, reasons, parser, *[source.words.split(" ", 1)[1]] * 6, "")
        places = "\n".join(
            f"{place['file']}{':' + str(place['line']) if place['line'] else ''}: {place['text']}"
            for place in row["unparsed_places"]
        )
        return (
            source.label,
            source.words,
            reasons,
            row["parser"],
            row["file_count"],
            row["read_bytes"] / 1024**2,
            row["entry_count"],
            _or_dash(row["first_at"]),
            _or_dash(row["last_at"]),
            row["unparsed_count"],
            places,
        )

    _table_sheet(
        workbook,
        view,
        "Cakupan",
        "Cakupan",
        columns,
        view.sources,
        cells,
        sources=(),
        totals="",
        unit="sumber",
        notes=(
            "Angka laporan hanya sebaik cakupannya: 'tidak terbaca' bukan nol; nol berarti terbaca tetapi tidak ada.",
        ),
    )


_METHOD = (
    (
        "Dasar",
        "SOP Monitoring dan Evaluasi Kinerja Aplikasi SPSE Nomor 427.53/7.03/2018, langkah 1, 1a dan 1b.",
    ),
    (
        "Hari",
        "Hari kalender menurut zona waktu situs, dari pukul 00.00 sampai sebelum pukul 00.00 hari berikutnya.",
    ),
    ("Lengkap", "Semua sumber yang dikonfigurasi terbaca utuh untuk hari itu dan sistem pemantauan aktif."),
    (
        "Sebagian",
        "Sekurang-kurangnya satu sumber tidak terbaca atau terbaca sebagian; alasannya tertulis pada "
        "Ringkasan. Angka dari sumber yang terbaca sebagian adalah angka sekurang-kurangnya.",
    ),
    ("Tidak terbaca", "Sumber tidak dapat dibaca. Angkanya tidak diketahui dan tidak ditulis sebagai nol."),
    ("Belum dibaca", "Sumber ada dalam pengaturan, tetapi tidak ada catatan pembacaan untuk hari itu."),
    (
        "Tidak tersedia",
        "Sumber terbaca, tetapi angka itu tidak diukur atau belum dapat dihitung (misalnya hari pertama).",
    ),
    (
        "Galat",
        "Entri log server basis data bertingkat ERROR, FATAL dan PANIC. Pesan yang hanya berbeda nilai "
        "atau nama objeknya digabung menjadi satu jenis. WARNING dihitung tersendiri.",
    ),
    (
        "Query",
        "Pernyataan SQL yang hanya berbeda nilainya digabung. Dari statistik: selisih pg_stat_statements "
        "antara dua potret. Dari log: pernyataan yang durasinya dicatat server, tiap eksekusi dihitung "
        "sekali.",
    ),
    (
        "Persentil",
        "p95 = waktu yang tidak dilampaui oleh 95 dari 100 eksekusi, dari histogram dengan ketelitian "
        "sekitar 1 persen.",
    ),
    (
        "Kegagalan",
        "Transaksi dan proses yang gagal menurut log: deadlock, batas waktu, penolakan koneksi, proses "
        "mati, dan sebagainya.",
    ),
    (
        "Hari sebelumnya",
        "Nilai satu hari kalender sebelumnya, hanya bila hari itu terbaca (lengkap atau sebagian).",
    ),
    (
        "Median 7 hari",
        "Nilai tengah dari hari-hari yang terbaca di antara tujuh hari sebelumnya; jumlah kejadian pada "
        "hari terbaca tanpa kejadian adalah nol.",
    ),
    ("Satuan", "KiB, MiB, GiB memakai kelipatan 1.024; ms = milidetik."),
    (
        "Penyamaran",
        "Nilai di dalam pesan dan pernyataan disamarkan sebelum disimpan, sehingga laporan tidak memuat "
        "data penawaran atau data pribadi dari log.",
    ),
)


def write_method(workbook: Workbook, view: DayView) -> None:
    """What each word means and how it was counted."""
    columns = (Column("Istilah", 24), Column("Pengertian dan cara menghitung", 130))
    _table_sheet(
        workbook,
        view,
        "Metode",
        "Metode",
        columns,
        _METHOD,
        lambda _, row: row,
        sources=(),
        totals="",
        unit="istilah",
        filters=False,
    )


def _table_sheet(
    workbook: Workbook,
    view: DayView,
    title: str,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Any],
    cells: Callable[[int, Any], Sequence[Any]],
    *,
    sources: Sequence[SourceReading],
    totals: str,
    unit: str,
    notes: Iterable[str] = (),
    nothing: str = "Tidak ada kejadian",
    empty: str | None = None,
    limit: int = MAX_ROWS,
    filters: bool = True,
    printed_rows: int = PRINTED_ROWS,
) -> None:
    """A sheet with its head, the state of its sources, its totals and one table, or a sentence why there is none."""
    sheet = add_sheet(workbook, title, view.site.name, SUBJECT)
    set_widths(sheet, [column.width for column in columns])
    span = max(index for index, column in enumerate(columns, 1) if column.printed)
    row = write_text(sheet, 1, title, columns=span, size=14, bold=True)
    day = f"{view.site.name} — {long_date(view.day)} ({zone_name(view.day)})"
    row = write_text(sheet, row, day + ("  |  DATA SINTETIS" if view.site.synthetic else ""), columns=span, size=10)
    for source in sources:
        row = write_text(sheet, row, f"Sumber {source.sentence()}", columns=span)
    if totals and rows:
        shown = f"Ditampilkan {number(limit)} dari {number(len(rows))} {unit}. " if len(rows) > limit else ""
        row = write_text(sheet, row, f"{shown}Jumlah seluruhnya: {totals}.", columns=span, bold=True)
    for note in notes:
        row = write_text(sheet, row, note, columns=span, italic=True)
    if len(rows) > printed_rows:
        note = f"Dicetak {number(printed_rows)} baris pertama; baris lainnya dapat dibaca dan disaring di layar."
        row = write_text(sheet, row, note, columns=span, italic=True)
    if not rows:
        reason = empty or view.empty_note(sources, nothing)
        write_text(sheet, row + 1, reason, columns=span, size=11, bold=True, fill="EDEDED")
        sheet.print_area = f"A1:{get_column_letter(span)}{row + 1}"
        return
    shown_rows = (cells(index, each) for index, each in enumerate(rows[:limit], 1))
    end = write_table(sheet, row, name, columns, shown_rows, view.day.zone, filters=filters)
    finish_table_sheet(sheet, row, columns, min(end - 1, row + printed_rows))


def _comparison(value: float, before: float | None, median: float | None) -> tuple[Any, Any, Any, Any]:
    return (
        _or_dash(before),
        _or_dash(_difference(value, before)),
        _or_dash(median),
        _or_dash(_difference(value, median)),
    )


def _difference(value: float, other: float | None) -> float | None:
    return None if other is None else float(value) - float(other)


def _or_dash(value: Any, form: Form | None = None) -> Any:
    if value is None:
        return NO_COMPARISON
    return Shown(value, form) if form else value


def _busiest(per_hour: Sequence[int]) -> str:
    most = max(per_hour, default=0)
    if not most:
        return NO_COMPARISON
    hour = list(per_hour).index(most)
    return f"{hour:02d}.00–{(hour + 1) % 24:02d}.00"
