"""`spse complaints classify`: class and topic of the texts of a file, without a database.

>>> spse complaints classify keluhan.csv --column uraian --json
[{"text": "penawaran gagal diunggah", "label": "upload_download", "confidence": 0.99, "topic": "upload_penawaran"}]

One object for each text, in the order of the file and as it stands there; rows without a text are kept, with
confidence 0, so that the answer lines up with the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from spse_monev.cli.terminal import Exit, err, number, out, plain_errors

if TYPE_CHECKING:
    from spse_monev.analysis.complaints.classifier import Verdict
    from spse_monev.sources.helpdesk.grid import Grid

# Headings under which texts are looked for where no column is named; the first that the file has is taken.
TEXT_HEADINGS = (
    "text", "teks", "uraian", "deskripsi", "keluhan", "permasalahan", "masalah", "isi", "pertanyaan", "uraian keluhan",
    "uraian masalah", "isi keluhan", "deskripsi keluhan", "deskripsi masalah", "pengaduan", "description",
)  # fmt: skip
HEADER_ROWS = 20  # a letterhead may stand above the headings
SHOWN_CHARACTERS = 160
REVIEW_BELOW = 0.7  # as `min_confidence` of a site, which this command does not need


def classify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="csv, xlsx, ods, json lines, txt (satu teks per baris), atau '-'.")
    ],
    column: Annotated[str | None, typer.Option("--column", help="Judul kolom yang berisi teks keluhan.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Cetak satu larik JSON.")] = False,
) -> None:
    """Golongkan teks keluhan menurut kelas SOP dan topik, dengan tingkat keyakinan.

    Kode keluar: 0 berhasil, 2 berkas tidak terbaca.
    """
    from spse_monev.sources.helpdesk.grid import UnreadableError

    with plain_errors(UnreadableError):
        texts = read_texts(file, column)
        from spse_monev.analysis.complaints.classifier import train

        verdicts = train().classify(texts)
    if as_json:
        typer.echo(json.dumps(as_objects(texts, verdicts), ensure_ascii=False, indent=2))
    else:
        _show(texts, verdicts)
    raise typer.Exit(Exit.OK)


def as_objects(texts: Sequence[str], verdicts: Sequence[Verdict]) -> list[dict[str, str | float]]:
    """The documented JSON objects."""
    return [
        {
            "text": text,
            "label": verdict.complaint_class.value,
            "confidence": round(verdict.confidence, 4),
            "topic": verdict.topic,
        }
        for text, verdict in zip(texts, verdicts, strict=True)
    ]


def read_texts(file: str, column: str | None) -> list[str]:
    """The texts of a file; ValueError or UnreadableError with what is wrong if there are none to be read."""
    from spse_monev.sources.helpdesk.book import open_book
    from spse_monev.sources.helpdesk.book.encodings import decoded
    from spse_monev.sources.helpdesk.inbox import MAX_FILE_BYTES, InboxFile

    if file == "-":
        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    else:
        try:
            with Path(file).open("rb") as stream:
                content = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise ValueError(f"{file}: tidak dapat dibaca ({error.strerror or error})") from error
    if len(content) > MAX_FILE_BYTES:
        raise ValueError(f"{file}: lebih besar daripada {MAX_FILE_BYTES >> 20} MiB; bagi menjadi beberapa berkas")
    suffix = Path(file).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return _of_json_lines(decoded(content).splitlines(), column)
    if file == "-" or suffix == ".txt":
        if column is not None:
            raise ValueError("--column hanya untuk berkas berkolom; teks biasa dibaca satu teks per baris")
        return [line.removesuffix("\r") for line in decoded(content).removesuffix("\n").split("\n")] if content else []
    book = open_book(InboxFile(file, "", datetime.now(UTC), content))
    return _of_grids([grid for grid in book.grids if not grid.is_hidden], column)


def _of_json_lines(lines: Iterable[str], column: str | None) -> list[str]:
    """Each line a text, or an object that has one."""
    texts = []
    for line_number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise ValueError(f"baris {line_number} bukan JSON yang sah; tulis satu objek per baris") from None
        if isinstance(value, dict):
            names = (column,) if column is not None else TEXT_HEADINGS
            found = next((name for name in names if name in value), None)
            if found is None:
                raise ValueError(_no_column(column, value, f" pada baris {line_number}"))
            value = value[found]
        texts.append("" if value is None else str(value))
    return texts


def _of_grids(grids: Sequence[Grid], column: str | None) -> list[str]:
    """The texts of the first sheet that has the column."""
    names = [column.strip().casefold()] if column is not None else TEXT_HEADINGS
    for grid in grids:
        for index, row in enumerate(grid.rows[:HEADER_ROWS]):
            headings = [str(cell).strip().casefold() if cell is not None else "" for cell in row]
            if (found := next((name for name in names if name in headings), None)) is not None:
                place = headings.index(found)
                return [_text(row[place]) for row in grid.rows[index + 1 :]]
    filled = [grid for grid in grids if grid.rows]
    if column is None and len(filled) == 1 and len(filled[0].rows[0]) == 1:
        return [_text(row[0]) for row in filled[0].rows]  # one column without heading
    headings = [str(cell) for grid in filled for cell in _first_filled(grid) if cell is not None]
    raise ValueError(_no_column(column, headings))


def _first_filled(grid: Grid) -> tuple[object, ...]:
    return next((row for row in grid.rows if any(cell is not None for cell in row)), ())


def _text(cell: object) -> str:
    from spse_monev.sources.helpdesk.grid import Unusable

    return "" if cell is None or isinstance(cell, Unusable) else str(cell)


def _no_column(column: str | None, names: Iterable[str], where: str = "") -> str:
    there = ", ".join(str(name)[:60] for name in names) or "(tidak ada)"
    if column is None:
        return f"kolom teks tidak dikenali{where}; sebutkan dengan --column. Kolom yang ada: {there}"
    return f"kolom '{column}' tidak ada{where}. Kolom yang ada: {there}"


def _show(texts: Sequence[str], verdicts: Sequence[Verdict]) -> None:
    from spse_monev.labels import class_label, topic_label

    table = Table(
        Column("Teks", overflow="fold"), "Kelas", "Topik", Column("Keyakinan", justify="right"),
        title=f"{number(len(texts))} teks", title_justify="left",
    )  # fmt: skip
    for text, verdict in zip(texts, verdicts, strict=True):
        shown = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
        sure = f"{verdict.confidence:.2f}".replace(".", ",")
        table.add_row(
            escape("".join(letter if letter.isprintable() else " " for letter in shown)),
            class_label(verdict.complaint_class),
            topic_label(verdict.topic),
            f"[yellow]{sure}[/]" if verdict.confidence < REVIEW_BELOW else sure,
        )
    out.print(table)
    unsure = sum(verdict.confidence < REVIEW_BELOW for verdict in verdicts)
    if unsure:
        err.print(f"{number(unsure)} teks perlu dilihat orang (keyakinan di bawah 0,70).", highlight=False)
