"""Concrete figures for a change: from what to what, out of the server's own settings and the period's figures.

Each function gets the observations and the figures of the judgement and gives further figures, or says what it lacks.
Rules of thumb are those of PostgreSQL's manual and of pgtune; each names its source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from spse_monev.observations import Observations

Figures = Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Further figures for the texts of a change, and what was lacking to work them out."""

    figures: dict[str, float | str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


RECOMMENDATIONS: Mapping[str, Callable[[Observations, Figures], Recommendation]] = MappingProxyType({})
