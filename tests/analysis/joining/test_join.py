"""Complaints and signals of the servers at the same time, and at the same time by chance."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from spse_monev.analysis.joining import join
from spse_monev.analysis.joining.catalogue import MATTERS, SIGNALS
from spse_monev.complaints import ComplaintClass
from spse_monev.facts import CoverageState
from spse_monev.findings import ComplaintLink, Joining, LinkStrength
from spse_monev.labels import topics
from tests.analysis.rules.given import observations

# Counted back from Saturday 31 October 2026.
WORKING_DAYS = [back for back in range(31) if back % 7 not in (0, 6)]
LINKED = (LinkStrength.STRONG, LinkStrength.MEDIUM, LinkStrength.WEAK)


def upload(day: int, hour: float = 10, **others: Any) -> dict[str, Any]:
    return {"complaint_class": "upload_download", "topic": "upload_penawaran", "day": day, "hour": hour} | others


def failure(day: int, hour: int = 10, kind: str = "upload_too_large", source: str = "web_log") -> dict[str, Any]:
    return {"source": source, "failure": kind, "day": day, "hour": hour, "count": 3}


def one(joined: Joining, signal: str, matter: str = "unggah") -> ComplaintLink:
    (link,) = [each for each in joined.links if (each.matter, each.signal) == (matter, signal)]
    return link


def test_complaints_that_come_with_a_signal_on_several_days_are_linked_to_it() -> None:
    days = WORKING_DAYS[:5]
    complaints = [upload(day, hour) for day in days for hour in (10.2, 11.9)] + [
        upload(day) for day in WORKING_DAYS[6:8]
    ]
    joined = join(observations({"complaints": complaints, "failures": [failure(day) for day in days]}))
    link = one(joined, "upload_too_large")
    assert link.strength is LinkStrength.STRONG
    assert (link.complaint_count, link.matched_count, link.matched_day_count, link.by_hour_count) == (12, 10, 5, 12)
    assert (link.signal_hour_count, link.signal_day_count, link.read_day_count) == (5, 5, 31)
    assert link.expected_count == pytest.approx(12 * 5 / 22)
    assert joined.links[0] == link
    assert link.text == (
        "Dari 12 keluhan tentang unggah berkas, 10 diterima pada waktu yang sama (paling jauh satu jam) dengan "
        '"Unggahan ditolak karena terlalu besar (413)", pada 5 hari; secara kebetulan diperkirakan sekitar 2,7 '
        "(3,7 kali lipat, peluang kebetulan kurang dari 0,1%). Kaitan waktunya kuat, tetapi tidak menunjukkan sebab. "
        "Tanda itu terlihat pada 5 jam dalam 5 dari 31 hari yang terbaca."
    )


@pytest.mark.parametrize(("hour", "matched"), [(8.9, 0), (9.0, 1), (10.5, 1), (11.9, 1), (12.0, 0)])
def test_the_same_time_is_the_hour_before_the_hour_itself_and_the_hour_after(hour: float, matched: int) -> None:
    day = WORKING_DAYS[0]
    joined = join(observations({"complaints": [upload(day, hour)], "failures": [failure(day, 10)]}))
    assert one(joined, "upload_too_large").matched_count == matched


@pytest.mark.parametrize(("complaint", "signal"), [((5, 23.5), (4, 0)), ((4, 0.5), (5, 23))])
def test_the_hour_before_and_after_reach_over_midnight(complaint: tuple[int, float], signal: tuple[int, int]) -> None:
    joined = join(observations({"complaints": [upload(*complaint)], "failures": [failure(*signal)]}))
    assert one(joined, "upload_too_large").matched_count == 1


def test_thirty_calls_about_one_outage_are_one_coincidence() -> None:
    complaints = [
        {"complaint_class": "keluhan_lain", "topic": "akses", "day": 5, "hour": 10 + n / 60} for n in range(30)
    ]
    seen = observations({"complaints": complaints, "incidents": [{"name": "mati", "day": 5, "is_outage": True}]})
    link = one(join(seen), "outage", "akses")
    assert link.strength is LinkStrength.WEAK
    assert link.probability == pytest.approx(1 / 22, abs=0.01)
    assert (link.matched_count, link.matched_day_count) == (30, 1)
    assert "pada 1 hari" in link.text


def test_what_comes_at_office_hours_anyway_is_no_link() -> None:
    """Complaints and failures both only at ten o'clock of working days, on days that do not agree."""
    seen = observations(
        {
            "complaints": [upload(day) for day in WORKING_DAYS[::2]],
            "failures": [failure(day) for day in WORKING_DAYS if WORKING_DAYS.index(day) % 5 in (0, 1)],
        }
    )
    link = one(join(seen), "upload_too_large")
    assert (link.strength, link.matched_count, link.complaint_count) == (LinkStrength.NONE, 5, 11)
    assert "Kaitan waktu tidak tampak" in link.text


