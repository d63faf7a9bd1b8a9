"""The simple auth manager of Airflow's configuration file: for the demo and for one's own computer."""

from __future__ import annotations

from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.configuration import conf
from airflow.exceptions import AirflowConfigException

from spse_monev.analysis.changes import may_answer


class SpseSimpleAuthManager(SimpleAuthManager):  # type: ignore[misc]  # Airflow's types are not followed
    """Users and their one role as in `[core] simple_auth_manager_users`; a role is named as it is written there."""

    def init(self) -> None:
        """AirflowConfigException in the mode that makes everybody the same administrator.

        Nobody can be told from anybody else there, so that no answer could be somebody's. Airflow's own manager
        lets everyone answer; refusing each answer would say 'not a respondent' to the very people that a site names.
        """
        if conf.getboolean("core", "simple_auth_manager_all_admins"):
            raise AirflowConfigException(
                "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS tidak dapat dipakai bersama "
                "auth_managers.simple.SpseSimpleAuthManager: semua orang menjadi administrator yang sama, sehingga "
                "tidak diketahui siapa yang menjawab permohonan perubahan"
            )
        super().init()

    def is_authorized_hitl_task(self, *, assigned_users: set[str], user: SimpleAuthManagerUser) -> bool:
        """Whether the user may answer a question with these entries."""
        # As configured now: a token keeps the role it was issued with, and outlives the user, for a day.
        known = next((each for each in self.get_users() if each.username == user.username), None)
        return known is not None and may_answer(assigned_users, known.username, [known.role])
