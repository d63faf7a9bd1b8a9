"""The register of change requests as people move it: requests, and the events that explain where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter

from psycopg.types.json import Jsonb

from spse_monev.changes import Category, ChangeEvent, ChangeKind, ChangeRecord, ChangeState, EventKind, Request
from spse_monev.findings import Actor, ChangeClass, Impact, Priority, Urgency
from spse_monev.text import storable
from spse_monev.warehouse.session import Row, Session


class UnknownRequestError(LookupError):
    """The register has no request of this number."""


class ChangeStore(Session):
    """Requests and their events, through the warehouse's session."""

    def records(self, site: str, numbers: Iterable[str] | None = None) -> list[ChangeRecord]:
        """Requests with all that happened to them, the oldest first: all of a site, or those of `numbers`."""
        wanted = None if numbers is None else list(numbers)
        with self._connection.transaction():
            # One picture of both: what is said in between would be an event that the request does not know of.
            self._execute("session/set_snapshot")
            requests = [_request(row) for row in self._select("change_request/select_full", site=site, numbers=wanted)]
            rows = self._select("change_event/select_some", site=site, numbers=[each.number for each in requests])
        events = {number: tuple(map(_event, each)) for number, each in groupby(rows, itemgetter("number"))}
        return [ChangeRecord(each, events.get(each.number, ())) for each in requests]

    def record(self, site: str, number: str) -> ChangeRecord:
        """One request with all that happened to it; UnknownRequestError if there is none."""
        rows = self._select("change_request/select_full", site=site, numbers=[number])
        if not rows:
            raise UnknownRequestError(f"permohonan {number} tidak ada dalam register {site}")
        events = self._select("change_event/select_some", site=site, numbers=[number])
        return ChangeRecord(_request(rows[0]), tuple(map(_event, events)))

    @contextmanager
    def held(self, site: str, number: str) -> Iterator[ChangeRecord]:
        """A request that nobody else adds to within the block, which is one transaction."""
        with self._connection.transaction():
            self._execute("change_request/lock_one", site=site, number=number)
            yield self.record(site, number)

    def add(self, site: str, request: Request, event: ChangeEvent) -> None:
        """Enter an event and where the request stands after it; within `held`."""
        self._execute(
            "change_event/insert_one",
            site=site,
            number=request.number,
            **asdict(event) | {"details": Jsonb(dict(event.details))},
        )
        self._execute("change_request/update_decided", site=site, **asdict(request))

    def propose(self, site: str, request: Request) -> str:
        """Enter what a person proposes as a draft and return its number; the same proposal again is the same one.

        The number of `request` is not used.
        """
        binds = {name: storable(value) if isinstance(value, str) else value for name, value in asdict(request).items()}
        with self._connection.transaction():
            self._execute("change_request/lock_site", site=site)
            rows = self._select("change_request/select_proposal", site=site, **binds)
            if not rows:
                prefix = f"PP-{request.first_month:%Y-%m}-"
                rows = self._select(
                    "change_request/insert_draft", site=site, prefix=prefix, month=request.first_month, **binds
                )
        return str(rows[0]["number"])


def _request(row: Row) -> Request:
    return Request(
        **row
        | {
            "state": ChangeState(row["state"]),
            "change_class": ChangeClass(row["change_class"]),
            "actor": Actor(row["actor"]),
            "urgency": Urgency(row["urgency"]),
            "impact": Impact(row["impact"]),
            "priority": Priority(row["priority"]),
            "change_kind": row["change_kind"] and ChangeKind(row["change_kind"]),
            "category": row["category"] and Category(row["category"]),
        }
    )


def _event(row: Row) -> ChangeEvent:
    told = {name: value for name, value in row.items() if name != "number"}
    return ChangeEvent(**told | {"kind": EventKind(row["kind"]), "state": ChangeState(row["state"])})
