"""An auth manager for these tests: the project's simple one, where the other office's DAGs are for administrators."""

from __future__ import annotations

from typing import Any

from auth_managers.simple import SpseSimpleAuthManager
from tests.browser.sites import OTHER


class SeparateOffices(SpseSimpleAuthManager):
    def is_authorized_dag(self, *, method: Any, user: Any, access_entity: Any = None, details: Any = None) -> bool:
        if details and str(details.id).endswith(f"__{OTHER}") and user.role != "admin":
            return False
        return bool(super().is_authorized_dag(method=method, user=user, access_entity=access_entity, details=details))
