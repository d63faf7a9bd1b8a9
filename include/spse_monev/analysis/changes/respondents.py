"""Who may answer at a step: those whom the site names, and never someone who would approve an own request.

A question waits for weeks, and people change: so it is put to an executor of the SOP, and who that is stands in the
site's settings when an answer comes. An entry is `executor:<site>/<executor>` or `except:<user name>`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spse_monev.analysis.changes.forms import FORMS
from spse_monev.changes import ChangeState, Request
from spse_monev.settings import Respondents, Site, read_sites

EXECUTOR = "executor:"
EXCEPT = "except:"
_APPROVALS = (ChangeState.APPROVAL, ChangeState.LATE_APPROVAL)


def respondents(site: Site, request: Request) -> tuple[str, ...]:
    """The entries of those who may answer where `request` waits."""
    entry = f"{EXECUTOR}{site.key}/{FORMS[request.state].executor}"
    if request.state in _APPROVALS and request.requested_by and not site.change_requests.own_approval:
        return entry, f"{EXCEPT}{request.requested_by}"
    return (entry,)


def may_answer(entries: Iterable[str], user: str, roles: Collection[str]) -> bool:
    """Whether a user with these roles is among those who may answer, as the sites' settings are now."""
    told = tuple(entries)
    if f"{EXCEPT}{user}" in told:
        return False
    sites = read_sites()[0]
    for entry in told:
        key, _, executor = entry.removeprefix(EXECUTOR).partition("/")
        if entry.startswith(EXECUTOR) and key in sites:
            people: Respondents | None = getattr(sites[key].change_requests.people, executor, None)
            if people and (user in people.users or not people.roles.isdisjoint(roles)):
                return True
    return False
