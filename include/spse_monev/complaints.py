"""The shapes of complaints: what a helpdesk's record becomes once personal data are out of it, and what is said of it.

A `Complaint` holds nothing by which its reporter could be known: names, numbers and contacts are masked in its texts
and kept only as salted hashes, by which the same reporter is found again. Times are aware; `has_time` tells whether
`received_at` is more than a date (a date alone stands at the day's start in the site's zone).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spse_monev.facts import CoverageState


class ComplaintClass(StrEnum):
    """The three kinds of services to users that the SOP sums up (427.53/7.03/2018, step 3)."""

    TRANSFER = "upload_download"
    USE = "penggunaan_aplikasi"
    OTHER = "keluhan_lain"


class ComplaintState(StrEnum):
    """How far the helpdesk has come: tercatat, ditangani, selesai."""

    RECORDED = "recorded"
    IN_PROGRESS = "in_progress"
    SOLVED = "solved"


class Channel(StrEnum):
    """The way a complaint came in."""

    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"
    CHAT = "chat"
    LETTER = "letter"
    VISIT = "visit"
    VIDEO_CALL = "video_call"
    WEB_FORM = "web_form"
    LPSE_SUPPORT = "lpse_support"
    OTHER = "other"
    UNKNOWN = "unknown"


class UserType(StrEnum):
    """Who complains, by role in procurement."""

    COMMITTEE = "committee"  # pokja pemilihan, panitia, pejabat pengadaan
    PROVIDER = "provider"  # penyedia
    PPK = "ppk"  # PPK, PA, KPA
    AUDITOR = "auditor"
    PUBLIC = "public"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record stands: file name or system, sheet ('' where there is none), 1-based row or None."""

    file: str
    sheet: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One record of a helpdesk, without personal data. Texts are '' where the helpdesk gave none."""

    complaint_id: str  # 16 hex digits, the same whenever the same record is read again
    source: str
    place: RecordPlace
    received_at: datetime
    has_time: bool
    state: ComplaintState
    text: str
    title: str = ""
    solution: str = ""
    ticket: str = ""
    support_ticket: str = ""  # of LPSE Support (LKPP)
    answered_at: datetime | None = None  # first answer
    solved_at: datetime | None = None
    # Whether answered_at and solved_at are more than dates; only then may hours be counted from them.
    answer_has_time: bool = False
    solution_has_time: bool = False
    is_reopened: bool = False
    is_informed: bool | None = None  # Status Konfirmasi kepada Pengguna; None: not recorded
    channel: Channel = Channel.UNKNOWN
    user_type: UserType = UserType.UNKNOWN
    institution: str = ""
    category: str = ""  # in the office's own words
    urgency: str = ""
    impact: str = ""
    priority: str = ""
    handler: str = ""  # who of the helpdesk took care
    reporter_hashes: tuple[str, ...] = ()  # one for each thing that identifies the reporter; sorted
    text_hash: str = ""  # of the normalised text before masking


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that could not be taken, or a part of a file: where, what is wrong, and what would be right.

    Sentences in Bahasa Indonesia that quote nothing of the row, which may hold personal data in any column.
    """

    file: str
    sheet: str  # '' where there is none
    row: int | None  # 1-based; None: the sheet or file as a whole
    column: str  # its letter and heading, e.g. 'B (Tanggal)'; '': the row as a whole
    problem: str
    expected: str


class CorrectedField(StrEnum):
    """What a person may correct."""

    CLASS = "class"
    TOPIC = "topic"
    SAME_AS = "same_as"  # the complaint that this one repeats; '' for none
    IS_COMPLAINT = "is_complaint"  # 'ya' or 'tidak': spam, tests and greetings are not counted


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one complaint as a person wants it. Who wants it is an official's name, kept for the trail."""

    complaint_id: str
    field: CorrectedField
    value: str
    corrected_by: str
    note: str = ""
    place: RecordPlace | None = None  # None: from the command line


@dataclass(frozen=True, slots=True)
class Import:
    """What one file, or one question to a helpdesk system, gave.

    `import_id` is the same for the same content read by the same settings; `state` missing means that nothing could be
    read and that the file counts as not processed.
    """

    import_id: str
    name: str  # of the file, or of the system
    state: CoverageState
    as_of: datetime  # the file's modification time, or when the system was asked
    reasons: tuple[str, ...] = ()  # sentences in Bahasa Indonesia; empty exactly when state is ok
    sha256: str = ""  # of a file
    size_bytes: int = 0
    row_count: int = 0  # records seen: taken and rejected
    # The span that a system was asked for; a file says by its rows what it holds.
    since: datetime | None = None
    until: datetime | None = None
    complaints: tuple[Complaint, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """What the classifier says of one complaint. Confidences from 0 to 1."""

    complaint_id: str
    complaint_class: ComplaintClass
    topic: str
    confidence: float
    topic_confidence: float
    needs_review: bool  # a person has to look


def complaints_by_person(hashes: Iterable[Collection[str]]) -> list[int]:
    """How many complaints each reporter has, from the hashes of each complaint; those without any are nobody's.

    Two complaints are of one reporter when they share a hash, directly or through a third.
    """
    first: dict[str, int] = {}
    parent: list[int] = []

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for known in filter(None, hashes):
        index = len(parent)
        parent.append(index)
        for each in known:
            parent[root(index)] = root(first.setdefault(each, index))
    return list(Counter(map(root, range(len(parent)))).values())


class LinkKind(StrEnum):
    """Why two records are taken for one complaint."""

    SAME_TICKET = "same_ticket"
    SAME_TEXT = "same_text"
    SIMILAR_TEXT = "similar_text"


@dataclass(frozen=True, slots=True)
class Link:
    """A record that repeats an earlier one, which alone is counted."""

    complaint_id: str
    same_as: str
    kind: LinkKind
    similarity: float  # 0 to 1
