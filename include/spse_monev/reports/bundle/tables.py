"""Rows of any question as a typed table: plain values for JSON, and the bytes of a Parquet file."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import duckdb
from pydantic import JsonValue

from spse_monev.deviations import Deviation
from spse_monev.findings import Comparison, ComplaintLink, Effect, Prospect
from spse_monev.reports.bundle.personal import public_columns, public_rows

Plain = dict[str, JsonValue]

# Parquet knows no table without a column.
NO_COLUMN = "tanpa_kolom"

# The shapes of which analysis hands in one row each; the columns of other questions come with their rows only.
_SHAPES: Mapping[str, type] = {
    "comparisons": Comparison,
    "prospects": Prospect,
    "links": ComplaintLink,
    "deviations": Deviation,
    "effects": Effect,
}
_FIGURES: Mapping[Any, str] = {
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    int | None: "BIGINT",
    float | None: "DOUBLE",
    date | None: "DATE",
}

# What the house's names of columns say, so that a month without any value has the types of the others.
_PREFIXES: Mapping[str, str] = {"is_": "BOOLEAN", "has_": "BOOLEAN"}
_SUFFIXES: Mapping[str, str] = {
    "_ms": "DOUBLE",
    "_pct": "DOUBLE",
    "_count": "BIGINT",
    "_calls": "BIGINT",
    "_bytes": "BIGINT",
    "_days": "BIGINT",
    "_at": "TIMESTAMPTZ",
    "_day": "DATE",
}
_MIN_OBJECT_SIZE = 1 << 20  # of DuckDB's reader, for a row
_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a question: the DuckDB type of each column by its name, and the rows as JSON has them."""

    question: str
    types: Mapping[str, str]
    rows: Sequence[Plain]


def as_table(question: str, rows: list[dict[str, Any]], zone: ZoneInfo) -> Table:
    """The rows with the columns that may leave the office, times in `zone`.

    Columns of which no row has a value are typed by their shape or name. ValueError names the column of a value that no
    JSON can hold: a figure that is not finite, a time without its zone, an unknown type.
    """
    public = public_rows(question, rows)
    declared = get_type_hints(_SHAPES[question]) if question in _SHAPES else {}
    names = tuple(public[0]) if public else public_columns(question, tuple(declared) or (NO_COLUMN,))
    types = {
        name: _type_of(_FIGURES.get(declared.get(name)) or _named(name), (row[name] for row in public))
        for name in names
    }
    return Table(question, types, [_plain_row(question, row, zone) for row in public])


def parquet_bytes(table: Table) -> bytes:
    """The table as a Parquet file, nested values as JSON text; the same rows give the same bytes."""
    with tempfile.TemporaryDirectory() as name:
        lines, target = Path(name) / "baris.json", Path(name) / "tabel.parquet"
        longest = 0
        with lines.open("wb") as file:
            for row in table.rows:
                stored = {key: _stored(value, table.types[key]) for key, value in row.items()}
                longest = max(longest, file.write(json.dumps(stored).encode() + b"\n"))
        # One thread, so that the order of rows and the cut into groups are the same each time.
        with duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False}) as connection:
            relation = connection.read_json(
                str(lines),
                columns=dict(table.types),
                format="newline_delimited",
                maximum_object_size=max(longest, _MIN_OBJECT_SIZE),
            )
            relation.write_parquet(str(target), compression="zstd")
        return target.read_bytes()


def plain(value: Any, zone: ZoneInfo) -> JsonValue:
    """A value as JSON has it: times with their offset in `zone`, Decimal as a number. ValueError if it cannot be."""
    match value:
        case str():
            return str(value)
        case None | bool() | int():
            return value
        case float() | Decimal():
            if not math.isfinite(value):
                raise ValueError(f"{value} bukan angka")
            return float(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"waktu {value} tanpa zona")
            return value.astimezone(zone).isoformat()
        case date():
            return value.isoformat()
        case ZoneInfo():
            return value.key
        case Mapping():
            return {str(key): plain(each, zone) for key, each in value.items()}
        case list() | tuple():
            return [plain(each, zone) for each in value]
    raise ValueError(f"nilai berjenis {type(value).__name__} tidak dikenal")


def _plain_row(question: str, row: Mapping[str, Any], zone: ZoneInfo) -> Plain:
    found: Plain = {}
    for name, value in row.items():
        try:
            found[name] = plain(value, zone)
        except ValueError as error:
            raise ValueError(f"{question}, kolom {name}: {error}") from error
    return found


def _named(name: str) -> str:
    """The type that a column's name tells; text where it tells none."""
    found = [kind for prefix, kind in _PREFIXES.items() if name.startswith(prefix)]
    found += [kind for suffix, kind in _SUFFIXES.items() if name.endswith(suffix)]
    return found[0] if found else "VARCHAR"


def _type_of(expected: str, values: Iterable[Any]) -> str:
    """The type of the values there are; what is expected where there is none, or only whole numbers for a fraction."""
    kinds = {_kind(value) for value in values if value is not None}
    if not kinds:
        return expected
    if kinds == {"BIGINT"}:
        return "DOUBLE" if expected == "DOUBLE" else "BIGINT"
    if kinds <= {"BIGINT", "DOUBLE"}:
        return "DOUBLE"
    return kinds.pop() if len(kinds) == 1 else "VARCHAR"


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "BOOLEAN"
        case int():
            return "BIGINT" if value in _INT64 else "DOUBLE"
        case float() | Decimal():
            return "DOUBLE"
        case datetime():
            return "TIMESTAMPTZ"
        case date():
            return "DATE"
    return "VARCHAR"


def _stored(value: JsonValue, kind: str) -> JsonValue:
    if value is None or isinstance(value, str) or kind != "VARCHAR":
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
