"""How the sources themselves stood: alive or not, read whole or not, and what is not looked at at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from spse_monev.facts import CheckState, CoverageState
from spse_monev.reports.dayview import (
    CHECK_WORDS,
    NOT_AVAILABLE,
    NOT_CONFIGURED,
    UNCHECKED,
    DayView,
    Row,
    SourceReading,
)
from spse_monev.reports.forms import COUNT, DECIMAL, MOMENT
from spse_monev.reports.kinds import Area, kind_label
from spse_monev.reports.sheets.table import NO_COMPARISON, or_dash, write_table_sheet
from spse_monev.reports.words import number, zone_name
from spse_monev.reports.workbook import Column


def write_source_states(workbook: Workbook, view: DayView, title: str) -> None:
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
                yield (
                    view.label(name),
                    kind_label(kind),
                    required,
                    0,
                    UNCHECKED,
                    NOT_AVAILABLE,
                    NO_COMPARISON,
                    "",
                )
            for attempt, row in enumerate(checks.get(name, ()), 1):
                yield (
                    view.label(name),
                    kind_label(kind),
                    required,
                    attempt,
                    CHECK_WORDS[CheckState(row["state"])],
                    row["checked_at"],
                    or_dash(row["latency_ms"]),
                    row["evidence"],
                )

    columns = (
        Column("Sumber", 36),
        Column("Jenis", 20),
        Column("Wajib", 8),
        Column("Percobaan ke-", 11, COUNT),
        Column("Keadaan", 22),
        Column(f"Waktu periksa ({zone_name(view.day)})", 20, MOMENT),
        Column("Waktu jawab (ms)", 12, DECIMAL),
        Column("Bukti dan tindak lanjut", 80),
    )
    write_table_sheet(
        workbook,
        view,
        title,
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


def write_coverage(workbook: Workbook, view: DayView, title: str) -> None:
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

    def cells(_: int, source: SourceReading | Area) -> tuple[Any, ...]:
        if isinstance(source, Area):
            reason = "di luar jangkauan laporan ini"
            return (source.label, NOT_CONFIGURED, reason, *[NO_COMPARISON] * 8)
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
            or_dash(row["first_at"]),
            or_dash(row["last_at"]),
            row["unparsed_count"],
            places,
        )

    write_table_sheet(
        workbook,
        view,
        title,
        "Cakupan",
        columns,
        [*view.sources, *view.unconfigured],
        cells,
        sources=(),
        totals="",
        unit="sumber",
        notes=(
            "Angka laporan hanya sebaik cakupannya: 'tidak terbaca' bukan nol; nol berarti terbaca tetapi tidak ada. "
            "'Tidak dikonfigurasi' = tidak ada sumber seperti itu dalam pengaturan situs; itu bukan kekurangan bacaan.",
        ),
    )


def write_out_of_reach(workbook: Workbook, view: DayView, title: str, sheets: Iterable[tuple[str, str]]) -> None:
    """The sheets that this report does not have, each with what it would have to be read from."""
    columns = (
        Column("Bagian laporan", 34),
        Column("Keadaan", 24),
        Column("Dibaca dari (salah satu)", 60),
        Column("Arti", 60),
    )
    write_table_sheet(
        workbook,
        view,
        title,
        "DiLuarJangkauan",
        columns,
        list(sheets),
        lambda _, row: (row[0], NOT_CONFIGURED, row[1], "tidak ada yang dilihat, bukan 'tidak ada kejadian'"),
        sources=(),
        totals="",
        unit="bagian",
        filters=False,
        notes=(
            "Situs ini tidak mempunyai sumber untuk bagian-bagian berikut, sehingga laporan ini tidak berkata apa pun "
            "tentangnya. Keadaan laporan (lengkap atau sebagian) hanya menilai sumber yang dikonfigurasi.",
        ),
    )
