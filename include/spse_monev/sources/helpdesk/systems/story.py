"""What the messages of one ticket tell: the complaint, the first answer, and the answer that closed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from spse_monev.sources.helpdesk.systems.words import support_ticket_in

# Closing a ticket and sending the answer are two steps of one click.
_SLACK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a ticket, as plain text."""

    at: datetime
    by_staff: bool
    text: str = field(repr=False)
    is_internal: bool = False  # a note that the reporter does not see


@dataclass(frozen=True, slots=True)
class Story:
    """Texts are '' and times None where there are none."""

    text: str = field(repr=False)
    solution: str = field(repr=False)
    answered_at: datetime | None
    support_ticket: str


def tell(messages: Iterable[Message], received_at: datetime, solved_at: datetime | None) -> Story:
    """The story of a ticket whose messages come in any order.

    The complaint is the user's first message; where the user wrote none, the staff wrote it down for the user, and
    it is the first of all. Internal notes are neither complaint nor answer; only LPSE Support's number is taken from
    them.
    """
    ordered = sorted(messages, key=lambda message: message.at)
    public = [message for message in ordered if not message.is_internal]
    question = next((message for message in public if not message.by_staff), public[0] if public else None)
    answers = [message for message in public if message.by_staff and message is not question]
    # Before the question there is nothing to answer: a ticket that the staff began by writing to the user.
    answers = [
        message for message in answers if message.at >= max(received_at, question.at if question else received_at)
    ]
    solution = ""
    if solved_at is not None and answers:
        in_time = [message for message in answers if message.at <= solved_at + _SLACK]
        solution = (in_time or answers)[-1].text
    return Story(
        text=question.text if question else "",
        solution=solution,
        answered_at=answers[0].at if answers else None,
        support_ticket=next((found for message in ordered if (found := support_ticket_in(message.text))), ""),
    )
