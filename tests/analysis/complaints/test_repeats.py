from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spse_monev.analysis.complaints.repeats import find_repeats
from spse_monev.complaints import Channel, Complaint, ComplaintState, LinkKind, RecordPlace, complaints_by_person
from spse_monev.text import fingerprint

NOON = datetime(2026, 10, 5, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
LONG = "dokumen penawaran kami selalu berhenti di 99 persen lalu muncul tulisan gagal unggah padahal ukurannya kecil"
SHORT = "tidak bisa login"
DAYS = 7


def complaint(number: int, text: str = LONG, *, hours: float = 0, **changes: object) -> Complaint:
    made = Complaint(
        complaint_id=f"{number:016x}",
        source="rekap",
        place=RecordPlace("rekap.xlsx", "Oktober", number),
        received_at=NOON + timedelta(hours=hours),
        has_time=True,
        state=ComplaintState.SOLVED,
        text=text,
        text_hash=fingerprint(text),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def pairs(*complaints: Complaint, decided: dict[str, str] | None = None, days: int = DAYS) -> dict[int, int]:
    """Repeated -> counted, by the numbers given to `complaint`."""
    links = find_repeats(complaints, decided or {}, days)
    assert all(0 <= link.similarity <= 1 for link in links)
    return {int(link.complaint_id, 16): int(link.same_as, 16) for link in links}


def test_two_people_with_the_same_trouble_are_two_complaints() -> None:
    first, second = complaint(1, SHORT, reporter_hashes=("a",)), complaint(2, SHORT, hours=1, reporter_hashes=("b",))
    assert pairs(first, second) == {}
    # Nor are two of whom nobody knows who they are.
    assert pairs(complaint(1, SHORT), complaint(2, SHORT, hours=1)) == {}


def test_one_person_who_asks_again_is_one_complaint() -> None:
    first, second = (
        complaint(1, SHORT, reporter_hashes=("a", "c")),
        complaint(2, SHORT, hours=30, reporter_hashes=("c",)),
    )
    assert pairs(second, first) == {2: 1}


def test_one_persons_other_trouble_is_another_complaint() -> None:
    first = complaint(1, "lupa kata sandi, bagaimana cara menggantinya", reporter_hashes=("a",))
    second = complaint(2, "jadwal tender yang kemarin kok mundur lagi", hours=1, reporter_hashes=("a",))
    assert pairs(first, second) == {}


def test_the_same_long_text_by_chat_and_e_mail_is_one_complaint() -> None:
    chat = complaint(1, channel=Channel.CHAT, reporter_hashes=("phone",))
    mail = complaint(2, LONG + " !", hours=2, channel=Channel.EMAIL, reporter_hashes=("mail",))
    links = find_repeats([mail, chat], {}, DAYS)
    assert [(link.same_as, link.kind) for link in links] == [(chat.complaint_id, LinkKind.SAME_TEXT)]


def test_a_typing_error_does_not_make_it_another_one() -> None:
    links = find_repeats([complaint(1), complaint(2, LONG.replace("gagal", "gagl"), hours=1)], {}, DAYS)
    assert [(link.kind, link.similarity < 1) for link in links] == [(LinkKind.SIMILAR_TEXT, True)]


def test_another_institution_has_its_own_trouble() -> None:
    assert pairs(complaint(1, institution="Dinas A"), complaint(2, hours=1, institution="Dinas B")) == {}
    assert pairs(complaint(1, institution="Dinas A"), complaint(2, hours=1, institution="dinas a")) == {2: 1}


def test_a_reopened_ticket_is_the_same_complaint_whenever_it_comes_again() -> None:
    again = complaint(2, "masih sama", hours=24 * 20, ticket="LPSE-0412", is_reopened=True)
    assert pairs(complaint(1, ticket="LPSE-0412"), again) == {2: 1}


def test_a_running_number_is_no_ticket() -> None:
    # Some recaps number their rows anew every day.
    assert pairs(complaint(1, ticket="3"), complaint(2, SHORT, hours=24, ticket="3")) == {}
    assert pairs(complaint(1, ticket="3"), complaint(2, hours=24, ticket="3")) == {2: 1}


def test_tickets_of_two_systems_have_nothing_in_common() -> None:
    assert pairs(complaint(1, ticket="100412"), complaint(2, SHORT, hours=1, ticket="100412", source="osticket")) == {}


def test_what_lies_further_apart_than_the_limit_is_a_new_complaint() -> None:
    first, second = complaint(1, reporter_hashes=("a",)), complaint(2, hours=24 * 8, reporter_hashes=("a",))
    assert pairs(first, second) == {}
    assert pairs(first, second, days=8) == {2: 1}


def test_all_repeats_are_linked_to_the_one_that_is_counted() -> None:
    chain = [complaint(number, hours=number, reporter_hashes=("a",)) for number in (1, 2, 3)]
    assert pairs(*chain) == {2: 1, 3: 1}


def test_what_a_person_said_is_kept_to() -> None:
    first, second, third = (complaint(number, hours=number, reporter_hashes=("a",)) for number in (1, 2, 3))
    apart = {second.complaint_id: ""}
    assert pairs(first, second, decided=apart) == {}
    # What is like both finds its place with one of the two.
    assert pairs(first, second, third, decided=apart) in ({3: 1}, {3: 2})
    # Whichever the person names, the three stay together and one of them is counted.
    assert pairs(first, second, third, decided={first.complaint_id: third.complaint_id}) == {3: 2}


def test_a_text_without_words_links_nothing() -> None:
    assert (
        pairs(complaint(1, "???", reporter_hashes=("a",)), complaint(2, "!!!", hours=1, reporter_hashes=("a",))) == {}
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_records_does_not_matter(seed: int) -> None:
    made = [
        complaint(number, LONG if number % 2 else SHORT, hours=number, reporter_hashes=("abc"[number % 3],))
        for number in range(12)
    ]
    shuffled = random.Random(seed).sample(made, len(made))
    assert pairs(*shuffled) == pairs(*made)


TEXTS = st.sampled_from([LONG, LONG.replace("kecil", "besar"), SHORT, "", "jadwal tender mundur"])
REPORTERS = st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(lambda found: tuple(sorted(found)))
RECORDS = st.lists(st.tuples(TEXTS, REPORTERS, st.sampled_from(["", "7", "LPSE-1", "LPSE-2"])), max_size=12)


@given(RECORDS, st.data())
def test_each_group_counts_exactly_once(records: list[tuple[str, tuple[str, ...], str]], data: st.DataObject) -> None:
    made = [
        complaint(number, text, hours=number, reporter_hashes=reporters, ticket=ticket)
        for number, (text, reporters, ticket) in enumerate(records)
    ]
    ids = [each.complaint_id for each in made]
    # Only earlier ones, for the warehouse lets nobody close a circle.
    decided = {
        later: data.draw(st.sampled_from(["", *ids[:index]]))
        for index, later in enumerate(ids)
        if index and data.draw(st.booleans())
    }
    links = {link.complaint_id: link.same_as for link in find_repeats(made, decided, DAYS)}
    assert not links.keys() & decided.keys()
    effective = links | {key: value for key, value in decided.items() if value}
    for start in ids:
        passed = [start]
        while passed[-1] in effective:
            passed.append(effective[passed[-1]])
            assert len(set(passed)) == len(passed)
        assert passed[-1] in ids


def test_records_that_share_a_hash_are_of_one_person() -> None:
    assert sorted(complaints_by_person([("phone", "name"), ("mail",), (), ("name", "mail"), ("other",)])) == [1, 3]
    assert complaints_by_person([]) == []
