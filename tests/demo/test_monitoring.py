"""The stand-in for Prometheus: what the project's own reader finds in it is the story, and nothing else is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import HttpUrl

from spse_monev.demo import monitoring
from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day
from spse_monev.settings import PrometheusSource
from spse_monev.sources.monitoring import prometheus

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime.now(UTC)
YESTERDAY = Day.before(NOW, ZONE)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("story") / "story.json"
    day = YESTERDAY.start

    def span(*hours: float) -> list[str]:
        return [(day + timedelta(hours=hour)).isoformat() for hour in hours]

    content = {"since": span(-48)[0], "outages": [span(-13, -12.5), span(10, 11.5)], "alerts": [span(9.5, 11)]}
    path.write_text(json.dumps(content))
    server = monitoring.serve(0, path)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def source(url: str) -> PrometheusSource:
    return PrometheusSource(kind="prometheus", label="Tiruan", url=HttpUrl(url))


def test_it_is_alive_and_fresh(url: str) -> None:
    found = prometheus.observe(source(url), None, datetime.now(UTC), ZONE)
    assert found.state is CheckState.OK, found.evidence


def test_the_reader_finds_the_story(url: str) -> None:
    reading = prometheus.read_day(source(url), None, YESTERDAY, datetime.now(UTC))
    assert (reading.coverage.state, reading.coverage.reasons) == (CoverageState.OK, ())
    day = YESTERDAY.start
    assert [
        (one.component, one.is_outage, one.severity, one.started_at - day, one.ended_at and one.ended_at - day)
        for one in reading.incidents
    ] == [
        (monitoring.HOSTS[0], False, "warning", timedelta(hours=9.5), timedelta(hours=11)),
        (monitoring.SITE, True, "critical", timedelta(hours=10), timedelta(hours=11.5)),
    ]
    assert reading.incidents[0].name.startswith(f"{monitoring.ALERT}: CPU {monitoring.HOSTS[0]} di atas")
    down = {one.component: one.down_seconds for one in reading.availability}
    assert down == {monitoring.SITE: 5400.0, **dict.fromkeys(monitoring.HOSTS, 0.0)}
    names = {metric.name for metric in reading.metrics}
    assert len(names) == 18
    highest = {metric.subject: metric.value for metric in reading.metrics if metric.name == "host_cpu_max_pct"}
    assert highest[monitoring.HOSTS[0]] == pytest.approx(95)
    assert highest[monitoring.HOSTS[1]] < 85


def test_before_the_story_there_is_nothing(url: str) -> None:
    reading = prometheus.read_day(source(url), None, YESTERDAY.shift(-4), datetime.now(UTC))
    assert reading.coverage.state is CoverageState.MISSING


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("query", {"query": "sum(up)"}),
        ("query", {}),
        ("query", {"query": "up{job!='x'}[5ms]"}),
        ("query", {"query": 'up{job=~"("}[5ms]'}),
        ("query_range", {"query": "up", "start": "0", "end": "60", "step": "60"}),
        ("query_range", {"query": "max by (job, instance) (node_load1)", "start": "0", "end": "99999", "step": "1"}),
        ("labels", {}),
    ],
)
def test_what_it_does_not_know_is_refused_as_prometheus_does(url: str, path: str, params: dict[str, str]) -> None:
    answer = httpx.get(f"{url}/api/v1/{path}", params=params)
    assert (answer.status_code, answer.json()["status"], answer.json()["errorType"]) == (400, "error", "bad_data")


def test_health_and_exposition_say_that_they_are_synthetic(url: str) -> None:
    assert "sintetis" in httpx.get(f"{url}/-/healthy").text
    assert f'up{{instance="{monitoring.SITE}",job="blackbox"}} 1' in httpx.get(f"{url}/metrics").text
    assert httpx.get(f"{url}/lain").status_code == 404


def test_without_a_story_it_answers_and_has_measured_nothing(tmp_path: Path) -> None:
    story = monitoring.Story.read(tmp_path / "missing.json")
    found = monitoring.answer(story, "/api/v1/query", {"query": "up[60000ms]", "time": "1000000"}, 1_000_000)
    assert found == {"resultType": "matrix", "result": []}
