"""The published form of a month's data; `include/schemas/evaluasi_bulanan.schema.json` is made from it.

What changes the meaning of a field, or takes one away, raises `SCHEMA_VERSION`; a new field does not.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from spse_monev.facts import CoverageState
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency

SCHEMA_VERSION: Literal[1] = 1


class Model(BaseModel):
    """A part that holds what stands here and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SiteFacts(Model):
    """Whose month it is."""

    key: str
    name: str
    zone: str = Field(description="IANA name of the zone in which days begin and times are written")
    synthetic: bool = Field(description="true: the data are made up")


class DayReading(Model):
    """How completely a source was read on one day."""

    day: date
    state: CoverageState
    reasons: list[str]


class SourceReading(Model):
    """How completely a source was read in the month, and on each day of it."""

    key: str
    label: str
    kind: str
    state: CoverageState = Field(description="ok only when every day is")
    reasons: list[str]
    days: list[DayReading]


class ComplaintReading(Model):
    """How completely a source of complaints told of the month."""

    key: str
    label: str
    kind: str
    state: CoverageState
    reasons: list[str]


class Evidence(Model):
    """One thing that was seen."""

    text: str
    source: str = Field(description="key of the source; empty for complaints")
    day: date | None
    at: AwareDatetime | None
    value: float | None


class Change(Model):
    """A needed change, as findings and requests both tell it."""

    rule_id: str
    title: str
    change_class: ChangeClass
    class_reason: str
    change: str
    how: str
    test: str
    undo: str
    actor: Actor
    urgency: Urgency
    impact: Impact
    priority: Priority


class Finding(Change):
    """What a rule found, the most pressing first."""

    finding_id: str
    subject: str
    evidence: list[Evidence]
    doubts: list[str]


class Request(Change):
    """A change request that rests on findings of the month."""

    number: str
    state: str
    first_month: date
    month_count: int = Field(description="in how many months it was found, up to this one")
    drafted_at: AwareDatetime
    findings: list[str] = Field(description="finding_id of each finding of the month it rests on")


class DeviationFacts(Model):
    """What was not as the SOP wants it, at the end of the month."""

    deviation_id: str
    step: str
    kind: str
    subject: str
    standard: str
    actual: str
    evidence: str
    accountable_title: str


class ColumnFacts(Model):
    """A column of a table, with its type in DuckDB's words."""

    name: str
    type: str


class TableFacts(Model):
    """The answer of one question."""

    file: str = Field(description="the Parquet file, relative to the month's folder")
    row_count: int
    columns: list[ColumnFacts]
    rows: list[dict[str, JsonValue]] | None = Field(description="null: too many, they are in the file only")


class MonthData(Model):
    """One month of one site."""

    schema_version: Literal[1]
    site: SiteFacts
    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    is_complete: bool = Field(description="every configured source was read whole on every day, complaints too")
    is_analysed: bool = Field(description="false: the rules were not applied, so no finding says nothing")
    sources: list[SourceReading]
    complaint_sources: list[ComplaintReading] | None = Field(description="null: the site has no helpdesk")
    findings: list[Finding]
    requests: list[Request]
    deviations: list[DeviationFacts]
    unjudged: list[str] = Field(description="why deviations could not be judged; empty: they were")
    tables: dict[str, TableFacts]


def schema_text() -> str:
    """The JSON Schema of `MonthData`, as it is committed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **MonthData.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
