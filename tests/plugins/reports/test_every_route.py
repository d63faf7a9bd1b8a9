"""What holds for every route of the app, those that are written after these tests too."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from tests.plugins.reports.conftest import AIRFLOW_SETTINGS, Served

LISTED = """
import json
from airflow import plugins_manager
plugins_manager.ensure_plugins_loaded()
from reports.app import app
def flat(dependant):
    yield from dependant.query_params
    for each in dependant.dependencies:
        yield from flat(each)
def needed(route):
    return sorted({each.alias for each in flat(route.dependant) if each.field_info.is_required()})
print(json.dumps([[each.name, each.path_format, sorted(each.methods), needed(each)] for each in app.routes]))
"""
# A value for each part of a path, and for each query parameter that a page cannot do without.
SAMPLES = {
    "day": "2026-11-23", "month": "2026-10", "name": "laporan.css", "number": "PP-2026-10-001", "path": "{site}/x.docx",
    "source": "log", "fingerprint": "abc", "dag": "spse_daily", "run": "manual__2026-11-24",
}  # fmt: skip
HOSTILE = "<script>alert(1)</script>'\"&${7*7}{{7*7}}"
# Of zips only so many are packed at once and in a while; the rest is refused.
LIMITED = 429
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Name, path, methods and required query parameters of each route, as the app has them."""
    home = tmp_path_factory.mktemp("routes")
    environment = os.environ | AIRFLOW_SETTINGS | {
        "AIRFLOW_HOME": str(home), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", LISTED], env=environment, cwd=home, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert {name for name, *_ in found} >= {"home", "asset", "download", "calendar", "day"}
    return found


def addresses(routes: list[Any], site: str, only_sites: bool = False, **values: str) -> Iterator[str]:
    """The address of each route, for this site; with `only_sites` of those that name one."""
    samples = SAMPLES | {"site": site, "path": f"{site}/x.docx"} | values
    for _, path, _, required in routes:
        if only_sites and "{site}" not in path and "{path}" not in path:
            continue
        for name, value in samples.items():
            for form in (f"{{{name}}}", f"{{{name}:path}}"):
                path = path.replace(form, quote(value, safe="/" if name == "path" else ""))
        assert "{" not in path, f"{path}: give SAMPLES a value for it"
        yield f"{path}?{urlencode({name: samples[name] for name in required})}" if required else path


def assert_safe(answer: httpx.Response) -> None:
    headers = answer.headers
    where = f"{answer.request.url} ({answer.status_code})"
    assert headers["x-content-type-options"] == "nosniff", where
    assert headers["x-frame-options"] == "SAMEORIGIN", where
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'", where
    assert policy["frame-ancestors"] == "'self'", where
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & set(headers["content-security-policy"].split()), (
        where
    )
    # Style, script and icons hold nothing of the office and are asked for anew each time.
    kept = "no-cache" if "/aset/" in str(answer.request.url) and answer.is_success else "private, no-store"
    assert headers["cache-control"] == kept, where


def test_only_reading_is_offered(routes: list[Any]) -> None:
    assert {method for _, _, methods, _ in routes for method in methods} <= {"GET", "HEAD"}


def test_there_are_no_routes_of_fastapi(routes: list[Any], served: Served) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"):
        assert path not in {each for _, each, *_ in routes}
        answer = served.get(path, "kepala")
        assert answer.status_code == 404
        assert_safe(answer)


@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["program", "browser"])
def test_nobody_who_is_not_logged_in_gets_anything(routes: list[Any], served: Served, headers: dict[str, str]) -> None:
    for address in addresses(routes, "lpse_contoh"):
        answer = served.get(address, None, **headers)
        # The page that says so is dressed like all others.
        expected = 200 if address.startswith("/aset/") else 401
        assert (answer.status_code, "Kabupaten Contoh" in answer.text) == (expected, False), address
        assert_safe(answer)


def test_who_may_read_no_dag_gets_nothing_of_a_site(routes: list[Any], served: Served) -> None:
    for address in addresses(routes, "lpse_contoh", only_sites=True):
        answer = served.get(address, "tamu")
        assert answer.status_code == 403, address
        assert_safe(answer)
    for address in addresses(routes, "lpse_contoh"):
        answer = served.get(address, "tamu", **BROWSER)
        assert answer.status_code in (200, 403, 404), address
        assert "Kabupaten Contoh" not in answer.text, address


@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["program", "browser"])
def test_a_site_is_for_those_who_may_read_its_dag(routes: list[Any], served: Served, headers: dict[str, str]) -> None:
    found = list(addresses(routes, "lpse_lain", only_sites=True))
    assert found
    for address in found:
        assert served.get(address, "pemirsa", **headers).status_code == 403, address
        # No way around it through capital letters or an encoded name.
        for written in (address.replace("lpse_lain", "lpse%5Flain"), address.replace("lpse_lain", "LPSE_LAIN")):
            assert served.get(written, "pemirsa", **headers).status_code in (403, 404), written
        assert served.get(address, "kepala", **headers).status_code in (200, 307, 404, LIMITED), address


