"""One line of `spse doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from spse_monev.facts import CheckState


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what was seen or how to mend it."""

    what: str
    state: CheckState
    text: str
