"""Hashes and masks: what ties records of one reporter together, and what may be shown of them."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from datetime import UTC

from spse_monev.complaints import Complaint, UserType
from spse_monev.sources.helpdesk.protect import engine, identifiers
from spse_monev.sources.helpdesk.protect.clean import clean, normalised
from spse_monev.sources.helpdesk.protect.own import Own
from spse_monev.sources.helpdesk.protect.recognizer import CONTACT_KINDS, Kind
from spse_monev.sources.helpdesk.protect.vocabulary import OFFICE
from spse_monev.sources.helpdesk.ticket import Reporter, Ticket

MIN_SALT = 16  # characters
_HASH = 16  # hex digits
_LONGEST_OFFICE = 12  # words
# A ticket's number may look like any other number.
_NEVER_A_TICKET = frozenset((Kind.EMAIL, Kind.LINK))
# Identifiers in a text that tell who wrote it. A name may be anybody's whom the text mentions.
_IDENTIFYING = {
    Kind.EMAIL: ("email", identifiers.email),
    Kind.PHONE: ("phone", identifiers.phone),
    Kind.NIK: ("identity", identifiers.identity),
    Kind.NIP: ("identity", identifiers.identity),
    Kind.NPWP: ("identity", identifiers.identity),
}


class Protector:
    """Turns tickets into complaints with the hashes of one salt and site.

    ValueError, in Bahasa Indonesia, if the salt is shorter than 16 characters.
    """

    def __init__(self, salt: str, site: str) -> None:
        if len(salt.strip()) < MIN_SALT:
            raise ValueError(
                f"Salt untuk data pribadi keluhan kosong atau terlalu pendek; isilah kata sandi koneksinya dengan"
                f" sedikitnya {MIN_SALT} karakter acak, dan jangan diubah lagi."
            )
        self._key = salt.encode("utf-8", "surrogatepass")
        self._site = site

    def __repr__(self) -> str:
        return f"Protector(***, {self._site!r})"

    @property
    def mark(self) -> str:
        """16 hex digits that change with the salt and tell nothing of it."""
        return self._hash("mark")

    def mask(self, text: str, reporter: Reporter = Reporter()) -> str:  # noqa: B008  an immutable, empty value
        """The text without personal data, those of `reporter` included. Takes any text; idempotent."""
        return engine.mask(text, Own(reporter))

    def protect(self, source: str, tickets: Iterable[Ticket]) -> list[Complaint]:
        """The complaints of one file or answer of a helpdesk, in the order of its tickets.

        The id of a record without an `origin_id` counts how many records before it say the same, so `tickets` have to
        be all that the file holds.
        """
        seen: Counter[str] = Counter()
        return [self._complaint(source, ticket, seen) for ticket in tickets]

    def _complaint(self, source: str, ticket: Ticket, seen: Counter[str]) -> Complaint:
        own = Own(ticket.reporter)
        words = normalised(ticket.text)

        def masked(text: str) -> str:
            return engine.mask(text, own)

        def number(text: str) -> str:
            """A ticket's number; none rather than a label that would make all such records one."""
            return clean(text) if not engine.find(clean(text), own, _NEVER_A_TICKET) else ""

        return Complaint(
            complaint_id=self._id(source, ticket, words, seen),
            source=source,
            place=ticket.place,
            received_at=ticket.received_at,
            has_time=ticket.has_time,
            state=ticket.state,
            text=masked(ticket.text),
            title=masked(ticket.title),
            solution=masked(ticket.solution),
            ticket=number(ticket.ticket),
            support_ticket=number(ticket.support_ticket),
            answered_at=ticket.answered_at,
            solved_at=ticket.solved_at,
            answer_has_time=ticket.answer_has_time,
            solution_has_time=ticket.solution_has_time,
            is_reopened=ticket.is_reopened,
            is_informed=ticket.is_informed,
            channel=ticket.channel,
            user_type=ticket.user_type,
            institution=self._institution(ticket, own),
            category=masked(ticket.category),
            urgency=masked(ticket.urgency),
            impact=masked(ticket.impact),
            priority=masked(ticket.priority),
            # Who handled it is an official, whose name stays; how to reach them goes.
            handler=engine.mask(ticket.handler, own, CONTACT_KINDS, whole_only=True),
            reporter_hashes=self._reporter_hashes(ticket),
            text_hash=self._hash("text", words) if words else "",
        )

    @staticmethod
    def _institution(ticket: Ticket, own: Own) -> str:
        text = clean(ticket.institution)
        words = text.casefold().replace(".", " ").split()
        if len(words) <= _LONGEST_OFFICE and not OFFICE.isdisjoint(words):
            return engine.mask(text, own, CONTACT_KINDS, whole_only=True)
        if text and ticket.user_type is UserType.PROVIDER:
            return Kind.COMPANY.placeholder
        return engine.mask(text, own)

    def _id(self, source: str, ticket: Ticket, words: str, seen: Counter[str]) -> str:
        if ticket.origin_id:
            return self._hash("origin", source, ticket.origin_id)
        received_at = ticket.received_at.astimezone(UTC).isoformat()
        known = self._identifiers(ticket.reporter)
        key = self._hash("record", source, clean(ticket.ticket), received_at, words, *(known[0] if known else ()))
        earlier = seen[key]
        seen[key] += 1
        return self._hash("record", key, str(earlier))

    def _reporter_hashes(self, ticket: Ticket) -> tuple[str, ...]:
        known = set(self._identifiers(ticket.reporter, strong_only=True))
        for text in map(clean, (ticket.title, ticket.text)):
            for kind, start, end in engine.find(text):
                if kind in _IDENTIFYING:
                    prefix, normalise = _IDENTIFYING[kind]
                    known.add((prefix, normalise(text[start:end])))
        return tuple(sorted(self._hash("reporter", *pair) for pair in known if pair[1]))

    @staticmethod
    def _identifiers(reporter: Reporter, *, strong_only: bool = False) -> list[tuple[str, str]]:
        """What the reporter is known by, with its kind, the strongest first."""
        found = [
            *(("identity", identifiers.identity(value)) for value in reporter.identities),
            *(("phone", identifiers.phone(value)) for value in reporter.phones),
            *(("email", identifiers.email(value)) for value in reporter.emails),
            *(("name", identifiers.person(value)) for value in reporter.names),
        ]
        if not strong_only:
            found += (("first name", identifiers.core_name(value).casefold()) for value in reporter.names)
        return [pair for pair in found if pair[1]]

    def _hash(self, *parts: str) -> str:
        digest = hmac.new(self._key, digestmod=hashlib.sha256)
        for part in (self._site, *parts):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:%b" % (len(data), data))
        return digest.hexdigest()[:_HASH]
