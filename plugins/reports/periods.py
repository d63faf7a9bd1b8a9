"""Days and months as addresses name them: written in one way, or there is no such page."""

from __future__ import annotations

from reports.access import absent
from spse_monev.period import Day, Month
from spse_monev.settings import Site


def named_day(site: Site, text: str) -> Day:
    """The day written ``YYYY-MM-DD``; 404 if it is none."""
    try:
        day = Day.parse(text, site.zone)
        # The days beside it are links of its page.
        day.shift(-1), day.shift(1)
    except (ValueError, OverflowError):
        raise absent() from None
    if str(day) != text:
        raise absent()
    return day


def named_month(site: Site, text: str) -> Month:
    """The month written ``YYYY-MM``; 404 if it is none."""
    try:
        month = Month.parse(text, site.zone)
        month.shift(-1), month.shift(1)
    except (ValueError, OverflowError):
        raise absent() from None
    return month
