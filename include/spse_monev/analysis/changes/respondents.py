"""Who may answer at a step: the users and roles that a site names, and never someone who would approve an own request.

An entry is a user's name, `role:<name of a role>`, or `except:<user's name>`; names have no colon.
"""

from __future__ import annotations

from collections.abc import Iterable

from spse_monev.analysis.changes.forms import FORMS
from spse_monev.changes import ChangeState, Request
from spse_monev.settings import Site

ROLE = "role:"
EXCEPT = "except:"
_APPROVALS = (ChangeState.APPROVAL, ChangeState.LATE_APPROVAL)


def respondents(site: Site, request: Request) -> tuple[str, ...]:
    """The entries of those who may answer where `request` waits; ValueError if the site names nobody who may."""
    form, settings = FORMS[request.state], site.change_requests
    people = getattr(settings.people, form.executor)
    entries = [*people.users, *(f"{ROLE}{role}" for role in people.roles)]
    if request.state in _APPROVALS and request.requested_by and not settings.own_approval:
        entries = [each for each in entries if each != request.requested_by]
        if entries:
            entries.append(f"{EXCEPT}{request.requested_by}")
    if not entries:
        raise ValueError(
            f"tidak ada yang boleh menjawab '{form.subject}' untuk permohonan {request.number}; isi "
            f"change_requests.people.{form.executor} pada berkas situs"
        )
    return tuple(entries)


def may_answer(entries: Iterable[str], user: str, roles: Iterable[str]) -> bool:
    """Whether a user with these roles is among those who may answer."""
    told = set(entries)
    if f"{EXCEPT}{user}" in told:
        return False
    return (user in told and ":" not in user) or any(f"{ROLE}{role}" in told for role in roles)
