"""SPSE's statistics as they are read, against a stand-in that answers as Play does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.connections import Connection
from spse_monev.facts import Metric, MonitorKind, StatusMonitor
from spse_monev.settings import SpseStatusSource
from spse_monev.sources.http import FetchError
from spse_monev.sources.spse_status import take_snapshot
from spse_monev.sources.spse_status.snapshot import parse
from tests.sources.spse_status.stand_in import KEY, SECRET, status
from tests.sources.web import Answering, serving

NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
Q, A, T, O = MonitorKind  # noqa: E741


def connection(key: str = KEY) -> Connection:
    return Connection("spse_status", "http", password=key)


def source(url: str, **settings: Any) -> SpseStatusSource:
    return SpseStatusSource(kind="spse_status", label="Statistik SPSE", url=url, **settings)


def test_the_statistics_of_lkpps_fork(lkpp: str, asked: list[str]) -> None:
    found = take_snapshot(source(lkpp), connection(), NOW)
    assert found.started_at == NOW - timedelta(days=1)
    assert found.java_version == "11.0.22"
    assert found.gauges == (
        Metric("heap_max_bytes", 4_000), Metric("heap_used_bytes", 1_500), Metric("heap_used_pct", 37.5),
        Metric("uptime_seconds", 86_400),
    )  # fmt: skip
    assert found.monitors == (
        StatusMonitor(A, "lelang.LelangCtr.index()", 100, 5512.5, 3, 900),
        StatusMonitor(O, "jobs.KirimEmail.doJob()", 5, 5000, 900, 1200),
        StatusMonitor(T, "/app/views/lelang/LelangCtr/index.html", 98, 1960, 1, 300),
        # Two texts of one query are one, and what JAMon counts besides times is none.
        StatusMonitor(Q, "select * from paket where pkt_id = ?", 40, 350, 1, 60),
        StatusMonitor(O, "Waiting for execution", 103, 51.5, 0, 9),
    )
    # What another plugin could not tell is nothing that is read here.
    assert found.notes == ()
    assert asked == ["/eproc4/@status.json"]


@pytest.mark.parametrize(
    ("path", "key", "words"),
    [
        ("", "kunci-lama-9", "menolak akses (HTTP 401); perbaiki kata sandi koneksi 'spse_status'"),
        ("", None, "menolak akses (HTTP 401); isi 'connection'"),
        ("/lain", KEY, "menjawab HTTP 404: halaman status dimatikan atau bukan di alamat itu; isi 'url' dengan"),
        ("", "kunci\nX: y", "tidak berisi kunci yang dapat dipakai"),
        ("", "kuncí", "tidak berisi kunci yang dapat dipakai"),
        ("", " ", "tidak berisi kunci yang dapat dipakai"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_mend_and_shows_no_key(lkpp: str, path: str, key: str | None, words: str) -> None:
    with pytest.raises(FetchError) as caught:
        take_snapshot(source(lkpp + path), None if key is None else connection(key), NOW)
    assert words in str(caught.value)
    for error in (caught.value, caught.value.__cause__):
        assert not key or not key.strip() or key.strip() not in str(error)


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        (503, b"Application is not started", "aplikasi belum selesai menyala"),
        (200, b"<!doctype html><html><title>Masuk</title>", "menjawab halaman HTML (judul halaman: 'Masuk')"),
        (200, b"Application is not started", "bukan JSON"),
        (200, b"[" * 100_000, "bukan JSON"),
        (200, b"[]", "bukan statistik SPSE"),
        (200, b'{"status": "ok"}', "bukan statistik SPSE"),
        (200, b'{"x": {"error": "rahasia"}}', "plugin statistiknya sendiri gagal"),
        (200, b'{"x": {"monitors": [], "application": {"uptime": -1}}}', "belum selesai menyala"),
        (200, b'{"x": {"monitors": []}}', "tidak menyebut lama aplikasi menyala"),
        (200, b'{"x": {"monitors": [], "application": {"uptime": 1e300}}}', "tidak menyebut lama aplikasi menyala"),
    ],
)
def test_what_is_no_status_page(code: int, body: bytes, words: str) -> None:
    class Other(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(code, body)

    with serving(Other) as port, pytest.raises(FetchError) as caught:
        take_snapshot(source(f"http://127.0.0.1:{port}"), None, NOW)
    assert words in str(caught.value)
    assert caught.value.answered


def test_entries_that_cannot_be_read_are_counted_and_the_others_stay() -> None:
    good = {"name": "a.B.c(), ms.", "hits": 2, "avg": 3, "min": 1, "max": 5}
    broken = [
        None, 7, {}, {"name": 5}, {**good, "name": " "}, {**good, "hits": -1}, {**good, "hits": "2"},
        {**good, "avg": float("nan")}, {**good, "max": -1.797e308}, {**good, "min": 1.797e308}, {**good, "max": None},
        {**good, "hits": True},
    ]  # fmt: skip
    found = parse(status([*broken, good, {**good, "name": "nol, ms.", "hits": 0}]), NOW)
    assert found.monitors == (StatusMonitor(A, "a.B.c()", 2, 6, 1, 5),)
    assert f"{len(broken)} hitungan pada statistik SPSE tidak terbaca dan tidak ikut dihitung" in found.notes
    assert "['monitors']" not in str(found.notes)

    bare = parse({"x": {"memory": {"max": 1, "free": 2, "total": 1}, "application": {"uptime": 5}}}, NOW)
    assert bare.monitors == ()
    assert [metric.name for metric in bare.gauges] == ["uptime_seconds"]
    assert len(bare.notes) == 2


@pytest.mark.parametrize(
    ("label", "kind", "name"),
    [
        ("select 1, ms.", Q, "select ?"),
        ("  (SELECT a, b FROM c), ms.", Q, "(select a, b from c)"),
        ("WITH x AS (SELECT 1) SELECT * FROM x, ms.", Q, "with x as (select ?) select * from x"),
        ("INSERT INTO t(a) VALUES ('rahasia'), ms.", Q, "insert into t(a) values (?)"),
        ("/app/views/a.jte, ms.", T, "/app/views/a.jte"),
        ("Application.index(), ms.", A, "Application.index()"),
        ("admin.UserCtr$Inner.lihat(), ms.", A, "admin.UserCtr$Inner.lihat()"),
        ("jobs.Bersih.doJob(), ms.", O, "jobs.Bersih.doJob()"),
        ("updateProfil, ms.", O, "updateProfil"),
        ("unggah budi@contoh.example\u0000\ud800, ms.", O, "unggah ***@***"),
    ],
)
def test_kinds_of_monitors(label: str, kind: MonitorKind, name: str) -> None:
    [found] = parse(status([{"name": label, "hits": 1, "avg": 1, "min": 1, "max": 1}]), NOW).monitors
    assert (found.kind, found.name) == (kind, name)


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["name", "hits", "avg", "max"]), inner),
    max_leaves=20,
)


@given(_anything, _anything, _anything)
def test_any_json_gives_a_snapshot_or_a_reason(monitors: Any, memory: Any, application: Any) -> None:
    try:
        found = parse({"x": {"monitors": monitors, "memory": memory, "application": application}}, NOW)
    except ValueError as error:
        assert "menyala" in str(error)  # noqa: PT017
        return
    for monitor in found.monitors:
        assert monitor.hits > 0
        assert 0 <= monitor.min_ms <= monitor.max_ms
        monitor.name.encode()
        assert "\x00" not in monitor.name
    assert len({(monitor.kind, monitor.name) for monitor in found.monitors}) == len(found.monitors)


@given(st.text(min_size=1))
def test_any_name_is_of_one_kind_and_can_be_stored(name: str) -> None:
    found = parse(status([{"name": f"{name}, ms.", "hits": 1, "avg": 1, "min": 1, "max": 1}]), NOW).monitors
    for monitor in found:
        monitor.name.encode()
        assert "\x00" not in monitor.name


def test_nothing_of_a_failed_plugin_is_told() -> None:
    assert SECRET not in repr(parse(status(), NOW))
