"""SOP steps 2 and 4: which changes does a day, or a month, call for?"""

from __future__ import annotations

from datetime import datetime

from spse_monev.analysis.rules.findings import Analysis
from spse_monev.connections import Connections
from spse_monev.facts import CoverageState
from spse_monev.findings import ChangeRequest
from spse_monev.observations import Observations, SourceSeen
from spse_monev.period import Day, Month
from spse_monev.pipeline.session import open_warehouse
from spse_monev.settings import Site
from spse_monev.warehouse import Warehouse


def analyse(site: Site, period: Day | Month, connections: Connections) -> Analysis:
    """Apply the site's rules to what is stored of a period; what was found takes the place of what was before.

    What was found before goes first: should this fail, nothing may pass for found in what is stored now. RuleError if
    a rule, or what the site changes in it, cannot be used; ValueError if details of the period were deleted by
    retention: its analysis was made when they were there, and a poorer one must not take its place.
    """
    from spse_monev.analysis.rules.catalogue import load_rules, with_overrides
    from spse_monev.analysis.rules.findings import find

    with open_warehouse(site, connections) as warehouse:
        if warehouse.analysis.is_expired(site.key, period):
            raise ValueError(
                f"rincian {period} telah dihapus sesuai masa simpan; hasil penilaian yang tersimpan tidak diganti"
            )
        warehouse.analysis.forget(site.key, period)
        rules = with_overrides(load_rules(), site.rules)
        seen = observe(site, period, warehouse)
        found = find(seen, rules, site.priorities)
        warehouse.analysis.store(site.key, period, found.findings, found.judgements)
    return found


def observe(site: Site, period: Day | Month, warehouse: Warehouse) -> Observations:
    """What those of the site's sources that tell anything told of a period and of the days before it."""
    sources = [SourceSeen(name, source.kind, source.label) for name, source in site.sources.items() if source.collected]
    coverage = _complaint_coverage(site, period, warehouse)
    return warehouse.analysis.observations(site.key, period, sources, coverage)


def analysis_gaps(site: Site, period: Day | Month, connections: Connections) -> tuple[str, ...]:
    """Says that a period has not been analysed; empty if it has."""
    with open_warehouse(site, connections) as warehouse:
        if warehouse.analysis.is_analysed(site.key, period):
            return ()
    return (f"Kebutuhan perubahan {period} belum dinilai; lihat pesan tugas penilaian, atau jalankan spse analyse",)


def rule_titles() -> list[dict[str, str]]:
    """What each rule is called, as rows; none if the rules cannot be read, which their analysis has told."""
    from spse_monev.analysis.rules.catalogue import RuleError, load_rules

    try:
        return [{"rule_id": rule.id, "title": rule.plain_title} for rule in load_rules()]
    except RuleError:
        return []


def draft_requests(site: Site, month: Month, connections: Connections, now: datetime) -> list[ChangeRequest]:
    """SOP step 5: enter the needed changes that the month's analysis found in the register of change requests."""
    from spse_monev.analysis.requests import draft_requests as drafts_of

    with open_warehouse(site, connections) as warehouse:
        drafts = drafts_of(warehouse.analysis.findings(site.key, month))
        return warehouse.analysis.store_drafts(site.key, month, drafts, now)


def _complaint_coverage(site: Site, period: Day | Month, warehouse: Warehouse) -> CoverageState | None:
    """The worst of the required sources of complaints; None for a day, or a site without any."""
    if site.helpdesk is None or isinstance(period, Day):
        return None
    coverages = warehouse.complaints.coverages(site.key, period)
    states = [
        coverages.get(name, (CoverageState.MISSING, ()))[0]
        for name, source in site.helpdesk.sources.items()
        if source.required
    ]
    if CoverageState.MISSING in states and any(state is not CoverageState.MISSING for state in states):
        return CoverageState.PARTIAL
    return min(states, key=lambda state: state.grade, default=CoverageState.MISSING)
