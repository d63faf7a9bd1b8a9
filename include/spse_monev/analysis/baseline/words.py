"""Comparisons as sentences in Bahasa Indonesia."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from spse_monev.analysis.baseline.judge import Verdict
from spse_monev.analysis.baseline.series import HISTORY_DAYS, MIN_DAYS, Reach, Thing
from spse_monev.figures import shown
from spse_monev.findings import Compared, HistoryState, Measure

MAX_LABEL = 160

_WHAT = {
    (Compared.ERROR, Measure.COUNT): "Galat",
    (Compared.FAILURE, Measure.COUNT): "Kegagalan",
    (Compared.TOPIC, Measure.COUNT): "Keluhan",
    (Compared.QUERY, Measure.COUNT): "Pemanggilan query",
    (Compared.QUERY, Measure.MEAN_MS): "Waktu rata-rata query",
    (Compared.QUERY, Measure.P95_MS): "Waktu persentil 95 query",
    (Compared.ROUTE, Measure.COUNT): "Permintaan ke",
    (Compared.ROUTE, Measure.SERVER_ERRORS): "Jawaban galat server (5xx) dari",
    (Compared.ROUTE, Measure.MEAN_MS): "Waktu jawab rata-rata",
    (Compared.ROUTE, Measure.P95_MS): "Waktu jawab persentil 95",
}


def sentence(
    thing: Thing, measure: Measure, source: str, reach: Reach, verdict: Verdict, counts: Mapping[date, int]
) -> str:
    """What is to be said of one comparison. `counts` are events by day; `source` is the source's label."""
    label = thing.label if len(thing.label) <= MAX_LABEL else f"{thing.label[: MAX_LABEL - 1].rstrip()}…"
    place = f" pada {source}" if source else ""
    subject = f'{_WHAT[thing.kind, measure]} "{label}"{place}'
    if measure in (Measure.MEAN_MS, Measure.P95_MS):
        return f"{subject} {_times(thing, reach, verdict)}."
    return f"{subject} {_counts(reach, verdict, counts)}.{_seen(verdict.state, counts)}"


def _counts(reach: Reach, verdict: Verdict, counts: Mapping[date, int]) -> str:
    total = shown(sum(counts.get(day, 0) for day in reach.told))
    is_day = len(reach.told) == 1
    span = f"pada {shown(reach.told[0])}" if is_day else f"dalam {len(reach.told)} hari yang terbaca"
    if verdict.state is HistoryState.NEW:
        return f"baru: {total} kali {span}, dan tidak pernah pada {len(verdict.compared)} hari terbaca sebelumnya"
    if verdict.state is HistoryState.TOO_LITTLE_HISTORY:
        return f"tercatat {total} kali {span}; {_too_little(verdict)}"
    before, after = shown(verdict.before or 0.0), shown(verdict.after)
    ground = f"{total} kali {span}; pembandingnya {_days(reach, verdict)}"
    if verdict.state is HistoryState.GONE:
        return f"tidak lagi terlihat; biasanya sekitar {before} kali per hari ({ground})"
    if verdict.state is HistoryState.AS_BEFORE:
        return f"seperti biasa: {after} kali per hari, sebelumnya sekitar {before} ({ground})"
    if verdict.peak is not None:
        height = shown(counts[verdict.peak])
        return f"melonjak pada {shown(verdict.peak)}: {height} kali, biasanya sekitar {before} kali per hari ({ground})"
    verb = "naik" if verdict.state is HistoryState.RISEN else "turun"
    return f"{verb} dari sekitar {before} menjadi {after} kali per hari ({ground})"


def _times(thing: Thing, reach: Reach, verdict: Verdict) -> str:
    unit = "panggilan" if thing.kind is Compared.QUERY else "permintaan"
    after = f"{shown(verdict.after)} milidetik"
    calls = shown(sum(thing.counts.get(day, 0) for day in reach.told))
    if verdict.state is HistoryState.TOO_LITTLE_HISTORY:
        return f"adalah {after} ({calls} {unit}); {_too_little(verdict)}"
    before = f"{shown(verdict.before or 0.0)} milidetik"
    earlier = shown(sum(thing.counts.get(day, 0) for day in verdict.compared))
    ground = f"{calls} {unit}; sebelumnya {earlier} {unit} dalam {len(verdict.compared)} hari"
    if verdict.state is HistoryState.AS_BEFORE:
        return f"seperti biasa: {after}, sebelumnya {before} ({ground})"
    verb = "melambat" if verdict.state is HistoryState.RISEN else "membaik"
    return f"{verb} dari {before} menjadi {after} ({ground})"


def _days(reach: Reach, verdict: Verdict) -> str:
    count = len(verdict.compared)
    if count == len(reach.history):
        return f"{count} hari terbaca sebelumnya"
    if len({day.weekday() for day in verdict.compared}) == 1:
        return f"{count} hari {format_date(verdict.compared[0], 'EEEE', locale='id')} sebelumnya"
    return f"{count} hari {'Sabtu dan Minggu' if reach.told[0].weekday() >= 5 else 'kerja'} sebelumnya"


def _too_little(verdict: Verdict) -> str:
    return (
        f"riwayatnya terlalu sedikit untuk dibandingkan: {len(verdict.compared)} hari sebelumnya terbaca dan sepadan, "
        f"perlu sedikitnya {verdict.needed}"
    )


def _seen(state: HistoryState, counts: Mapping[date, int]) -> str:
    days = sorted(day for day, count in counts.items() if count)
    if state is HistoryState.AS_BEFORE:
        return ""
    if days[0] == days[-1]:
        return f" Hanya terlihat pada {shown(days[0])}."
    return f" Pertama terlihat {shown(days[0])}, terakhir {shown(days[-1])}."


def note(source: str, reach: Reach) -> str:
    """What must be known of a source's comparisons; '' if all is well. `source` '' stands for complaints."""
    name = source or "Keluhan pengguna"
    if not reach.told:
        return f"{name} tidak terbaca pada masa ini, sehingga tidak dibandingkan dengan sebelumnya."
    if len(reach.history) < MIN_DAYS:
        return (
            f"{name}: riwayatnya terlalu sedikit untuk dibandingkan; {len(reach.history)} dari {HISTORY_DAYS} hari "
            f"sebelumnya terbaca, perlu sedikitnya {MIN_DAYS}."
        )
    if reach.is_partial:
        return (
            f"{name} hampir selalu hanya terbaca sebagian, sehingga hari-hari itu dibandingkan satu sama lain dan "
            "tidak ada yang dinyatakan turun atau hilang."
        )
    if len(reach.full) < len(reach.told):
        return (
            f"{name} hanya terbaca sebagian pada {len(reach.told) - len(reach.full)} dari {len(reach.told)} hari; "
            "hari-hari itu tidak dipakai untuk menyatakan sesuatu turun atau hilang."
        )
    return ""


def rest(changed: int, untold: int, too_little: int) -> str:
    """One or two sentences on what is not told in full."""
    if not changed:
        first = "Tidak ada perubahan dibandingkan dengan kebiasaan."
    elif untold:
        first = f"Masih ada {shown(untold)} perubahan lain yang tidak dirinci di sini."
    else:
        first = "Semua perubahan sudah dirinci."
    if not too_little:
        return first
    return f"{first} {shown(too_little)} hal belum dapat dibandingkan karena riwayatnya terlalu sedikit."
