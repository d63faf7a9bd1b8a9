"""One day of a site as the report sees it: the rows of each question, and how completely each source was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from spse_monev.completeness import source_state
from spse_monev.facts import CheckState, CoverageState
from spse_monev.period import Day
from spse_monev.reports.deviations import ToldDeviations
from spse_monev.reports.kinds import AREAS, Area
from spse_monev.reports.words import long_date, zone_name
from spse_monev.settings import Site, Source

Row = Mapping[str, Any]

NOT_READ = "tidak terbaca"
NOT_AVAILABLE = "tidak tersedia"
NOT_CONFIGURED = "tidak dikonfigurasi"
NOTHING_TO_COMPARE = "belum ada data pembanding"

COVERAGE_WORDS = {
    CoverageState.OK: "✔ lengkap",
    CoverageState.PARTIAL: "⚠ sebagian",
    CoverageState.MISSING: "✘ tidak terbaca",
}
CHECK_WORDS = {
    CheckState.OK: "✔ aktif",
    CheckState.STALE: "⚠ aktif, data lama",
    CheckState.DOWN: "✘ tidak aktif",
}
UNREAD = "✘ belum dibaca"
UNCHECKED = "✘ belum diperiksa"


@dataclass(frozen=True, slots=True)
class SourceReading:
    """How one configured source stands in the report."""

    name: str
    label: str
    kind: str
    is_collected: bool  # False: only checked, gives no facts
    state: CoverageState
    words: str  # sign and word, for a reader
    reasons: tuple[str, ...]  # why it is not whole; empty exactly when it is

    @property
    def is_read(self) -> bool:
        """Whether its numbers exist, if perhaps not all of them."""
        return self.is_collected and self.state is not CoverageState.MISSING

    def sentence(self) -> str:
        """State and reasons on one line."""
        return f"{self.label}: {self.words}" + (f" — {'; '.join(self.reasons)}" if self.reasons else "")


class DayView:
    """The rows handed in for one day, with the state of every configured source worked out once."""

    subject: ClassVar[str] = "Laporan Kinerja Aplikasi SPSE"

    def __init__(self, site: Site, day: Day, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.site = site
        self.day = day
        self._rows = rows
        coverage = {row["source"]: row for row in rows["coverage"]}
        # Rows are ordered by time, so the last attempt of a source is the one that stays.
        checks = {row["source"]: row for row in rows["source_checks"]}
        self.sources = tuple(
            _reading(name, source, coverage.get(name), checks.get(name)) for name, source in site.sources.items()
        )
        self._by_name = {source.name: source for source in self.sources}
        self.deviations = ToldDeviations(rows)

    @property
    def caption(self) -> str:
        """The day in words, with the name of its zone."""
        return f"{long_date(self.day)} ({zone_name(self.day)})"

    @property
    def period(self) -> Day:
        """Of which time the report is."""
        return self.day

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site's clock."""
        return self.day.zone

    @property
    def is_complete(self) -> bool:
        """Whether every configured source was read whole and every one that is only checked was alive."""
        return not any(source.reasons for source in self.sources)

    @property
    def is_analysed(self) -> bool:
        """Whether the rules were applied to the day; if not, it has no findings and nothing is known of them."""
        return bool(self._rows["rule_judgements"])

    @property
    def unconfigured(self) -> tuple[Area, ...]:
        """What the site has no source for: neither whole nor missing, but out of the report's reach."""
        return tuple(area for area in AREAS if not self.of_kind(*area.kinds))

    def of_kind(self, *kinds: str) -> tuple[SourceReading, ...]:
        """The configured sources of these kinds, in the order of the settings."""
        return tuple(source for source in self.sources if source.kind in kinds)

    def label(self, name: str) -> str:
        """What the office calls a source; its key if it is no longer configured."""
        source = self._by_name.get(name)
        return source.label if source else name

    def rows(self, question: str, *kinds: str) -> list[Row]:
        """The rows of a question; with kinds, only those of sources of these kinds that were read.

        What stands in the warehouse for a source that counts as not read is left over from another state of the
        day, and must not be shown beside 'tidak terbaca'.
        """
        if not kinds:
            return list(self._rows[question])
        read = {source.name for source in self.of_kind(*kinds) if source.is_read}
        return [row for row in self._rows[question] if row["source"] in read]

    def empty_note(self, sources: Iterable[SourceReading], nothing: str = "Tidak ada kejadian") -> str:
        """Why a table has no row: nothing happened, or nobody could know."""
        return empty_note(tuple(sources), nothing)


def empty_note(sources: Sequence[SourceReading], nothing: str) -> str:
    """Why there is nothing to show of these sources: `nothing` happened, or nobody could know."""
    if not sources:
        return "Tidak dikonfigurasi: tidak ada sumber untuk bagian ini dalam pengaturan situs."
    if not any(source.is_read for source in sources):
        return f"Tidak terbaca, sehingga tidak ada angka. {_sentences(sources)}"
    if all(source.state is CoverageState.OK for source in sources):
        read = "log" if all(source.kind.endswith("_log") for source in sources) else "sumber"
        return f"{nothing} ({read} terbaca lengkap)."
    return f"{nothing} pada bagian yang terbaca, tetapi sumber tidak terbaca lengkap. {_sentences(sources)}"


def _sentences(sources: Iterable[SourceReading]) -> str:
    return " ".join(f"{source.sentence()}." for source in sources if source.reasons)


def _reading(name: str, source: Source, coverage: Row | None, check: Row | None) -> SourceReading:
    # Details that are gone give no numbers, whatever was once read.
    is_deleted = coverage is not None and coverage["details_deleted_at"] is not None
    read = None if coverage is None else CoverageState.MISSING if is_deleted else CoverageState(coverage["state"])
    alive = None if check is None else CheckState(check["state"])
    state = source_state(source, read, alive)
    if source.collected:
        words = UNREAD if read is None else COVERAGE_WORDS[read]
        if coverage is None:
            reasons = ["tidak ada catatan pembacaan untuk hari ini"]
        elif is_deleted:
            reasons = ["rinciannya telah dihapus sesuai masa simpan"]
        else:
            reasons = coverage["reasons"]
    else:
        words = UNCHECKED if alive is None else CHECK_WORDS[alive]
        if check is None:
            reasons = ["tidak ada catatan pemeriksaan untuk hari ini"]
        else:
            reasons = [] if state is CoverageState.OK else [check["evidence"]]
    return SourceReading(
        name, source.label, source.kind, source.collected, state, words, tuple(_clause(reason) for reason in reasons)
    )


def _clause(sentence: str) -> str:
    """A sentence without its full stop, to stand inside another."""
    return sentence.strip().rstrip(".")
