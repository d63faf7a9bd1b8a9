"""GLPI by apirest.php (apirest.md of GLPI 9.5 and 10; GLPI 11 still answers it).

A session is opened with the App-Token and the user's token and always closed again. Tickets are searched by their
opening date (search option 15), then each is read with its followups, solutions and people. Times are in the zone of
GLPI's own settings and name none.

Deleted tickets, and with them those that were merged into another (GLPI deletes them), are not found by the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from spse_monev.complaints import ComplaintState, RecordPlace, Rejection
from spse_monev.connections import Connection
from spse_monev.sources.helpdesk.systems.asking import (
    MAX_TICKETS,
    Asking,
    Row,
    as_rows,
    each,
    number_of,
    pages,
    secret_of,
)
from spse_monev.sources.helpdesk.systems.moments import moment, without_time
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
    from spse_monev.settings import GlpiSource

_PAGE = 100
_ID, _OPENED = 2, 15  # search options of Ticket
_STATES = {"1": ComplaintState.RECORDED, "5": ComplaintState.SOLVED, "6": ComplaintState.SOLVED}  # others: in progress
_REQUESTER, _OBSERVER = "1", "3"  # CommonITILActor
_REFUSED = "4"  # CommonITILValidation, of a solution
_LEVELS = {"1": "Sangat rendah", "2": "Rendah", "3": "Sedang", "4": "Tinggi", "5": "Sangat tinggi", "6": "Mayor"}


def read(source: GlpiSource, connection: Connection, zone: ZoneInfo, since: datetime, until: datetime) -> TicketReading:
    """Tickets opened in [since, until)."""
    reasons: list[str] = []
    rejections: list[Rejection] = []
    with _session(source, connection) as asking:
        _widen(asking, reasons)
        found: list[str] = []
        for row in _found(asking, zone, since, until, reasons):
            opened_at = moment(row.get("opened"), zone)
            if opened_at is None:
                rejections.append(without_time(source.label, number_of(row["id"])))
            elif since <= opened_at < until:
                found.append(str(row["id"]))
        reader = _Reader(asking, source, zone, reasons)
        tickets = each(found, reader.ticket, reasons)
    return TicketReading(tuple(tickets), tuple(rejections), tuple(reasons))


@contextmanager
def _session(source: GlpiSource, connection: Connection) -> Iterator[Asking]:
    url = str(source.url).rstrip("/")
    url = url if url.endswith(("/apirest.php", "/api")) else f"{url}/apirest.php"
    # GLPI refuses a GET that names no type of content.
    headers = {"Content-Type": "application/json"}
    if connection.login:
        headers["App-Token"] = connection.login.strip()
    token = {"Authorization": f"user_token {secret_of(connection, 'user token GLPI')}"}
    with Asking(url, source.timeout_seconds, {**headers, **token}) as asking:
        try:
            session = asking.row("/initSession").get("session_token")
        except FetchError as error:
            if error.status not in (400, 401, 403):
                raise
            raise FetchError(
                f"{source.label} menolak membuka sesi (HTTP {error.status}); periksa App-Token (pengguna koneksi), "
                "user token (kata sandi koneksi), alamat IP di klien API, dan apakah API dinyalakan",
                answered=True,
                status=error.status,
            ) from error
    if not isinstance(session, str) or not session.isascii() or not session.isprintable():
        raise FetchError(f"{source.label} tidak memberi sesi; periksa 'url' dan versi GLPI", answered=True)
    with Asking(url, source.timeout_seconds, {**headers, "Session-Token": session}) as asking:
        try:
            yield asking
        finally:
            with suppress(FetchError):  # what was read stays right; the session ends by itself
                asking.tell("/killSession")


def _widen(asking: Asking, reasons: list[str]) -> None:
    """All entities that the user may see, and a reason if its profile sees its own tickets only."""
    try:
        asking.post("/changeActiveEntities", {"entities_id": "all"})
        profile = asking.row("/getActiveProfile").get("active_profile")
    except FetchError as error:
        if not error.answered:
            raise
        reasons.append(f"tidak dapat dipastikan tiket mana yang boleh dilihat akun itu: {error}")
        return
    if isinstance(profile, dict) and profile.get("interface") == "helpdesk":
        reasons.append(
            "profil akun itu hanya melihat tiketnya sendiri; beri profil dengan hak melihat semua tiket (antarmuka "
            "standar)"
        )


def _found(asking: Asking, zone: ZoneInfo, since: datetime, until: datetime, reasons: list[str]) -> Iterator[Row]:
    """Rows of id and opening time."""

    def local(when: datetime) -> str:
        return f"{when.astimezone(zone):%Y-%m-%d %H:%M:%S}"

    query: dict[str, Any] = {
        "criteria[0][field]": _OPENED, "criteria[0][searchtype]": "morethan",
        "criteria[0][value]": local(since - timedelta(seconds=1)),
        "criteria[1][link]": "AND", "criteria[1][field]": _OPENED, "criteria[1][searchtype]": "lessthan",
        "criteria[1][value]": local(until),
        "forcedisplay[0]": _ID, "forcedisplay[1]": _OPENED, "sort": _ID, "order": "ASC",
    }  # fmt: skip

    def fetch(number: int) -> tuple[list[Row], bool]:
        start = number * _PAGE
        answer = asking.row("/search/Ticket", {**query, "range": f"{start}-{start + _PAGE - 1}"})
        total = answer.get("totalcount")
        if not isinstance(total, int):
            raise FetchError("/search/Ticket tidak menjawab seperti GLPI; periksa 'url' dan versinya", answered=True)
        rows = as_rows(answer.get("data") or [], "/search/Ticket")
        return [
            {"id": row.get(str(_ID)), "opened": row.get(str(_OPENED))} for row in rows
        ], start + _PAGE < total  # a range beyond the total is an error

    for number, row in enumerate(pages(fetch, reasons)):
        if number == MAX_TICKETS:
            reasons.append(f"lebih dari {MAX_TICKETS} tiket; sisanya tidak dibaca")
            return
        yield row


class _Reader:
    """Reads single tickets; people are asked for once each."""

    def __init__(self, asking: Asking, source: GlpiSource, zone: ZoneInfo, reasons: list[str]) -> None:
        self._asking = asking
        self._source = source
        self._zone = zone
        self._reasons = reasons
        self._people: dict[str, tuple[Row, tuple[str, ...]]] = {}

    def ticket(self, number: str) -> Ticket:
        if not number_of(number):
            raise FetchError("nomor tiket dari GLPI bukan angka; periksa versinya", answered=True)
        path = f"/Ticket/{number}"
        row = self._asking.row(path, {"expand_dropdowns": "true", "get_hateoas": "false"})
        received_at = moment(row.get("date"), self._zone)
        if received_at is None:
            raise FetchError(f"{path} tidak memberi tanggal buka; periksa hak baca akun itu", answered=True)
        actors = self._parts(path, "Ticket_User")
        requesters = [actor for actor in actors if str(actor.get("type")) == _REQUESTER]
        observers = [actor for actor in actors if str(actor.get("type")) == _OBSERVER]
        state = _STATES.get(str(row.get("status")), ComplaintState.IN_PROGRESS)
        solved_at = moment(row.get("solvedate"), self._zone) or moment(row.get("closedate"), self._zone)
        solved_at = solved_at if state is ComplaintState.SOLVED else None
        solutions = self._parts(path, "ITILSolution")
        # Whoever is neither requester nor observer answers for the helpdesk.
        users = {str(actor.get("users_id")) for actor in (*requesters, *observers)} - {"0"}
        messages = [Message(received_at, by_staff=False, text=from_either(str(row.get("content") or "")))]
        messages += self._messages(self._parts(path, "ITILFollowup"), users)
        accepted = [solution for solution in solutions if str(solution.get("status")) != _REFUSED]
        messages += self._messages(accepted, set())
        story = tell(messages, received_at, solved_at)
        category, entity = _name_of(row, "itilcategories_id"), _name_of(row, "entities_id")
        assigned = next((actor for actor in actors if str(actor.get("type")) not in (_REQUESTER, _OBSERVER)), None)
        fields = (one_line(value) for name, value in row.items() if is_support_field(name))
        reporter, titles = self._reporter(requesters)
        return Ticket(
            place=RecordPlace(self._source.label),
            received_at=received_at,
            has_time=True,
            state=state,
            text=story.text,
            origin_id=number,
            title=one_line(row.get("name")),
            solution=story.solution,
            ticket=number,
            support_ticket=next((told for value in fields if (told := support_ticket_of(value))), story.support_ticket),
            answered_at=story.answered_at,
            solved_at=solved_at,
            answer_has_time=story.answered_at is not None,
            solution_has_time=solved_at is not None,
            is_reopened=len(accepted) < len(solutions),
            channel=channel_of(_name_of(row, "requesttypes_id")),
            user_type=user_type_of(category, *titles, entity),
            institution=entity.rpartition(" > ")[2] if " > " in entity else "",  # the root is the office itself
            category=category,
            urgency=_LEVELS.get(str(row.get("urgency")), ""),
            impact=_LEVELS.get(str(row.get("impact")), ""),
            priority=_LEVELS.get(str(row.get("priority")), ""),
            handler="" if assigned is None else _person_name(self._person(assigned.get("users_id"))[0]),
            reporter=reporter,
        )

    def _parts(self, path: str, kind: str) -> list[Row]:
        """The rows that belong to a ticket, all pages of them."""

        def fetch(number: int) -> tuple[list[Row], bool]:
            start = number * _PAGE
            query = {"range": f"{start}-{start + _PAGE - 1}", "get_hateoas": "false"}
            try:
                rows = self._asking.rows(f"{path}/{kind}", query)
            except FetchError as error:
                # The range lies beyond the last one: there were exactly as many as fit.
                if number and error.status == 400:
                    return [], False
                raise
            return rows, len(rows) == _PAGE

        return list(pages(fetch, self._reasons))

    def _messages(self, rows: list[Row], users: set[str]) -> Iterator[Message]:
        for row in rows:
            at = moment(row.get("date"), self._zone) or moment(row.get("date_creation"), self._zone)
            if at is not None:
                yield Message(
                    at,
                    by_staff=str(row.get("users_id")) not in users,
                    text=from_either(str(row.get("content") or "")),
                    is_internal=str(row.get("is_private") or "0") not in ("0", "False"),
                )

    def _reporter(self, requesters: list[Row]) -> tuple[Reporter, list[str]]:
        """Who asked, and their titles, which may say what they are."""
        names, phones, emails, titles = [], [], [], []
        for actor in requesters:
            person, own = self._person(actor.get("users_id"))
            names.append(_person_name(person))
            phones += [one_line(person.get(field)) for field in ("phone", "phone2", "mobile")]
            emails += [*own, one_line(actor.get("alternative_email"))]
            titles += [_name_of(person, "usertitles_id"), _name_of(person, "usercategories_id")]
        identities = [
            one_line(self._person(actor.get("users_id"))[0].get("registration_number")) for actor in requesters
        ]
        distinct = [tuple(dict.fromkeys(filter(None, values))) for values in (names, identities, phones, emails)]
        return Reporter(distinct[0], distinct[1], distinct[2], distinct[3]), titles

    def _person(self, number: object) -> tuple[Row, tuple[str, ...]]:
        """A user and the user's addresses."""
        key = number_of(number)
        if key in ("", "0"):
            return {}, ()
        if key not in self._people:
            try:
                row = self._asking.row(f"/User/{key}", {"expand_dropdowns": "true", "get_hateoas": "false"})
                emails = [one_line(found.get("email")) for found in self._parts(f"/User/{key}", "UserEmail")]
                self._people[key] = row, tuple(filter(None, emails))
            except FetchError as error:
                if not error.answered:
                    raise
                self._people[key] = {}, ()
                if not any("nama dan kontak" in reason for reason in self._reasons):
                    self._reasons.append(f"nama dan kontak sebagian orang tidak terbaca: {error}")
        return self._people[key]


def _name_of(row: Mapping[str, Any], field: str) -> str:
    """The name in a field that refers to something, asked for with expand_dropdowns; '' for none."""
    value = row.get(field)
    return one_line(value) if isinstance(value, str) and not value.isdigit() else ""


def _person_name(person: Row) -> str:
    return one_line(f"{person.get('firstname') or ''} {person.get('realname') or ''}") or one_line(person.get("name"))
