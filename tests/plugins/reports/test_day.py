"""The page of a day, asked of a real API server over a real warehouse."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from spse_monev.facts import (
    Artifact,
    CheckState,
    Coverage,
    CoverageState,
    ErrorCount,
    FailureCount,
    Histogram,
    QueryTiming,
    Reading,
    SourceCheck,
)
from spse_monev.period import Day
from spse_monev.warehouse import Warehouse
from tests.plugins.reports.conftest import Served

SITE = "lpse_contoh"
DAY = Day.parse("2025-03-05", ZoneInfo("Asia/Jakarta"))
READ = DAY.shift(1)
AT = datetime(2025, 3, 5, 2, 3, 4, tzinfo=UTC)
SCRIPT = "<script>alert('x')</script>\u202e{{ 7 * 7 }}"
ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"
PATH = "lpse_contoh/2025/03/05/laporan.xlsx"
GONE = "lpse_contoh/2025/03/05/hilang <b>&amp;?#.xlsx"
CHANGED = "lpse_contoh/2025/03/05/berubah.xlsx"
HOURS = tuple(5 if hour == 9 else 1 for hour in range(24))


def page(served: Served, day: Day | str = DAY, user: str = "pemirsa") -> str:
    answer = served.get(f"/situs/{SITE}/hari/{day}", user)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture(scope="module", autouse=True)
def days(served: Served) -> None:
    """A day whose log was read in part, and one on which all was read and nothing happened."""
    for path, content in ((PATH, b"isi"), (CHANGED, b"lain sama sekali")):
        served.write(path, content)
    with psycopg.connect(served.warehouse) as connection:
        warehouse = Warehouse(connection)
        partial = Coverage(CoverageState.PARTIAL, reasons=(f"terpotong {SCRIPT}",), entry_count=30)
        warehouse.store_reading(
            SITE,
            DAY,
            "database_log",
            Reading(
                partial,
                errors=tuple(
                    ErrorCount(
                        f"e{index:02}", "ERROR", "40P01", f"galat ke-{index} {SCRIPT}", 40 - index, AT, AT, HOURS
                    )
                    for index in range(12)
                ),
                queries=(
                    QueryTiming("q1", f"select '{SCRIPT}'", (), 900, 900.0, 1.0, Histogram.of([1.0] * 900)),
                    QueryTiming("q2", "select lambat", (), 2, 9000.0, 5000.0, Histogram.of([4000.0, 5000.0])),
                ),
                failures=(FailureCount("deadlock", 7, AT, AT, HOURS, f"bukti {SCRIPT}"),),
            ),
        )
        missing = Coverage(CoverageState.MISSING, reasons=("server tidak menjawab",))
        warehouse.store_reading(SITE, DAY, "database", Reading(missing))
        for day in (DAY, READ):
            warehouse.add_check(
                SITE, day, SourceCheck("monitoring", "http", CheckState.OK, AT, 12.0, f"hidup {SCRIPT}")
            )
        for name in ("database", "database_log"):
            warehouse.store_reading(SITE, READ, name, Reading(Coverage(CoverageState.OK, entry_count=9)))
        for index, (path, content) in enumerate(((PATH, b"lama"), (PATH, b"isi"), (GONE, b"x"), (CHANGED, b"y"))):
            digest = hashlib.sha256(content).hexdigest()
            at = AT + timedelta(hours=index)
            warehouse.record_artifact(SITE, Artifact(path, "laporan_harian", DAY, "sebagian", digest, len(content), at))


def test_a_day_says_how_whole_it_is_and_why(served: Served) -> None:
    text = page(served)
    assert "Rabu, 5 Maret 2025" in text
    assert '<span class="state bad">gagal</span>' in text  # a required source was not read
    assert "server tidak menjawab" in text
    assert "terpotong" in text
    assert "Tidak terbaca, sehingga tidak ada angka." in text
    assert "40 dari" not in text
    assert "10 dari 12 jenis" in text


def test_nothing_found_and_not_read_are_told_apart(served: Served) -> None:
    text = page(served, READ)
    assert '<span class="state good">lengkap</span>' in text
    assert "Tidak ada kesalahan (log terbaca lengkap)." in text
    assert "tidak terbaca</span>" not in text
    never = page(served, DAY.shift(3))
    assert '<span class="state none">tidak dibaca</span>' in never
    assert "tidak dibaca tidak berarti tidak ada kejadian" in never
    assert "Tidak ada kesalahan" not in never
    assert "Angka utama" not in never


def test_errors_queries_and_failures_lead_to_their_histories(served: Served) -> None:
    text = page(served)
    assert f"/laporan/situs/{SITE}/kesalahan/database_log/e00" in text
    assert f"/laporan/situs/{SITE}/kueri/database_log/q1" in text
    assert text.index("/kueri/database_log/q1") < text.index("/kueri/database_log/q2")  # most called first
    slowest = text[text.index("Paling lambat") :]
    assert slowest.index("/kueri/database_log/q2") < slowest.index("/kueri/database_log/q1")
    assert "galat ke-10" not in text  # the eleventh
    assert "Deadlock (transaksi saling mengunci)" in text
    assert "5 pada pukul" not in text
    assert "pada pukul 09.00-09.59 WIB" in text
    assert text.count("<svg role=") == 2


def test_hostile_text_stays_text(served: Served) -> None:
    text = page(served)
    assert text.count("<script") == 1  # the page's own
    assert text.count(ESCAPED) >= 20
    assert "49" not in "".join(line for line in text.splitlines() if "alert" in line)
    assert "\u202e" not in text
    assert "hilang &lt;b&gt;&amp;amp;?#.xlsx" in text


def test_files_say_what_can_be_had(served: Served) -> None:
    text = page(served)
    assert f'href="/laporan/berkas/{PATH}"' in text
    assert hashlib.sha256(b"isi").hexdigest() in text
    assert hashlib.sha256(b"lama").hexdigest() not in text
    assert "tidak ada di folder artefak" in text
    assert "bukan lagi yang tercatat" in text
    assert text.count(" download>") == 1
    assert f'href="/laporan/situs/{SITE}/hari/{DAY}/berkas.zip"' in text
    assert "Tidak ada berkas yang tercatat" in page(served, READ)


def test_a_name_is_part_of_an_address_and_nothing_else(served: Served) -> None:
    odd = "lpse_contoh/2025/03/09/a?b#c%20d.xlsx"
    served.write(odd, b"aneh")
    day = Day.parse("2025-03-09", DAY.zone)
    with psycopg.connect(served.warehouse) as connection:
        digest = hashlib.sha256(b"aneh").hexdigest()
        Warehouse(connection).record_artifact(SITE, Artifact(odd, "lain", day, "lengkap", digest, 4, AT))
    text = page(served, day)
    link = "/berkas/lpse_contoh/2025/03/09/a%3Fb%23c%2520d.xlsx"
    assert f'href="/laporan{link}"' in text
    assert served.get(link).content == b"aneh"


def test_days_lead_to_the_ones_beside_them_and_to_their_calendar(served: Served) -> None:
    text = page(served)
    for address in ("hari/2025-03-04", "hari/2025-03-06", "?bulan=2025-03"):
        assert f"/laporan/situs/{SITE}/{address}" in text


@pytest.mark.parametrize(
    "day",
    ["2025-02-30", "20250305", "2025-W10-3", "kemarin", "0", "0001-01-01", "9999-12-31", "2025-03-05T00:00", "<b>"],
)
def test_what_is_no_date_is_no_page(served: Served, day: str) -> None:
    assert served.get(f"/situs/{SITE}/hari/{day}").status_code == 404


def test_another_sites_day_is_for_its_own_people(served: Served) -> None:
    assert served.get(f"/situs/lpse_lain/hari/{DAY}").status_code == 403
    assert "terpotong" not in served.get(f"/situs/lpse_lain/hari/{DAY}", "kepala").text
