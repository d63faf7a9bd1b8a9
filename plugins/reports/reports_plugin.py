"""The pages at /laporan, for Airflow's API server.

Every process of Airflow loads this file as it starts, so that it imports nothing which only the API server needs.
"""

from __future__ import annotations

from typing import Any

from airflow.plugins_manager import AirflowPlugin

# White paper with a dark outline shows on Airflow's light bar and on the blue of an open entry; a light line on dark.
_ICONS = {"icon": "laporan/aset/ikon-terang.svg", "icon_dark_mode": "laporan/aset/ikon-gelap.svg"}


class ReportsPlugin(AirflowPlugin):  # type: ignore[misc]  # Airflow's types are not followed
    """Mounts the app of this folder; whoever does not ask for apps does not pay for it."""

    name = "spse_reports"
    # Addresses end in a slash before any '?', or Airflow's own page answers them.
    external_views = [  # noqa: RUF012  # read by Airflow, never changed
        {
            # Airflow cuts a longer name short in its navigation.
            "name": "Laporan",
            "href": "laporan/",
            "destination": "nav",
            "url_route": "laporan-spse",
            "nav_top_level": True,
            **_ICONS,
        },
        {
            "name": "Berkas laporan",
            "href": "laporan/run/?dag={DAG_ID}&run={RUN_ID}",
            "destination": "dag_run",
            "url_route": "berkas-laporan",
            **_ICONS,
        },
    ]

    @property
    def fastapi_apps(self) -> list[dict[str, Any]]:
        """The app and its place, as Airflow mounts it."""
        from reports.app import app

        return [{"app": app, "url_prefix": "/laporan", "name": "Laporan SPSE"}]
