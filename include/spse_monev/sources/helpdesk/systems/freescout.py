"""FreeScout by its module 'API & Webhooks' (api-docs.freescout.net: List Conversations, Get Customer).

The API answers active conversations only, unless another status is asked for, so each status is asked for by itself;
spam, drafts and deleted conversations are not asked for. A conversation that was merged into another is deleted by
FreeScout, and its messages are read in the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintState, RecordPlace, Rejection
from spse_monev.connections import Connection
from spse_monev.sources.helpdesk.systems.asking import (
    MAX_TICKETS,
    Asking,
    Row,
    as_row,
    as_rows,
    each,
    number_of,
    pages,
    secret_of,
)
from spse_monev.sources.helpdesk.systems.moments import moment, utc, without_time
from spse_monev.sources.helpdesk.systems.plain_text import from_either, one_line
from spse_monev.sources.helpdesk.systems.story import Message, tell
from spse_monev.sources.helpdesk.systems.words import (
    channel_of,
    is_support_field,
    support_ticket_of,
    user_type_of,
)
from spse_monev.sources.helpdesk.ticket import Reporter, Ticket, TicketReading
from spse_monev.sources.http import FetchError

if TYPE_CHECKING:
    from spse_monev.settings import FreeScoutSource

_PAGE = 50
_STATUSES = ("active", "pending", "closed")
_BY_STAFF = {"customer": False, "message": True, "note": True}  # a 'lineitem' only tells what was changed
_CATEGORIES = ("kategori", "category", "topik", "topic", "jenis")
_PRIORITIES = ("prioritas", "priority")


def read(
    source: FreeScoutSource, connection: Connection, zone: ZoneInfo, since: datetime, until: datetime
) -> TicketReading:
    """Conversations begun in [since, until)."""
    reasons: list[str] = []
    rejections: list[Rejection] = []
    headers = {"X-FreeScout-API-Key": secret_of(connection, "kunci API FreeScout")}
    with Asking(str(source.url), source.timeout_seconds, headers) as asking:
        mailboxes = _mailboxes(asking, source, reasons)
        found: dict[str, tuple[Row, datetime]] = {}
        for row in _found(asking, source, zone, since, until, reasons):
            received_at = moment(row.get("createdAt"), zone)
            if received_at is None:
                rejections.append(without_time(source.label, number_of(row.get("id"))))
            elif since <= received_at < until and row.get("state") in (None, "published"):
                found[str(row.get("id"))] = (row, received_at)
        reader = _Reader(asking, source, zone, mailboxes, reasons)
        tickets = each(list(found.values()), reader.ticket, reasons)
    return TicketReading(tuple(tickets), tuple(rejections), tuple(reasons))


def _mailboxes(asking: Asking, source: FreeScoutSource, reasons: list[str]) -> dict[str, str]:
    """Names of mailboxes by their ids; a mailbox that is asked for and not there would look like an empty one."""
    found: dict[str, str] = {}

    def fetch(number: int) -> tuple[list[Row], bool]:
        return _embedded(asking, "/api/mailboxes", "mailboxes", {"page": number + 1, "pageSize": _PAGE}, number)

    try:
        for row in pages(fetch, []):
            found[str(row.get("id"))] = one_line(row.get("name"))
    except FetchError as error:
        if not error.answered or error.status == 401:
            raise
        reasons.append(f"daftar kotak surat tidak terbaca: {error}")
        return found
    absent = [str(number) for number in source.mailboxes if str(number) not in found]
    if absent:
        reasons.append(f"kotak surat {', '.join(absent)} tidak ada di FreeScout; perbaiki 'mailboxes'")
    return found


def _embedded(asking: Asking, path: str, name: str, params: dict[str, Any], number: int) -> tuple[list[Row], bool]:
    """The rows of a page `{"_embedded": {name: [...]}, "page": {"totalPages": n}}`, and whether one follows."""
    answer = asking.row(path, params)
    rows = as_rows(as_row(answer.get("_embedded"), path).get(name), path)
    total = as_row(answer.get("page"), path).get("totalPages")
    return rows, bool(rows) and number + 1 < (total if isinstance(total, int) else 0)


def _found(
    asking: Asking, source: FreeScoutSource, zone: ZoneInfo, since: datetime, until: datetime, reasons: list[str]
) -> Iterable[Row]:
    count = 0
    for status in _STATUSES:
        # 'After' the time given, and in this order, so that what is newer than the span need not be fetched.
        query: dict[str, Any] = {
            "embed": "threads,tags", "status": status, "state": "published", "pageSize": _PAGE,
            "createdSince": utc(since - timedelta(seconds=1)), "sortField": "createdAt", "sortOrder": "asc",
        }  # fmt: skip
        if source.mailboxes:
            query["mailboxId"] = ",".join(str(number) for number in source.mailboxes)

        def fetch(number: int, query: dict[str, Any] = query) -> tuple[list[Row], bool]:
            return _embedded(asking, "/api/conversations", "conversations", {**query, "page": number + 1}, number)

        try:
            for row in pages(fetch, reasons):
                created_at = moment(row.get("createdAt"), zone)
                if created_at is not None and created_at >= until:
                    break
                if count == MAX_TICKETS:
                    reasons.append(f"lebih dari {MAX_TICKETS} tiket; sisanya tidak dibaca")
                    return
                count += 1
                yield row
        except FetchError as error:
            if not count:
                raise
            reasons.append(f"tiket berstatus {status} tidak terbaca: {error}")


class _Reader:
    """Reads single conversations; customers are asked for once each."""

    def __init__(
        self, asking: Asking, source: FreeScoutSource, zone: ZoneInfo, mailboxes: dict[str, str], reasons: list[str]
    ) -> None:
        self._asking = asking
        self._source = source
        self._zone = zone
        self._mailboxes = mailboxes
        self._reasons = reasons
        self._customers: dict[str, Row] = {}

    def ticket(self, found: tuple[Row, datetime]) -> Ticket:
        row, received_at = found
        embedded = as_row(row.get("_embedded"), "/api/conversations")
        threads = sorted(
            (
                (at, thread)
                for thread in as_rows(embedded.get("threads"), "/api/conversations")
                if (at := moment(thread.get("createdAt"), self._zone)) is not None
                and thread.get("state") in (None, "published")
            ),
            key=lambda one: one[0],
        )
        is_closed = row.get("status") == "closed"
        closed_at = moment(row.get("closedAt"), self._zone)
        solved_at = closed_at if is_closed else None
        messages = [
            Message(at, _BY_STAFF[kind], from_either(str(thread.get("body") or "")), is_internal=kind == "note")
            for at, thread in threads
            if (kind := str(thread.get("type"))) in _BY_STAFF
        ]
        story = tell(messages, received_at, solved_at)
        has_answer = story.answered_at is not None
        state = ComplaintState.IN_PROGRESS if has_answer or row.get("status") == "pending" else ComplaintState.RECORDED
        customer = self._customer(row.get("customer"))
        fields = _fields(row)
        mailbox = self._mailboxes.get(str(row.get("mailboxId")), "")
        category = next((fields[name] for name in _CATEGORIES if fields.get(name)), "") or _tags(embedded) or mailbox
        numbers = (support_ticket_of(value) for name, value in fields.items() if is_support_field(name))
        company = one_line(customer.get("company"))
        return Ticket(
            place=RecordPlace(self._source.label),
            received_at=received_at,
            has_time=True,
            state=ComplaintState.SOLVED if is_closed else state,
            text=story.text,
            origin_id=one_line(row.get("id")),
            title=one_line(row.get("subject")),
            solution=story.solution,
            ticket=one_line(row.get("number")),
            support_ticket=next(filter(None, numbers), story.support_ticket),
            answered_at=story.answered_at,
            solved_at=solved_at,
            answer_has_time=has_answer,
            solution_has_time=solved_at is not None,
            is_reopened=_was_reopened([str(thread.get("status")) for _, thread in threads])
            or (closed_at is not None and not is_closed),
            channel=_channel(row),
            user_type=user_type_of(category, mailbox, one_line(customer.get("jobTitle")), company),
            institution=company,
            category=category,
            priority=next((fields[name] for name in _PRIORITIES if fields.get(name)), ""),
            handler=_name(row.get("assignee")) or _name(row.get("closedByUser")),
            reporter=_reporter(row.get("customer"), customer),
        )

    def _customer(self, told: object) -> Row:
        key = number_of(told.get("id")) if isinstance(told, dict) else ""
        if not key:
            return {}
        if key not in self._customers:
            try:
                self._customers[key] = self._asking.row(f"/api/customers/{key}")
            except FetchError as error:
                if not error.answered:
                    raise
                self._customers[key] = {}
                if not any("telepon dan instansi" in reason for reason in self._reasons):
                    self._reasons.append(f"telepon dan instansi sebagian pelapor tidak terbaca: {error}")
        return self._customers[key]


def _was_reopened(statuses: list[str]) -> bool:
    """Each thread has the status that the conversation got by it; 'nochange' is none."""
    return any(
        status == "closed" and any(later in ("active", "pending") for later in statuses[number + 1 :])
        for number, status in enumerate(statuses)
    )


def _channel(row: Row) -> Channel:
    kind = str(row.get("type") or "")
    origin = row.get("source")
    way = str(origin.get("type") or "") if isinstance(origin, dict) else ""
    if kind in ("phone", "chat"):
        return channel_of(kind)
    # Which program it was that used the API is not told.
    return Channel.OTHER if way == "api" else channel_of(way or kind)


def _fields(row: Row) -> dict[str, str]:
    found = row.get("customFields")
    told = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {one_line(one.get("name")).lower(): one_line(one.get("text")) or one_line(one.get("value")) for one in told}


def _tags(embedded: Row) -> str:
    tags = embedded.get("tags")
    names = [one_line(tag.get("name")) for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []
    return ", ".join(filter(None, names))[:300]


def _name(person: object) -> str:
    return (
        one_line(f"{person.get('firstName') or ''} {person.get('lastName') or ''}") if isinstance(person, dict) else ""
    )


def _reporter(told: object, customer: Row) -> Reporter:
    def values(key: str) -> list[str]:
        """Of `{"_embedded": {key: [{"value": ...}]}}`."""
        embedded = customer.get("_embedded")
        found = embedded.get(key) if isinstance(embedded, dict) else None
        return [one_line(one.get("value")) for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    own = one_line(told.get("email")) if isinstance(told, dict) else ""
    embedded = customer.get("_embedded")
    place = embedded.get("address") if isinstance(embedded, dict) else None
    address = one_line(place.get("address")) if isinstance(place, dict) else ""
    return Reporter(
        names=tuple(dict.fromkeys(filter(None, (_name(told), _name(customer))))),
        phones=tuple(dict.fromkeys(filter(None, (*values("phones"), one_line(customer.get("phone")))))),
        emails=tuple(dict.fromkeys(filter(None, (own, *values("emails"))))),
        addresses=tuple(filter(None, (address,))),
        companies=tuple(filter(None, (one_line(customer.get("company")),))),
    )
