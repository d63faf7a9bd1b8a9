"""`spse demo simulate`: what was planted, what was found of it, and what was found besides."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from spse_monev.analysis.rules.catalogue import load_rules
from spse_monev.demo.simulation.months import healthy_months, months_with_plants
from spse_monev.demo.simulation.plants import PLANTS
from spse_monev.demo.simulation.score import Score, Told, Verdict, score
from spse_monev.figures import shown
from spse_monev.labels import change_class_label

_FOUND = (Verdict.RIGHT, Verdict.CAUTIOUS, Verdict.WRONG_CLASS)


def run_simulation(months: int, seed: int, console: Console, *, as_json: bool) -> None:
    """Simulate so many months with plants and as many healthy ones, and print how the rules did."""
    result = score(months_with_plants(months, seed), healthy_months(months, seed), load_rules())
    if as_json:
        console.print_json(json.dumps(as_dict(result, months, seed)))
        return
    table = Table(
        Column("Gangguan yang ditanam", min_width=24), "Aturan", "Kelas", "Di-tanam", "Dite-mukan", "Kelas benar",
        "Tak ter-baca", "Ter-lewat", box=None, padding=(0, 1), pad_edge=False,
    )  # fmt: skip
    for kind, told in result.by_kind().items():
        plant = PLANTS[kind]
        counts = _counts(told)
        table.add_row(
            plant.title, ", ".join(plant.rules), change_class_label(plant.change_class), str(counts["planted"]),
            str(counts["found"]), str(counts["right_class"]), str(counts["told_unread"]), str(counts["missed"]),
        )  # fmt: skip
    console.print(table)
    lines = [
        f"Bulan dengan gangguan: {months}, bulan sehat: {result.healthy_count}, benih: {seed}. Data sintetis.",
        f"Gangguan ditanam: {len(result.told)} dari {len(result.by_kind())} jenis "
        f"({sum(not each.is_seen for each in result.told)} di antaranya tidak terbaca seluruhnya).",
        f"Presisi (temuan di atas 'tanpa perubahan' yang dijelaskan gangguan): {_percent(result.precision)} "
        f"dari {result.finding_count} temuan.",
        f"Perolehan (gangguan yang terlihat dan ditemukan): {_percent(result.recall)}.",
        f"Kelas benar di antara yang ditemukan: {_percent(result.right_class)}.",
        f"Gangguan yang tidak terbaca seluruhnya: {_percent(result.unseen_right)} ditemukan dengan benar, diserahkan "
        "untuk ditelaah, atau disebut tidak terbaca.",
        f"Temuan tanpa gangguan menurut aturan: {_by_rule(result.unplanted)}.",
        f"Temuan 'tanpa perubahan' tanpa gangguan: {_by_rule(result.unplanted_watch)}.",
        f"Temuan di atas 'tanpa perubahan' pada bulan sehat: {len(result.healthy_findings)}.",
        *(f"  {finding}" for finding in result.healthy_findings),
        f"Pada bulan sehat, diserahkan untuk ditelaah karena sumber tidak terbaca: {len(result.healthy_doubts)}.",
        *(f"  {finding}" for finding in result.healthy_doubts),
        f"Lama penilaian satu bulan: rata-rata {shown(round(_mean(result.seconds), 2))} detik, terlama "
        f"{shown(round(max(result.seconds), 2))} detik.",
    ]
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def as_dict(result: Score, months: int, seed: int) -> dict[str, Any]:
    """The outcome as plain values."""
    return {
        "synthetic": True,
        "months": months,
        "seed": seed,
        "plants": {
            kind: {"title": PLANTS[kind].title, "rules": list(PLANTS[kind].rules),
                   "class": str(PLANTS[kind].change_class), **_counts(told)}
            for kind, told in result.by_kind().items()
        },
        "precision": result.precision,
        "recall": result.recall,
        "right_class": result.right_class,
        "unseen_right": result.unseen_right,
        "finding_count": result.finding_count,
        "unplanted": dict(sorted(result.unplanted.items())),
        "unplanted_watch": dict(sorted(result.unplanted_watch.items())),
        "missed": [
            {"month": each.month, "plant": each.planted.plant.kind, "found_instead": list(each.others)}
            for each in result.told
            if each.verdict in (Verdict.MISSED, Verdict.WRONG_CLASS)
        ],
        "healthy_months": result.healthy_count,
        "healthy_findings": result.healthy_findings,
        "healthy_doubts": result.healthy_doubts,
        "seconds_mean": round(_mean(result.seconds), 3),
        "seconds_max": round(max(result.seconds), 3),
    }  # fmt: skip


def _counts(told: list[Told]) -> dict[str, int]:
    return {
        "planted": len(told),
        "found": sum(each.verdict in _FOUND for each in told),
        "right_class": sum(each.verdict in (Verdict.RIGHT, Verdict.CAUTIOUS) for each in told),
        "told_unread": sum(each.verdict is Verdict.DOUBTED for each in told),
        "missed": sum(each.verdict is Verdict.MISSED for each in told),
    }


def _by_rule(counts: dict[str, int]) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items())) or "tidak ada"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%".replace(".", ",")


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
