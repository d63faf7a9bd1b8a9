"""Charts that stay readable on paper and without colour: native ones of Excel, and pictures where Excel has none.

Native charts tell their series apart by patterns, pictures by shade and by the number itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap
from typing import Any, TypeVar

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.image import Image
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from spse_monev.facts import HOURS, Histogram
from spse_monev.reports.words import milliseconds, number

# Font and size are fixed here, so that a setting of the process cannot change a picture and with it the hash.
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_DPI = 150
INK = "1F2A44"
# From dense to sparse, so that the series differ on a grey printer.
_PATTERNS: tuple[tuple[str | None, str], ...] = ((None, "8FA3C7"), ("dkUpDiag", INK), ("pct75", "000000"))
_Chart = TypeVar("_Chart", BarChart, LineChart)
# Dash, sign and filling of its signs of each line.
_LINES = (("solid", "circle", INK), ("sysDash", "triangle", "FFFFFF"), ("sysDot", "square", "8FA3C7"))


def stacked_columns(
    sheet: Worksheet,
    top: int,
    bottom: int,
    series: int,
    title: str,
    axis: str,
    size_cm: tuple[float, float],
    *,
    first_column: int = 2,
    first_row: int | None = None,
) -> BarChart:
    """A native column chart of a block: categories in column A, `series` columns from `first_column`, heads at `top`.

    `first_row` is the first row of values where it does not follow the heads.
    """
    chart = _styled(BarChart(), title, size_cm)
    chart.type = "col"
    chart.grouping = "stacked"
    chart.overlap = 100
    chart.gapWidth = 40
    first_row = first_row or top + 1
    for column in range(first_column, first_column + series):
        values = Reference(sheet, min_col=column, min_row=first_row, max_row=bottom)
        line = Series(values)
        line.tx = SeriesLabel(strRef=StrRef(f"{quote_sheetname(sheet.title)}!${get_column_letter(column)}${top}"))
        chart.series.append(line)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first_row, max_row=bottom))
    for each, (pattern, color) in zip(chart.series, _PATTERNS, strict=False):
        if pattern:
            fill = PatternFillProperties(prst=pattern)  # type: ignore[arg-type]
            fill.fgClr, fill.bgClr = ColorChoice(srgbClr=color), ColorChoice(srgbClr="FFFFFF")  # type: ignore[arg-type]
            each.graphicalProperties = GraphicalProperties(pattFill=fill)
        else:
            each.graphicalProperties = GraphicalProperties(solidFill=color)
        each.graphicalProperties.line = LineProperties(solidFill=INK, w=6350)
    chart.x_axis.title = axis
    if chart.legend is not None:
        chart.legend.position = "t"
    return chart


def lines(
    sheet: Worksheet,
    top: int,
    bottom: int,
    columns: tuple[int, int, int],
    title: str,
    axis: str,
    size_cm: tuple[float, float],
) -> LineChart:
    """A native line chart: `columns` are that of the categories and the first and last of values, heads at `top`.

    A line has a gap where a cell is empty; a text there would be drawn as zero.
    """
    chart = _styled(LineChart(), title, size_cm)
    categories, first, last = columns
    chart.add_data(Reference(sheet, min_col=first, max_col=last, min_row=top, max_row=bottom), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=categories, min_row=top + 1, max_row=bottom))
    for each, (dash, sign, filling) in zip(chart.series, _LINES, strict=False):
        each.smooth = False
        each.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=INK, prstDash=dash, w=12700))  # type: ignore[arg-type]
        # Days between two gaps have no line, only their signs.
        each.marker = Marker(symbol=sign, size=5)  # type: ignore[arg-type]
        each.marker.graphicalProperties = GraphicalProperties(solidFill=filling)
        each.marker.graphicalProperties.line = LineProperties(solidFill=INK, w=6350)
    chart.display_blanks = "gap"
    chart.x_axis.title = axis
    if chart.legend is not None:
        chart.legend.position = "t"
    return chart


def ranked_bars(
    sheet: Worksheet, column: int, top: int, bottom: int, title: str, size_cm: tuple[float, float]
) -> BarChart:
    """A native bar chart, largest on top, of a block with the names in `column` and the values beside them."""
    chart = _styled(BarChart(), title, size_cm)
    chart.type = "bar"
    chart.gapWidth = 40
    chart.add_data(Reference(sheet, min_col=column + 1, min_row=top, max_row=bottom), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=column, min_row=top + 1, max_row=bottom))
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill="8FA3C7")
    chart.series[0].graphicalProperties.line = LineProperties(solidFill=INK, w=6350)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.legend = None
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    chart.dataLabels.numFmt = "[$-421]#,##0"
    return chart


def heat_strip(rows: Mapping[str, Sequence[int]], title: str, size_cm: tuple[float, float]) -> Image:
    """A picture with one line a kind and one field an hour: darker is more, and the number stands in the field."""
    with rc_context(STYLE):
        figure = Figure(figsize=_inches(size_cm), dpi=_DPI, layout="constrained")
        axes = figure.add_subplot()
        # Each line has its own scale, or the most frequent kind would make all others white.
        shades = [[count / max(1, *counts) for count in counts] for counts in rows.values()]
        axes.imshow(shades, cmap="Greys", vmin=0, vmax=1.4, aspect="auto")
        size = 7 if max((max(counts) for counts in rows.values()), default=0) < 1000 else 5.5
        for line, counts in enumerate(rows.values()):
            for hour, count in enumerate(counts):
                if count:
                    dark = shades[line][hour] > 0.75
                    shown = number(count) if count < 10_000 else f"{number(count / 1000)}rb"
                    axes.text(
                        hour, line, shown, ha="center", va="center", fontsize=size, color="white" if dark else "black"
                    )
        _fields_of_hours(axes, list(rows))
        axes.set_xlabel("Jam mulai")
        axes.set_title(title, loc="left")
        return _image(figure, size_cm)


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """One panel of `week_picture`: a name and 24 figures a line, None for a line of which nothing is known."""

    title: str
    lines: Mapping[str, Sequence[float] | None]


def week_picture(panels: Sequence[WeekPanel], axis: str, size_cm: tuple[float, float]) -> bytes:
    """A PNG with a panel below a panel, each with its own shades: darker is more, and the figure stands in the field.

    A line of which nothing is known is hatched and says so.
    """
    with rc_context(STYLE):
        figure = Figure(figsize=_inches(size_cm), dpi=_DPI, layout="constrained")
        for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
            most = max((max(figures) for figures in panel.lines.values() if figures), default=0.0) or 1.0
            shades = [[each / most for each in figures or [0.0] * HOURS] for figures in panel.lines.values()]
            axes.imshow(shades, cmap="Greys", vmin=0, vmax=1.4, aspect="auto")
            for line, figures in enumerate(panel.lines.values()):
                if figures is None:
                    axes.add_patch(
                        Rectangle((-0.5, line - 0.5), HOURS, 1, facecolor="white", edgecolor="0.6", hatch="////", lw=0)
                    )
                    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                    axes.text((HOURS - 1) / 2, line, "tidak terbaca", ha="center", va="center", fontsize=8, bbox=box)
                    continue
                for hour, each in enumerate(figures):
                    color = "white" if shades[line][hour] > 0.75 else "black"
                    axes.text(hour, line, _short(each), ha="center", va="center", fontsize=7.5, color=color)
            _fields_of_hours(axes, list(panel.lines))
            axes.set_title(panel.title, loc="left")
            axes.set_ylabel(axis, fontsize=8)
        axes.set_xlabel("Jam mulai")
        return png(figure)


def _short(value: float) -> str:
    """A mean in few characters; what is only nearly nothing does not look like nothing."""
    if value == 0:
        return "0"
    if value < 0.05:
        return "<0,1"
    if value >= 10_000:
        return f"{number(value / 1000)}rb"
    return number(value, 1 if value < 9.95 else 0)


@dataclass(frozen=True, slots=True)
class CalendarField:
    """One field of `calendar_picture`: its text, from white (0) to black (1), and a hatching for what is not known."""

    text: str
    shade: float
    hatch: str = ""


def calendar_picture(
    heads: Sequence[str],
    lines: Sequence[tuple[str, str, Sequence[CalendarField]]],
    legend: Sequence[tuple[str, CalendarField]],
    title: str,
    size_cm: tuple[float, float],
) -> bytes:
    """A PNG with a field for each line and day: `heads` are those of the days, a line has a name and a remark."""
    with rc_context(STYLE):
        figure = Figure(figsize=_inches(size_cm), dpi=_DPI, layout="constrained")
        axes = figure.add_subplot()
        for row, (_, remark, fields) in enumerate(lines):
            for column, field in enumerate(fields):
                _draw_field(axes, field, column, row)
            axes.text(len(heads) - 0.3, row, remark, va="center", fontsize=9.5, parse_math=False)
        axes.set_xticks(range(len(heads)), heads, fontsize=9)
        # Names come from monitoring systems: a pair of dollar signs in one would be taken for a formula.
        axes.set_yticks(range(len(lines)), [name for name, _, _ in lines], fontsize=9.5, parse_math=False)
        # The key stands below the fields as fields of the same look.
        below, step = len(lines) + 0.6, (len(heads) + 5) / len(legend)
        for index, (word, field) in enumerate(legend):
            _draw_field(axes, field, index * step, below)
            axes.text(index * step + 0.7, below, "\n".join(wrap(word, 20)), va="center", fontsize=9)
        axes.set_xlim(-0.5, len(heads) + 4.5)
        axes.set_ylim(below + 0.6, -0.5)
        axes.xaxis.tick_top()
        axes.tick_params(which="both", length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_title(title, loc="left")
        return png(figure)


def _draw_field(axes: Axes, field: CalendarField, column: float, row: float) -> None:
    axes.add_patch(
        Rectangle(
            (column - 0.5, row - 0.45), 1, 0.9, facecolor=str(1 - field.shade), edgecolor="0.55",
            hatch=field.hatch, linewidth=0.5,
        )
    )  # fmt: skip
    box = {"facecolor": str(1 - field.shade), "edgecolor": "none", "pad": 0.8} if field.hatch else None
    color = "white" if field.shade > 0.5 else "black"
    axes.text(column, row, field.text, ha="center", va="center", fontsize=8.5, color=color, bbox=box)


def availability_bars(
    components: Mapping[str, tuple[float, float, float]], title: str, size_cm: tuple[float, float]
) -> Image:
    """A picture with one bar a component: seconds up, down and not seen, which differ by shade and by hatching."""
    with rc_context(STYLE):
        figure = Figure(figsize=_inches(size_cm), dpi=_DPI, layout="constrained")
        axes = figure.add_subplot()
        totals = [max(sum(parts), 1.0) for parts in components.values()]
        left = [0.0] * len(components)
        looks = (("hidup", "#C9D3E6", ""), ("mati", f"#{INK}", ""), ("tidak diketahui", "white", "////"))
        for part, (name, color, hatch) in enumerate(looks):
            widths = [100 * parts[part] / total for parts, total in zip(components.values(), totals, strict=True)]
            axes.barh(
                range(len(components)), widths, left=left, height=0.62, label=name, color=color,
                edgecolor=f"#{INK}", linewidth=0.5, hatch=hatch,
            )  # fmt: skip
            left = [start + width for start, width in zip(left, widths, strict=True)]
        for line, (up, down, _) in enumerate(components.values()):
            seen = up + down
            word = f"{number(100 * up / seen, 2)}%" if seen else "tidak terlihat"
            text = f"{word}, mati {number(down / 60, 1)} menit" if down else word
            axes.text(101, line, text, va="center", fontsize=7.5)
        axes.set_yticks(range(len(components)), list(components), fontsize=8)
        axes.invert_yaxis()
        axes.set_xlim(0, 140)
        axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"], fontsize=7)
        axes.set_ylim(max(len(components), 4) - 0.4, -0.6)
        axes.set_xlabel("Bagian hari")
        axes.set_title(title, loc="left")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower right", ncols=3, fontsize=8, frameon=False)
        return _image(figure, size_cm)


def time_distribution(times: Histogram, limit_ms: float, title: str, size_cm: tuple[float, float]) -> Image:
    """A picture of how often a statement took how long, on a logarithmic axis, with percentiles and the limit."""
    buckets_per_decade = math.log(10) / math.log(Histogram.BASE)
    # Eight bars a decade: the 2 % buckets of the histogram are finer than an eye needs.
    bars: dict[int, int] = {}
    for bucket, count in times.buckets.items():
        bar = math.floor((bucket + 0.5) / buckets_per_decade * 8)
        bars[bar] = bars.get(bar, 0) + count
    with rc_context(STYLE):
        figure = Figure(figsize=_inches(size_cm), dpi=_DPI, layout="constrained")
        axes = figure.add_subplot()
        left = [10 ** (bar / 8) for bar in bars]
        axes.bar(
            left,
            list(bars.values()),
            width=[10 ** ((bar + 1) / 8) - 10 ** (bar / 8) for bar in bars],
            align="edge",
            color="#8FA3C7",
            edgecolor=f"#{INK}",
            linewidth=0.5,
        )
        axes.set_xscale("log")
        axes.set_ylim(0, max(bars.values()) * 1.3)
        marks = [(f"p{share * 100:.0f}", times.percentile(share), "-") for share in (0.5, 0.95, 0.99)]
        marks.append(("batas", limit_ms, ":"))
        low, high = min(left), max(left) * 10 ** (1 / 8)
        axes.set_xlim(min(low, limit_ms) / 1.5, max(high, limit_ms) * 12)
        for index, (name, value, dashes) in enumerate(marks):
            if value is None:
                continue
            axes.axvline(value, color="black", linestyle=dashes, linewidth=1)
            # Staggered, since percentiles often lie close together.
            axes.text(
                value,
                max(bars.values()) * (1.27 - 0.085 * index),
                f" {name}: {milliseconds(value)}",
                fontsize=8,
                va="top",
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 1, "pad": 0.5},
            )
        axes.xaxis.set_major_formatter(lambda value, _: _tick(value))
        axes.yaxis.set_major_formatter(lambda value, _: number(value))
        axes.set_xlabel("Waktu satu pernyataan (skala logaritmik)")
        axes.set_ylabel("Jumlah pernyataan")
        axes.set_title(title, loc="left")
        return _image(figure, size_cm)


def _tick(value: float) -> str:
    if value >= 1000:
        return f"{number(value / 1000)} dtk"
    if value >= 1:
        return f"{number(value)} ms"
    return f"{number(value, 3).rstrip('0')} ms"


def _styled(chart: _Chart, title: str, size_cm: tuple[float, float]) -> _Chart:
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1100, b=True))  # type: ignore[union-attr]
    chart.title.overlay = False  # type: ignore[union-attr]
    chart.width, chart.height = size_cm  # type: ignore[assignment]  # centimetres need not be whole
    chart.style = 1
    small = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=800)), endParaRPr=None)])
    for axis in (chart.x_axis, chart.y_axis):
        # openpyxl leaves the axes out of a file unless told otherwise.
        axis.delete = False
        axis.txPr = small
    chart.y_axis.number_format = "[$-421]#,##0"
    chart.y_axis.scaling.min = 0
    return chart


def _fields_of_hours(axes: Axes, names: Sequence[str]) -> None:
    """The names of lines, the hours below and a grid between the fields."""
    axes.set_xticks(range(HOURS), [str(hour) for hour in range(HOURS)], fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xticks([edge - 0.5 for edge in range(HOURS + 1)], minor=True)
    axes.set_yticks([edge - 0.5 for edge in range(len(names) + 1)], minor=True)
    axes.grid(which="minor", color="0.75", linewidth=0.6)
    axes.tick_params(which="both", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _inches(size_cm: tuple[float, float]) -> tuple[float, float]:
    return size_cm[0] / 2.54, size_cm[1] / 2.54


def _image(figure: Figure, size_cm: tuple[float, float]) -> Image:
    return picture(png(figure), size_cm)


def png(figure: Figure) -> bytes:
    """The picture as bytes that depend on what is drawn only."""
    buffer = BytesIO()
    # Without the name and version of the program that drew it: they would change the hash.
    FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def picture(png: bytes, size_cm: tuple[float, float]) -> Image:
    """A picture as a sheet takes it."""
    image = Image(BytesIO(png))
    image.width, image.height = (round(side / 2.54 * 96) for side in size_cm)
    return image
