"""What was planted against what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter

from spse_monev.analysis.rules.findings import Analysis, find
from spse_monev.analysis.rules.model import Rule
from spse_monev.demo.simulation.months import Planted, SimulatedMonth
from spse_monev.demo.simulation.scene import HELPDESK, Scene
from spse_monev.findings import ChangeClass, Finding, JudgementState
from spse_monev.settings import Priorities


class Verdict(StrEnum):
    """How a plant fared."""

    RIGHT = "benar"  # found, and of the right class
    CAUTIOUS = "perlu_telaah"  # found, without a class, because a source that decides it was not read
    WRONG_CLASS = "kelas_salah"
    DOUBTED = "disebut_tak_terbaca"  # not found, not fully read, and the judgement says what was not read
    MISSED = "terlewat"


_GOOD = (Verdict.RIGHT, Verdict.CAUTIOUS, Verdict.DOUBTED)


@dataclass(frozen=True, slots=True)
class Told:
    """A plant of a month, how it fared, and what stood in its place where it did not fare well."""

    month: str
    planted: Planted
    is_seen: bool  # a source that shows it was read on all its days
    verdict: Verdict
    others: tuple[str, ...]  # rules that spoke in that month


@dataclass
class Score:
    """The outcome of many months."""

    told: list[Told] = field(default_factory=list)
    finding_count: int = 0  # above watch
    unplanted: Counter[str] = field(default_factory=Counter)  # rule: findings above watch that no plant explains
    unplanted_watch: Counter[str] = field(default_factory=Counter)
    healthy_count: int = 0
    healthy_findings: list[str] = field(default_factory=list)  # above watch
    # Of these months, what a person is asked to look at because a source was not read.
    healthy_doubts: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of `find`, a month each

    @property
    def recall(self) -> float:
        """Of the plants that could be seen, the share that was found."""
        seen = [each for each in self.told if each.is_seen]
        return _share(sum(each.verdict not in (Verdict.MISSED, Verdict.DOUBTED) for each in seen), len(seen))

    @property
    def precision(self) -> float:
        """Of the findings above watch, the share that a plant explains."""
        return _share(self.finding_count - self.unplanted.total(), self.finding_count)

    @property
    def right_class(self) -> float:
        """Of the plants that were found, the share with the right class (or rightly none yet)."""
        found = [each for each in self.told if each.verdict not in (Verdict.MISSED, Verdict.DOUBTED)]
        return _share(sum(each.verdict is not Verdict.WRONG_CLASS for each in found), len(found))

    @property
    def unseen_right(self) -> float:
        """Of the plants that could not be fully seen, the share that was found rightly or told as not read."""
        unseen = [each for each in self.told if not each.is_seen]
        return _share(sum(each.verdict in _GOOD for each in unseen), len(unseen))

    def by_kind(self) -> dict[str, list[Told]]:
        """What became of each kind of plant."""
        kinds: dict[str, list[Told]] = defaultdict(list)
        for each in self.told:
            kinds[each.planted.plant.kind].append(each)
        return dict(sorted(kinds.items()))


def score(months: Iterable[SimulatedMonth], healthy: Iterable[SimulatedMonth], rules: Sequence[Rule]) -> Score:
    """Let the rules judge all months. They are given observations and nothing of the key."""
    found = Score()
    for month in months:
        analysis = _find(month.scene, rules, found)
        told = [
            Told(
                str(month.scene.month), planted, _is_seen(planted, month.scene),
                _verdict(planted, month.scene, analysis),
                tuple(dict.fromkeys(finding.rule_id for finding in analysis.findings)),
            )
            for planted in month.planted
        ]  # fmt: skip
        found.told += told
        explained = {rule for each in month.planted for rule in (*each.plant.rules, *each.plant.also)}
        for finding in analysis.findings:
            if _is_above_watch(finding):
                found.finding_count += 1
                found.unplanted[finding.rule_id] += finding.rule_id not in explained
            else:
                found.unplanted_watch[finding.rule_id] += finding.rule_id not in explained
    found.unplanted = +found.unplanted
    found.unplanted_watch = +found.unplanted_watch
    for month in healthy:
        found.healthy_count += 1
        for finding in _find(month.scene, rules, found).findings:
            if _is_above_watch(finding):
                is_doubt = (
                    finding.change_class is ChangeClass.REVIEW and finding.doubts and not _is_all_read(month.scene)
                )
                kept = found.healthy_doubts if is_doubt else found.healthy_findings
                kept.append(f"{month.scene.month} {finding.rule_id}: {finding.title}")
    return found


def _find(scene: Scene, rules: Sequence[Rule], found: Score) -> Analysis:
    seen = scene.observations()
    begun = perf_counter()
    analysis = find(seen, rules, Priorities())
    found.seconds.append(perf_counter() - begun)
    return analysis


def _is_above_watch(finding: Finding) -> bool:
    return finding.change_class is not ChangeClass.NONE


def _is_all_read(scene: Scene) -> bool:
    return not scene.absent and not scene.unread


def _was_read(source: str, planted: Planted, scene: Scene) -> bool:
    if source == HELPDESK:
        return HELPDESK not in scene.absent
    return all(scene.was_read(day, source) for day in planted.days)


def _is_seen(planted: Planted, scene: Scene) -> bool:
    return any(_was_read(source, planted, scene) for source in planted.plant.told_by)


def _verdict(planted: Planted, scene: Scene, analysis: Analysis) -> Verdict:
    plant = planted.plant
    classes = {finding.change_class for finding in analysis.findings if finding.rule_id in plant.rules}
    if plant.change_class in classes:
        return Verdict.RIGHT
    if ChangeClass.REVIEW in classes and not all(
        any(scene.was_read(day, source) for day in scene.days) for source in plant.decided_by
    ):
        return Verdict.CAUTIOUS
    if classes:
        return Verdict.WRONG_CLASS
    judged = [each for each in analysis.judgements if each.rule_id in plant.rules]
    sources = (*plant.told_by, *plant.decided_by)
    cannot = any(each.state is JudgementState.CANNOT_JUDGE for each in judged)
    if cannot and not all(_was_read(source, planted, scene) for source in sources):
        return Verdict.DOUBTED
    is_doubted = any(each.missing for each in judged) and not _is_seen(planted, scene)
    return Verdict.DOUBTED if is_doubted else Verdict.MISSED


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
