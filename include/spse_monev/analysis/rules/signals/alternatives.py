"""Several signals of which one is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spse_monev.analysis.rules.signals.outcome import Outcome, Truth


def combine(alternatives: Sequence[list[Outcome]]) -> Iterator[Outcome]:
    """What was met by any; unknown where none was met and one could not be looked at."""
    outcomes = [outcome for alternative in alternatives for outcome in alternative]
    found: dict[str, Outcome] = {}
    for outcome in outcomes:
        if outcome.truth is Truth.MET:
            found.setdefault(outcome.subject, outcome)
    if found:
        yield from found.values()
        return
    is_unknown = any(outcome.truth is Truth.UNKNOWN for outcome in outcomes)
    missing = tuple(dict.fromkeys(text for outcome in outcomes for text in outcome.missing))
    yield Outcome(Truth.UNKNOWN if is_unknown else Truth.NOT_MET, missing=missing)
