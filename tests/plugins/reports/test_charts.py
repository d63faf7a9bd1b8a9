from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import charts
from reports.charts import NARROW, UNREAD, Chart, Series, Slot, bars, day_slot, hour_slot, lines, month_slot, scale
from spse_monev.settings import PROJECT

FIRST = date(2026, 10, 1)


def days(count: int, gaps: tuple[int, ...] = (), partial: tuple[int, ...] = ()) -> list[Slot]:
    return [
        day_slot(FIRST + timedelta(days=index), UNREAD if index in gaps else "", is_partial=index in partial)
        for index in range(count)
    ]


def drawn(chart: Chart, kind: str) -> str:
    templates = Environment(
        loader=FileSystemLoader(PROJECT / "plugins" / "reports" / "templates"), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    text = f"{{% import 'charts.html' as charts %}}{{{{ charts.{kind}(chart) }}}}"
    return templates.from_string(text).render(chart=chart)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([7], (0, 2, 4, 6, 8)),
        ([1234, 20], (0, 500, 1000, 1500)),
        ([1], (0, 1)),
        ([0, 0], (0, 1)),
        ([], (0, 1)),
        ([1e9], (0, 2.5e8, 5e8, 7.5e8, 1e9)),
    ],
)
def test_scale_of_counts_has_whole_steps_that_hold_all_values(values: list[float], ticks: tuple[float, ...]) -> None:
    assert scale(values).ticks == ticks


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([99.2, 99.9, 100], (99.2, 99.4, 99.6, 99.8, 100)),
        ([0.3], (0.297, 0.298, 0.299, 0.3)),
        ([100, 100], (99, 99.25, 99.5, 99.75, 100)),
    ],
)
def test_scale_that_does_not_begin_at_zero_begins_below_the_lowest(
    values: list[float], ticks: tuple[float, ...]
) -> None:
    assert scale(values, from_zero=False, is_whole=False).ticks == pytest.approx(ticks)


def test_bars_stand_on_the_axis_and_stack() -> None:
    chart = bars("k", "Galat", "", days(2), [Series("a", [2, 4]), Series("b", [2, None])])
    first, second = chart.series
    zero, top = chart.y_labels[0].at, chart.y_labels[-1].at
    assert [bar.y + bar.height for bar in first.bars] == [zero, zero]
    assert (first.bars[1].y, chart.y_labels[-1].text) == (top, "4")
    assert second.bars[0].y + second.bars[0].height == first.bars[0].y
    assert second.bars[0].y == top
    assert len(second.bars) == 1
    assert all(chart.left <= bar.x and bar.x + bar.width <= chart.right for bar in first.bars)


def test_what_was_not_read_is_a_gap_and_zero_is_not() -> None:
    chart = bars("k", "Galat", "", days(5, gaps=(1, 2)), [Series("Galat", [3, 9999, None, 0, 1])])
    assert [gap.text for gap in chart.gaps] == ["Jum, 2 Oktober 2026 sampai Sab, 3 Oktober 2026: tidak terbaca"]
    assert chart.reasons == (UNREAD,)
    # What a gap holds neither is drawn nor stretches the axis.
    assert (len(chart.series[0].bars), chart.y_labels[-1].text) == (2, "3")
    assert [(row.values, row.remark) for row in chart.rows] == [
        (("3",), ""), (("–",), UNREAD), (("–",), UNREAD), (("0",), ""), (("1",), ""),
    ]  # fmt: skip


def test_lines_break_at_gaps_and_keep_lone_values() -> None:
    chart = lines("k", "p95", "", days(6, gaps=(2,)), [Series("p95", [1.0, 2.0, None, 3.0, None, 2.0])])
    (series,) = chart.series
    assert (len(series.dots), len(series.lines)) == (4, 1)
    assert series.lines[0].count(",") == 2


def test_partial_is_said() -> None:
    chart = bars("k", "Galat", "", days(2, partial=(1,)), [Series("Galat", [1, 2])])
    assert [bar.is_partial for bar in chart.series[0].bars] == [False, True]
    assert chart.series[0].bars[1].text == "Jum, 2 Oktober 2026: Galat 2 (sebagian)"
    assert [row.remark for row in chart.rows] == ["", "sebagian"]
    assert chart.is_partial


@pytest.mark.parametrize("count", [1, 7, 31, 36, 400, 1100])
def test_labels_are_indonesian_and_do_not_touch(count: int) -> None:
    chart = bars("k", "Galat", "", days(count), [Series("Galat", [1234567] * count)])
    assert chart.x_labels[0].text == "1 Okt"
    between = [later.at - label.at for label, later in zip(chart.x_labels, chart.x_labels[1:], strict=False)]
    assert min(between, default=99) > len("30 Sep") * 6
    assert chart.is_narrow is (count <= 36)
    assert (chart.width == NARROW) is chart.is_narrow


def test_month_and_hour_slots() -> None:
    assert (month_slot(FIRST).name, month_slot(FIRST).label) == ("Oktober 2026", "Okt 26")
    assert (hour_slot(7).name, hour_slot(7).label) == ("07.00-07.59", "07")


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_drawing_has_no_style_and_its_figures_as_a_table(kind: str) -> None:
    hostile = "<script>alert(1)</script>"
    make = getattr(charts, kind)
    chart = make("k", hostile, hostile, days(3, gaps=(1,), partial=(2,)), [Series(hostile, [1, None, 2])])
    html = drawn(chart, kind)
    assert "<script" not in html
    assert not re.search(r"\sstyle=|\son\w+=|<style|https?:", html)
    assert 'role="img" aria-labelledby="k-judul" aria-describedby="k-isi"' in html
    assert {"k-judul", "k-isi", "k-celah"} <= set(re.findall(r'id="([^"]+)"', html))
    assert html.count('scope="row"') == 3
    assert "tidak terbaca" in html
    assert "terbaca sebagian" in html


def test_empty_chart_is_drawn() -> None:
    assert "<svg" in drawn(bars("k", "Galat", "", [], [Series("Galat", [])]), "bars")
