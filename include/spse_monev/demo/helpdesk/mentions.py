"""What reporters tell of themselves and of others in the middle of a complaint, as the masking promises to find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spse_monev.demo.helpdesk.people import Person, abroad, civil_number, dashed, spelled, tax_number


@dataclass(frozen=True, slots=True)
class Mention:
    """The text with something personal in it, and each personal part as it stands there."""

    text: str
    planted: tuple[str, ...]


def mention(text: str, person: Person, number: int) -> Mention:
    """Add something of a person; `number` chooses the way, of which there are `WAYS`, and one more of oneself."""
    return _WAYS[number](text, person)


def _add(pattern: str, *parts: Callable[[Person], str]) -> Callable[[str, Person], Mention]:
    def make(text: str, person: Person) -> Mention:
        said = tuple(part(person) for part in parts)
        return Mention(pattern.format(*said, text=text), said)

    return make


def _name(person: Person) -> str:
    return person.name


def _lower_name(person: Person) -> str:
    return person.name.lower()


def _firm(person: Person) -> str:
    return person.company or "CV Contoh Abadi Sintetis"


def _local(person: Person) -> str:
    return person.email.partition("@")[0]


def _tax(person: Person) -> str:
    return tax_number(person.npwp or "010000010000000")


def _civil(person: Person) -> str:
    return civil_number(person.nip or "197102311995031001")


_WAYS: tuple[Callable[[str, Person], Mention], ...] = (
    _add("saya {0} dari {1}, {text}", _name, _firm),
    _add("{text} Hubungi saya di {0}.", lambda person: person.phone),
    _add("{text} WA {0} ya", lambda person: dashed(person.phone)),
    _add("{text}. telp {0} siang hari", lambda person: abroad(person.phone)),
    _add("{text} (hp O{0} {1})", lambda person: person.phone[1:4], lambda person: person.phone[4:]),
    _add("{text}, nomor hape {0}", lambda person: spelled(person.phone)),
    _add("NIK saya {0}. {text}", lambda person: person.nik),
    _add("{text}. nik {0}", lambda person: " ".join(person.nik[at : at + 4] for at in range(0, 16, 4))),
    _add("npwp {0}: {text}", _tax),
    _add("NIP. {0} - {text}", _civil),
    _add("{text}. email {0}", lambda person: person.email),
    _add("{text}. balas ke {0} [at] contoh dot co dot id", _local),
    _add("{text}\nTerima kasih,\n{0}", _name),
    _add("a.n. {0}, {text}", _name),
    _add("{text}. Mohon kabari pak {0}", _lower_name),
    _add("{text}. Alamat kami {0}", lambda person: person.address),
    _add("{text}. password saya {0}", lambda person: f"Rahasia#{person.phone[-4:]}"),
    _add("{text}. telegram @{0}", lambda person: f"contoh_{person.phone[-6:]}"),
    _add("{text} kantor (0334) {0}", lambda person: f"000-{person.phone[-3:]}"),
    # Without a word that announces the name: found because it stands in the reporter's own column.
    _add("{1} here: {text} ({0})", lambda person: person.phone, _lower_name),
)
WAYS = len(_WAYS) - 1
