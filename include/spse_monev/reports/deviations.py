"""What the pipeline hands in of a period's deviations, as every report of it tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from spse_monev.labels import deviation_kind_label
from spse_monev.reports.words import number

# Beside the answers of its questions a report is given these rows: the fields of `Deviation` with its `deviation_id`,
# and the `reason` why the period could not be judged.
JUDGED: tuple[str, ...] = ("deviations", "unjudged")
TITLE = "Penyimpangan"


class ToldDeviations:
    """The deviations of a period by step, and what it means where there is none."""

    def __init__(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.rows = sorted(rows["deviations"], key=lambda row: (row["step"], row["kind"], row["subject"]))
        self._unjudged = [row["reason"] for row in rows["unjudged"]]

    @property
    def nothing(self) -> str:
        """What an empty list means: all in order, or not judged."""
        if self._unjudged:
            return f"Penyimpangan tidak dinilai: {'; '.join(self._unjudged)}."
        return "Tidak ada penyimpangan dari baku mutu perlengkapan, waktu dan output."

    @property
    def sentence(self) -> str:
        """How many there are of each kind, or why none."""
        kinds = Counter(deviation_kind_label(row["kind"]).lower() for row in self.rows)
        if not kinds:
            return self.nothing
        counts = ", ".join(f"{number(count)} {kind}" for kind, count in sorted(kinds.items()))
        return f"Penyimpangan dari baku mutu SOP: {counts} (lihat lembar {TITLE})."
