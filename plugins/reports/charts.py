"""Where the parts of a chart lie; `templates/charts.html` draws them as inline SVG that the style sheet colours.

pygal and leather were looked at: both write their colours, and pygal a script, into the SVG, which the pages' own
Content-Security-Policy forbids, and neither knows a gap for what was not read.

    slots = [day_slot(day.date) for day in days]
    chart = bars("galat", "Galat per hari", sentence, slots, [Series("Galat", counts)])
    {{ charts.bars(chart) }} in the template

Lengths are the SVG's own units: a chart of up to a month is as wide as a phone and grows with the page, a longer one
keeps three units for each slot and scrolls by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from babel.dates import format_date

from spse_monev.figures import shown

UNREAD = "tidak terbaca"
NARROW = 360.0
HEIGHT = 190.0
_TOP, _RIGHT, _BOTTOM = 10.0, 10.0, 24.0
_LETTER = 6.2  # width of one of an axis
_LABEL_GAP = 10.0
_SLOT = 3.0  # the least width
_TICKS = 4

Show = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A day, month or hour on the horizontal axis."""

    name: str  # in full, as the table has it
    label: str  # as the axis has it
    gap: str = ""  # why there are no figures, e.g. `UNREAD`; empty where there are
    is_partial: bool = False
    href: str = ""
    remark: str = ""  # what is missing of a partial one, for the table


