"""Users and roles of the FAB provider: for an office."""

from __future__ import annotations

from airflow.providers.fab.auth_manager.fab_auth_manager import FabAuthManager
from airflow.providers.fab.auth_manager.models import User
from airflow.utils.session import create_session

from spse_monev.analysis.changes import may_answer


class SpseFabAuthManager(FabAuthManager):  # type: ignore[misc]  # Airflow's types are not followed
    """Users are named by their user names, roles by their names; roles of a user's groups give nothing, as in FAB."""

    def is_authorized_hitl_task(self, *, assigned_users: set[str], user: User) -> bool:
        """Whether the user may answer a question with these entries; nobody who is anonymous or inactive may."""
        if user.is_anonymous:
            return False
        # Read anew: FAB keeps a user with its roles for half a minute, time enough for one who was just dismissed.
        with create_session(scoped=False) as session:
            known = session.get(User, user.id)
            return (
                known is not None
                and bool(known.is_active)
                and may_answer(assigned_users, known.username, [role.name for role in known.roles])
            )
