"""What a request is about, in sentences: the problem, when it was seen, and how often."""

from __future__ import annotations

from spse_monev.completeness import day_ranges
from spse_monev.figures import shown
from spse_monev.period import Month
from spse_monev.reports.documents.request import RequestView
from spse_monev.reports.words import month_name, number, shortened

SHOWN_FINDINGS = 5


def problem(request: RequestView) -> str:
    """What was found, the purpose in a person's own words, or '' if neither is known."""
    if not request.findings:
        return request.purpose
    # Findings of one rule often differ in their subject only, which the table of evidence shows.
    titles = list(dict.fromkeys(finding["title"] for finding in request.findings))
    told = [shortened(title, 200) for title in titles[:SHOWN_FINDINGS]]
    if len(titles) > len(told):
        told.append(f"dan {number(len(titles) - len(told))} temuan lain")
    if len(told) == 1:
        return told[0]
    return "\n".join(f"• {each}" for each in told)


def when(request: RequestView) -> str:
    """From when to when it was seen in the month, and since which month."""
    if request.is_by_hand:
        return "Menurut keterangan pemohon pada dasar permohonan."
    days = sorted(request.occurrences.by_day)
    first_month = month_name(Month(request.row["first_month"], request.month.zone))
    months = request.row["month_count"]
    since = f"Permohonan ini pertama kali disusun untuk {first_month}; hal ini ditemukan pada {number(months)} bulan."
    if not days:
        return f"{month_name(request.month)}; hari terjadinya tidak tercatat. {since}"
    span = shown(days[0]) if len(days) == 1 else f"{shown(days[0])} sampai {shown(days[-1])}"
    return f"{span}. {since}"


def how_often(request: RequestView) -> str:
    """How many events on how many days, or as much of that as is known."""
    if request.is_by_hand:
        return "Tidak dihitung sistem; permohonan ini diajukan langsung oleh pemohon."
    found = request.occurrences
    if not found.by_day:
        return "Tidak dapat dihitung per hari dari bukti yang tersimpan."
    days = f"{number(len(found.by_day))} hari (tanggal {day_ranges(found.by_day)})"
    if found.measure == "bukti":
        total = number(sum(found.by_day.values()))
        return f"Sekurang-kurangnya {total} kejadian pada {days}, menurut bukti terkuat yang tersimpan."
    if found.measure == "nilai":
        highest = shown(max(found.by_day.values()))
        return f"Sekurang-kurangnya pada {days}, menurut bukti terkuat yang tersimpan; nilai tertinggi {highest}."
    total = number(sum(found.by_day.values()))
    read = len(request.month.days) - len(request.unread_days)
    at_least = "" if request.is_complete else "Sekurang-kurangnya "
    busiest = min(found.by_day, key=lambda day: (-found.by_day[day], day))
    return (
        f"{at_least}{total} kejadian pada {days}, dari {number(read)} hari yang terbaca; terbanyak pada "
        f"{shown(busiest)} ({number(found.by_day[busiest])} kejadian)."
    )
