"""What signals do that no single rule shows."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from spse_monev.analysis.rules.evaluate import evaluate
from spse_monev.analysis.rules.model import Rule, Signal
from spse_monev.analysis.rules.signals import judge
from spse_monev.analysis.rules.signals.outcome import Outcome, Truth
from spse_monev.findings import JudgementState
from tests.analysis.rules.given import observations
from tests.analysis.rules.test_findings import rule

SLOW = {"query": "SELECT * FROM lelang", "calls": 50, "mean_ms": 900}


def judged(signal: dict[str, Any], given: dict[str, Any], **others: Any) -> list[Outcome]:
    return judge(TypeAdapter(Signal).validate_python(signal), observations(given, **others))


def test_a_query_told_by_two_sources_is_one() -> None:
    [outcome] = judged(
        {"kind": "query", "above": 200}, {"queries": [SLOW, SLOW | {"source": "database_log", "calls": 40}]}
    )
    assert {each.source for each in outcome.evidence} == {"database"}


def test_a_person_with_several_hashes_is_one() -> None:
    def complaint(*reporters: str) -> dict[str, Any]:
        return {"complaint_class": "upload_download", "topic": "upload_penawaran", "reporters": reporters}

    given = {"complaints": [complaint("a", "phone"), complaint("b"), complaint("phone", "mail")]}
    signal = {"kind": "complaint", "at_least": 3, "at_most_reporters": 2}
    assert judged(signal, given)[0].truth is Truth.MET
    assert judged(signal | {"at_most_reporters": 1}, given)[0].truth is Truth.NOT_MET


def test_a_cluster_needs_times_of_day() -> None:
    signal = {"kind": "complaint", "at_least": 3, "within_hours": 2}
    timed = [{"complaint_class": "keluhan_lain", "topic": "lambat", "hour": hour} for hour in (9, 10, 11)]
    assert judged(signal, {"complaints": timed})[0].truth is Truth.MET
    assert (
        judged(signal, {"complaints": [each | {"hour": 3 * n} for n, each in enumerate(timed)]})[0].truth
        is Truth.NOT_MET
    )
    assert judged(signal, {"complaints": [each | {"has_time": False} for each in timed]})[0].truth is Truth.NOT_MET


@pytest.mark.parametrize(("hour", "truth"), [(10, Truth.MET), (12, Truth.MET), (14, Truth.NOT_MET), (6, Truth.NOT_MET)])
def test_two_signals_meet_within_the_window(hour: int, truth: Truth) -> None:
    signal = {
        "kind": "coincidence", "within_hours": 2,
        "first": {"kind": "failure", "sources": ["web_log"], "failures": ["upload_too_large"]},
        "second": {"kind": "complaint", "topics": ["upload_penawaran"]},
    }  # fmt: skip
    given = {
        "failures": [{"source": "web_log", "failure": "upload_too_large", "hour": 10}],
        "complaints": [{"complaint_class": "upload_download", "topic": "upload_penawaran", "hour": hour}],
    }
    assert judged(signal, given)[0].truth is truth


def test_what_is_met_twice_is_told_once() -> None:
    signal = {
        "kind": "coincidence",
        "first": {"kind": "query", "above": 200},
        "second": {"kind": "metric", "name": "host_cpu_p95_pct", "above": 80, "each": True},
    }
    busy = [{"name": "host_cpu_p95_pct", "subject": host, "value": 95, "source": "monitoring"} for host in "ab"]
    assert len(judged(signal, {"queries": [SLOW], "metrics": busy})) == 1


def test_one_side_that_was_certainly_not_seen_is_enough_for_no() -> None:
    signal = {
        "kind": "coincidence",
        "first": {"kind": "failure", "sources": ["web_log"], "failures": ["upload_too_large"]},
        "second": {"kind": "query", "above": 200},
    }
    unread = ("database", "database_log", "spse_status")
    assert judged(signal, {}, unread=unread)[0].truth is Truth.NOT_MET
    too_large = {"failures": [{"source": "web_log", "failure": "upload_too_large"}]}
    assert judged(signal, too_large, unread=unread)[0].truth is Truth.UNKNOWN


def test_one_of_several_is_enough_and_what_was_not_looked_at_is_told() -> None:
    signal = {
        "kind": "any",
        "of": [
            {"kind": "failure", "sources": ["web_log"], "failures": ["upload_too_large"]},
            {"kind": "failure", "sources": ["application_log"], "failures": ["upload_failed"]},
        ],
    }
    too_large = {"failures": [{"source": "web_log", "failure": "upload_too_large"}]}
    assert judged(signal, too_large, unread=("application_log",))[0].truth is Truth.MET
    assert judged(signal, {}, unread=("application_log",))[0].truth is Truth.UNKNOWN
    assert judged(signal, {})[0].truth is Truth.NOT_MET


def test_a_condition_met_for_some_subject_holds_for_a_rule_without_any() -> None:
    condition = {"signal": {"kind": "query", "above": 200}, "meaning": "ada query lambat"}
    deadlock = {"failures": [{"source": "database_log", "failure": "deadlock"}]}

    def state(*, absent: bool, queries: list[dict[str, Any]]) -> JudgementState:
        made: Rule = rule(conditions=[condition | {"absent": absent}])
        return evaluate(made, observations(deadlock | {"queries": queries}))[0].state

    assert state(absent=False, queries=[SLOW]) is JudgementState.FIRED
    assert state(absent=True, queries=[SLOW]) is JudgementState.NOT_FIRED
    assert state(absent=True, queries=[]) is JudgementState.FIRED


def test_unread_days_of_what_measures_a_figure_leave_a_doubt() -> None:
    metric = {"name": "sequence_used_pct", "subject": "public.nomor", "value": 40}
    given: dict[str, Any] = {"metrics": [metric]}
    [outcome] = judged({"kind": "metric", "name": "sequence_used_pct", "above": 80}, given, unread=("database",))
    assert outcome.truth is Truth.NOT_MET
    assert outcome.missing == ("database tidak terbaca pada 31 dari 31 hari",)


def test_a_probe_does_not_tell_what_is_wrong_with_devices() -> None:
    [outcome] = judged({"kind": "incident", "name": "UPS"}, {}, unread=("monitoring",))
    assert outcome.truth is Truth.UNKNOWN


def test_some_unread_days_leave_a_doubt() -> None:
    seen = observations({})
    for day in seen.days[:3]:
        seen.coverage[day, "database_log"] = type(seen.coverage[day, "database_log"])("missing")  # type: ignore[index]
    [outcome] = judge(
        TypeAdapter(Signal).validate_python({"kind": "failure", "sources": ["postgres_log"], "failures": ["deadlock"]}),
        seen,
    )
    assert outcome.truth is Truth.NOT_MET
    assert outcome.missing == ("database_log tidak terbaca pada 3 dari 31 hari",)


@pytest.mark.parametrize("grain", ["day", "month"])
def test_what_happens_a_few_times_a_month_is_seen_on_the_day_too(grain: str) -> None:
    signal = {
        "kind": "failure", "sources": ["application_log"], "failures": ["database_refused"],
        "frequency": {"per_period": 3},
    }  # fmt: skip
    given = {
        "failures": [{"source": "application_log", "failure": "database_refused", "day": day} for day in (0, 9, 20)]
    }
    assert judged(signal, given, grain=grain)[0].truth is Truth.MET
