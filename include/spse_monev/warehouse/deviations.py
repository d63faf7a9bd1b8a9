"""The register of deviations: rows are added and never changed or deleted, which the database enforces.

The software adds deviations, and says of them when they look otherwise or are mended; whatever opens, explains or
closes one is a person's word.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from spse_monev.deviations import Answer, Deviation, DeviationKind, DeviationStatus, Judgement, Known, Step
from spse_monev.period import Day, Month
from spse_monev.text import storable
from spse_monev.warehouse.session import Row, Session


class DeviationError(ValueError):
    """An answer that cannot be entered: what is wrong and what would be right (Bahasa Indonesia)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one run of the software added to the register."""

    new_count: int
    seen_again_count: int  # looks otherwise than before
    mended_count: int


@dataclass(frozen=True, slots=True)
class DeviationEvent:
    """What happened to a deviation: `event` is one of `Answer`, or 'seen_again' or 'mended' of the software."""

    event: str
    actual: str  # of what was seen again
    said: str  # the evidence, or the person's words
    said_by: str  # '' for the software
    said_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDeviation:
    """A row of the register as it stands now. Texts of people are None until they say something."""

    deviation_id: str
    period: str  # 'day' or 'month'
    period_start: date
    step: Step
    kind: DeviationKind
    subject: str
    standard: str
    actual: str  # when it was first seen
    evidence: str
    accountable_title: str
    accountable_name: str
    recorded_at: datetime
    status: DeviationStatus
    last_actual: str | None  # None: mended since
    last_seen_at: datetime
    is_seen_since_closing: bool  # closed, and looks otherwise since
    explanation: str | None
    explained_by: str | None
    explained_at: datetime | None
    action: str | None
    acted_by: str | None
    acted_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None


# What a deviation must be for an answer, and what to do where it is not.
_ALLOWED: dict[Answer, tuple[frozenset[DeviationStatus], str]] = {
    Answer.EXPLAINED: (
        frozenset({DeviationStatus.OPEN, DeviationStatus.EXPLAINED}),
        "buka kembali lebih dulu bila penjelasannya perlu ditambah",
    ),
    Answer.ACTED: (
        frozenset({DeviationStatus.OPEN, DeviationStatus.EXPLAINED}),
        "buka kembali lebih dulu bila ada tindak lanjut lain",
    ),
    Answer.CLOSED: (frozenset({DeviationStatus.EXPLAINED}), "hanya penyimpangan yang sudah dijelaskan dapat ditutup"),
    Answer.REOPENED: (
        frozenset({DeviationStatus.CLOSED}),
        "hanya penyimpangan yang sudah ditutup dapat dibuka kembali",
    ),
}


class Deviations(Session):
    """The register, through the warehouse's session."""

    def known(self, site: str, since: Day | Month, kind: str) -> Known:
        """Since when the warehouse knows of the site, and when the file of a kind was first written for each period.

        The periods are those from `since` on, of the same length; a file written before its period was over is none.
        """
        table = "source_check" if isinstance(since, Day) else "complaint_import"
        [row] = self._select(f"{table}/select_set_up", site=site)
        written = self._select(
            "artifact/select_first_written",
            site=site,
            period=since.grain,
            kind=kind,
            since=since.start.date(),
            zone=since.zone.key,
        )
        return Known(row["set_up_at"], {each["period_start"]: each["written_at"] for each in written})

    def record(self, site: str, judgement: Judgement, recorded_at: datetime) -> Recorded:
        """Add what is new, in one transaction; the same judgement again adds nothing."""
        new_count = seen_again_count = mended_count = 0
        with self._connection.transaction():
            self._execute("deviation/lock_site", site=site)
            for each in judgement.deviations:
                binds = _binds(each) | {"site": site}
                if self._execute("deviation/insert_first", **binds, recorded_at=recorded_at):
                    new_count += 1
                else:
                    seen = {name: binds[name] for name in ("site", "deviation_id", "actual", "evidence")}
                    seen_again_count += self._execute("deviation_event/insert_seen_again", **seen, said_at=recorded_at)
            if judgement.in_order:
                mended_count = self._execute(
                    "deviation_event/insert_mended",
                    site=site,
                    deviation_ids=sorted(judgement.in_order),
                    said_at=recorded_at,
                )
        return Recorded(new_count, seen_again_count, mended_count)

    def answer(self, site: str, deviation_id: str, answer: Answer, said: str, said_by: str, said_at: datetime) -> bool:
        """Enter what a person says; False if that person said just that last. DeviationError if it cannot be."""
        if not said.strip() or not said_by.strip():
            raise DeviationError("teks dan nama wajib diisi: jawaban tanpa penanggung jawab tidak dicatat")
        binds = {"site": site, "deviation_id": deviation_id}
        with self._connection.transaction():
            self._execute("deviation/lock_site", site=site)
            status = self.one(site, deviation_id).status
            allowed, advice = _ALLOWED[answer]
            if status not in allowed:
                raise DeviationError(f"penyimpangan {deviation_id} berstatus {status}; {advice}")
            words = {"said": storable(said.strip()), "said_by": storable(said_by.strip())}
            return bool(
                self._execute("deviation_event/insert_answer", **binds, **words, event=str(answer), said_at=said_at)
            )

    def span(
        self, site: str, since: date | None = None, until: date | None = None, *, open_only: bool = False
    ) -> list[StoredDeviation]:
        """The register of the periods that begin from `since` to before `until`, by period, step and subject."""
        binds = {"deviation_id": None, "since": since, "until": until, "open_only": open_only}
        return [_stored(row) for row in self._select("deviation/select_current", site=site, **binds)]

    def one(self, site: str, deviation_id: str) -> StoredDeviation:
        """One row of the register; DeviationError if there is none."""
        binds = {"deviation_id": storable(deviation_id), "since": None, "until": None, "open_only": False}
        found = self._select("deviation/select_current", site=site, **binds)
        if not found:
            raise DeviationError(
                f"kode penyimpangan {deviation_id!r} tidak ada dalam register; lihat: spse deviations list"
            )
        return _stored(found[0])

    def trail(self, site: str, deviation_id: str) -> list[DeviationEvent]:
        """All that happened to one deviation since it was recorded, in order."""
        rows = self._select("deviation_event/select_trail", site=site, deviation_id=deviation_id)
        return [DeviationEvent(**row) for row in rows]


def _stored(row: Row) -> StoredDeviation:
    enums = {"step": Step(row["step"]), "kind": DeviationKind(row["kind"]), "status": DeviationStatus(row["status"])}
    return StoredDeviation(**row | enums)


def _binds(deviation: Deviation) -> Row:
    binds = asdict(deviation) | {
        "deviation_id": deviation.deviation_id,
        "period": deviation.period.grain,
        "period_start": deviation.period.start.date(),
        "step": str(deviation.step),
        "kind": str(deviation.kind),
    }
    return {name: storable(value) if isinstance(value, str) else value for name, value in binds.items()}
