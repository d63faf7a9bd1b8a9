"""A rule against what was seen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spse_monev.analysis.rules.model import Condition, Rule
from spse_monev.analysis.rules.signals import judge
from spse_monev.analysis.rules.signals.outcome import Outcome, Truth, negated
from spse_monev.findings import Evidence, Judgement, JudgementState
from spse_monev.observations import Observations


def evaluate(rule: Rule, seen: Observations) -> tuple[Judgement, ...]:
    """One judgement for each subject that fired or is undecided; else one that says it did not, or cannot be judged."""
    outcomes = judge(rule.signal, seen)
    met = [outcome for outcome in outcomes if outcome.truth is Truth.MET]
    if not met:
        [outcome] = outcomes
        state = JudgementState.CANNOT_JUDGE if outcome.truth is Truth.UNKNOWN else JudgementState.NOT_FIRED
        return (Judgement(rule.id, "", state, missing=outcome.missing),)
    conditions = [_Judged(condition, judge(condition.signal, seen)) for condition in rule.conditions]
    judgements = [_judgement(rule, outcome, conditions) for outcome in met]
    told = tuple(each for each in judgements if each.state is not JudgementState.NOT_FIRED)
    return told or tuple(judgements[:1])


@dataclass(frozen=True, slots=True)
class _Judged:
    """A condition with what its signal came to."""

    condition: Condition
    outcomes: list[Outcome]

    def of(self, judged: Outcome) -> Outcome:
        """What it says of a judged subject: of that very one where it tells subjects apart, else of all."""
        met = [each for each in self.outcomes if each.truth is Truth.MET]
        if self.condition.named_in is not None:
            text = str(judged.figures.get(self.condition.named_in, ""))
            own = [each for each in met if _names(text, each.subject)]
        elif not judged.subject:
            # Nothing to tell apart: whatever it was met for counts.
            own = met
        else:
            own = [each for each in met if each.subject == judged.subject] or [each for each in met if not each.subject]
        if own:
            outcome = own[0]
        elif met:
            # Seen for other subjects only.
            outcome = Outcome(Truth.NOT_MET)
        else:
            outcome = self.outcomes[0]
        return negated(outcome) if self.condition.absent else outcome


def _names(text: str, subject: str) -> bool:
    """Whether a text names a table ('schema.table') by its own name."""
    return re.search(rf"(?i)\b{re.escape(subject.rpartition('.')[2])}\b", text) is not None


def _judgement(rule: Rule, outcome: Outcome, conditions: list[_Judged]) -> Judgement:
    evidence: list[Evidence] = list(outcome.evidence)
    missing = list(outcome.missing)
    figures = dict(outcome.figures)
    state = JudgementState.FIRED
    for judged in conditions:
        found = judged.of(outcome)
        if found.truth is Truth.NOT_MET:
            return Judgement(rule.id, outcome.subject, JudgementState.NOT_FIRED, missing=tuple(missing))
        if found.truth is Truth.UNKNOWN:
            state = JudgementState.UNDECIDED
            missing.append(f"{judged.condition.meaning}: belum dapat dipastikan ({'; '.join(found.missing)})")
            continue
        if not judged.condition.absent:
            evidence.extend(found.evidence)
            figures = {**found.figures, **figures}
    return Judgement(
        rule.id,
        outcome.subject,
        state,
        tuple(evidence),
        tuple(dict.fromkeys(missing)),
        tuple(sorted(figures.items())),
    )
