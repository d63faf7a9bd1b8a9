"""The synthetic SPSE behaves as an office's does: pages, a status page behind a key, and real log files."""

from __future__ import annotations

import threading
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from spse_monev.demo import story
from spse_monev.demo.application.faults import FAULTS
from spse_monev.demo.application.load import Client, Seen, make_day
from spse_monev.demo.application.service import Application, serve
from spse_monev.period import Day

ZONE = ZoneInfo("Asia/Jakarta")
KEY = "kunci-sintetis"
PROBE_MINUTES = 60


class Spse:
    """A running application and where it writes."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"

    def client(self) -> Client:
        return Client(self.port, KEY)


@pytest.fixture
def spse(tmp_path: Path) -> Iterator[Spse]:
    application = Application(KEY, tmp_path / "log", ZONE)
    server = serve(0, application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Spse(tmp_path / "log", server.server_address[1])
    server.shutdown()
    server.server_close()


def plans() -> list[story.DayPlan]:
    return story.history(Day.parse("2026-11-23", ZONE), seed=7)


def application_log(spse: Spse, day: Day) -> str:
    with zipfile.ZipFile(spse.folder / f"application-{day}-11-59.log.zip") as archive:
        return archive.read(archive.namelist()[0]).decode()


def test_pages_are_synthetic_and_say_so(spse: Spse) -> None:
    answer = httpx.get(f"{spse.url}/eproc4/lelang")
    assert answer.status_code == 200
    assert "sintetis" in answer.text
    assert "sintetis" in answer.headers["Server"]
    assert httpx.get(f"{spse.url}/eproc4/tidak-ada").status_code == 404
    assert httpx.head(f"{spse.url}/eproc4/").text == ""


@pytest.mark.parametrize("key", [None, "", "salah"])
def test_the_status_and_the_story_need_the_key(spse: Spse, key: str | None) -> None:
    headers = {} if key is None else {"Authorization": key}
    for path in ("/eproc4/@status.json", "/eproc4/@status", "/@status.json", "/@status"):
        assert httpx.get(spse.url + path, headers=headers).status_code in (403, 404)
    assert httpx.post(f"{spse.url}/@sintetis", json={"do": "mati"}, headers=headers).status_code == 404
    said = {"X-Sintetis": '{"fault": "null_pointer"}'}
    assert httpx.get(f"{spse.url}/eproc4/lelang", headers=headers | said).status_code == 200


def test_the_status_counts_actions_queries_templates_and_jobs(spse: Spse) -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
    with spse.client() as client:
        client.order("nyala", at - timedelta(hours=3))
        for ms in (10.0, 30.0):
            client.request("GET", "/eproc4/lelang", at, ms=ms)
        client.order("tugas")
    found = httpx.get(f"{spse.url}/eproc4/@status.json", headers={"Authorization": KEY}).json()
    part = found["play.plugins.PlayStatusPlugin"]
    monitors = {one["name"]: one for one in part["monitors"]}
    assert monitors["lelang.LelangCtr.index(), ms."] == {
        "name": "lelang.LelangCtr.index(), ms.",
        "hits": 2,
        "avg": 20.0,
        "min": 10.0,
        "max": 30.0,
    }
    assert monitors["app/views/lelang/index.html, ms."]["hits"] == 2
    assert monitors["jobs.PengingatJadwal.doJob(), ms."]["hits"] == 1
    assert part["application"]["uptime"] == 3 * 3600 * 1000
    assert part["memory"]["free"] < part["memory"]["total"] <= part["memory"]["max"]


def test_an_unhandled_exception_is_logged_as_play_does(spse: Spse) -> None:
    with spse.client() as client:
        status = client.request(
            "GET", "/eproc4/lelang/1/pengumumanlelang", datetime(2026, 11, 23, 9, 0, 7, tzinfo=ZONE), ms=5,
            fault="null_pointer",
        )  # fmt: skip
    assert status == 500
    text = (spse.folder / "application.log").read_text()
    assert text.partition("started !\n")[2].startswith(
        "231126 09:00:07 ERROR ~ \n\n@6f02fa001\n"
        "Internal Server Error (500) for request GET /eproc4/lelang/1/pengumumanlelang\n\n"
        "Execution exception (In /app/controllers/lelang/LelangCtr.java around line 142)\n"
        "NullPointerException occured : null\n\n"
        "play.exceptions.JavaExecutionException\n\tat "
    )
    assert "\nCaused by: java.lang.NullPointerException\n\tat controllers.lelang.LelangCtr.pengumuman(" in text


def test_every_day_of_the_story_leaves_its_own_files_with_what_the_client_saw(spse: Spse) -> None:
    days = plans()
    probed: list[datetime] = []
    seen: dict[str, Seen] = {}
    with spse.client() as client:
        client.order("nyala", days[0].day.start - timedelta(days=2))
        client.order("tutup")
        for plan in days[-3:]:
            seen[str(plan.day)] = make_day(client, plan, PROBE_MINUTES, probed.append)
    for plan in days[-3:]:
        found = seen[str(plan.day)]
        assert found.faults == plan.application_faults
        assert found.requests.total() == plan.requests + plan.application_faults.total()
        access = (spse.folder / f"access_log.{plan.day}").read_text().splitlines()
        stamp = f"{plan.day.date:%d/%b/%Y}:"
        assert all(f"[{stamp}" in line and " +0700] " in line for line in access)
        assert Counter(int(line.split('"')[2].split()[0]) for line in access) == Counter(
            status for (*_, status), count in found.requests.items() for _ in range(count)
        )
        log = application_log(spse, plan.day)
        for name, fault in FAULTS.items():
            if fault.error is not None:
                assert f"\tat {fault.error.place}(" in log, name
        errors = sum(count for name, count in found.faults.items() if FAULTS[name].error)
        assert log.count(f"{plan.day.date:%d%m%y} ") == log.count(" ~ ")
        assert log.count(" ERROR ~ ") == errors
        assert f"{plan.day.date:%a %b %d}" in (spse.folder / f"error_log.{plan.day}").read_text()
    assert [found.unreachable > 0 for found in seen.values()] == [True, False, False]
    assert len(probed) == 3 * 24
    assert not (spse.folder / "access_log").exists()


def test_while_it_is_down_everybody_gets_503_and_its_counters_start_anew(spse: Spse) -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
    status = f"{spse.url}/eproc4/@status.json"
    with spse.client() as client:
        client.request("GET", "/eproc4/", at, ms=1)
        client.order("mati", at)
        assert httpx.get(status, headers={"Authorization": KEY}).status_code == 503
        assert client.request("GET", "/eproc4/", at, ms=1) == 503
        client.order("nyala", at + timedelta(hours=1))
        client.order("maju", at + timedelta(hours=2))
        found = httpx.get(status, headers={"Authorization": KEY}).json()["play.plugins.PlayStatusPlugin"]
        assert (found["monitors"], found["application"]["uptime"]) == ([], 3600 * 1000)
        client.order("selesai")
    newest = (spse.folder / "application.log").read_text().splitlines()[-1]
    stamp = datetime.strptime(newest[:15], "%d%m%y %H:%M:%S").replace(tzinfo=ZONE)
    assert abs(datetime.now(UTC) - stamp) < timedelta(minutes=1)
