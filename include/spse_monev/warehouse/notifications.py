"""What an office was told: each message is claimed before it is sent, and marked afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from spse_monev.period import Day, Month
from spse_monev.text import storable
from spse_monev.warehouse.session import Session

MAX_ERROR = 500  # characters


class MessageState(StrEnum):
    """What came of a message so far."""

    SENT = "sent"
    HELD = "held"  # being sent by somebody, or by nobody any more, until the claim runs out
    OPEN = "open"  # was tried, and may be tried again


@dataclass(frozen=True, slots=True)
class Message:
    """One message: to whom, by what, and about what; `subject` tells events of one kind apart."""

    event: str
    subject: str
    period: Day | Month | None  # None: of a change request
    channel: str
    recipient: str


class NotificationStore(Session):
    """Claims and marks, through the warehouse's session; `lease` is how long a claim keeps other senders away."""

    def states(self, site: str, event: str, subject: str, lease: timedelta) -> dict[tuple[str, str], MessageState]:
        """What came of the messages about an event so far, by (channel, recipient)."""
        rows = self._select(
            "notification/select_told", site=site, event=event, subject=subject, lease_seconds=lease.total_seconds()
        )
        return {(row["channel"], row["recipient"]): MessageState(row["state"]) for row in rows}

    def unsent_periods(self, site: str, zone: ZoneInfo) -> list[Day | Month]:
        """The days and months of which there is a message that has not gone, the oldest first."""
        kinds: dict[str, type[Day | Month]] = {Day.grain: Day, Month.grain: Month}
        rows = self._select("notification/select_unsent_periods", site=site)
        return [kinds[row["period"]](row["period_start"], zone) for row in rows]

    def claim(self, site: str, message: Message, lease: timedelta) -> datetime | None:
        """The claim by which to mark the message; None if it is not for this sender to send."""
        period = message.period
        rows = self._select(
            "notification/claim_one",
            **_key(site, message),
            period=period.grain if period else None,
            period_start=period.start.date() if period else None,
            lease_seconds=lease.total_seconds(),
        )
        return rows[0]["claimed_at"] if rows else None

    def mark_sent(self, site: str, message: Message, claim: datetime) -> None:
        """The message has gone."""
        self._mark(site, message, claim, "sent")

    def mark_failed(self, site: str, message: Message, claim: datetime, error: str) -> None:
        """The message has not gone, and may be tried again at once."""
        self._mark(site, message, claim, "failed", storable(error)[:MAX_ERROR])

    def _mark(self, site: str, message: Message, claim: datetime, state: str, error: str = "") -> None:
        binds = _key(site, message) | {"claimed_at": claim, "state": state, "error": error}
        self._execute("notification/update_claimed", **binds)


def _key(site: str, message: Message) -> dict[str, object]:
    return {
        "site": site,
        "event": message.event,
        "subject": message.subject,
        "channel": message.channel,
        "recipient": message.recipient,
    }
