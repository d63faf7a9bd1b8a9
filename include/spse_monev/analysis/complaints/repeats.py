"""Which records are one complaint: the same ticket again, or the same words by chat and by e-mail.

>>> find_repeats([first, again], decided={}, repeat_days=7)
[Link(complaint_id='b2...', same_as='a1...', kind=<LinkKind.SAME_TEXT: 'same_text'>, similarity=1.0)]

Two providers who both write 'tidak bisa login' are two complaints. So short words alone never link: there must be the
same ticket, the same reporter, or a text so long that two people do not write it by chance. Records that lie further
apart than `repeat_days` are linked by their ticket only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rapidfuzz import fuzz

from spse_monev.complaints import Complaint, Link, LinkKind

# Of 100. One reporter's second message is often the first with a few words more or fewer; a stranger's must be the
# same but for a letter or two.
SAME_REPORTER_SIMILARITY = 80.0
STRANGER_SIMILARITY = 94.0
# Characters of a text that two people do not write alike by chance. 'Tidak bisa login ke aplikasi SPSE' has 34.
STRANGER_LENGTH = 60
# A shorter ticket number may be a running number that begins anew each day or month.
TELLING_TICKET_LENGTH = 5
# Words that stand in few texts bring together those that may be alike; the others are too many to compare.
_RARE_WORDS = 6
_MAX_BUCKET = 200
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Text:
    """A complaint with its words as they are compared: in alphabetical order, for people turn sentences round."""

    complaint: Complaint
    words: str
    reporters: frozenset[str]


def find_repeats(complaints: Iterable[Complaint], decided: Mapping[str, str], repeat_days: int) -> list[Link]:
    """The records that repeat an earlier one of `complaints`, each linked to the one that is counted.

    `decided` is what people have said: a record -> the one it repeats, '' for none. Such records get no link here, and
    what was said of them is kept to. The order of `complaints` does not matter.
    """
    ordered = sorted(complaints, key=lambda each: (each.received_at, each.complaint_id))
    texts = [_Text(each, _words(each), frozenset(each.reporter_hashes)) for each in ordered]
    groups = _Groups([each.complaint_id for each in ordered], decided)
    pairs: dict[tuple[int, int], Link] = {}
    for earlier, later in _candidates(texts):
        if (earlier, later) not in pairs:
            link = _compare(texts[earlier], texts[later], timedelta(days=repeat_days))
            if link is not None:
                pairs[earlier, later] = link
    # The surest first, so that a later and weaker pair only adds to a group.
    for link in sorted(pairs.values(), key=lambda each: -each.similarity):
        groups.join(link)
    return groups.links()


def _candidates(texts: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) that may be one complaint, some more than once."""
    buckets: dict[tuple[str, ...], list[int]] = defaultdict(list)
    frequency: dict[str, int] = defaultdict(int)
    for text in texts:
        for word in set(text.words.split()):
            frequency[word] += 1
    for index, text in enumerate(texts):
        complaint = text.complaint
        keys: list[tuple[str, ...]] = [("reporter", each) for each in sorted(text.reporters)]
        if complaint.ticket:
            keys.append(("ticket", complaint.source, complaint.ticket))
        if len(text.words) >= STRANGER_LENGTH:
            rarest = sorted(set(text.words.split()), key=lambda word: (frequency[word], word))[:_RARE_WORDS]
            # Of frequent words two together, or the buckets of a busy month would hold everything.
            keys.extend(("word", word) for word in rarest if frequency[word] <= _MAX_BUCKET)
            if len(keys) == 0 or keys[-1][0] != "word":
                keys.append(("words", *rarest[:2]))
        for key in keys:
            bucket = buckets[key]
            yield from ((earlier, index) for earlier in bucket[-_MAX_BUCKET:])
            bucket.append(index)


def _compare(earlier: _Text, later: _Text, span: timedelta) -> Link | None:
    first, again = earlier.complaint, later.complaint
    is_same_reporter = bool(earlier.reporters & later.reporters)
    if _is_same_ticket(first, again):
        similarity = fuzz.ratio(earlier.words, later.words)
        is_telling = len(first.ticket) >= TELLING_TICKET_LENGTH or is_same_reporter
        if is_telling or similarity >= SAME_REPORTER_SIMILARITY:
            return _link(first, again, LinkKind.SAME_TICKET, similarity)
    if again.received_at - first.received_at > span or not earlier.words:
        return None
    if is_same_reporter:
        enough = SAME_REPORTER_SIMILARITY
    elif _may_be_one_person(earlier, later):
        enough = STRANGER_SIMILARITY
    else:
        return None
    # 0 where it would be less than enough, which is found out sooner.
    similarity = fuzz.ratio(earlier.words, later.words, score_cutoff=enough)
    if not similarity:
        return None
    kind = LinkKind.SAME_TEXT if earlier.words == later.words else LinkKind.SIMILAR_TEXT
    return _link(first, again, kind, similarity)


def _is_same_ticket(first: Complaint, again: Complaint) -> bool:
    return bool(first.ticket) and (first.source, first.ticket) == (again.source, again.ticket)


def _may_be_one_person(earlier: _Text, later: _Text) -> bool:
    """Whether two records without a common reporter may be of one, who is known by a number here and a name there."""
    first, again = earlier.complaint, later.complaint
    if min(len(earlier.words), len(later.words)) < STRANGER_LENGTH:
        return False
    if first.institution and again.institution and first.institution.casefold() != again.institution.casefold():
        return False
    is_known_twice = bool(earlier.reporters and later.reporters)
    return not is_known_twice or first.channel != again.channel or first.source != again.source


def _link(first: Complaint, again: Complaint, kind: LinkKind, similarity: float) -> Link:
    return Link(again.complaint_id, first.complaint_id, kind, similarity / 100)


def _words(complaint: Complaint) -> str:
    # A record may have its words in the title only.
    return " ".join(sorted(_WORD.findall((complaint.text or complaint.title).casefold())))


class _Groups:
    """Records that belong together, around the one that is counted."""

    def __init__(self, ids: Sequence[str], decided: Mapping[str, str]) -> None:
        self._order = {complaint_id: index for index, complaint_id in enumerate(ids)}
        self._decided = decided
        self._parent = {complaint_id: complaint_id for complaint_id in ids}
        self._reason: dict[str, Link] = {}
        for complaint_id, same_as in decided.items():
            if complaint_id in self._parent and same_as in self._parent:
                self._parent[self._root(complaint_id)] = self._root(same_as)

    def join(self, link: Link) -> None:
        """Put two groups together around the earlier record, unless a person said that the later one repeats none."""
        counted, repeated = sorted(
            (self._root(link.same_as), self._root(link.complaint_id)), key=self._order.__getitem__
        )
        if counted == repeated or repeated in self._decided:
            return
        self._parent[repeated] = counted
        self._reason[repeated] = link

    def links(self) -> list[Link]:
        """One link for each record that is not counted and on which no person has decided."""
        return [
            Link(complaint_id, self._root(complaint_id), reason.kind, reason.similarity)
            for complaint_id, reason in self._reason.items()
        ]

    def _root(self, complaint_id: str) -> str:
        while self._parent[complaint_id] != complaint_id:
            self._parent[complaint_id] = self._parent[self._parent[complaint_id]]
            complaint_id = self._parent[complaint_id]
        return complaint_id
