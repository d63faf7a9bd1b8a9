"""The chart of a consultation form: how much of it on each day of the month, and which days nobody could know of."""

from __future__ import annotations

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spse_monev.reports.charts import INK, STYLE, png
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import month_name, number

WIDTH_CM = 16.5
HEIGHT_CM = 5.4
_TITLES = {
    "kejadian": "Kejadian per hari",
    "bukti": "Bukti yang tersimpan per hari",
    "nilai": "Nilai tertinggi per hari di antara bukti yang tersimpan",
}


def occurrence_chart(request: RequestView) -> bytes:
    """A PNG with a bar a day; days that were not read are hatched, and those read in part have a star."""
    found, days = request.occurrences, [day.date for day in request.month.days]
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_CM / 2.54, HEIGHT_CM / 2.54), dpi=150, layout="constrained")
        axes = figure.add_subplot()
        top = max(found.by_day.values(), default=0) or 1
        for place, day in enumerate(days, 1):
            if day in found.by_day:
                _bar(axes, place, found.by_day[day])
            elif day in request.unread_days:
                axes.bar(place, top * 1.15, width=1, color="white", edgecolor="0.55", hatch="////", linewidth=0)
        axes.set_ylim(0, top * 1.15)
        axes.set_xlim(0.4, len(days) + 0.6)
        names = [f"{day.day}*" if day in request.partial_days else str(day.day) for day in days]
        axes.set_xticks(range(1, len(days) + 1), names, fontsize=6.5)
        axes.yaxis.set_major_formatter(lambda value, _: number(value, 0 if value == int(value) else 1))
        axes.set_xlabel(f"Tanggal ({month_name(request.month)})", fontsize=8)
        axes.tick_params(axis="y", labelsize=7)
        axes.set_title(_TITLES[found.measure], loc="left", fontsize=9)
        return png(figure)


def _bar(axes: Axes, place: int, value: float) -> None:
    axes.bar(place, value, width=0.72, color="#8FA3C7", edgecolor=f"#{INK}", linewidth=0.5)
    told = number(value, 0 if value == int(value) or value >= 100 else 1)
    axes.text(place, value, told, ha="center", va="bottom", fontsize=6)
