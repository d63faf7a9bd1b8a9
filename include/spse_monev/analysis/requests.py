"""From a month's findings to drafts of change requests: one needed change, one request.

A rule stands for one needed change; its findings (each query, each index, each kind of error) are its evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from spse_monev.findings import ChangeClass, Finding, RequestDraft

# Any major signal wins for its document, and what is not certain is never passed off as minor.
_PRECEDENCE = (ChangeClass.MAJOR, ChangeClass.REVIEW, ChangeClass.MINOR)
_MOST = ("tinggi", "menengah", "rendah")


def draft_requests(findings: Iterable[Finding]) -> list[RequestDraft]:
    """The drafts in the order of their priority; what needs no change (training, repair, watching) gives none."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.change_class is not ChangeClass.NONE:
            by_rule[finding.rule_id].append(finding)
    drafts = [_draft(members) for members in by_rule.values()]
    return sorted(drafts, key=lambda draft: (_MOST.index(draft.lead.priority), draft.lead.rule_id))


def _draft(members: list[Finding]) -> RequestDraft:
    lead = min(members, key=lambda each: (_PRECEDENCE.index(each.change_class), _MOST.index(each.priority)))
    return RequestDraft(lead, tuple(members))