def test_a_signal_that_is_always_there_explains_nothing_but_its_peaks_may() -> None:
    noise = [failure(day, 10, "server_error") for day in WORKING_DAYS]
    access = [{"complaint_class": "keluhan_lain", "topic": "akses", "day": day} for day in WORKING_DAYS[:4]]
    always = one(join(observations({"complaints": access, "failures": noise})), "server_error", "akses")
    assert always.strength is LinkStrength.NOT_SEEN
    assert "tidak terlihat lebih dari biasanya pada 31 hari" in always.text
    peaks = [row | {"count": 500} if row["day"] in WORKING_DAYS[:4] else row for row in noise]
    high = one(join(observations({"complaints": access, "failures": peaks})), "server_error", "akses")
    assert high.strength is LinkStrength.STRONG
    assert "Tanda itu terlihat lebih dari biasanya pada 4 jam dalam 4 dari 31 hari" in high.text


def test_without_hours_the_day_counts() -> None:
    days = WORKING_DAYS[:4]
    complaints = [upload(day, has_time=False) for day in days]
    link = one(
        join(observations({"complaints": complaints, "failures": [failure(d) for d in days]})), "upload_too_large"
    )
    assert (link.strength, link.matched_count, link.by_hour_count) == (LinkStrength.STRONG, 4, 0)
    assert "4 diterima pada hari yang sama dengan" in link.text
    complaints[0] = upload(days[0])
    link = one(
        join(observations({"complaints": complaints, "failures": [failure(d) for d in days]})), "upload_too_large"
    )
    assert "pada jam atau hari yang sama" in link.text


def test_slowness_is_looked_at_beside_the_times_of_routes_and_queries() -> None:
    slow = WORKING_DAYS[:4]
    seen = observations(
        {
            "complaints": [{"complaint_class": "keluhan_lain", "topic": "lambat", "day": day} for day in slow],
            "routes": [
                {"route": "/", "by_status": {"200": 90}, "mean_ms": 900.0 if day in slow else 200.0, "day": day}
                for day in range(31)
            ],
            "queries": [
                {"query": "select ?", "calls": 90, "mean_ms": 90.0 if day in slow else 20.0, "day": day}
                for day in range(31)
            ],
        }
    )
    for signal in ("slow_responses", "slow_queries"):
        link = one(join(seen), signal, "lambat")
        assert (link.strength, link.signal_day_count, link.by_hour_count) == (LinkStrength.STRONG, 4, 0)


DAYS = (1, 2, 3)


def failures(kind: str, source: str) -> dict[str, Any]:
    return {"failures": [failure(day, 10, kind, source) for day in DAYS]}


@pytest.mark.parametrize(
    ("topic", "matter", "signal", "given"),
    [
        ("email", "email", "mail_failed", failures("mail_failed", "application_log")),
        ("sirup", "integrasi", "remote_unreachable", failures("remote_unreachable", "application_log")),
        ("login", "login", "login_failed", failures("login_failed", "database_log")),
        (
            "login", "login", "login_errors",
            {"errors": [{"source": "application_log", "message": "m", "day": d, "place": "LoginCtr"} for d in DAYS]},
        ),
        (
            "sesi", "sesi", "application_start",
            {"metrics": [{"name": "application_restart_count", "value": 1, "day": d, "source": "spse_status"}
                         for d in DAYS]},
        ),
        ("akses", "akses", "problem", {"incidents": [{"name": "CPU", "day": d} for d in DAYS]}),
        ("akses", "akses", "outage", {"availability": [{"down_minutes": 9, "outages": 1, "day": d} for d in DAYS]}),
    ],
)  # fmt: skip
def test_each_matter_has_its_signals(topic: str, matter: str, signal: str, given: dict[str, Any]) -> None:
    complaints = [{"complaint_class": "keluhan_lain", "topic": topic, "day": day} for day in (1, 2, 3)]
    link = one(join(observations({"complaints": complaints} | given)), signal, matter)
    assert (link.matched_count, link.signal_day_count) == (3, 3)


def test_an_outage_lasts_over_hours_and_midnight() -> None:
    complaints = [
        {"complaint_class": "keluhan_lain", "topic": "akses", "day": day, "hour": hour}
        for day, hour in ((5, 21.9), (5, 23), (4, 1.5), (4, 3.9), (4, 4.0), (5, 20.9))
    ]
    incidents = [{"name": "mati", "day": 5, "hour": 22, "minutes": 300, "is_outage": True}]
    link = one(join(observations({"complaints": complaints, "incidents": incidents})), "outage", "akses")
    assert (link.matched_count, link.signal_hour_count, link.signal_day_count) == (4, 5, 2)


# --- What cannot be said -------------------------------------------------------------------------------------------


