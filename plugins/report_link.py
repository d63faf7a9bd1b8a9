"""The button 'Unduh laporan' on the details of a task that writes files, and what its asset's event says of them.

Airflow stores a link of an operator when the task ends, so that nothing has to be registered in a plugin.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from airflow.providers.common.compat.sdk import conf
from airflow.sdk import BaseOperatorLink

from spse_monev.facts import Artifact
from spse_monev.settings import artifacts_folder


def pages_url() -> str:
    """Where the pages are served, as a path on the host under which people see Airflow."""
    path: str = urlsplit(conf.get("api", "base_url", fallback="")).path
    return f"{path.rstrip('/')}/laporan"


class RunFilesLink(BaseOperatorLink):  # type: ignore[misc]  # Airflow's types are not followed
    """To all files of the task's run."""

    name = "Unduh laporan"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The page of the run's files."""
        return f"{pages_url()}/run/?{urlencode({'dag': ti_key.dag_id, 'run': ti_key.run_id})}"


class ReportLink(RunFilesLink):
    """To the file whose path the task returned, or to all files of its run if it returned several."""

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The file's address or that of the page; empty, which Airflow shows as no link, if nothing was written."""
        returned = ti_key.xcom_pull(task_ids=ti_key.task_id)
        paths = [returned] if isinstance(returned, str) else list(returned or ())
        if len(paths) != 1:
            return super().get_link(operator, ti_key=ti_key) if paths else ""
        return f"{pages_url()}/berkas/{quote(Path(paths[0]).relative_to(artifacts_folder()).as_posix())}"


def with_link(result: Any, link: RunFilesLink) -> Any:
    """The same result of a @task function, whose task has the button."""
    result.operator.operator_extra_links = (link,)
    return result


def files_extra(artifacts: Iterable[Artifact]) -> dict[str, Any]:
    """What an asset's event says of files: where they are below the artifact folder, and their hashes."""
    return {"files": [{"path": artifact.path, "sha256": artifact.sha256} for artifact in artifacts]}
