"""What is kept of complaints: imports, records, what the classifier says and what people say.

An import is one transaction. The same content read again leaves the same rows; a newer content under the same name
supersedes the older one, so that a row which was deleted from a recap is no longer counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spse_monev.complaints import (
    Channel,
    Complaint,
    ComplaintState,
    CorrectedField,
    Correction,
    Import,
    Label,
    Link,
    RecordPlace,
    Rejection,
    UserType,
)
from spse_monev.facts import CoverageState
from spse_monev.period import Month
from spse_monev.text import fingerprint, storable
from spse_monev.warehouse.session import Session


class CorrectionError(ValueError):
    """A correction that cannot be entered: what is wrong and what would be right (Bahasa Indonesia)."""

    def __init__(self, problem: str, expected: str) -> None:
        super().__init__(f"{problem}; {expected}")
        self.problem = problem
        self.expected = expected


@dataclass(frozen=True, slots=True)
class StoredImport:
    """An import as the register has it; `first_at` and `last_at` are None where it holds no complaint."""

    name: str
    state: CoverageState
    reasons: tuple[str, ...]
    as_of: datetime
    complaint_count: int
    rejection_count: int
    correction_count: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectedText:
    """A complaint whose class or topic a person has decided."""

    complaint_id: str
    title: str
    text: str
    complaint_class: str
    topic: str


class Complaints(Session):
    """The kept complaints, through the warehouse's session."""

    def keep_salt(self, site: str, mark: str) -> bool:
        """Remember by its mark which salt the site's hashes have; False if they have another one."""
        [row] = self._select("complaint_salt/insert_first", site=site, mark=mark)
        return bool(row["mark"] == mark)

    def processed(self, site: str, source: str) -> frozenset[str]:
        """The ids of the imports that need not be made again."""
        rows = self._select("complaint_import/select_processed", site=site, source=source)
        return frozenset(row["import_id"] for row in rows)

    def store_import(self, site: str, source: str, found: Import, imported_at: datetime) -> bool:
        """Keep an import whole, in one transaction; False if what is stored of it is better and so stays.

        Corrections that cannot be entered become rejections of their rows.
        """
        key = {"site": site, "source": source, "import_id": found.import_id}
        with self._connection.transaction():
            self._execute("complaint_import/lock_source", site=site, source=source)
            stored = self._select("complaint_import/select_one", **key)
            if stored and self._is_better(stored[0], found):
                return False
            refused = [
                refusal for each in found.corrections if (refusal := self._refusal(site, found, each, imported_at))
            ]
            rejections = (*found.rejections, *refused)
            self._execute("complaint_import/delete_one", **key)
            self._execute("complaint_import/insert_one", **key, **_import_binds(found, rejections, imported_at))
            if found.state is not CoverageState.MISSING:
                self._execute(
                    "complaint_import/supersede_older", **key, name=storable(found.name), as_of=found.as_of,
                    imported_at=imported_at,
                )  # fmt: skip
            if found.complaints:
                self._execute("complaint/create_incoming")
                self._copy_rows("complaint/copy_incoming", _complaint_rows(site, found))
                self._execute("complaint/merge_incoming")
                self._copy_rows("complaint_place/copy_import", _place_rows(key, found.complaints))
            self._copy_rows("complaint_rejection/copy_import", _rejection_rows(key, rejections))
        return True

    def imports(self, site: str, source: str, month: Month) -> list[StoredImport]:
        """The imports that tell of a month, oldest first."""
        rows = self._select(
            "complaint_import/select_month", site=site, source=source, since=month.start, until=month.end
        )
        return [
            StoredImport(**row | {"state": CoverageState(row["state"]), "reasons": tuple(row["reasons"])})
            for row in rows
        ]

    def store_coverage(
        self, site: str, month: Month, source: str, state: CoverageState, reasons: Sequence[str], read_at: datetime
    ) -> None:
        """Say how completely a source told of a month."""
        self._execute(
            "complaint_coverage/upsert_month",
            site=site,
            month=month.first,
            source=source,
            state=str(state),
            reasons=[storable(reason) for reason in reasons],
            read_at=read_at,
        )

    def coverages(self, site: str, month: Month) -> dict[str, tuple[CoverageState, tuple[str, ...]]]:
        """State and reasons of each source that was read for a month."""
        rows = self._select("complaint_coverage/select_month", site=site, month=month.first)
        return {row["source"]: (CoverageState(row["state"]), tuple(row["reasons"])) for row in rows}

    def span(self, site: str, since: datetime, until: datetime) -> list[Complaint]:
        """The complaints received from `since` to before `until` that have their texts, in the order of their times."""
        return [_complaint(row) for row in self._select("complaint/select_span", site=site, since=since, until=until)]

    def store_labels(self, site: str, labels: Iterable[Label], model: str, labelled_at: datetime) -> None:
        """Keep what the classifier of this version says; what it said before and still says is left alone."""
        with self._connection.transaction(), self._connection.pipeline():
            for label in labels:
                self._execute(
                    "complaint_label/upsert_one",
                    site=site,
                    complaint_id=label.complaint_id,
                    **{"class": str(label.complaint_class)},
                    topic=label.topic,
                    confidence=label.confidence,
                    topic_confidence=label.topic_confidence,
                    needs_review=label.needs_review,
                    model=model,
                    labelled_at=labelled_at,
                )

    def store_links(self, site: str, since: datetime, until: datetime, links: Iterable[Link]) -> None:
        """Replace all links of the complaints received in a span."""
        with self._connection.transaction():
            self._execute("complaint_link/delete_span", site=site, since=since, until=until)
            with self._connection.pipeline():
                for link in links:
                    self._execute(
                        "complaint_link/insert_one",
                        site=site,
                        complaint_id=link.complaint_id,
                        same_as=link.same_as,
                        kind=str(link.kind),
                        similarity=link.similarity,
                    )

    def decided_links(self, site: str) -> dict[str, str]:
        """What people have said of repetitions: complaint -> the one it repeats, '' for none."""
        rows = self._select("complaint_correction/select_decided", site=site)
        return {row["complaint_id"]: row["same_as"] for row in rows}

    def corrected_texts(self, site: str) -> list[CorrectedText]:
        """The complaints whose class or topic a person has decided."""
        return [
            CorrectedText(**{("complaint_class" if name == "class" else name): value for name, value in row.items()})
            for row in self._select("complaint/select_corrected", site=site)
        ]

    def correct(self, site: str, correction: Correction, corrected_at: datetime) -> bool:
        """Enter one correction; False if it says what a person has said already. CorrectionError if it cannot be."""
        with self._connection.transaction():
            return self._correct(
                site, correction, corrected_at, fingerprint(repr(correction), corrected_at.isoformat())
            )

    @staticmethod
    def _is_better(stored: Mapping[str, Any], found: Import) -> bool:
        """Whether a stored answer is more complete than a new one, and was not given before its span was over."""
        if found.until is not None and stored["as_of"] < found.until:
            return found.state is CoverageState.MISSING
        return CoverageState(stored["state"]).grade > found.state.grade

    def _refusal(self, site: str, found: Import, correction: Correction, at: datetime) -> Rejection | None:
        """Enter a correction of a sheet; its rejection if that cannot be done."""
        place = correction.place or RecordPlace(found.name)
        # By content, not by reading: the same sheet read by other settings, or under another name, is no new word.
        number = fingerprint(found.sha256, place.sheet, str(place.row), correction.field)
        try:
            self._correct(site, correction, at, number)
        except CorrectionError as error:
            return Rejection(place.file, place.sheet, place.row, "", error.problem, error.expected)
        return None

    def _correct(self, site: str, correction: Correction, at: datetime, correction_id: str) -> bool:
        current = self._select("complaint/select_one", site=site, complaint_id=correction.complaint_id)
        if not current:
            raise CorrectionError(
                f"kode keluhan {correction.complaint_id!r} tidak ada di gudang data",
                "pakai kode dari lembar koreksi terbaru situs ini",
            )
        if correction.field is CorrectedField.SAME_AS and correction.value:
            self._check_chain(site, correction)
        place = correction.place or RecordPlace("")
        inserted = self._execute(
            "complaint_correction/insert_one",
            site=site,
            correction_id=correction_id,
            complaint_id=correction.complaint_id,
            field=str(correction.field),
            before=current[0][correction.field] or "",
            after=correction.value,
            corrected_by=storable(correction.corrected_by),
            corrected_at=at,
            note=storable(correction.note),
            file=storable(place.file),
            row_number=place.row,
        )
        return bool(inserted)

    def _check_chain(self, site: str, correction: Correction) -> None:
        """CorrectionError if the repeated complaint is unknown or itself repeats the one that is corrected."""
        found = self._select("complaint/select_root", site=site, complaint_id=correction.value)
        if not found:
            raise CorrectionError(
                f"kode keluhan {correction.value!r} pada 'sama dengan' tidak ada di gudang data",
                "pakai kode keluhan yang ada, atau 'tidak ada'",
            )
        if correction.complaint_id in found[0]["passed"]:
            raise CorrectionError(
                f"keluhan {correction.value} sendiri sudah sama dengan {correction.complaint_id}, sehingga tidak satu "
                "pun dari keduanya akan terhitung",
                "isi 'tidak ada' pada keluhan yang dihitung terlebih dahulu",
            )


