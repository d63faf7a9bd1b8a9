"""The topics of the month's complaints as a Pareto picture: which few topics make most of the complaints."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from spse_monev.reports.charts import INK, STYLE, png
from spse_monev.reports.complaintsview import MonthView, topic_label
from spse_monev.reports.words import cell_text, month_name, number, shortened

SIZE_CM = (29.5, 13.0)
# More bars would leave no place for their names.
MAX_TOPICS = 12


def topics_pareto(view: MonthView) -> bytes | None:
    """A PNG with a bar for each of the most frequent topics and a line of their running share; None without any.

    The topics beyond `MAX_TOPICS` stand together as the last, hatched bar.
    """
    bars = _bars(view)
    if not bars:
        return None
    counts = [count for _, count, _ in bars]
    total = sum(counts)
    shares = [100 * part / total for part in accumulate(counts)]
    places = range(len(bars))
    with rc_context(STYLE):
        figure = Figure(figsize=(SIZE_CM[0] / 2.54, SIZE_CM[1] / 2.54), dpi=150, layout="constrained")
        axes = figure.add_subplot()
        drawn = axes.bar(places, counts, width=0.7, color="#8FA3C7", edgecolor=f"#{INK}", linewidth=0.8)
        for bar, (_, count, is_rest) in zip(drawn, bars, strict=True):
            if is_rest:
                bar.set(facecolor="white", hatch="////")
            axes.text(bar.get_x() + bar.get_width() / 2, 0, number(count), ha="center", va="bottom", fontsize=9,
                      fontweight="bold", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
        axes.set_xticks(places, [name for name, _, _ in bars], rotation=30, ha="right", fontsize=9, parse_math=False)
        # Both scales end at the same height, so that the line ends where the bars together would.
        axes.set_ylim(0, total * 1.08)
        axes.set_ylabel("Keluhan")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        line = axes.twinx()
        line.plot(places, shares, color="black", linestyle="--", marker="o", markersize=5, markerfacecolor="white")
        for place, share in zip(places, shares, strict=True):
            line.text(place, share + 2, f"{number(share)}%", ha="center", va="bottom", fontsize=8)
        line.set_ylim(0, 108)
        line.set_yticks(range(0, 101, 20), [f"{each}%" for each in range(0, 101, 20)])
        line.set_ylabel("Bagian kumulatif")
        mark = "" if view.is_complete else " — SEBAGIAN"
        axes.set_title(
            f"Topik keluhan, {month_name(view.month)}: batang = jumlah, garis = bagian kumulatif{mark}", loc="left"
        )
        return png(figure)


def _bars(view: MonthView) -> list[tuple[str, int, bool]]:
    """Name and count of each bar, the most frequent first, and whether it stands for all other topics."""
    counts = Counter(topic_label(row["topic"]) for row in view.counted)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    bars = [(shortened(cell_text(name), 28), count, False) for name, count in ranked[:MAX_TOPICS]]
    if rest := ranked[MAX_TOPICS:]:
        bars.append((f"{number(len(rest))} topik lain", sum(count for _, count in rest), True))
    return bars
