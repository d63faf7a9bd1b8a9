from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.period import Day, Month, after_working_days

JAKARTA = ZoneInfo("Asia/Jakarta")
ZONES = st.sampled_from([ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Paris")])


def test_a_day_begins_at_the_sites_midnight() -> None:
    day = Day.parse("2026-11-23", JAKARTA)
    assert day.start_utc == datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert day.end_utc == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert day.start in day
    assert day.end not in day


@pytest.mark.parametrize("text", ["23-11-2026", "2026-02-30", "", "besok"])
def test_an_unreadable_date_says_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11-23"):
        Day.parse(text, JAKARTA)


def test_the_day_before_a_run_is_the_sites_not_utcs() -> None:
    # 00:30 WIB is 17:30 UTC of the day before: in UTC both would be the same date.
    assert str(Day.before(datetime(2026, 11, 23, 17, 30, tzinfo=UTC), JAKARTA)) == "2026-11-23"
    assert str(Day.before(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), JAKARTA)) == "2026-11-23"


def test_summer_time_makes_days_of_23_and_25_hours() -> None:
    paris = ZoneInfo("Europe/Paris")
    lengths = [Day.parse(text, paris) for text in ("2026-03-29", "2026-10-25")]
    assert [day.end_utc - day.start_utc for day in lengths] == [timedelta(hours=23), timedelta(hours=25)]


@given(moment=st.datetimes(datetime(2018, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), zone=ZONES)  # noqa: DTZ001
def test_every_moment_lies_in_exactly_one_day(moment: datetime, zone: ZoneInfo) -> None:
    day = Day.before(moment, zone).shift(1)
    assert moment in day
    assert moment not in day.shift(1)
    assert moment not in day.shift(-1)


def test_a_month_begins_and_ends_at_the_sites_midnight() -> None:
    month = Month.parse("2026-12", JAKARTA)
    assert month.start.astimezone(UTC) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert month.end.astimezone(UTC) == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert month.start in month
    assert month.end not in month
    assert [str(month.days[0]), str(month.days[-1])] == ["2026-12-01", "2026-12-31"]


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "10-2026", "2026-10-01", "", "Oktober 2026", "0000-01", "٢٠٢٦-10"]
)
def test_an_unreadable_month_says_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="2026-10"):
        Month.parse(text, JAKARTA)


def test_a_month_cannot_begin_within_one() -> None:
    with pytest.raises(ValueError, match="tanggal 1"):
        Month(datetime(2026, 10, 2, tzinfo=UTC).date(), JAKARTA)


def test_the_month_before_a_run_is_the_sites_not_utcs() -> None:
    # 02:00 WIB on the first is 19:00 UTC of the last day of the month before.
    assert str(Month.before(datetime(2026, 10, 31, 19, tzinfo=UTC), JAKARTA)) == "2026-10"
    assert str(Month.before(datetime(2026, 10, 31, 16, 59, tzinfo=UTC), JAKARTA)) == "2026-09"


@given(st.dates(min_value=datetime(1970, 2, 1).date(), max_value=datetime(2200, 1, 1).date()), ZONES)  # noqa: DTZ001
def test_months_follow_one_another_without_gap(date: date, zone: ZoneInfo) -> None:
    month = Month(date.replace(day=1), zone)
    assert month.end == month.shift(1).start
    assert month.shift(1).shift(-1) == month
    assert month.shift(-13).shift(13) == month
    assert (month.days[0].start, month.days[-1].end) == (month.start, month.end)
    assert 28 <= len(month.days) <= 31


@pytest.mark.parametrize(
    ("begun", "days", "over"),
    [
        ("2026-11-20 15:00", 1, "2026-11-23 15:00"),  # Friday to Monday
        ("2026-11-23 15:00", 2, "2026-11-25 15:00"),
        ("2026-11-23 00:00", 5, "2026-11-30 00:00"),
        ("2026-11-21 10:00", 1, "2026-11-24 00:00"),  # of a Saturday nothing counts: all of Monday
        ("2026-11-22 23:59", 10, "2026-12-07 00:00"),
    ],
)
def test_weekends_do_not_count_for_a_limit(begun: str, days: int, over: str) -> None:
    moment = datetime.fromisoformat(begun).replace(tzinfo=JAKARTA)
    assert after_working_days(moment.astimezone(UTC), days, JAKARTA) == datetime.fromisoformat(over).replace(
        tzinfo=JAKARTA
    )


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=ZONES), st.integers(1, 60), ZONES)  # noqa: DTZ001
def test_a_limit_of_working_days_is_what_counting_day_by_day_gives(moment: datetime, days: int, zone: ZoneInfo) -> None:
    over = after_working_days(moment, days, zone)
    local = moment.astimezone(zone)
    passed = [local.date() + timedelta(days=index) for index in range((over.date() - local.date()).days)]
    assert sum(day.weekday() < 5 for day in passed) == days
    assert over.weekday() < 5
    assert over > moment
    # The site's clock shows the same, on either side of a change of its summer time.
    assert over.time() == (local.time() if local.weekday() < 5 else datetime.min.time())
    assert after_working_days(moment, days + 1, zone) > over