def _import_binds(found: Import, rejections: Sequence[Rejection], imported_at: datetime) -> dict[str, Any]:
    times = [complaint.received_at for complaint in found.complaints]
    return {
        "name": storable(found.name),
        "sha256": found.sha256,
        "size_bytes": found.size_bytes,
        "state": str(found.state),
        "reasons": [storable(reason) for reason in found.reasons],
        "as_of": found.as_of,
        "imported_at": imported_at,
        "row_count": found.row_count,
        "complaint_count": len(found.complaints),
        "rejection_count": len(rejections),
        "correction_count": len(found.corrections),
        "first_at": found.since or min(times, default=None),
        "last_at": found.until or max(times, default=None),
    }


def _complaint_rows(site: str, found: Import) -> Iterator[Sequence[Any]]:
    for each in found.complaints:
        yield (
            site,
            each.complaint_id,
            each.source,
            found.as_of,
            each.received_at,
            each.has_time,
            str(each.state),
            storable(each.title),
            storable(each.text),
            storable(each.solution),
            storable(each.ticket),
            storable(each.support_ticket),
            each.answered_at,
            each.answer_has_time,
            each.solved_at,
            each.solution_has_time,
            each.is_reopened,
            each.is_informed,
            str(each.channel),
            str(each.user_type),
            storable(each.institution),
            storable(each.category),
            storable(each.urgency),
            storable(each.impact),
            storable(each.priority),
            storable(each.handler),
            list(each.reporter_hashes),
            each.text_hash,
        )


def _place_rows(key: Mapping[str, Any], complaints: Iterable[Complaint]) -> Iterator[Sequence[Any]]:
    for each in complaints:
        place = each.place
        yield *key.values(), each.complaint_id, storable(place.file), storable(place.sheet), place.row


def _rejection_rows(key: Mapping[str, Any], rejections: Iterable[Rejection]) -> Iterator[Sequence[Any]]:
    for number, each in enumerate(rejections, 1):
        texts = (storable(text) for text in (each.column, each.problem, each.expected))
        yield *key.values(), number, storable(each.file), storable(each.sheet), each.row, *texts


def _complaint(row: dict[str, Any]) -> Complaint:
    place = RecordPlace(row.pop("file"), row.pop("sheet"), row.pop("row_number"))
    return Complaint(
        **row
        | {
            "place": place,
            "state": ComplaintState(row["state"]),
            "channel": Channel(row["channel"]),
            "user_type": UserType(row["user_type"]),
            "reporter_hashes": tuple(row["reporter_hashes"]),
        }
    )
