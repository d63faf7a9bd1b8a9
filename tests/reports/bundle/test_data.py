"""The month as data: after its schema, read back by others, with nothing personal in it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pandas as pd
import pytest

from spse_monev.reports import bundle
from spse_monev.reports.bundle.archive import ListedArchive, ListedFile, MonthManifest
from spse_monev.reports.bundle.data import ROWS_IN_JSON
from spse_monev.reports.bundle.model import Model, schema_text
from spse_monev.settings import PROJECT, Site
from tests.reports.complaints.made_up_month import OCTOBER
from tests.reports.made_up_week import Rows

NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)
SCHEMA = PROJECT / "include" / "schemas" / "evaluasi_bulanan.schema.json"
HOME = "lpse_contoh/2026/10/bulanan"
PLANTED = "Budi Santoso 3508010101700001"


def read_document(folder: Path) -> Any:
    text = (folder / HOME / "data" / "evaluasi_lpse_contoh_2026-10.json").read_text(encoding="utf-8")
    document = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    jsonschema.validate(
        document, json.loads(SCHEMA.read_text()), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return document


def read_table(folder: Path, question: str) -> list[dict[str, Any]]:
    return frame(folder, question).to_dict("records")


def frame(folder: Path, question: str) -> pd.DataFrame:
    with duckdb.connect() as connection:
        return connection.read_parquet(str(folder / HOME / "data" / f"{question}.parquet")).df()


def write(site: Site, rows: Mapping[str, Any], folder: Path) -> tuple[Any, ...]:
    return bundle.write_data(site, OCTOBER, dict(rows), folder, NOW)


def small(rows: Rows, **others: Any) -> Rows:
    """Only what a bundle needs, and some questions more."""
    kept = (*bundle.QUERIES, "complaints", "complaint_coverage", "deviations", "unjudged")
    return {name: rows[name] for name in kept} | others


def test_the_committed_schema_is_that_of_the_model() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "write schema_text() of spse_monev.reports.bundle.model to include/schemas/evaluasi_bulanan.schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


def test_document_tells_the_month(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    made = write(site, october_rows, tmp_path)
    assert {artifact.state for artifact in made} == {"sebagian"}
    document = read_document(tmp_path)
    assert document["site"] == {
        "key": "lpse_contoh", "name": site.name, "zone": "Asia/Jakarta", "synthetic": site.synthetic,
    }  # fmt: skip
    assert (document["month"], document["is_complete"], document["is_analysed"]) == ("2026-10", False, True)
    sources = {source["key"]: source for source in document["sources"]}
    assert set(sources) == set(site.sources)
    unread = [day["day"] for day in sources["database_log"]["days"] if day["state"] == "missing"]
    assert unread == ["2026-10-12", "2026-10-13"]
    assert [len(source["days"]) for source in sources.values()] == [31] * len(sources)
    assert {source["key"]: source["state"] for source in document["complaint_sources"]} == {
        "rekap": "ok", "osticket": "missing",
    }  # fmt: skip
    assert [each["finding_id"] for each in document["findings"]] == [
        row["finding_id"] for row in october_rows["findings"]
    ]
    assert document["findings"]
    [request] = document["requests"]
    assert (request["number"], request["state"], request["month_count"]) == ("PP-2026-10-001", "draft", 1)
    assert request["findings"] == [each["finding_id"] for each in document["findings"][:2]]
    assert request["drafted_at"] == "2026-11-01T09:00:00+07:00"
    assert [each["subject"] for each in document["deviations"]] == ["Laporan Evaluasi Bulanan SPSE"]


def test_what_a_reviewer_wrote_stays_in_the_office(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    [row] = october_rows["month_requests"]
    said = {"class_reason": "Kata Budi: cukup ini.", "test": "Budi menguji.", "undo": "Budi mengembalikan."}
    write(site, {**october_rows, "month_requests": [row | said | {"state": "approval"}]}, tmp_path)
    document = read_document(tmp_path)
    [request] = document["requests"]
    lead = document["findings"][0]
    assert request["state"] == "approval"
    assert {name: request[name] for name in said} == {name: lead[name] for name in said}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(b"Budi" in path.read_bytes() for path in files)
    assert not {*said} & set(read_table(tmp_path, "month_requests")[0])


def test_parquet_holds_the_rows(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    write(site, october_rows, tmp_path)
    document = read_document(tmp_path)
    assert set(document["tables"]) == set(october_rows)
    for name, facts in document["tables"].items():
        found = read_table(tmp_path, name)
        assert len(found) == len(october_rows[name]) == facts["row_count"]
        assert (facts["rows"] is None) == (len(found) > ROWS_IN_JSON)
    for kept, row in zip(read_table(tmp_path, "month_errors"), october_rows["month_errors"], strict=True):
        assert (kept["fingerprint"], kept["count"], kept["busiest_day"].date()) == (
            row["fingerprint"], row["count"], row["busiest_day"],
        )  # fmt: skip
        assert (kept["first_at"], kept["median_count"]) == (row["first_at"], float(row["median_count"]))
        assert json.loads(kept["by_database"]) == row["by_database"]
    calls = sum(row["calls"] for row in october_rows["month_queries"])
    assert sum(row["calls"] for row in read_table(tmp_path, "month_queries")) == calls > 0


def test_pandas_reads_the_types(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    moment = datetime(2026, 10, 3, 23, 30, tzinfo=UTC)
    row = {
        "day": date(2026, 10, 4), "seen_at": moment, "total_ms": 12, "size": Decimal("1.25"), "calls": 2**40,
        "is_new": True, "parts": [{"b": 1, "a": moment}], "nothing": None, "mean_ms": None, "mixed": "teks",
    }  # fmt: skip
    rows = [row, row | {"total_ms": None, "size": 3, "parts": {}, "mixed": 4}]
    write(site, small(october_rows, contoh=rows), tmp_path)
    found = frame(tmp_path, "contoh")
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(tmp_path / HOME / "data" / "contoh.parquet"))
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert types == {
        "day": "DATE", "seen_at": "TIMESTAMP WITH TIME ZONE", "total_ms": "DOUBLE", "size": "DOUBLE", "calls": "BIGINT",
        "is_new": "BOOLEAN", "parts": "VARCHAR", "nothing": "VARCHAR", "mean_ms": "DOUBLE", "mixed": "VARCHAR",
    }  # fmt: skip
    assert list(found["size"]) == [1.25, 3.0]
    assert found["seen_at"][0].to_pydatetime() == moment
    assert list(found["parts"]) == ['[{"a": "2026-10-04T06:30:00+07:00", "b": 1}]', "{}"]
    assert list(found["mixed"]) == ["teks", "4"]
    table = read_document(tmp_path)["tables"]["contoh"]
    assert table["rows"][0]["seen_at"] == "2026-10-04T06:30:00+07:00"
    assert {column["name"] for column in table["columns"]} == set(types)


def test_an_empty_table_keeps_the_columns_that_are_known(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    empty = {"complaints": [], "prospects": [], "month_errors": []}
    write(site, small(october_rows, **empty), tmp_path)
    columns = {
        name: [column["name"] for column in table["columns"]]
        for name, table in read_document(tmp_path)["tables"].items()
    }
    assert columns["complaints"][:3] == ["source", "received_at", "has_time"]
    assert columns["prospects"][:2] == ["name", "subject"]
    assert columns["month_errors"] == ["tanpa_kolom"]
    kinds = {column["name"]: column["type"] for column in read_document(tmp_path)["tables"]["prospects"]["columns"]}
    assert (kinds["value"], kinds["state"], kinds["expected"]) == ("DOUBLE", "VARCHAR", "BIGINT")
    assert [read_table(tmp_path, name) for name in empty] == [[], [], []]


def test_nothing_personal_leaves(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    rows = deepcopy(october_rows)
    public = {"source", "state", "channel", "user_type", "class", "topic", "field"}
    for question in ("complaints", "complaint_imports", "complaint_rejections", "complaint_corrections"):
        assert rows[question]
        for row in rows[question]:
            row |= {
                name: [PLANTED] if isinstance(value, list) else PLANTED
                for name, value in row.items()
                if name not in public | {"column_name"} and (value is None or isinstance(value, (str, list)))
                if not name.endswith(("_at", "as_of"))
            }
    for row in rows["month_errors"]:
        row |= {"sample": PLANTED, "sample_statement": PLANTED, "by_user": {PLANTED: 1}}
    assert rows["month_failures"]
    for row in rows["month_failures"]:
        row["evidence"] = PLANTED
    for row in rows["deviations"]:
        row["accountable_name"] = PLANTED
    rows["register"] = [{"subject": "database", "explained_by": PLANTED, "explanation": PLANTED, "acted_by": PLANTED}]
    rows["month_complaints"] = [{"class": PLANTED}]
    write(site, rows, tmp_path)
    found = json.dumps(read_document(tmp_path), ensure_ascii=False)
    found += "".join(str(read_table(tmp_path, name)) for name in read_document(tmp_path)["tables"])
    assert "Budi" not in found
    assert "3508010101700001" not in found
    assert not (tmp_path / HOME / "data" / "month_complaints.parquet").exists()
    assert set(read_table(tmp_path, "complaints")[0]) == {
        "source", "received_at", "has_time", "state", "answered_at", "answer_has_time", "solved_at",
        "solution_has_time", "channel", "user_type", "class", "topic", "is_counted",
    }  # fmt: skip


def test_the_same_rows_give_the_same_bytes(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    first = write(site, october_rows, tmp_path / "a")
    again = bundle.write_data(site, OCTOBER, deepcopy(october_rows), tmp_path / "b", NOW.replace(hour=9))
    assert [each.sha256 for each in first] == [each.sha256 for each in again]
    assert first[0].path == f"{HOME}/data/evaluasi_lpse_contoh_2026-10.json"
    assert {each.kind for each in first} == {"data_bulanan", "tabel_bulanan"}
    assert {each.kind for each in first} <= set(bundle.OWN_KINDS)


def test_a_long_table_is_in_its_file_only(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    rows = [{"number": number, "text": "baris " * 20} for number in range(50_000)]
    write(site, small(october_rows, panjang=rows), tmp_path)
    facts = read_document(tmp_path)["tables"]["panjang"]
    assert (facts["row_count"], facts["rows"]) == (50_000, None)
    assert [row["number"] for row in read_table(tmp_path, "panjang")] == list(range(50_000))


def test_a_month_of_which_nothing_was_read(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    rows = {name: [] for name in october_rows}
    without_helpdesk = site.model_copy(update={"helpdesk": None})
    write(without_helpdesk, rows, tmp_path)
    document = read_document(tmp_path)
    assert {source["state"] for source in document["sources"]} == {"missing"}
    assert (document["is_complete"], document["is_analysed"], document["complaint_sources"]) == (False, False, None)


@pytest.mark.parametrize("bad", [math.nan, math.inf, Decimal("NaN"), datetime(2026, 10, 1), b"x"])  # noqa: DTZ001
def test_a_value_that_cannot_be_written_is_named(bad: Any, site: Site, october_rows: Rows, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="contoh, kolom nilai"):
        write(site, small(october_rows, contoh=[{"nilai": [bad]}]), tmp_path)
    assert not any(tmp_path.iterdir())


def test_a_name_cannot_lead_elsewhere(site: Site, october_rows: Rows, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nama tabel"):
        write(site, small(october_rows, **{"../x": [{"a": 1}]}), tmp_path)


def test_the_guide_names_every_field() -> None:
    guide = (PROJECT / "docs" / "paket-data-bulanan.md").read_text(encoding="utf-8")
    models = (MonthManifest, ListedFile, ListedArchive, *_all_models(Model))
    fields = {name for model in models for name in model.model_fields}
    assert {name for name in fields if f"`{name}`" not in guide} == set()


def _all_models(model: type[Model]) -> list[type[Model]]:
    return [model, *(below for each in model.__subclasses__() for below in _all_models(each))]
