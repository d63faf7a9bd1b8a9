"""The month as data: one JSON document after a published schema, and every question's answer as a Parquet file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from spse_monev.changes import ChangeState
from spse_monev.facts import Artifact
from spse_monev.period import Month
from spse_monev.reports import artifacts
from spse_monev.reports import evaluationview as monthly
from spse_monev.reports.bundle.model import (
    SCHEMA_VERSION,
    ColumnFacts,
    ComplaintReading,
    DayReading,
    DeviationFacts,
    Finding,
    Model,
    MonthData,
    Request,
    SiteFacts,
    SourceReading,
    TableFacts,
)
from spse_monev.reports.bundle.personal import REVIEWED_TEXTS, may_leave
from spse_monev.reports.bundle.tables import Plain, Table, as_table, parquet_bytes, plain
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.settings import Site

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]

DATA_KIND = "data_bulanan"
TABLE_KIND = "tabel_bulanan"
QUERIES: tuple[str, ...] = (*monthly.QUERIES, "rule_judgements", "findings", "month_requests")

FOLDER = "data"
# A table up to this length stands in the JSON whole, a longer one not at all: never a piece that looks like all.
ROWS_IN_JSON = 1_000


def write_data(site: Site, month: Month, rows: Rows, folder: Path, written_at: datetime) -> tuple[Artifact, ...]:
    """Write a Parquet file for each question handed in, then the JSON document; the document's artifact comes first.

    `rows` is what `EvaluationView` takes, with at least `QUERIES`. The same rows give the same bytes. ValueError names
    a question and column that cannot be written; OSError if the folder cannot be.
    """
    view = EvaluationView(site, month, rows)
    state = "lengkap" if view.is_complete else "sebagian"
    below = artifacts.month_folder(site.key, month) / FOLDER

    def kept(name: str, kind: str, content: bytes) -> Artifact:
        path = below / name
        sha256 = artifacts.store(folder, path, content)
        return Artifact(path.as_posix(), kind, month, state, sha256, len(content), written_at)

    tables = [_table(question, rows[question], view) for question in sorted(rows) if may_leave(question)]
    document = _document(view, rows, tables)
    files = [kept(f"{table.question}.parquet", TABLE_KIND, parquet_bytes(table)) for table in tables]
    # Last, so that what it names is there.
    text = document.model_dump_json(indent=1, ensure_ascii=False) + "\n"
    return (kept(f"evaluasi_{site.key}_{month}.json", DATA_KIND, text.encode()), *files)


def _table(question: str, rows: list[dict[str, Any]], view: EvaluationView) -> Table:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", question):
        raise ValueError(f"nama tabel {question!r} tidak sah; harus huruf kecil, angka dan garis bawah")
    return as_table(question, rows, view.zone)


def _document(view: EvaluationView, rows: Rows, tables: list[Table]) -> MonthData:
    site = view.site
    complaints = view.complaints
    return MonthData(
        schema_version=SCHEMA_VERSION,
        site=SiteFacts(key=site.key, name=site.name, zone=site.zone_name, synthetic=site.synthetic),
        month=str(view.month),
        is_complete=view.is_complete,
        is_analysed=view.is_analysed,
        sources=[
            SourceReading(
                key=source.name,
                label=source.label,
                kind=source.kind,
                state=source.state,
                reasons=list(source.reasons),
                days=[
                    DayReading(day=each.day.date, state=each.state, reasons=list(each.reasons))
                    for each in view.days[source.name]
                ],
            )
            for source in view.sources
        ],
        complaint_sources=None
        if complaints is None
        else [
            ComplaintReading(
                key=each.name, label=each.label, kind=each.kind, state=each.state, reasons=list(each.reasons)
            )
            for each in complaints.sources
        ],
        findings=[Finding.model_validate(_fields(Finding, row, view)) for row in rows["findings"]],
        requests=[
            Request.model_validate(_fields(Request, _public_request(row, rows["findings"]), view))
            for row in rows["month_requests"]
        ],
        deviations=[DeviationFacts.model_validate(_fields(DeviationFacts, row, view)) for row in view.deviations.rows],
        unjudged=[row["reason"] for row in rows["unjudged"]],
        tables={table.question: _facts(table) for table in tables},
    )


def _public_request(row: Row, findings: Sequence[Row]) -> dict[str, Any]:
    """A request with the texts of its first finding once people hold it: a reviewer may have put own words there."""
    basis = [each["finding_id"] for each in row["findings"]]
    told: Row = (
        {} if row["state"] == ChangeState.DRAFT else next(each for each in findings if each["finding_id"] in basis)
    )
    return {**row, **{name: told[name] for name in REVIEWED_TEXTS if name in told}, "findings": basis}


def _fields(model: type[Model], row: Mapping[str, Any], view: EvaluationView) -> Plain:
    return {name: plain(row[name], view.zone) for name in model.model_fields}


def _facts(table: Table) -> TableFacts:
    return TableFacts(
        file=(PurePosixPath(FOLDER) / f"{table.question}.parquet").as_posix(),
        row_count=len(table.rows),
        columns=[ColumnFacts(name=name, type=kind) for name, kind in table.types.items()],
        rows=list(table.rows) if len(table.rows) <= ROWS_IN_JSON else None,
    )
