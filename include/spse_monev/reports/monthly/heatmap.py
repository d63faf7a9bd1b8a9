"""The month's errors by hour and weekday: when it is that the service suffers."""

from __future__ import annotations

from collections.abc import Sequence

from spse_monev.facts import HOURS
from spse_monev.reports.charts import WeekPanel, week_picture
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, WEB_LOG
from spse_monev.reports.monthly.frequency import partial_mark
from spse_monev.reports.words import zone_name

QUERIES: tuple[str, ...] = ("month_error_hours",)
SIZE_CM = (38.5, 21.8)

_PANELS = ((DATABASE_LOG, "Galat basis data"), (APPLICATION_LOG, "Galat aplikasi"), (WEB_LOG, "Galat server web"))
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def error_heatmap(view: EvaluationView) -> bytes | None:
    """A PNG with a panel for each kind of log that the site has; None if no day of any was read.

    Its figures are errors a read day in that hour, warnings not among them.
    """
    zone = zone_name(view.month.days[0])
    if not view.read_days(*(kind for kind, _ in _PANELS)):
        return None
    panels = [
        WeekPanel(f"{name} per jam, rata-rata per hari terbaca ({zone}){partial_mark(view.of_kind(kind))}", lines)
        for kind, name in _PANELS
        if (lines := _lines(view, kind))
    ]
    return week_picture(panels, "Hari (banyaknya terbaca)", SIZE_CM)


def _lines(view: EvaluationView, kind: str) -> dict[str, Sequence[float] | None]:
    """The mean of each hour by weekday, over all logs of this kind; empty if the site has none."""
    sources = [source.name for source in view.of_kind(kind)]
    found = {(row["source"], row["weekday"]): row for row in view.rows("month_error_hours", kind)}
    lines: dict[str, Sequence[float] | None] = {}
    for weekday, name in enumerate(_WEEKDAYS, 1) if sources else ():
        rows = [found.get((source, weekday)) for source in sources]
        days = sorted({row["read_days"] if row else 0 for row in rows})
        read = [row for row in rows if row]
        # Several logs may have been read on different days, so each is divided by its own.
        means = [sum(row["per_hour"][hour] / row["read_days"] for row in read) for hour in range(HOURS)]
        lines[f"{name} ({'–'.join(str(each) for each in dict.fromkeys((days[0], days[-1])))})"] = (
            means if read else None
        )
    return lines
