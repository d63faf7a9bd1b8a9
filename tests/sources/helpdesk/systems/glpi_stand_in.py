"""GLPI after its own apirest.md: sessions, /search/Ticket, items and sub-items with ranges, errors as [code, text].

Times are in the zone of GLPI's settings and name none; texts are HTML, in GLPI before 10.1 with its marks escaped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spse_monev.connections import Connection
from spse_monev.settings import GlpiSource
from spse_monev.sources.helpdesk.systems import read_tickets
from spse_monev.sources.helpdesk.ticket import TicketReading
from tests.sources.helpdesk.systems.stand_in import NOW, SECRET, SINCE, UNTIL, ZONE, Asked, StandIn

APP_TOKEN = "app-7d2"
CONNECTION = Connection("glpi", "http", login=APP_TOKEN, password=SECRET)
SESSION = "83af7e620c83a50a18d3eac2f6ed05a3"


@dataclass
class Glpi(StandIn):
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    parts: dict[tuple[int, str], list[dict[str, Any]]] = field(default_factory=dict)
    interface: str = "central"
    hidden: set[int] = field(default_factory=set)  # tickets that are found but may not be read
    open_sessions: int = 0
    had_all_entities: bool = False

    def add(
        self,
        number: int,
        date: str,
        content: str = "&#60;p&#62;Unggah gagal&#60;/p&#62;",
        followups: tuple[tuple[int, str, str], ...] = (),
        solutions: tuple[tuple[str, str, int], ...] = (),
        **more: Any,
    ) -> None:
        """A ticket with (user, time, text) of followups and (time, text, status) of solutions.

        User 7 asked, 8 observes, 2 and 3 are of the helpdesk; a followup of user -2 is a private one of user 2.
        """
        self.tickets[number] = {
            "id": number, "name": f"Judul {number}", "content": content, "date": date, "status": 1, "urgency": 3,
            "impact": 2, "priority": 4, "solvedate": None, "closedate": None, "entities_id": "LPSE > Dinas Contoh",
            "itilcategories_id": "SPSE > Penyedia", "requesttypes_id": "E-Mail", "is_deleted": 0, **more,
        }  # fmt: skip
        self.parts[number, "ITILFollowup"] = [
            {"id": place, "users_id": abs(user), "date": when, "content": text, "is_private": int(user < 0)}
            for place, (user, when, text) in enumerate(followups)
        ]
        self.parts[number, "ITILSolution"] = [
            {"id": place, "users_id": 2, "date_creation": when, "content": text, "status": status}
            for place, (when, text, status) in enumerate(solutions)
        ]
        self.parts[number, "Ticket_User"] = [
            {"id": 1, "users_id": 7, "type": 1, "alternative_email": ""},
            {"id": 2, "users_id": 2, "type": 2, "alternative_email": ""},
            {"id": 3, "users_id": 8, "type": 3, "alternative_email": ""},
            {"id": 4, "users_id": 0, "type": 1, "alternative_email": "luar@contoh.id"},
        ]

    def answer(self, asked: Asked) -> tuple[int, Any]:
        path = asked.path.removeprefix("/apirest.php")
        if asked.headers.get("app-token") != APP_TOKEN or asked.headers["content-type"] != "application/json":
            return 400, ["ERROR_APP_TOKEN_PARAMETERS_MISSING", "missing"]
        if path == "/initSession":
            if asked.headers.get("authorization") != f"user_token {SECRET}":
                return 400, ["ERROR_GLPI_LOGIN_USER_TOKEN", "parameter user_token seems invalid"]
            self.open_sessions += 1
            return 200, {"session_token": SESSION}
        if asked.headers.get("session-token") != SESSION:
            return 401, ["ERROR_SESSION_TOKEN_INVALID", "session_token seems invalid"]
        assert "authorization" not in asked.headers
        if path == "/killSession":
            self.open_sessions -= 1
            return 200, True
        if path == "/changeActiveEntities":
            assert (asked.method, asked.content) == ("POST", {"entities_id": "all"})
            self.had_all_entities = True
            return 200, True
        if path == "/getActiveProfile":
            return 200, {"active_profile": {"id": 4, "name": "Super-Admin", "interface": self.interface}}
        if path == "/search/Ticket":
            return self._search(asked.query)
        words = path.strip("/").split("/")
        if words[0] == "Ticket":
            return self._ticket(int(words[1]), words[2] if len(words) > 2 else "", asked.query)
        if words[0] == "User":
            return 200, self._user(int(words[1]), words[2] if len(words) > 2 else "")
        return 404, ["ERROR_ITEM_NOT_FOUND", "Item not found"]

    def _search(self, query: dict[str, str]) -> tuple[int, Any]:
        assert [query[f"criteria[{place}][{name}]"] for place in (0, 1) for name in ("field", "searchtype")] == [
            "15", "morethan", "15", "lessthan",
        ]  # fmt: skip
        after, before = query["criteria[0][value]"], query["criteria[1][value]"]
        found = [one for one in self.tickets.values() if after < str(one["date"]) < before and not one["is_deleted"]]
        return self._range(
            [{"1": one["name"], "2": one["id"], "15": one["date"], "80": "LPSE"} for one in found], query, searched=True
        )

    def _range(self, rows: list[Any], query: dict[str, str], *, searched: bool = False) -> tuple[int, Any]:
        start, end = map(int, query["range"].split("-"))
        if start and start >= len(rows):
            return 400, ["ERROR_RANGE_EXCEED_TOTAL", "Provided range exceed total count of data"]
        page = rows[start : end + 1]
        status = 206 if len(page) < len(rows) else 200
        if not searched:
            return status, page
        return status, {"totalcount": len(rows), "count": len(page), **({"data": page} if page else {})}

    def _ticket(self, number: int, part: str, query: dict[str, str]) -> tuple[int, Any]:
        if number in self.hidden:
            return 403, ["ERROR_RIGHT_MISSING", "You don't have permission to perform this action."]
        if part:
            return self._range(self.parts[number, part], query)
        assert query["expand_dropdowns"] == "true"
        return 200, self.tickets[number]

    def _user(self, number: int, part: str) -> Any:
        if part == "UserEmail":
            return [{"id": 1, "users_id": number, "email": f"orang{number}@contoh.id"}]
        return {
            "id": number, "name": f"orang{number}", "firstname": "Orang", "realname": f"Sintetis {number}",
            "phone": "0812-0000-0000", "phone2": "", "mobile": None, "registration_number": "3500000000000000",
            "usertitles_id": "", "usercategories_id": 0,
        }  # fmt: skip

    def read(self, **more: Any) -> TicketReading:
        source = GlpiSource.model_validate(
            {"kind": "glpi", "label": "GLPI", "url": self.url, "connection": "glpi", "timeout_seconds": 3, **more}
        )
        return read_tickets(source, CONNECTION, ZONE, SINCE, UNTIL, NOW)
