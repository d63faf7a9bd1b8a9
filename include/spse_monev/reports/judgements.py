"""What the rules came to, in words, wherever it is told: nothing found and nobody looked are two things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from spse_monev.figures import shown
from spse_monev.findings import JudgementState
from spse_monev.period import Day, Month
from spse_monev.reports.dayview import Row, SourceReading
from spse_monev.reports.words import shortened
from spse_monev.settings import Site

NOT_ANALYSED = (
    "Kebutuhan perubahan belum dinilai (SOP langkah 2 untuk hari, langkah 4 untuk bulan). Ini tidak berarti bahwa "
    "tidak ada perubahan yang diperlukan."
)
NOTHING_FOUND = "Tidak ada temuan: tidak satu pun aturan yang dapat dinilai melihat tandanya."


class AnalysedView(Protocol):
    """A day or a month to which the rules were applied, or not."""

    @property
    def site(self) -> Site:
        """Whose report it is."""

    @property
    def subject(self) -> str:
        """What the workbook is called."""

    @property
    def caption(self) -> str:
        """The period in words."""

    @property
    def zone(self) -> ZoneInfo:
        """On whose clock times are shown."""

    @property
    def period(self) -> Day | Month:
        """Of which time the report is."""

    @property
    def is_analysed(self) -> bool:
        """Whether the rules were applied; if not, nothing is known of findings."""

    def label(self, name: str) -> str:
        """What the office calls a source."""

    def of_kind(self, *kinds: str) -> tuple[SourceReading, ...]:
        """The configured sources of these kinds."""

    def rows(self, question: str, *kinds: str) -> list[Row]:
        """The rows of a question; with kinds, only those of sources of these kinds that were read."""

    def empty_note(self, sources: Iterable[SourceReading], nothing: str) -> str:
        """Why a table has no row."""


def nothing_found(view: AnalysedView) -> str:
    """Why there is no finding: no sign of any, or nobody looked."""
    return NOTHING_FOUND if view.is_analysed else NOT_ANALYSED


def unjudged_rules(view: AnalysedView) -> list[Row]:
    """What the rules came to whose facts are missing."""
    return [row for row in view.rows("rule_judgements") if row["state"] == JudgementState.CANNOT_JUDGE]


def evidence_sentence(view: AnalysedView, evidence: Mapping[str, Any], length: int) -> str:
    """What a finding rests on, cut to `length` characters: when and where, if that is not plain, and the figure."""
    day = evidence["day"]
    when = "" if day in (None, str(view.period)) else f"{date.fromisoformat(day):%d/%m/%Y}, "
    source = f"{view.label(evidence['source'])}: " if evidence["source"] else ""
    text, value = shortened(evidence["text"], length), evidence["value"]
    if value is None:
        return f"{when}{source}{text}"
    told = shown(value)
    # A sentence that names its figure with its unit needs it no second time.
    is_named = re.search(rf"(?<![\d.,]){re.escape(told)} (?:milidetik|menit|hari|blok)", text)
    return f"{when}{source}{text}" + ("" if is_named else f" — {told}")