@dataclass(frozen=True, slots=True)
class Series:
    """One thing over all slots; None where there is nothing to measure, whatever the slot's `gap` says."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """A vertical axis from `low` to `high`, both of `ticks`."""

    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        """The lowest value of the axis."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """The highest value of the axis."""
        return self.ticks[-1]

    def y(self, value: float) -> float:
        """Where a value lies, from the top."""
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - self.low) / (self.high - self.low), 1)


@dataclass(frozen=True, slots=True)
class Label:
    """A text at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """What lies beside one another in a slot or several: a gap, with its reason as text."""

    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A value of one series; stacked on the series before it."""

    x: float
    y: float
    width: float
    height: float
    text: str
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of one series on a line."""

    x: float
    y: float
    text: str
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series as it is drawn: bars, or dots and the lines between them, which break where there is no value."""

    label: str
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    lines: tuple[str, ...] = ()  # `points` of a polyline


@dataclass(frozen=True, slots=True)
class Row:
    """A slot as the table beside the chart has it."""

    name: str
    href: str
    values: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws; `key` is unique on its page and a word of letters and hyphens."""

    key: str
    title: str
    sentence: str  # what one sees
    width: float
    height: float
    left: float  # where the plot begins
    right: float
    y_labels: tuple[Label, ...]
    x_labels: tuple[Label, ...]
    gaps: tuple[Span, ...]
    series: tuple[Drawn, ...]
    rows: tuple[Row, ...]
    slot_word: str  # what a slot is: 'Hari', 'Bulan', 'Jam'

    @property
    def is_narrow(self) -> bool:
        """Whether it fits on a phone."""
        return self.width <= NARROW

    @property
    def is_partial(self) -> bool:
        """Whether any value rests on a part of what should have been read."""
        return any(
            any(bar.is_partial for bar in drawn.bars) or any(dot.is_partial for dot in drawn.dots)
            for drawn in self.series
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there are gaps, each reason once."""
        return tuple(dict.fromkeys(gap.text.rpartition(": ")[2] for gap in self.gaps))


def day_slot(
    day: date, gap: str = "", *, is_partial: bool = False, href: str = "", remark: str = "", with_year: bool = False
) -> Slot:
    """A day: '3 Okt' on the axis, or '3 Okt 26'."""
    name = str(format_date(day, "EEE, d MMMM yyyy", locale="id"))
    label = str(format_date(day, "d MMM yy" if with_year else "d MMM", locale="id"))
    return Slot(name, label, gap, is_partial, href, remark)


def month_slot(first: date, gap: str = "", *, is_partial: bool = False, href: str = "", remark: str = "") -> Slot:
    """A month: 'Okt 26' on the axis."""
    return Slot(
        str(format_date(first, "MMMM yyyy", locale="id")), str(format_date(first, "MMM yy", locale="id")), gap,
        is_partial, href, remark,
    )  # fmt: skip


def hour_slot(hour: int) -> Slot:
    """An hour of the day, 0 to 23."""
    return Slot(f"{hour:02}.00-{hour:02}.59", f"{hour:02}")


def scale(values: Sequence[float], *, from_zero: bool = True, is_whole: bool = True) -> Scale:
    """An axis of about four steps of 1, 2, 2.5 or 5 times a power of ten that holds all values.

    A whole axis has no step below 1; one not from zero begins just below the lowest value.
    """
    low = 0.0 if from_zero else min(values, default=0.0)
    high = max(values, default=0.0)
    if high <= low:
        # Something to draw on, even if all values are the same.
        low, high = (0.0, 1.0) if from_zero or low == 0 else (low - abs(low) * 0.01, high)
    step = _nice((high - low) / _TICKS, is_whole=is_whole)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(tuple(round(index * step, 9) for index in range(first, max(last, first + 1) + 1)))


def _nice(step: float, *, is_whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    # With a little slack, since 0.1 * 3 is more than 0.3.
    found = next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= step * (1 - 1e-9))
    if not is_whole:
        return found
    return max(1.0, found if found == int(found) else math.ceil(found))


def bars(
    key: str, title: str, sentence: str, slots: Sequence[Slot], series: Sequence[Series], *, show: Show = shown,
    slot_word: str = "Hari",
) -> Chart:  # fmt: skip
    """A chart of counts, the series stacked in their order."""
    totals = [
        sum(each.values[index] or 0.0 for each in series) if not slot.gap else 0.0 for index, slot in enumerate(slots)
    ]
    axis = scale(totals)
    frame = _Frame(slots, axis, show)
    inset = 0.1 * frame.slot if frame.slot > 4 else 0.0
    reached = [0.0] * len(slots)
    drawn = []
    for each in series:
        shapes = []
        for index, (slot, value) in enumerate(zip(slots, each.values, strict=True)):
            if slot.gap or not value:
                continue
            top, bottom = axis.y(reached[index] + value), axis.y(reached[index])
            reached[index] += value
            shapes.append(
                Bar(
                    round(frame.x(index) + inset, 1), top, round(frame.slot - 2 * inset, 1), round(bottom - top, 1),
                    _text(slot, each, value, show), slot.is_partial,
                )
            )  # fmt: skip
        drawn.append(Drawn(each.label, bars=tuple(shapes)))
    return frame.chart(key, title, sentence, series, drawn, slot_word)


def lines(
    key: str, title: str, sentence: str, slots: Sequence[Slot], series: Sequence[Series], *, show: Show = shown,
    slot_word: str = "Hari", from_zero: bool = True,
) -> Chart:  # fmt: skip
    """A chart of what does not add up: times, percentages."""
    known = [
        value
        for each in series
        for slot, value in zip(slots, each.values, strict=True)
        if value is not None and not slot.gap
    ]
    axis = scale(known, from_zero=from_zero, is_whole=False)
    frame = _Frame(slots, axis, show)
    drawn = []
    for each in series:
        runs: list[list[Dot]] = [[]]
        for index, (slot, value) in enumerate(zip(slots, each.values, strict=True)):
            if slot.gap or value is None:
                runs.append([])
                continue
            x = round(frame.x(index) + frame.slot / 2, 1)
            runs[-1].append(Dot(x, axis.y(value), _text(slot, each, value, show), slot.is_partial))
        drawn.append(
            Drawn(
                each.label,
                dots=tuple(dot for run in runs for dot in run),
                lines=tuple(" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1),
            )
        )
    return frame.chart(key, title, sentence, series, drawn, slot_word)


class _Frame:
    """What bars and lines share: the axes, the gaps, the table."""

    def __init__(self, slots: Sequence[Slot], axis: Scale, show: Show) -> None:
        self._slots, self._axis, self._show = slots, axis, show
        self._left = round(max(len(show(tick)) for tick in axis.ticks) * _LETTER + _LABEL_GAP, 1)
        is_narrow = self._left + _RIGHT + _SLOT * len(slots) <= NARROW
        # A long one is seen from its end, so the axis has its labels there too.
        margin = _RIGHT if is_narrow else self._left
        self._width = NARROW if is_narrow else round(self._left + margin + _SLOT * len(slots), 1)
        self._right = round(self._width - margin, 1)
        self.slot = (self._right - self._left) / max(len(slots), 1)

    def x(self, index: int) -> float:
        """Where a slot begins."""
        return self._left + index * self.slot

    def chart(
        self, key: str, title: str, sentence: str, series: Sequence[Series], drawn: Sequence[Drawn], slot_word: str
    ) -> Chart:
        """The whole of it."""
        return Chart(
            key, title, sentence, self._width, HEIGHT, self._left, self._right,
            tuple(Label(self._axis.y(tick), self._show(tick)) for tick in self._axis.ticks),
            tuple(self._labels()), tuple(self._gaps()), tuple(drawn), tuple(self._rows(series)), slot_word,
        )  # fmt: skip

    def _labels(self) -> Iterator[Label]:
        if not self._slots:
            return
        widest = max(len(slot.label) for slot in self._slots) * _LETTER + _LABEL_GAP
        fitting = math.ceil(widest / self.slot)
        every = next((step for step in (1, 2, 3, 6, 7, 12, 14, 28, 56, 91) if step >= fitting), fitting)
        for index in range(0, len(self._slots), every):
            at = self.x(index) + self.slot / 2
            # Half a label beyond the edge would be cut off.
            if at + widest / 2 <= self._width + _LABEL_GAP:
                yield Label(round(at, 1), self._slots[index].label)

    def _gaps(self) -> Iterator[Span]:
        for reason, group in groupby(enumerate(self._slots), key=lambda each: each[1].gap):
            members = list(group)
            if reason:
                first, last = members[0][1].name, members[-1][1].name
                text = f"{first if first == last else f'{first} sampai {last}'}: {reason}"
                yield Span(round(self.x(members[0][0]), 1), round(len(members) * self.slot, 1), text)

    def _rows(self, series: Sequence[Series]) -> Iterator[Row]:
        for index, slot in enumerate(self._slots):
            values = [each.values[index] for each in series]
            yield Row(
                slot.name,
                slot.href,
                tuple("–" if value is None or slot.gap else self._show(value) for value in values),
                slot.gap or slot.remark or ("sebagian" if slot.is_partial else ""),
            )


def _text(slot: Slot, series: Series, value: float, show: Show) -> str:
    return f"{slot.name}: {series.label} {show(value)}{' (sebagian)' if slot.is_partial else ''}"
