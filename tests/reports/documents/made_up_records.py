"""Change requests that people have answered, as the warehouse would hand them over; nothing of it is real."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from spse_monev.analysis import changes as analysis
from spse_monev.changes import ChangeEvent, ChangeRecord, ChangeState, Detail, EventKind, Request
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency
from spse_monev.settings import Site
from tests.changes import PATHS, Answer
from tests.reports.documents.made_up_requests import Row

SUBMITTED_AT = datetime(2026, 11, 24, 3, 5, tzinfo=UTC)  # five past ten in Jakarta
STEP = timedelta(hours=1)
BY_HAND: dict[str, Any] = {
    "rule_id": "", "title": "Ganti UPS ruang server", "change": "UPS baru 3 kVA.", "how": "", "requested_by": "budi",
    "purpose": "Layanan tidak putus saat listrik padam.", "proof": "Tiga kali padam pada Oktober.",
    "wanted_on": date(2026, 12, 1), "class_reason": "Usulan pemohon; kelas ditetapkan Pengelola Perubahan.",
}  # fmt: skip


def submitted(row: Row, **others: Any) -> ChangeRecord:
    """A request of October as it was proposed in `row`, in the hands of people."""
    told = {name: row[name] for name in ("number", "rule_id", "title", "class_reason", "change", "how", "test", "undo")}
    draft = Request(
        first_month=date(2026, 10, 1), state=ChangeState.DRAFT, change_class=ChangeClass(row["change_class"]),
        actor=Actor(row["actor"]), urgency=Urgency(row["urgency"]), impact=Impact(row["impact"]),
        priority=Priority(row["priority"]), drafted_at=row["drafted_at"], **told | others,
    )  # fmt: skip
    return happened(ChangeRecord(draft, ()), EventKind.SUBMITTED, analysis.submission(draft))


def happened(record: ChangeRecord, kind: EventKind, details: Mapping[str, Detail], said_by: str = "") -> ChangeRecord:
    """The record with one more event; hashes are of no concern here."""
    at = SUBMITTED_AT + STEP * len(record.events)
    request = analysis.advance(record.request, kind, details, at)
    event = ChangeEvent(len(record.events) + 1, kind, request.state, at, said_by, details, "", "")
    return ChangeRecord(request, (*record.events, event))


def answered(site: Site, record: ChangeRecord, *answers: Answer) -> ChangeRecord:
    """The record with answers that are in order."""
    for step, option, fields, who in answers:
        assert record.request.state is step
        details = analysis.read_answer(site, record.request, option, fields, datetime.now(UTC))
        record = happened(record, EventKind.ANSWERED, details, who)
    return record


def along(site: Site, path: str, row: Row, steps: int | None = None, **others: Any) -> ChangeRecord:
    """A request that went along one of `tests.changes.PATHS`, or the first `steps` of it."""
    return answered(site, submitted(row, **others), *PATHS[path][0][:steps])


def documented(record: ChangeRecord, written: Iterable[Any]) -> ChangeRecord:
    """The record as the pipeline leaves it after documents were written."""
    for each in written:
        told = {"kind": each.kind, "title": each.title, "path": each.artifact.path, "sha256": each.artifact.sha256}
        record = happened(record, EventKind.DOCUMENTED, told)
    return record
