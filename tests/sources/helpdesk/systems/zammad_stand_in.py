"""Zammad after docs.zammad.org: api/intro (expand, paging, sorting), api/ticket, api/ticket/articles, api/user.

No total is told; pages are counted from 1. The search by field needs Elasticsearch: without it, it finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spse_monev.connections import Connection
from spse_monev.settings import ZammadSource
from spse_monev.sources.helpdesk.systems import read_tickets
from spse_monev.sources.helpdesk.ticket import TicketReading
from tests.sources.helpdesk.systems.stand_in import NOW, PERSON, SECRET, SINCE, UNTIL, ZONE, Asked, StandIn

CONNECTION = Connection("zammad", "http", password=SECRET)


@dataclass
class Zammad(StandIn):
    tickets: list[dict[str, Any]] = field(default_factory=list)
    articles: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    has_elasticsearch: bool = True
    largest_page: int = 100

    def add(self, number: int, created_at: str, *articles: tuple[str, str, str], **more: Any) -> None:
        """A ticket with (sender, time, body) of its articles; times in UTC. A sender '(Agent)' writes internally."""
        self.tickets.append(
            {
                "id": number, "number": f"71{number:03}", "title": f"Judul {number}", "group": "SPSE", "state": "open",
                "priority": "2 normal", "owner": "petugas@contoh.id", "owner_id": 3, "customer_id": 7,
                "customer": "sintetis@contoh.id", "organization": "Dinas Contoh", "created_at": created_at,
                "close_at": None, "create_article_type": "email", "create_article_sender": "Customer", "note": None,
                **more,
            }
        )  # fmt: skip
        self.articles[number] = [
            {
                "id": number * 100 + place, "ticket_id": number, "sender": sender.strip("()"), "type": "email",
                "internal": sender.startswith("("), "content_type": "text/html", "body": body, "created_at": when,
                "from": PERSON,
            }
            for place, (sender, when, body) in enumerate(articles)
        ]  # fmt: skip

    def answer(self, asked: Asked) -> tuple[int, Any]:
        path, query = asked.path, asked.query
        if asked.headers.get("authorization") != f"Token token={SECRET}":
            return 401, {"error": "Invalid token!", "error_human": "Invalid token!"}
        assert query.get("expand") == "true"
        if path == "/api/v1/tickets/search":
            since, until = query["query"].removeprefix("created_at:[").removesuffix("]").split(" TO ")
            assert (query["sort_by"], query["order_by"]) == ("created_at", "asc")
            # Both ends belong to the range.
            found = [one for one in self.tickets if since <= one["created_at"].replace(".000", "") <= until]
            return 200, self._page(sorted(found, key=lambda one: one["created_at"]) * self.has_elasticsearch, query)
        if path == "/api/v1/tickets":
            return 200, self._page(self.tickets, query)
        if path == "/api/v1/ticket_states":
            return 200, [
                {"id": place, "name": name, "state_type": kind, "active": True}
                for place, (name, kind) in enumerate(
                    (("new", "new"), ("open", "open"), ("pending reminder", "pending reminder"), ("closed", "closed"),
                     ("merged", "merged"), ("selesai dijawab", "closed"), ("diterima", "new")), 1
                )
            ]  # fmt: skip
        if path == "/api/v1/users/me":
            return 200, {"id": 3, "groups": {"SPSE": ["full"], "Umum": ["read"], "Tertutup": ["create"]}}
        if path == "/api/v1/users/7":
            return 200, {
                "id": 7, "firstname": "Pengguna", "lastname": "Sintetis", "email": "sintetis@contoh.id",
                "phone": "+62 812-0000-0000", "mobile": "", "department": "Penyedia", "address": "Jalan Contoh 1",
                "organization": "Dinas Contoh",
            }  # fmt: skip
        if path == "/api/v1/users/3":
            return 200, {"id": 3, "firstname": "Petugas", "lastname": "Contoh", "email": "petugas@contoh.id"}
        if path.startswith("/api/v1/ticket_articles/by_ticket/"):
            return 200, self.articles[int(path.rpartition("/")[2])]
        return 404, {"error": "No route matches"}

    def _page(self, rows: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
        size = min(int(query["per_page"]), self.largest_page)
        start = (int(query["page"]) - 1) * size
        return rows[start : start + size]

    def read(self, **more: Any) -> TicketReading:
        source = ZammadSource.model_validate(
            {"kind": "zammad", "label": "Zammad", "url": self.url, "connection": "zammad", "timeout_seconds": 3, **more}
        )
        return read_tickets(source, CONNECTION, ZONE, SINCE, UNTIL, NOW)
