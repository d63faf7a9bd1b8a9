"""FreeScout's module 'API & Webhooks' after api-docs.freescout.net: List Conversations, List Mailboxes, Get Customer.

Without `status` only active conversations are listed; `createdSince` is exclusive; threads come newest first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spse_monev.connections import Connection
from spse_monev.settings import FreeScoutSource
from spse_monev.sources.helpdesk.systems import read_tickets
from spse_monev.sources.helpdesk.ticket import TicketReading
from tests.sources.helpdesk.systems.stand_in import NOW, SECRET, SINCE, UNTIL, ZONE, Asked, StandIn

CONNECTION = Connection("freescout", "http", password=SECRET)
_CUSTOMER = {
    "id": 91, "type": "customer", "firstName": "Pengguna", "lastName": "Sintetis", "email": "sintetis@contoh.id",
}  # fmt: skip
_USER = {"id": 9, "type": "user", "firstName": "Petugas", "lastName": "Contoh", "email": "petugas@contoh.id"}


@dataclass
class FreeScout(StandIn):
    conversations: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, number: int, created_at: str, *threads: tuple[str, str, str] | tuple[str, str, str, str], **more: Any
    ) -> None:
        """A conversation with (type, time, body[, status]) of its threads; times in UTC."""
        made = [
            {
                "id": number * 100 + place, "type": kind, "status": rest[0] if rest else "nochange",
                "state": "published", "body": body, "createdAt": when, "source": {"type": "email", "via": "customer"},
                "createdBy": _CUSTOMER if kind == "customer" else _USER, "_embedded": {"attachments": []},
            }
            for place, (kind, when, body, *rest) in enumerate(threads)
        ]  # fmt: skip
        self.conversations.append(
            {
                "id": number, "number": 300 + number, "threads": len(made), "type": "email", "folderId": 11,
                "status": "active", "state": "published", "subject": f"Judul {number}", "mailboxId": 15,
                "assignee": _USER, "createdBy": _CUSTOMER, "createdAt": created_at, "updatedAt": created_at,
                "closedAt": None, "closedByUser": None, "source": {"type": "email", "via": "customer"}, "cc": [],
                "customer": _CUSTOMER, "customFields": [], "_embedded": {"threads": made[::-1], "tags": []}, **more,
            }
        )  # fmt: skip

    def answer(self, asked: Asked) -> tuple[int, Any]:
        path, query = asked.path, asked.query
        if asked.headers.get("x-freescout-api-key") != SECRET:
            return 401, {"message": "API Key is either not provided or not valid."}
        if path == "/api/mailboxes":
            names = {15: "Helpdesk SPSE", 16: "Umum"}
            return 200, self._page("mailboxes", [{"id": key, "name": name} for key, name in names.items()], query)
        if path == "/api/customers/91":
            return 200, {
                "id": 91, "firstName": "Pengguna", "lastName": "Sintetis", "company": "CV Contoh Sintetis",
                "jobTitle": "Penyedia", "_embedded": {
                    "emails": [{"id": 1, "value": "kedua@contoh.id", "type": "work"}],
                    "phones": [{"id": 0, "value": "0812-0000-0000", "type": "work"}],
                    "address": {"city": None, "address": "Jalan Contoh 1"},
                },
            }  # fmt: skip
        if path == "/api/conversations":
            assert query["embed"] == "threads,tags"
            wanted = query.get("mailboxId", "15,16").split(",")
            found = [
                one
                for one in self.conversations
                if one["status"] == query.get("status", "active")
                and one["state"] == query.get("state", one["state"])
                and (one["createdAt"] is None or one["createdAt"] > query["createdSince"])
                and str(one["mailboxId"]) in wanted
            ]
            assert (query["sortField"], query["sortOrder"]) == ("createdAt", "asc")
            return 200, self._page("conversations", sorted(found, key=lambda one: one["createdAt"] or ""), query)
        return 404, {"message": "Not Found"}

    def _page(self, name: str, rows: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        size, number = int(query["pageSize"]), int(query["page"])
        pages = -(-len(rows) // size)
        return {
            "_embedded": {name: rows[(number - 1) * size : number * size]},
            "page": {"size": size, "totalElements": len(rows), "totalPages": pages, "number": number},
        }

    def read(self, **more: Any) -> TicketReading:
        source = FreeScoutSource.model_validate(
            {
                "kind": "freescout",
                "label": "FreeScout",
                "url": self.url,
                "connection": "x",
                "timeout_seconds": 3,
                **more,
            }
        )
        return read_tickets(source, CONNECTION, ZONE, SINCE, UNTIL, NOW)
