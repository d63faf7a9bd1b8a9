"""osTicket 1.14 and newer, read from its MySQL or MariaDB database, as its API only makes tickets.

The tables are those of osTicket's setup/inc/streams/core/install-mysql.sql, and the two that it makes of its forms
(`ticket__cdata`, `user__cdata`), which may lack columns or be missing: then titles come from the first message, and
priorities and telephones are not told.

Times are DATETIME in the server's zone; `zone` in the settings, where given, goes before what the server says.

A ticket that was merged into another stays a complaint of its own with the other's number, so that it counts as a
repetition of the same ticket; where osTicket moved its messages into the other, its text is empty and its title tells.
A ticket that is only linked keeps its own number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from spse_monev.complaints import Channel, ComplaintState, RecordPlace
from spse_monev.connections import Connection
from spse_monev.sources.helpdesk.systems.asking import MAX_TICKETS
from spse_monev.sources.helpdesk.systems.mysql import DatabaseError, Session, reading
from spse_monev.sources.helpdesk.systems.plain_text import from_html, from_plain, one_line
from spse_monev.sources.helpdesk.systems.story import Message, tell
from spse_monev.sources.helpdesk.systems.words import is_support_field, support_ticket_of, user_type_of
from spse_monev.sources.helpdesk.ticket import Reporter, Ticket, TicketReading

if TYPE_CHECKING:
    from spse_monev.settings import OsTicketSource

_SQL = Path(__file__).resolve().parents[4] / "sql" / "helpdesk" / "osticket"
_PAGE = 100
_LONGEST = 500_000  # characters of a message that leave the database
_CHANNELS = {"Web": Channel.WEB_FORM, "Email": Channel.EMAIL, "Phone": Channel.PHONE}  # API, Other: other
_PHONES = re.compile(r"(?i)phone|mobile|telp|telepon|\bhp\b|whatsapp|^wa$")
_IDENTITIES = re.compile(r"(?i)^(?:nik|nip|npwp|no_?ktp|user_?id)$")
_COMPANIES = re.compile(r"(?i)perusahaan|company|badan_?usaha")
_COLUMN = re.compile(r"[A-Za-z0-9_]{1,64}")
_PREFIX = re.compile(r"\bost_")
_EXTENSION = re.compile(r"X(\d+)$")  # how a telephone field keeps an extension
Fields = dict[int, dict[str, str]]


def read(
    source: OsTicketSource, connection: Connection, zone: ZoneInfo, since: datetime, until: datetime
) -> TicketReading:
    """Tickets made in [since, until); DatabaseError if nothing can be read."""
    reasons: list[str] = []
    tickets: list[Ticket] = []
    with reading(connection) as session:
        reader = _Reader(session, source, zone)
        after = 0
        while len(tickets) < MAX_TICKETS:
            try:
                page, last = reader.page(since, until, after)
            except DatabaseError as error:
                if not after:
                    raise
                reasons.append(f"daftar tiket hanya terbaca sebagian ({len(tickets)} tiket): {error}")
                break
            tickets += page
            if last is None:
                break
            after = last
        else:
            reasons.append(f"lebih dari {MAX_TICKETS} tiket; sisanya tidak dibaca")
    return TicketReading(tuple(tickets), reasons=tuple(reasons))


@cache
def _text(name: str) -> str:
    return (_SQL / name).read_text(encoding="utf-8").rstrip().removesuffix(";")


class _Reader:
    def __init__(self, session: Session, source: OsTicketSource, zone: ZoneInfo) -> None:
        self._session = session
        self._source = source
        self._zone = zone
        self._stored = ZoneInfo(source.zone) if source.zone else self._server_zone()
        self._forms = self._form_columns()
        self._priorities = {str(row["priority_id"]): row["priority_desc"] for row in self._rows("priorities.sql")}

    def page(self, since: datetime, until: datetime, after: int) -> tuple[list[Ticket], int | None]:
        """Tickets whose id is above `after`, and the last of these ids if there may be more."""
        rows = self._rows("tickets.sql", since=self._local(since), until=self._local(until), after=after, page=_PAGE)
        if not rows:
            return [], None
        numbers = tuple(row["ticket_id"] for row in rows)
        users = tuple({row["user_id"] for row in rows})
        entries: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for entry in self._rows("entries.sql", tickets=numbers, longest=_LONGEST, support="%lpse%support%"):
            entries[entry["ticket_id"]].append(entry)
        emails: defaultdict[int, list[str]] = defaultdict(list)
        for row in self._rows("emails.sql", users=users):
            emails[row["user_id"]].append(one_line(row["address"]))
        tickets = self._form("ticket_form.sql", "ticket__cdata", "ticket_id", tickets=numbers)
        people = self._form("user_form.sql", "user__cdata", "user_id", users=users)
        found = [
            self._ticket(
                row,
                entries[row["ticket_id"]],
                tickets.get(row["ticket_id"], {}),
                _reporter(row, emails[row["user_id"]], people.get(row["user_id"], {})),
            )
            for row in rows
        ]
        return found, numbers[-1] if len(rows) == _PAGE else None

    def _rows(self, name: str, /, *, columns: str = "", **values: Any) -> list[dict[str, Any]]:
        query = _PREFIX.sub(self._source.table_prefix, _text(name)).replace("/* columns */", columns)
        return self._session.rows(query, values)

    def _server_zone(self) -> tzinfo:
        """The zone that the server writes times in, by its name where that can be known, else by its offset."""
        (row,) = self._rows("server.sql")
        offset = timedelta(seconds=int(row["offset_seconds"]))
        named = row["system_zone"] if row["zone"] == "SYSTEM" else row["zone"]
        try:
            zones = [ZoneInfo(str(named)), self._zone]
        except (ValueError, KeyError, OSError):
            zones = [self._zone]
        # A name may be an abbreviation that means something else elsewhere.
        now = datetime.now(UTC)
        return next((zone for zone in zones if now.astimezone(zone).utcoffset() == offset), timezone(offset))

    def _form_columns(self) -> dict[str, list[str]]:
        prefix = self._source.table_prefix
        found: dict[str, list[str]] = {}
        for row in self._rows("columns.sql", ticket_form=f"{prefix}ticket__cdata", user_form=f"{prefix}user__cdata"):
            if _COLUMN.fullmatch(row["column_name"]):
                name = row["table_name"].removeprefix(prefix.lower())
                found.setdefault(name, []).append(row["column_name"])
        return found

    def _form(self, query: str, table: str, key: str, **values: Any) -> Fields:
        """The fields of a form by the number of what has them."""
        columns = [name for name in self._forms.get(table, ()) if name != key and _is_wanted(table, name)]
        if not columns:
            return {}
        rows = self._rows(query, columns="".join(f", `{name}`" for name in columns), **values)
        return {row[key]: {name: _value(row[name]) for name in columns} for row in rows}

    def _local(self, when: datetime) -> datetime:
        return when.astimezone(self._stored).replace(tzinfo=None)

    def _aware(self, stored: object) -> datetime | None:
        """A time of the database; '0000-00-00 00:00:00' comes as something else and is none."""
        return stored.replace(tzinfo=self._stored).astimezone(self._zone) if isinstance(stored, datetime) else None

    def _messages(self, entries: list[dict[str, Any]]) -> Iterator[Message]:
        for entry in entries:
            at = self._aware(entry["created"])
            if at is not None:
                body = str(entry["body"] or "")
                text = from_plain(body) if entry["format"] == "text" else from_html(body)
                yield Message(at, entry["type"] != "M", text, is_internal=entry["type"] == "N")

    def _ticket(
        self, row: dict[str, Any], entries: list[dict[str, Any]], form: dict[str, str], reporter: Reporter
    ) -> Ticket:
        received_at = row["created"].replace(tzinfo=self._stored).astimezone(self._zone)
        is_solved = row["state"] in ("closed", "archived")
        solved_at = self._aware(row["closed"]) if is_solved else None
        story = tell(self._messages(entries), received_at, solved_at)
        numbers = (support_ticket_of(value) for name, value in form.items() if is_support_field(name))
        first = next((entry for entry in entries if entry["type"] == "M"), None)
        answering = next((entry["staff"] for entry in reversed(entries) if entry["type"] == "R"), "")
        topic, department, organisation = (one_line(row[name]) for name in ("topic", "department", "organization"))
        has_answer = story.answered_at is not None
        open_state = ComplaintState.IN_PROGRESS if has_answer else ComplaintState.RECORDED
        return Ticket(
            place=RecordPlace(self._source.label),
            received_at=received_at,
            has_time=True,
            state=ComplaintState.SOLVED if is_solved else open_state,
            text=story.text,
            origin_id=str(row["ticket_id"]),
            title=form.get("subject") or one_line(first["title"] if first is not None else ""),
            solution=story.solution,
            ticket=one_line(row["number"]),
            support_ticket=next(filter(None, numbers), story.support_ticket),
            answered_at=story.answered_at,
            solved_at=solved_at,
            answer_has_time=has_answer,
            solution_has_time=solved_at is not None,
            is_reopened=bool(row["is_reopened"]),
            channel=_CHANNELS.get(row["source"], Channel.OTHER),
            user_type=user_type_of(topic, department, organisation),
            institution=organisation,
            category=topic or department,
            priority=one_line(self._priorities.get(form.get("priority", ""), form.get("priority", ""))),
            handler=one_line(row["staff"]) or one_line(answering),
            reporter=reporter,
        )


def _is_wanted(table: str, column: str) -> bool:
    if table == "ticket__cdata":
        return column in ("subject", "priority") or is_support_field(column)
    return any(pattern.search(column) for pattern in (_PHONES, _IDENTITIES, _COMPANIES))


def _value(stored: object) -> str:
    return one_line(stored if isinstance(stored, str | int) else "")


def _reporter(row: dict[str, Any], emails: list[str], form: dict[str, str]) -> Reporter:
    def fields(pattern: re.Pattern[str]) -> tuple[str, ...]:
        return tuple(value for name, value in form.items() if value and pattern.search(name))

    return Reporter(
        names=tuple(filter(None, (one_line(row["user_name"]),))),
        identities=fields(_IDENTITIES),
        phones=tuple(_EXTENSION.sub("", phone) for phone in fields(_PHONES)),
        emails=tuple(filter(None, emails)),
        companies=fields(_COMPANIES),
    )
