"""From judgements to findings: class, priority and the change in concrete words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spse_monev.analysis.priority import priority_of
from spse_monev.analysis.rules.evaluate import evaluate
from spse_monev.analysis.rules.model import Rule
from spse_monev.analysis.rules.recommend import RECOMMENDATIONS
from spse_monev.figures import shown
from spse_monev.findings import Actor, ChangeClass, Finding, Judgement, JudgementState
from spse_monev.observations import Observations
from spse_monev.period import Day
from spse_monev.settings import Priorities
from spse_monev.text import fingerprint

_TOLD = (JudgementState.FIRED, JudgementState.UNDECIDED)
_UNDECIDED = (
    "Kelas belum dapat ditetapkan, sehingga tidak dianggap minor: tanda-tandanya terlihat, tetapi sebagian fakta yang "
    "menentukan belum tersedia. Pengelola Perubahan perlu menelaahnya."
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """All findings, and what each rule came to, also where it came to nothing."""

    findings: tuple[Finding, ...]
    judgements: tuple[Judgement, ...]


def find(seen: Observations, rules: Sequence[Rule], priorities: Priorities) -> Analysis:
    """Apply the rules of the period's grain; findings come with the most pressing first."""
    grain = "day" if isinstance(seen.period, Day) else "month"
    judged = {rule.id: evaluate(rule, seen) for rule in rules if grain in rule.grain}
    findings = [
        _finding(rule, judgement, seen, priorities)
        for rule in rules
        for judgement in judged.get(rule.id, ())
        if judgement.state in _TOLD and not _is_told_by_another(rule, judgement, judged)
    ]
    order = {"tinggi": 0, "menengah": 1, "rendah": 2}
    findings.sort(key=lambda each: (order[each.priority], each.rule_id, each.subject))
    return Analysis(tuple(findings), tuple(each for rule in rules for each in judged.get(rule.id, ())))


def _is_told_by_another(rule: Rule, judgement: Judgement, judged: dict[str, tuple[Judgement, ...]]) -> bool:
    """Whether a rule that knows more has spoken, for the same subject where both tell subjects apart.

    Of several that cannot be decided, one finding is enough.
    """
    stronger = (JudgementState.FIRED, judgement.state)
    return any(
        other.state in stronger and (other.subject == judgement.subject or not other.subject)
        for rule_id in rule.unless
        for other in judged.get(rule_id, ())
    )


def _finding(rule: Rule, judgement: Judgement, seen: Observations, priorities: Priorities) -> Finding:
    figures = dict(judgement.figures) | {"subject": judgement.subject}
    doubts = list(judgement.missing)
    if rule.change.compute is not None:
        computed = RECOMMENDATIONS[rule.change.compute](seen, figures)
        figures |= computed.figures
        doubts += computed.missing
    is_decided = judgement.state is JudgementState.FIRED
    texts = {name: _filled(getattr(rule.change, name), figures) for name in ("what", "how", "test", "undo")}
    return Finding(
        finding_id=fingerprint(seen.site, seen.period.grain, str(seen.period), rule.id, judgement.subject),
        rule_id=rule.id,
        subject=judgement.subject,
        title=_filled(rule.title, figures),
        change_class=rule.change_class if is_decided else ChangeClass.REVIEW,
        class_reason=rule.basis if is_decided else _UNDECIDED,
        change=texts["what"],
        how=texts["how"],
        test=texts["test"],
        undo=texts["undo"],
        actor=rule.actor if is_decided else Actor.CHANGE_MANAGER,
        urgency=rule.urgency,
        impact=rule.impact,
        priority=priority_of(rule.urgency, rule.impact, priorities),
        evidence=judgement.evidence,
        doubts=tuple(dict.fromkeys(doubts)),
    )


class _Figures(dict[str, str]):
    """What a text may name; a figure that is not known says so instead of stopping the text."""

    def __missing__(self, key: str) -> str:
        return "(belum dapat dihitung)"


def _filled(text: str, figures: dict[str, float | str]) -> str:
    return text.format_map(_Figures({name: shown(value) for name, value in figures.items()}))
