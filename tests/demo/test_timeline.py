"""Log times stretched over a day: no record is lost, none leaves the day, nothing else changes."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from spse_monev.demo.timeline import Timeline
from spse_monev.period import Day

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = Day.parse("2026-11-23", JAKARTA)
START = datetime(2026, 11, 24, 14, 0, 0, tzinfo=JAKARTA)
TIMELINE = Timeline(START, START + timedelta(seconds=4), DAY)


def test_the_window_becomes_the_whole_day() -> None:
    assert TIMELINE.map(START) == DAY.start
    assert TIMELINE.map(START + timedelta(seconds=2)) == datetime(2026, 11, 23, 12, 0, tzinfo=JAKARTA)
    assert TIMELINE.map(START + timedelta(seconds=4)) == DAY.end - timedelta(milliseconds=1)


@given(st.floats(-100, 100))
def test_every_moment_lands_inside_the_day(seconds: float) -> None:
    assert TIMELINE.map(START + timedelta(seconds=seconds)) in DAY


def test_a_day_of_23_hours_is_filled_exactly() -> None:
    berlin = Day.parse("2026-03-29", ZoneInfo("Europe/Berlin"))
    timeline = Timeline(START, START + timedelta(seconds=23), berlin)
    moment = timeline.map(START + timedelta(seconds=2))
    assert moment.astimezone(UTC) == berlin.start_utc + timedelta(hours=2)
    assert moment.hour == 3  # two o'clock does not exist


def test_stderr_keeps_everything_but_the_time() -> None:
    lines = [
        b"2026-11-24 14:00:01.000 WIB [7] a@b web 42601 ERROR:  syntax error at 2026-11-24 14:00:01.000 WIB\n",
        b"\t2026-11-24 14:00:01.000 WIB is part of the statement\n",
        b"2026-11-24 14:00:03.500 WIB [7] a@b web 00000 LOG:  \xff\xfe not UTF-8\n",
        b"no time at all\n",
    ]
    assert list(TIMELINE.stretch_stderr(lines)) == [
        b"2026-11-23 06:00:00.000 WIB [7] a@b web 42601 ERROR:  syntax error at 2026-11-24 14:00:01.000 WIB\n",
        lines[1],
        b"2026-11-23 21:00:00.000 WIB [7] a@b web 00000 LOG:  \xff\xfe not UTF-8\n",
        lines[3],
    ]


@given(st.lists(st.lists(st.text(), min_size=6, max_size=6), min_size=1, max_size=5))
def test_csv_keeps_every_record_and_every_other_field(texts: list[list[str]]) -> None:
    before, after = "2026-11-24 14:00:01.000 WIB", "2026-11-23 06:00:00.000 WIB"
    session_before, session_after = "2026-11-24 14:00:00 WIB", "2026-11-23 00:00:00 WIB"

    def write(at: str, session: str) -> bytes:
        rows = []
        for values in texts:
            user, database, host, tag, message, statement = (
                '"{}"'.format(value.replace('"', '""')) for value in values
            )
            rows.append(",".join([at, user, database, "7", host, "6b05.1", "1", tag, session, message, statement]))
        return "".join(f"{row}\n" for row in rows).encode()

    # Split as a binary file is: at newlines only.
    lines = io.BytesIO(write(before, session_before)).readlines()
    assert b"".join(TIMELINE.stretch_csv(lines)) == write(after, session_after)
