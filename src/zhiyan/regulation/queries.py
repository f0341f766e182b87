"""What the surfaces ask of the rules: the checks' findings, answers to them, the unit's decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.findings import Finding
from zhiyan.regulation.checking import CheckResult, check_cycle
from zhiyan.regulation.keeping import last_check
from zhiyan.regulation.models import FindingAnswer, UnitRule

__all__ = ["CheckResult", "answers_of", "answers_under", "check_cycle", "decisions", "last_check"]


def answers_of(cycle: Cycle, findings: Iterable[Finding]) -> dict[str, list[FindingAnswer]]:
    """Finding key → what the persons concerned said to it, the oldest first."""
    found: dict[str, list[FindingAnswer]] = defaultdict(list)
    for answer in FindingAnswer.objects.filter(cycle=cycle, key__in={finding.key for finding in findings}):
        found[answer.key].append(answer)
    return dict(found)


def answers_under(cycle: Cycle, key: str) -> list[FindingAnswer]:
    """All answers under a finding's key, also where the finding has gone."""
    return list(FindingAnswer.objects.filter(cycle=cycle, key=key))


def decisions(cycle: Cycle, rule: str = "") -> list[UnitRule]:
    """The unit's own decisions of the year about rules, the newest first; of one rule where asked."""
    found = UnitRule.objects.filter(cycle=cycle).order_by("-no")
    return list(found.filter(rule=rule) if rule else found)
