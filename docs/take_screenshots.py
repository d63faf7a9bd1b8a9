"""Takes the guide's and the README's pictures of the pages 'Laporan SPSE' from the demo that runs: `make screenshots`.

The pictures keep their names, so that what is shown is what the pages look like now.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from playwright.sync_api import Browser, sync_playwright

from spse_monev.demo.home import SITE, Home

FOLDER = Path(__file__).parent / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
USER = "kepala"
DESKTOP, PHONE = (1366, 768), (390, 844)
_NEWEST = """
SELECT
    (SELECT max(period_start) FROM monev.artifact WHERE site = %(site)s AND kind = 'laporan_harian'),
    (SELECT to_char(max(period_start), 'YYYY-MM') FROM monev.artifact
     WHERE site = %(site)s AND kind = 'laporan_evaluasi'),
    (SELECT number FROM monev.change_request WHERE site = %(site)s AND state = 'approval' ORDER BY number LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the file's name, the page's path, and how it is looked at."""

    name: str
    path: str
    size: tuple[int, int] = DESKTOP
    dark: bool = False


def pictures(day: str, month: str, number: str) -> list[Picture]:
    """All of them, of the demo's newest day and month, and of a request that waits for the head of the LPSE."""
    below = f"/laporan/situs/{SITE}"
    calendar = f"{below}/?bulan={month}"
    return [
        Picture("laporan-di-airflow", "/plugin/laporan-spse"),
        Picture("kalender", calendar),
        Picture("kalender-gelap", calendar, dark=True),
        Picture("kalender-ponsel", calendar, PHONE),
        Picture("hari", f"{below}/hari/{day}"),
        Picture("bulan", f"{below}/bulan/{month}"),
        Picture("tren", f"{below}/tren"),
        Picture("permohonan", f"{below}/permohonan/{number}"),
    ]


def take(browser: Browser, url: str, token: str, picture: Picture) -> Path:
    """Take one picture; returns its file."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "_token", "value": token, "url": url}])
    page = context.new_page()
    answer = page.goto(url + picture.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.path} tidak dapat dibuka: {answer and answer.status}")
    page.wait_for_load_state("networkidle")
    # In Airflow's own page, ours is in a frame.
    shown = page.frame_locator("iframe") if picture.path.startswith("/plugin/") else page
    shown.get_by_role("heading", level=1).first.wait_for()
    file = FOLDER / f"halaman-{picture.name}.png"
    page.screenshot(path=file, animations="disabled")
    context.close()
    return file


def main() -> None:
    """Take all; SystemExit with a plain word if there is nothing to take them of, or nothing to take them with."""
    home = Home()
    if not home.exists:
        raise SystemExit("Belum ada demo: jalankan 'make demo' dulu.")
    kept = home.secrets()
    url = f"http://127.0.0.1:{kept.ports['airflow']}"
    try:
        answer = httpx.post(f"{url}/auth/token", json={"username": USER, "password": kept.logins[USER]}, timeout=30)
        answer.raise_for_status()
        with psycopg.connect(home.env()["AIRFLOW_CONN_SPSE_WAREHOUSE"]) as connection:
            newest = connection.execute(_NEWEST, {"site": SITE}).fetchone()
    except (httpx.HTTPError, psycopg.OperationalError) as error:
        raise SystemExit("Demo tidak menyala: jalankan 'make up' dulu.") from error
    if newest is None or None in newest:
        raise SystemExit("Demo belum selesai: jalankan 'make demo' sampai akhir.")
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        raise SystemExit("Tidak ada peramban Chromium (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for picture in pictures(*map(str, newest)):
            sys.stdout.write(f"{take(browser, url, answer.json()['access_token'], picture)}\n")
        browser.close()


if __name__ == "__main__":
    main()
