"""Which problems and reporters came again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from spse_monev.reports.complaints import QUERIES
from spse_monev.reports.complaints.repeats import repeated_problems, repeated_reporters, reporters_sentence
from spse_monev.reports.complaintsview import MonthView
from spse_monev.reports.deviations import JUDGED
from spse_monev.settings import Site
from tests.reports.complaints.made_up_month import OCTOBER


def view(site: Site, *complaints: dict[str, Any]) -> MonthView:
    rows = [
        {
            "complaint_id": f"{number:016x}", "class": "keluhan_lain", "topic": "akses", "is_counted": True,
            "needs_review": False, "received_at": OCTOBER.start + timedelta(days=number), "reporter_hashes": [],
        } | each
        for number, each in enumerate(complaints)
    ]  # fmt: skip
    return MonthView(site, OCTOBER, {**{name: [] for name in (*QUERIES, *JUDGED)}, "complaints": rows})


def test_three_in_a_day_or_five_in_a_month(helpdesk_site: Site) -> None:
    evening = OCTOBER.start + timedelta(days=8, hours=23)
    found = repeated_problems(
        view(
            helpdesk_site,
            *[{"topic": "lambat", "received_at": evening}] * 3,
            *[{"topic": "login"}] * 5,
            *[{"topic": "akses"}] * 4,
            *[{"topic": "akses", "class": "penggunaan_aplikasi"}] * 4,
            # The third is of the next day on the site's clock.
            *[{"topic": "sesi", "received_at": evening + timedelta(hours=hours)} for hours in (0, 0, 2)],
        )
    )
    assert [(each.topic, len(each.rows), each.busiest_count) for each in found] == [("login", 5, 1), ("lambat", 3, 3)]
    assert str(found[1].busiest_day) == "2026-10-09"


def test_reporters_are_one_by_any_common_hash_and_shown_as_a_number(helpdesk_site: Site) -> None:
    hashes = (["a"], ["a", "b"], ["b"], ["c"], ["d"], ["d"], [])
    made = view(helpdesk_site, *({"reporter_hashes": each} for each in hashes))
    assert repeated_reporters(made) == (2, 5)
    assert reporters_sentence(made).startswith(
        "2 pelapor menyampaikan lebih dari satu keluhan (bersama-sama 5 keluhan)"
    )


def test_unknown_reporters_are_not_taken_for_single_ones(helpdesk_site: Site) -> None:
    assert "tidak dapat dihitung" in reporters_sentence(view(helpdesk_site, {}, {}))
    assert "Tidak ada pelapor" in reporters_sentence(view(helpdesk_site, {"reporter_hashes": ["a"]}, {}))