def test_a_site_that_is_none_is_not_there(routes: list[Any], served: Served) -> None:
    for site in ("tidak_ada", "lpse_rusak", HOSTILE):
        for address in addresses(routes, site, only_sites=True, path=f"{site}/x.docx"):
            answer = served.get(address, "kepala", **BROWSER)
            assert answer.status_code == 404, address
            assert "<script>alert" not in answer.text


def test_every_page_of_an_empty_site_is_there(routes: list[Any], served: Served) -> None:
    for address in addresses(routes, "lpse_contoh"):
        answer = served.get(address, "pemirsa", **BROWSER)
        assert answer.status_code in (200, 307, 404, LIMITED), (address, answer.text)
        assert_safe(answer)
        # What is not there by its name, a run that Airflow does not know, and a zip of no files.
        if not {"PP-2026-10-001", "abc", "x.docx", "spse_daily", "berkas.zip"} & set(re.split(r"[/?&=]", address)):
            assert answer.status_code != 404, address


@pytest.mark.parametrize(
    "value", ["", "0", "2026", "9999-12-31", "9999-12", "0001-01", "2026-02-30", "٢٠٢٦-١١", HOSTILE]
)
def test_a_senseless_value_is_no_fault_of_the_server(routes: list[Any], served: Served, value: str) -> None:
    for _, path, *_ in routes:
        for part in ("day", "month", "number", "source", "fingerprint", "name"):
            if f"{{{part}}}" in path:
                [address] = addresses([["", path, [], []]], "lpse_contoh", **{part: value})
                answer = served.get(address, "pemirsa", **BROWSER)
                assert answer.status_code in (200, 404, 422, LIMITED), address
                assert "<script>alert" not in answer.text, address
                assert_safe(answer)
    for address in addresses(routes, "lpse_contoh", only_sites=True):
        for name in ("bulan", "cari", "q", "dari", "sampai", "halaman", "sumber", "jenis"):
            answer = served.get(f"{address.split('?')[0]}?{urlencode({name: value})}", "pemirsa", **BROWSER)
            assert answer.status_code in (200, 404, 422, LIMITED), (address, name)
            assert "<script>alert" not in answer.text, (address, name)


@pytest.mark.parametrize(
    ("path", "user", "status", "title"),
    [
        ("/situs/lpse_contoh/", None, 401, "Anda belum masuk"),
        ("/situs/lpse_lain/", "pemirsa", 403, "Bukan untuk Anda"),
        ("/situs/tidak_ada/", "pemirsa", 404, "Tidak ada"),
        ("/tidak/ada", "pemirsa", 404, "Tidak ada"),
        ("/berkas/lpse_contoh/tidak-ada.docx", "pemirsa", 404, "Tidak ada"),
        ("/situs/lpse_contoh/?bulan=kemarin", "pemirsa", 422, "Tidak terbaca"),
        ("/situs/lpse_mati/", "kepala", 503, "Gudang data tidak terhubung"),
        ("/situs/lpse_kosong/", "kepala", 503, "Gudang data tidak terhubung"),
    ],
)
def test_a_browser_is_told_in_words_and_a_program_in_json(
    served: Served, path: str, user: str | None, status: int, title: str
) -> None:
    page = served.get(path, user, **BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert f"<h1>{title}</h1>" in page.text
    assert_safe(page)
    answer = served.get(path, user)
    assert (answer.status_code, list(answer.json())) == (status, ["detail"])
    assert_safe(answer)


def test_whoever_is_not_logged_in_is_shown_where_and_comes_back(served: Served) -> None:
    text = served.get("/situs/lpse_contoh/", None, **BROWSER).text
    back = quote("/plugin/laporan-spse/laporan/situs/lpse_contoh/", safe="")
    assert f'<a class="airflow" target="_top" href="/api/v2/auth/login?next={back}">' in text


def test_a_warehouse_that_cannot_be_read_tells_nothing_of_itself(routes: list[Any], served: Served) -> None:
    told = 0
    for site in ("lpse_mati", "lpse_kosong"):
        for address in addresses(routes, site, only_sites=True):
            for headers in ({}, BROWSER):
                answer = served.get(address, "kepala", **headers)
                assert answer.status_code in (200, 404, 503, LIMITED), (address, answer.text)
                told += answer.status_code == 503
                secrets = ("peran_mati", "sandi_mati", "basis_mati", "127.0.0.1", "monev.", "psycopg", "Traceback")
                assert not [each for each in secrets if each in answer.text], address
                assert_safe(answer)
    assert told >= 4


def test_only_what_is_listed_is_an_asset(served: Served) -> None:
    types = {"laporan.css": "text/css", "laporan.js": "javascript", "ikon-terang.svg": "svg", "ikon-gelap.svg": "svg"}
    for name, content_type in types.items():
        answer = served.get(f"/aset/{name}")
        assert (answer.status_code, content_type in answer.headers["content-type"]) == (200, True)
    for name in ("../app.py", "%2e%2e%2fapp.py", "base.html", "laporan.css/", "x.css"):
        assert served.get(f"/aset/{name}").status_code in (404, 422)
