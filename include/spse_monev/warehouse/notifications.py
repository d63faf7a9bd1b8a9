"""What an office was told: each message is claimed before it is sent, and marked afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from spse_monev.text import storable
from spse_monev.warehouse.session import Session

MAX_ERROR = 500  # characters


@dataclass(frozen=True, slots=True)
class Told:
    """One message: to whom, by what, and about what; `subject` tells events of one kind apart."""

    event: str
    subject: str
    channel: str
    recipient: str


class NotificationStore(Session):
    """Claims and marks, through the warehouse's session; `lease` is how long a claim keeps other senders away."""

    def told(self, site: str, event: str, subject: str, lease: timedelta) -> dict[tuple[str, str], bool]:
        """Whom not to tell now, as (channel, recipient): True who was told, False who is being told by another."""
        rows = self._select(
            "notification/select_told", site=site, event=event, subject=subject, lease_seconds=lease.total_seconds()
        )
        return {(row["channel"], row["recipient"]): row["state"] == "sent" for row in rows}

    def claim(self, site: str, message: Told, lease: timedelta) -> datetime | None:
        """The claim by which to mark the message; None if it is not for this sender to send."""
        rows = self._select("notification/claim_one", **_key(site, message), lease_seconds=lease.total_seconds())
        return rows[0]["claimed_at"] if rows else None

    def mark_sent(self, site: str, message: Told, claim: datetime) -> None:
        """The message has gone."""
        self._mark(site, message, claim, "sent")

    def mark_failed(self, site: str, message: Told, claim: datetime, error: str) -> None:
        """The message has not gone, and may be tried again at once."""
        self._mark(site, message, claim, "failed", storable(error)[:MAX_ERROR])

    def _mark(self, site: str, message: Told, claim: datetime, state: str, error: str = "") -> None:
        binds = _key(site, message) | {"claimed_at": claim, "state": state, "error": error}
        self._execute("notification/update_claimed", **binds)


def _key(site: str, message: Told) -> dict[str, object]:
    return {
        "site": site,
        "event": message.event,
        "subject": message.subject,
        "channel": message.channel,
        "recipient": message.recipient,
    }
