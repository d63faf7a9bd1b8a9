"""What the DAGs of a site are called: plain for the default site, with the site's key for the others."""

from __future__ import annotations

from spse_monev.settings import Site


def dag_id(name: str, site: Site) -> str:
    """The id of a site's DAG of this name, e.g. spse_daily or spse_daily__lpse_timur."""
    return name if site.default else f"{name}__{site.key}"
