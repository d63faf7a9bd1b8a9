"""The sheets behind the executive summary, in their order: first what is asked for, then what it rests on."""

from __future__ import annotations

from openpyxl import Workbook

from spse_monev.reports.deviations import TITLE as DEVIATIONS
from spse_monev.reports.evaluationview import EvaluationView
from spse_monev.reports.monthly import (
    availability,
    capacity,
    changes,
    complaints,
    completeness,
    deviations,
    effects,
    errors,
    failures,
    method,
    priorities,
    queries,
    query_times,
    routes,
    settings,
)
from spse_monev.reports.sheets.deviations import write_deviations

REGISTER, COMPLETENESS, GAPS = "Register Penyimpangan", "Kelengkapan", "Hari Tidak Lengkap"
METHOD = "Metode dan Definisi"
_MODULES = (
    availability, capacity, changes, complaints, completeness, effects, errors, failures, method, priorities, queries,
    query_times, routes, settings,
)  # fmt: skip
QUERIES: tuple[str, ...] = tuple(question for module in _MODULES for question in module.QUERIES)

_NEEDED = (
    ("Perubahan yang Diperlukan", changes.write_changes),
    ("Tabel Prioritas", priorities.write_priorities),
    ("Permohonan Terbuka", changes.write_open_requests),
    ("Permohonan Berakhir", changes.write_ended_requests),
    (effects.TITLE, effects.write_effects),
    ("Temuan", changes.write_findings),
    ("Rincian Temuan", changes.write_details),
    ("Galat Basis Data", errors.write_database_errors),
    ("Galat Aplikasi", errors.write_application_errors),
    ("Galat Web", errors.write_web_errors),
    ("Tren Galat", errors.write_error_trend),
    ("Query Tersering", queries.write_queries_by_calls),
    ("Query Termahal", queries.write_queries_by_time),
    ("Query Melambat", queries.write_regressions),
    ("Sebaran Waktu Query", query_times.write_query_times),
    ("Rute Lambat", routes.write_slow_routes),
    ("Unggah dan Unduh", routes.write_transfers),
    ("Kegagalan", failures.write_failures),
    ("Ketersediaan", availability.write_availability),
    ("Gangguan", availability.write_incidents),
    ("Kapasitas dan Prakiraan", capacity.write_capacity),
    ("Indikator", capacity.write_metrics),
    ("Perubahan Konfigurasi", settings.write_setting_changes),
)
_COMPLAINTS = (
    ("Keluhan per Kelas", complaints.write_classes),
    ("Keluhan per Topik", complaints.write_topics),
    ("Masalah Berulang", complaints.write_repeated_problems),
    ("Kaitan dengan Server", complaints.write_links),
    ("Rekap Penanganan", complaints.write_recap),
    ("Catatan Ganda", complaints.write_uncounted),
)
_RESTS_ON = (
    ("Perubahan Kebiasaan", changes.write_habits),
    ("Aturan Tak Ternilai", changes.write_unjudged_rules),
)
TITLES: tuple[str, ...] = (
    *(title for title, _ in (*_NEEDED, *_COMPLAINTS, *_RESTS_ON)), DEVIATIONS, REGISTER, COMPLETENESS, GAPS, METHOD,
)  # fmt: skip


def write_sheets(workbook: Workbook, view: EvaluationView) -> None:
    """Write all of them; a sheet without rows says why."""
    for title, write in _NEEDED:
        write(workbook, view, title)
    # Without a helpdesk the first of them says so, and the others are not there.
    for title, write in (*_COMPLAINTS, *_RESTS_ON):
        write(workbook, view, title)
    write_deviations(workbook, view)
    deviations.write_register(workbook, view, REGISTER)
    completeness.write_completeness(workbook, view, COMPLETENESS)
    completeness.write_gaps(workbook, view, GAPS)
    method.write_method(workbook, view, METHOD)