def test_too_few_complaints_are_said() -> None:
    link = one(join(observations({"complaints": [upload(1), upload(2)], "failures": [failure(1)]})), "upload_too_large")
    assert (link.strength, link.lift, link.probability) == (LinkStrength.TOO_FEW, None, None)
    assert link.text.startswith("Baru ada 2 keluhan tentang unggah berkas (1 diterima pada waktu yang sama")


def test_a_signal_that_nobody_looked_for_is_not_one_that_was_not_seen() -> None:
    given = {"complaints": [upload(day) for day in (1, 2, 3)]}
    unseen = one(join(observations(given)), "upload_too_large")
    assert unseen.strength is LinkStrength.NOT_SEEN
    assert unseen.text == (
        '"Unggahan ditolak karena terlalu besar (413)" tidak terlihat pada 31 hari yang terbaca, sehingga tidak ada '
        "kesamaan waktu dengan 3 keluhan tentang unggah berkas."
    )
    unread = one(join(observations(given, unread=("web_log",))), "upload_too_large")
    assert unread.strength is LinkStrength.NOT_READ
    assert "tidak ada sumbernya yang terbaca" in unread.text


def test_complaints_of_days_that_were_not_read_are_left_out() -> None:
    seen = observations({"complaints": [upload(day) for day in (1, 2, 3, 4)], "failures": [failure(1)]})
    missing = {key: CoverageState.MISSING if key[1] == "web_log" and key[0].day == 27 else state
               for key, state in seen.coverage.items()}  # fmt: skip
    link = one(join(replace(seen, coverage=missing)), "upload_too_large")
    assert (link.complaint_count, link.read_day_count) == (3, 30)
    assert link.text.endswith("1 lainnya diterima pada hari yang sumbernya tidak terbaca.")


def test_questions_of_use_are_left_out() -> None:
    asked = [upload(day, complaint_class=str(ComplaintClass.USE)) for day in (1, 2, 3)]
    assert join(observations({"complaints": asked})).links == ()


@pytest.mark.parametrize(("unread", "grain"), [(("helpdesk",), "month"), ((), "day")])
def test_complaints_that_were_not_read_are_said(unread: tuple[str, ...], grain: str) -> None:
    seen = observations({"complaints": [upload(0)]}, unread=unread, grain=grain)
    joined = join(seen if unread else replace(seen, complaint_coverage=None))
    assert joined.links == ()
    assert "Keluhan pengguna tidak terbaca" in joined.notes[0]


def test_every_matter_and_signal_is_known() -> None:
    assert {topic for matter in MATTERS.values() for topic in matter.topics} <= set(topics())
    assert {signal for matter in MATTERS.values() for signal in matter.signals} == set(SIGNALS)
    assert all(len(set(matter.signals)) == len(matter.signals) for matter in MATTERS.values())


# --- Chance --------------------------------------------------------------------------------------------------------


def chance_month(seed: int, *, are_together: bool) -> Joining:
    """Twenty complaints in clusters and a signal on six days, both at office hours; together or not."""
    chosen = random.Random(seed)
    signal_days = {day: chosen.randint(8, 15) for day in chosen.sample(WORKING_DAYS, 6)}
    complaints = []
    for _ in range(8):
        day, hour = chosen.choice(WORKING_DAYS), chosen.uniform(8, 16)
        if are_together and chosen.random() < 0.7:
            day, begin = chosen.choice(list(signal_days.items()))
            hour = begin + chosen.random()
        complaints += [upload(day, min(hour + chosen.random(), 23)) for _ in range(chosen.randint(1, 4))]
    failures = [failure(day, hour) for day, hour in signal_days.items()]
    return join(observations({"complaints": complaints, "failures": failures}))


def test_chance_gives_few_links_and_a_planted_one_is_found() -> None:
    months = 200
    by_chance = [one(chance_month(seed, are_together=False), "upload_too_large").strength for seed in range(months)]
    assert sum(strength in LINKED for strength in by_chance) <= 0.07 * months
    assert by_chance.count(LinkStrength.STRONG) <= 0.01 * months
    planted = [one(chance_month(seed, are_together=True), "upload_too_large").strength for seed in range(months)]
    assert sum(strength in LINKED[:2] for strength in planted) >= 0.8 * months


def test_the_order_of_the_facts_does_not_matter() -> None:
    seen = observations(
        {
            "complaints": [upload(day, 8 + day % 9) for day in WORKING_DAYS],
            "failures": [
                failure(day, 8 + day % 7, kind) for day in WORKING_DAYS for kind in ("waf_denied", "bad_gateway")
            ],
        }
    )
    other = replace(seen, complaints=seen.complaints[::-1], failures=seen.failures[::-1], sources=seen.sources[::-1])
    assert join(other) == join(seen)
