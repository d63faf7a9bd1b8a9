"""The sheets behind the summary: one subject of the SOP each, as a table that can be filtered and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook

from spse_monev.reports.dayview import DayView
from spse_monev.reports.kinds import (
    APPLICATION_LOG,
    COLLECTED,
    DATABASE_LOG,
    MONITORING,
    STATISTICS,
    STATUS,
    WATCHING,
    WEB_LOG,
    kind_label,
)
from spse_monev.reports.sheets import (
    availability,
    capacity,
    changes,
    deviations,
    errors,
    failures,
    findings,
    hosts,
    method,
    metrics,
    queries,
    routes,
    settings,
    sources,
    traffic,
)

OUT_OF_REACH = "Di Luar Jangkauan"
FINDINGS = "Temuan"
DETAILS = "Rincian Temuan"
UNJUDGED = "Aturan Tak Ternilai"
CHANGES = "Perubahan Kebiasaan"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, and the kinds of source of which a site needs at least one for it."""

    title: str
    kinds: tuple[str, ...]
    write: Callable[[Workbook, DayView, str], None]


SUBJECTS = (
    Sheet("Galat Basis Data", (DATABASE_LOG,), errors.write_database_errors),
    Sheet("Galat Aplikasi", (APPLICATION_LOG,), errors.write_application_errors),
    Sheet("Galat Web", (WEB_LOG,), errors.write_web_errors),
    Sheet("Status Web", (WEB_LOG,), routes.write_failed_answers),
    Sheet("Query Tersering", queries.KINDS, queries.write_queries_by_calls),
    Sheet("Query Termahal", queries.KINDS, queries.write_queries_by_time),
    Sheet("Rute Lambat", (WEB_LOG, STATUS), routes.write_slow_routes),
    Sheet("Kegagalan", COLLECTED, failures.write_failures),
    Sheet("Unggah dan Unduh", (WEB_LOG,), routes.write_transfers),
    Sheet("Lalu Lintas Web", (WEB_LOG,), traffic.write_traffic),
    Sheet("Ketersediaan", WATCHING, availability.write_availability),
    Sheet("Gangguan", WATCHING, availability.write_incidents),
    Sheet("Sumber Daya Host", MONITORING, hosts.write_hosts),
    Sheet("Indikator", COLLECTED, metrics.write_metrics),
    Sheet("Prakiraan Kapasitas", COLLECTED, capacity.write_capacity),
    Sheet("Perubahan Konfigurasi", (STATISTICS,), settings.write_setting_changes),
)


def write_sheets(workbook: Workbook, view: DayView) -> None:
    """Write what was found, every sheet for which there is a source, what deviates or is missing, and the method."""
    findings.write_findings(workbook, view, FINDINGS)
    findings.write_details(workbook, view, DETAILS)
    changes.write_changes(workbook, view, CHANGES)
    missing = []
    for sheet in SUBJECTS:
        if view.of_kind(*sheet.kinds):
            sheet.write(workbook, view, sheet.title)
        else:
            missing.append((sheet.title, ", ".join(kind_label(kind) for kind in sheet.kinds)))
    deviations.write_deviations(workbook, view)
    findings.write_unjudged_rules(workbook, view, UNJUDGED)
    sources.write_source_states(workbook, view, "Keadaan Sumber")
    sources.write_coverage(workbook, view, "Cakupan")
    if missing:
        sources.write_out_of_reach(workbook, view, OUT_OF_REACH, missing)
    method.write_method(workbook, view, "Metode")
