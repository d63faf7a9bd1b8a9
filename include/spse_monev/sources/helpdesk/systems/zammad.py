"""Zammad by its API (docs.zammad.org: api/intro, api/ticket, api/ticket/articles).

Tickets are searched by the time they were made, which needs Zammad's Elasticsearch: without it such a search finds
nothing and does not say so (zammad-api-client-php issue 61). So where it finds nothing, all tickets are listed.

A merged ticket is left out: Zammad moves its articles into the ticket it was merged into, where they are read. Tickets
whose group or state is called spam are left out as well.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintState, RecordPlace, Rejection
from spse_monev.connections import Connection
from spse_monev.sources.helpdesk.systems.asking import MAX_TICKETS, Asking, Row, each, number_of, pages, secret_of
from spse_monev.sources.helpdesk.systems.moments import moment, utc, without_time
from spse_monev.sources.helpdesk.systems.plain_text import from_html, from_plain, one_line
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
    from spse_monev.settings import ZammadSource

_PAGE = 100
_CLOSED, _NEW, _MERGED = ("closed",), ("new",), ("merged", "removed")
_CATEGORIES = ("category", "kategori", "topik")  # own attributes that tell more than the group
_NOBODY = "1"  # the id of the system's own user


def read(
    source: ZammadSource, connection: Connection, zone: ZoneInfo, since: datetime, until: datetime
) -> TicketReading:
    """Tickets made in [since, until)."""
    reasons: list[str] = []
    rejections: list[Rejection] = []
    headers = {"Authorization": f"Token token={secret_of(connection, 'token Zammad')}"}
    with Asking(str(source.url), source.timeout_seconds, headers) as asking:
        states = _states(asking)
        found: list[tuple[Row, datetime]] = []
        for row in _found(asking, since, until, reasons):
            received_at = moment(row.get("created_at"), zone)
            if received_at is None:
                rejections.append(without_time(source.label, number_of(row.get("id"))))
            elif since <= received_at < until and _is_wanted(source, row, states):
                found.append((row, received_at))
        _check_groups(asking, source, reasons)
        reader = _Reader(asking, source, zone, states, reasons)
        tickets = each(found, reader.ticket, reasons)
    return TicketReading(tuple(tickets), tuple(rejections), tuple(reasons))


def _found(asking: Asking, since: datetime, until: datetime, reasons: list[str]) -> list[Row]:
    query = {
        "query": f"created_at:[{utc(since)} TO {utc(until)}]", "sort_by": "created_at", "order_by": "asc",
    }  # fmt: skip
    found = _listed(asking, "/api/v1/tickets/search", query, reasons)
    if found:
        return found
    return _listed(asking, "/api/v1/tickets", {}, reasons, since, until)


def _listed(
    asking: Asking,
    path: str,
    query: dict[str, str],
    reasons: list[str],
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Row]:
    def fetch(number: int) -> tuple[list[Row], bool]:
        rows = asking.rows(path, {**query, "expand": "true", "page": number + 1, "per_page": _PAGE})
        # Zammad tells no total and may give fewer rows than asked for: only an empty page is the end.
        return rows, bool(rows)

    found: list[Row] = []
    for row in pages(fetch, reasons):
        if since is not None and until is not None and not _may_lie_in(row, since, until):
            continue
        if len(found) == MAX_TICKETS:
            reasons.append(f"lebih dari {MAX_TICKETS} tiket; sisanya tidak dibaca")
            break
        found.append(row)
    return found


def _may_lie_in(row: Row, since: datetime, until: datetime) -> bool:
    created_at = moment(row.get("created_at"), ZoneInfo("UTC"))
    return created_at is None or since <= created_at < until


def _states(asking: Asking) -> dict[str, str]:
    """The kind of each state by its name, which an office may have changed."""
    try:
        rows = asking.rows("/api/v1/ticket_states", {"expand": "true"})
    except FetchError as error:
        if not error.answered or error.status == 401:
            raise
        return {}  # the names are then taken as Zammad delivers them
    return {str(row.get("name")): str(row.get("state_type") or row.get("name")) for row in rows}


def _is_wanted(source: ZammadSource, row: Row, states: dict[str, str]) -> bool:
    group, state = str(row.get("group")), str(row.get("state"))
    if source.groups and group not in source.groups:
        return False
    return states.get(state, state) not in _MERGED and "spam" not in (group.lower(), state.lower())


def _check_groups(asking: Asking, source: ZammadSource, reasons: list[str]) -> None:
    """A group that is asked for and that the token may not read would look like one without tickets."""
    if not source.groups:
        return
    try:
        me = asking.row("/api/v1/users/me", {"expand": "true"})
    except FetchError as error:
        reasons.append(f"tidak dapat dipastikan grup mana yang boleh dibaca token: {error}")
        return
    groups = me.get("groups")
    rights = groups if isinstance(groups, dict) else {}
    hidden = [name for name in source.groups if not {"read", "full", "overview"} & set(rights.get(name) or ())]
    if hidden:
        reasons.append(f"token tidak boleh membaca grup {', '.join(hidden)}; beri hak baca atau perbaiki 'groups'")


class _Reader:
    """Reads single tickets; users are asked for once each."""

    def __init__(
        self, asking: Asking, source: ZammadSource, zone: ZoneInfo, states: dict[str, str], reasons: list[str]
    ) -> None:
        self._asking = asking
        self._source = source
        self._zone = zone
        self._states = states
        self._reasons = reasons
        self._users: dict[str, Row] = {}

    def ticket(self, found: tuple[Row, datetime]) -> Ticket:
        row, received_at = found
        number = number_of(row.get("id"))
        articles = self._asking.rows(f"/api/v1/ticket_articles/by_ticket/{number}", {"expand": "true"})
        state = self._state(row)
        closed_at = moment(row.get("last_close_at"), self._zone) or moment(row.get("close_at"), self._zone)
        solved_at = closed_at if state is ComplaintState.SOLVED else None
        messages = [message for article in articles if (message := self._message(article)) is not None]
        story = tell(messages, received_at, solved_at)
        customer, owner = self._user(row.get("customer_id")), self._user(row.get("owner_id"))
        group, organisation = one_line(row.get("group")), one_line(row.get("organization"))
        category = next((told for name in _CATEGORIES if (told := one_line(row.get(name)))), group)
        fields = [one_line(value) for name, value in row.items() if is_support_field(name)]
        first_close, last_close = moment(row.get("close_at"), self._zone), moment(row.get("last_close_at"), self._zone)
        way = str(row.get("create_article_type") or "")
        return Ticket(
            place=RecordPlace(self._source.label),
            received_at=received_at,
            has_time=True,
            state=state,
            text=story.text,
            origin_id=number,
            title=one_line(row.get("title")),
            solution=story.solution,
            ticket=one_line(row.get("number")),
            support_ticket=next((told for value in fields if (told := support_ticket_of(value))), story.support_ticket),
            answered_at=story.answered_at,
            solved_at=solved_at,
            answer_has_time=story.answered_at is not None,
            solution_has_time=solved_at is not None,
            is_reopened=first_close is not None
            and (state is not ComplaintState.SOLVED or (last_close is not None and last_close > first_close)),
            # A note says nothing of the way that a complaint came.
            channel=Channel.UNKNOWN if way == "note" else channel_of(way),
            user_type=user_type_of(category, group, one_line(customer.get("department")), organisation),
            institution=organisation,
            category=category,
            priority=one_line(row.get("priority")),
            handler=_name(owner),
            reporter=_reporter(row, customer),
        )

    def _state(self, row: Row) -> ComplaintState:
        kind = self._states.get(str(row.get("state")), str(row.get("state")))
        if kind in _CLOSED:
            return ComplaintState.SOLVED
        return ComplaintState.RECORDED if kind in _NEW else ComplaintState.IN_PROGRESS

    def _message(self, article: Row) -> Message | None:
        at = moment(article.get("created_at"), self._zone)
        sender = str(article.get("sender"))
        # 'System' are automatic answers.
        if at is None or sender not in ("Customer", "Agent"):
            return None
        body = str(article.get("body") or "")
        text = from_plain(body) if article.get("content_type") == "text/plain" else from_html(body)
        return Message(at, sender == "Agent", text, is_internal=article.get("internal") is not False)

    def _user(self, number: object) -> Row:
        key = number_of(number)
        if key in ("", _NOBODY):
            return {}
        if key not in self._users:
            try:
                self._users[key] = self._asking.row(f"/api/v1/users/{key}", {"expand": "true"})
            except FetchError as error:
                if not error.answered:
                    raise
                self._users[key] = {}
                if not any("nama dan telepon" in reason for reason in self._reasons):
                    self._reasons.append(f"nama dan telepon sebagian orang tidak terbaca: {error}")
        return self._users[key]


def _name(user: Row) -> str:
    return one_line(f"{user.get('firstname') or ''} {user.get('lastname') or ''}")


def _reporter(row: Row, customer: Row) -> Reporter:
    email = customer.get("email") or (row.get("customer") if "@" in str(row.get("customer")) else "")
    return Reporter(
        names=tuple(filter(None, (_name(customer),))),
        phones=tuple(filter(None, (one_line(customer.get(name)) for name in ("phone", "mobile")))),
        emails=tuple(filter(None, (one_line(email),))),
        addresses=tuple(filter(None, (one_line(customer.get("address")),))),
    )
