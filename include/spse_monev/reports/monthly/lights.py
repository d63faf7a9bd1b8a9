"""How each area stood in the month: a word and a sign, what it rests on, and beside it the limits it was judged by.

What was not read has a light of its own and is never good; nor is what was read on few days only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from spse_monev.complaints import ComplaintState
from spse_monev.facts import CoverageState
from spse_monev.reports.complaintsview import state_counts
from spse_monev.reports.dayview import Row, SourceReading
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.figures import metric_label
from spse_monev.reports.kinds import APPLICATION_LOG, DATABASE_LOG, MONITORING, STATISTICS, WATCHING, WEB_LOG
from spse_monev.reports.monthfigures import COMPLAINTS, SHARE_5XX, Figure, MonthTotals, figure_of
from spse_monev.reports.words import milliseconds, number, shortened

# The SOP gives no limits for these; they are this report's own, and stand beside every light.
RISE_PCT, RISE_BAD_PCT = 10, 50
FEW_BY_DAY = 1  # fewer a day may double by chance
SHARE_5XX_PCT, SHARE_5XX_BAD_PCT = 0.5, 2
UP_PCT, UP_BAD_PCT = 99.5, 99
LIMIT_DAYS, LIMIT_BAD_DAYS = 90, 30
OPEN_PCT, OPEN_BAD_PCT = 10, 25
WHOLE_BAD_PCT = 90
READ_PCT = 80

LIMITS_NOTE = (
    f"Batas pada kolom terakhir adalah ukuran laporan ini dan pengaturan situs, bukan baku mutu SOP. 'Naik' = per hari "
    f"terbaca terhadap bulan sebelumnya, mulai {FEW_BY_DAY} kejadian per hari. Bidang yang sumbernya tidak terbaca "
    f"tidak pernah dinilai BAIK; yang terbaca kurang dari {READ_PCT}% hari sedikitnya PERHATIAN."
)


class Level(IntEnum):
    """How an area stands, the better the lower; what is not known stands between good and a known problem."""

    GOOD = 0
    NOT_CONFIGURED = 1
    NOT_JUDGED = 2
    UNREAD = 3
    ATTENTION = 4
    BAD = 5

    @property
    def words(self) -> str:
        """Sign and word, so that it does not depend on colour."""
        return _WORDS[self]


_WORDS = {
    Level.GOOD: "✔ BAIK",
    Level.NOT_CONFIGURED: "– TIDAK DIKONFIGURASI",
    Level.NOT_JUDGED: "– BELUM DAPAT DINILAI",
    Level.UNREAD: "– TIDAK TERBACA",
    Level.ATTENTION: "⚠ PERHATIAN",
    Level.BAD: "✘ MASALAH",
}


@dataclass(frozen=True, slots=True)
class Light:
    """How an area stands, why, and by which limits."""

    area: str
    level: Level
    basis: str
    limits: str


Sign = tuple[Level, str]


def lights(view: EvaluationView, figures: Sequence[Figure]) -> Iterator[Light]:
    """One light for each area, always in the same order."""
    totals = MonthTotals(view)
    site = view.site.thresholds
    rise = f"✘ naik ≥ {RISE_BAD_PCT}%; ⚠ naik ≥ {RISE_PCT}%"
    yield _light(
        view,
        "Basis data",
        (DATABASE_LOG, STATISTICS),
        _database(view, totals, figures),
        f"Galat dan kegagalan: {rise}. Koneksi: ✘ > {number(site.connection_usage_pct)}%. ⚠ cache < "
        f"{number(site.cache_hit_pct)}%; ⚠ query rata-rata > {number(site.slow_query_ms)} ms",
    )
    yield _light(
        view,
        "Aplikasi",
        (APPLICATION_LOG,),
        [
            *_risen(figure_of(figures, "error_count", APPLICATION_LOG), "galat"),
            *_risen(figure_of(figures, "failure_count", APPLICATION_LOG), "kegagalan"),
        ],
        f"Galat dan kegagalan: {rise}",
    )
    yield _light(
        view,
        "Web",
        (WEB_LOG,),
        _web(figure_of(figures, SHARE_5XX, WEB_LOG)),
        f"Dijawab 5xx: ✘ ≥ {number(SHARE_5XX_BAD_PCT)}%; ⚠ ≥ {number(SHARE_5XX_PCT, 1)}%",
    )
    yield _light(
        view,
        "Ketersediaan",
        WATCHING,
        _availability(totals, figure_of(figures, "worst_up_pct", WATCHING[0])),
        f"Komponen terendah: ✘ < {number(UP_BAD_PCT)}%; ⚠ < {number(UP_PCT, 1)}% atau ada yang tidak pernah terlihat",
    )
    yield _light(
        view,
        "Kapasitas",
        (STATISTICS, *MONITORING),
        _capacity(view),
        f"Batas tercapai: ✘ ≤ {LIMIT_BAD_DAYS} hari atau sudah lewat; ⚠ ≤ {LIMIT_DAYS} hari",
    )
    yield _complaints(view, next(each for each in figures if each.what is COMPLAINTS), rise)
    yield _completeness(view)


def _light(view: EvaluationView, area: str, kinds: Sequence[str], signs: Sequence[Sign], limits: str) -> Light:
    sources = view.of_kind(*kinds)
    if not sources:
        return Light(area, Level.NOT_CONFIGURED, "tidak ada sumber dalam pengaturan situs", limits)
    if not any(source.is_read for source in sources):
        return Light(area, Level.UNREAD, "tidak terbaca pada satu hari pun", limits)
    return _worst(area, [*(signs or [(Level.NOT_JUDGED, "tidak ada angka")]), *_reading(view, sources)], limits)


def _worst(area: str, signs: Sequence[Sign], limits: str) -> Light:
    """The worst sign with all that are as bad; good only if every sign is."""
    level = max(level for level, _ in signs)
    return Light(area, level, "; ".join(text for each, text in signs if each is level), limits)


def _reading(view: EvaluationView, sources: Sequence[SourceReading]) -> Iterator[Sign]:
    for source in sources:
        if not source.is_read:
            yield Level.UNREAD, f"{source.label} tidak terbaca"
            continue
        days = view.days[source.name]
        read = sum(each.is_read for each in days)
        if read < len(days):
            level = Level.ATTENTION if 100 * read < READ_PCT * len(days) else Level.GOOD
            yield level, f"{source.label} terbaca {number(read)} dari {len(days)} hari"


def _risen(figure: Figure, what: str) -> Iterator[Sign]:
    now, before, change = figure.now.per_day, figure.before.per_day, figure.change_pct
    if now is None:
        return
    by_day = f"{what} {number(now, 1)} per hari"
    if now == 0 and not figure.now.least:
        yield Level.GOOD, f"tidak ada {what}"
    elif now < FEW_BY_DAY:
        yield Level.GOOD, by_day
    elif before is None:
        yield Level.NOT_JUDGED, f"{by_day}, {figure.before.unknown}"
    elif change is None:
        yield Level.ATTENTION, f"{by_day}, bulan sebelumnya nihil"
    else:
        level = Level.BAD if change >= RISE_BAD_PCT else Level.ATTENTION if change >= RISE_PCT else Level.GOOD
        word = "naik" if change > 0 else "turun"
        yield level, f"{by_day}, {f'{word} {number(abs(change), 1)}%' if change else 'tetap'}"


def _database(view: EvaluationView, totals: MonthTotals, figures: Sequence[Figure]) -> list[Sign]:
    limits = view.site.thresholds
    signs = [
        *_risen(figure_of(figures, "error_count", DATABASE_LOG), "galat"),
        *_risen(figure_of(figures, "failure_count", DATABASE_LOG), "kegagalan"),
    ]
    for row in totals.known((STATISTICS,)):
        usage, cache, mean = row["connection_usage_max_pct"], row["cache_hit_pct"], row["query_mean_ms"]
        if usage is not None:
            level = Level.BAD if usage > limits.connection_usage_pct else Level.GOOD
            signs.append((level, f"koneksi tertinggi {number(usage, 1)}% dari batasnya"))
        if cache is not None:
            level = Level.ATTENTION if cache < limits.cache_hit_pct else Level.GOOD
            signs.append((level, f"cache {number(cache, 1)}%"))
        if mean is not None:
            level = Level.ATTENTION if mean > limits.slow_query_ms else Level.GOOD
            signs.append((level, f"query rata-rata {milliseconds(mean)}"))
    return signs


def _web(share: Figure) -> list[Sign]:
    amount = share.now.amount
    if amount is None:
        return [(Level.NOT_JUDGED, "tidak ada permintaan pengguna tercatat")]
    level = Level.BAD if amount >= SHARE_5XX_BAD_PCT else Level.ATTENTION if amount >= SHARE_5XX_PCT else Level.GOOD
    return [(level, f"{number(amount, 2)}% permintaan dijawab 5xx")]


def _availability(totals: MonthTotals, worst: Figure) -> list[Sign]:
    amount = worst.now.amount
    rows = totals.known(WATCHING)
    signs: list[Sign] = []
    if amount is None:
        signs.append((Level.NOT_JUDGED, "tidak satu pun komponen terlihat"))
    else:
        level = Level.BAD if amount < UP_BAD_PCT else Level.ATTENTION if amount < UP_PCT else Level.GOOD
        name = shortened(min(rows, key=_up_pct)["worst_component"], 50)
        signs.append((level, f"terendah {name} {number(amount, 2)}%"))
    if unseen := sum((row["component_count"] or 0) - (row["seen_component_count"] or 0) for row in rows):
        signs.append((Level.ATTENTION, f"{number(unseen)} komponen tidak pernah terlihat"))
    return signs


def _up_pct(row: Row) -> float:
    value = row["worst_up_pct"]
    return 101.0 if value is None else float(value)  # what was never seen is last


def _capacity(view: EvaluationView) -> list[Sign]:
    if not view.is_analysed:
        return [(Level.NOT_JUDGED, "prakiraan belum dihitung")]
    signs: list[Sign] = []
    prospects = view.rows("prospects", STATISTICS, *MONITORING)
    for row in prospects:
        name = metric_label(row["name"]).text + (f" {shortened(row['subject'], 40)}" if row["subject"] else "")
        if row["state"] == "beyond":
            signs.append((Level.BAD, f"{name} sudah melewati batas"))
        elif row["expected"] is not None and row["expected"] <= LIMIT_DAYS:
            level = Level.BAD if row["expected"] <= LIMIT_BAD_DAYS else Level.ATTENTION
            signs.append((level, f"{name} mencapai batas dalam sekitar {number(row['expected'])} hari"))
    if len(signs) > 2:
        signs.sort(key=lambda sign: -sign[0])
        signs = [*signs[:2], (signs[0][0], f"dan {number(len(signs) - 2)} lainnya (lihat prakiraan kapasitas)")]
    if signs:
        return signs
    known = sum(row["state"] != "too_few_days" for row in prospects)
    if not known:
        return [(Level.NOT_JUDGED, "riwayat belum cukup untuk prakiraan")]
    return [(Level.GOOD, f"tidak satu pun dari {number(known)} indikator mencapai batas dalam {LIMIT_DAYS} hari")]


def _complaints(view: EvaluationView, figure: Figure, rise: str) -> Light:
    area = "Keluhan"
    limits = f"Jumlah: {rise}. Masih terbuka: ✘ > {OPEN_BAD_PCT}%; ⚠ > {OPEN_PCT}%"
    if view.complaints is None:
        return Light(area, Level.NOT_CONFIGURED, "tidak ada sumber keluhan dalam pengaturan situs", limits)
    if not view.complaints.is_read:
        return Light(area, Level.UNREAD, "tidak satu pun sumber keluhan terbaca", limits)
    signs = list(_risen(figure, "keluhan"))
    if count := len(view.complaints.counted):
        open_pct = 100 * (count - state_counts(view.complaints.counted)[ComplaintState.SOLVED]) / count
        level = Level.BAD if open_pct > OPEN_BAD_PCT else Level.ATTENTION if open_pct > OPEN_PCT else Level.GOOD
        signs.append((level, f"{number(open_pct, 1)}% masih terbuka"))
    signs += [
        (Level.UNREAD, f"{source.label} tidak terbaca") for source in view.complaints.sources if not source.is_read
    ]
    return _worst(area, signs or [(Level.NOT_JUDGED, "bulan ini belum berjalan saat dibaca")], limits)


def _completeness(view: EvaluationView) -> Light:
    days = [each for source in view.sources for each in view.days[source.name]]
    whole = sum(each.state is CoverageState.OK for each in days)
    share = 100 * whole / len(days)
    level = Level.BAD if share < WHOLE_BAD_PCT else Level.ATTENTION if whole < len(days) else Level.GOOD
    signs = [(level, f"{number(whole)} dari {number(len(days))} hari sumber lengkap")]
    required = [source for source in view.sources if view.site.sources[source.name].required]
    if missing := sum(source.state is CoverageState.MISSING for source in required):
        told = f"{number(missing)} dari {number(len(required))} sumber wajib tidak terbaca sepanjang bulan"
        signs.append((Level.BAD, told))
    if view.complaints is not None and not view.complaints.is_complete:
        signs.append((Level.ATTENTION, "keluhan tidak terbaca lengkap"))
    limits = f"✘ < {WHOLE_BAD_PCT}% hari sumber lengkap atau sumber wajib tidak terbaca; ⚠ ada yang tidak lengkap"
    return _worst("Kelengkapan", signs, limits)
