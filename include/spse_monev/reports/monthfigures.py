"""The month's key figures against the month before: counts compare by the day that was read, since months differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.reports.dayview import NOT_AVAILABLE, NOT_CONFIGURED, NOT_READ, Row
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.forms import COUNT, DECIMAL, MEBIBYTES, MEDIAN, MILLISECONDS, MINUTES, PRECISE_PERCENT, Form
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, STATISTICS, WATCHING, WEB_LOG
from spse_monev.reports.words import number

QUERIES: tuple[str, ...] = ("month_totals",)
NO_MONTH_BEFORE = "belum ada data"
OTHER_SOURCES = "sumbernya lain"  # than those of this month


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One line: what it is called, which sources tell it, how it is shown, how several sources make one figure."""

    name: str  # of the columns of month_totals, or of a share made of two
    label: str
    kinds: tuple[str, ...]
    form: Form
    joined: str = "sum"  # or 'min', of several sources; 'one': means do not add up, so only of a single source
    by_day: Form | None = None  # of a count: how its mean by read day is shown


SHARE_5XX = "server_error_pct"
KEY_FIGURES = (
    KeyFigure("error_count", "Galat basis data (ERROR, FATAL, PANIC)", (DATABASE_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure("fatal_count", "Di antaranya FATAL dan PANIC", (DATABASE_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure("failure_count", "Kegagalan transaksi dan proses basis data", (DATABASE_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure("query_calls", "Panggilan query menurut statistik", (STATISTICS,), COUNT, by_day=MEDIAN),
    KeyFigure("query_mean_ms", "Waktu query, rata-rata", (STATISTICS,), MILLISECONDS, "one"),
    KeyFigure("database_size_bytes", "Ukuran basis data, terakhir", (STATISTICS,), MEBIBYTES),
    KeyFigure("error_count", "Galat aplikasi", (APPLICATION_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure("failure_count", "Kegagalan transaksi dan proses aplikasi", (APPLICATION_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure("request_count", "Permintaan web dari pengguna", (WEB_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure("server_error_count", "Dijawab 5xx (server atau aplikasi gagal)", (WEB_LOG,), COUNT, by_day=MEDIAN),
    KeyFigure(SHARE_5XX, "Bagian permintaan yang dijawab 5xx", (WEB_LOG,), PRECISE_PERCENT),
    KeyFigure("worst_up_pct", "Ketersediaan komponen terendah", WATCHING, PRECISE_PERCENT, "min"),
    # Several sources may watch one component: their outages do not add up.
    KeyFigure("outage_count", "Gangguan (komponen mati)", WATCHING, COUNT, "one", by_day=DECIMAL),
    KeyFigure("down_seconds", "Lama mati, jumlah seluruh komponen", WATCHING, MINUTES, "one", by_day=MINUTES),
)
COMPLAINTS = KeyFigure("complaint_count", "Keluhan pengguna", (), COUNT, by_day=MEDIAN)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of one month. `amount` None: not known, and `unknown` says why; `per_day` None where that means nothing.

    `least`: days or sources are missing or not whole, so that a count is at least this.
    """

    amount: float | None
    per_day: float | None
    days: str  # on how many days of the month it rests, e.g. '29/31'
    least: bool
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of this month and of the month before."""

    what: KeyFigure
    label: str
    now: Value
    before: Value

    @property
    def change(self) -> float | None:
        """What this month has more than the month before: by the day for a count, else of the figure itself."""
        now, before = self._compared
        return None if now is None or before is None else now - before

    @property
    def change_pct(self) -> float | None:
        """The same in percent of the month before; None where that was zero."""
        now, before = self._compared
        return None if now is None or not before else 100 * (now - before) / before

    @property
    def _compared(self) -> tuple[float | None, float | None]:
        if self.what.by_day:
            return self.now.per_day, self.before.per_day
        return self.now.amount, self.before.amount


class MonthTotals:
    """The rows of `month_totals` by month and source."""

    def __init__(self, view: EvaluationView) -> None:
        self.view = view
        self.before = view.month.shift(-1)
        self._rows = {(row["source"], row["month"]): row for row in view.rows("month_totals")}

    def row(self, source: str, month: Month) -> Row | None:
        """What a source tells of a month; None if no day of it was read."""
        return self._rows.get((source, month.first))

    def known(self, kinds: Sequence[str]) -> list[Row]:
        """The rows of this month of every source of these kinds that was read."""
        rows = (self.row(source.name, self.view.month) for source in self.view.of_kind(*kinds))
        return [row for row in rows if row]


def key_figures(view: EvaluationView) -> list[Figure]:
    """Every key figure, also of what is not configured or was not read: then it says so."""
    totals = MonthTotals(view)
    return [*(figure for what in KEY_FIGURES for figure in _figures(totals, what)), _complaints(totals)]


def figure_of(figures: Sequence[Figure], name: str, kind: str) -> Figure:
    """The figure of that name that sources of this kind tell; the first where each source tells its own."""
    return next(each for each in figures if each.what.name == name and kind in each.what.kinds)


def _figures(totals: MonthTotals, what: KeyFigure) -> Iterator[Figure]:
    sources = [source.name for source in totals.view.of_kind(*what.kinds)]
    groups = [[source] for source in sources] if what.joined == "one" and len(sources) > 1 else [sources]
    for names in groups:
        label = what.label if len(groups) == 1 else f"{what.label} ({totals.view.label(names[0])})"
        now = _value(totals, what, names, totals.view.month)
        before = _value(totals, what, names, totals.before)
        if before.amount is None and names:
            before = Value(None, None, "", least=False, unknown=NO_MONTH_BEFORE)
        # Sums over other sources than this month's would show a change where there is none.
        read = [{name for name in names if totals.row(name, month)} for month in (totals.view.month, totals.before)]
        if before.amount is not None and now.amount is not None and read[0] != read[1]:
            before = Value(None, None, "", least=False, unknown=OTHER_SOURCES)
        yield Figure(what, label, now, before)


def _value(totals: MonthTotals, what: KeyFigure, names: Sequence[str], month: Month) -> Value:
    if not names:
        return Value(None, None, "", least=False, unknown=NOT_CONFIGURED)
    rows = [row for name in names if (row := totals.row(name, month))]
    if not rows:
        return Value(None, None, "", least=False, unknown=NOT_READ)
    length = len(month.days)
    read = sorted({row["read_days"] for row in rows})
    # A source that was not read at all is not in the span.
    days = "–".join(number(each) for each in (read if len(read) == 1 else (read[0], read[-1]))) + f"/{length}"
    least = len(rows) < len(names) or any(row["read_days"] < length or row["partial_days"] for row in rows)
    told = [(each, row["read_days"]) for row in rows if (each := _amount(row, what.name)) is not None]
    if what.name == SHARE_5XX:
        requests = sum(row["request_count"] or 0 for row in rows)
        bad = sum(row["server_error_count"] or 0 for row in rows)
        return Value(100 * bad / requests, None, days, least) if requests else _not_available(days)
    if not told:
        return _not_available(days)
    amount = min(each for each, _ in told) if what.joined == "min" else sum(each for each, _ in told)
    return Value(amount, sum(each / count for each, count in told) if what.by_day else None, days, least)


def _not_available(days: str) -> Value:
    return Value(None, None, days, least=False, unknown=NOT_AVAILABLE)


def _amount(row: Row, name: str) -> float | None:
    # A source that saw no component cannot have seen an outage.
    if name == "outage_count" and not row["seen_component_count"]:
        return None
    value = row.get(name)
    return None if value is None else float(value)


def _complaints(totals: MonthTotals) -> Figure:
    view = totals.view
    if view.complaints is None:
        nothing = Value(None, None, "", least=False, unknown=NOT_CONFIGURED)
        return Figure(COMPLAINTS, COMPLAINTS.label, nothing, nothing)
    if view.complaints.is_read:
        days = sum(view.complaints.has_begun(day) for day in view.month.days)
        count = len(view.complaints.counted)
        whole = view.complaints.is_complete
        now = Value(count, count / days if days else None, f"{days}/{len(view.month.days)}", not whole)
    else:
        now = Value(None, None, "", least=False, unknown=NOT_READ)
    row = totals.row("", totals.before)
    if row is None:
        return Figure(COMPLAINTS, COMPLAINTS.label, now, Value(None, None, "", least=False, unknown=NO_MONTH_BEFORE))
    days = len(totals.before.days)
    whole = row["complaint_source_count"] == len(view.complaints.sources) and not row["complaint_partial_count"]
    before = Value(row["complaint_count"], row["complaint_count"] / days, f"{days}/{days}", not whole)
    if row["complaint_source_count"] != sum(
        source.state is not CoverageState.MISSING for source in view.complaints.sources
    ):
        before = Value(None, None, "", least=False, unknown=OTHER_SOURCES)
    return Figure(COMPLAINTS, COMPLAINTS.label, now, before)
