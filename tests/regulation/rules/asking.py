"""All cases one after another, stopping at the first difference: what the mutation run asks of each mutant."""

from __future__ import annotations

from tests.formalism import test_rules as texts
from tests.regulation.rules import facts
from tests.regulation.rules.changing import Case
from tests.regulation.rules.pack import PACK, parameters
from tests.regulation.rules.test_gates import GATES
from tests.regulation.rules.test_rules import BROKEN, EXPECTED, QUIET, checks, look, plain
from zhiyan.kernel.findings import Finding

CHECKS = checks()


def near(case: Case) -> list[Finding]:
    """What the case's own rule finds and those it implies, in the year that the case leaves."""
    year = facts.year()
    case.change(year)
    asked = {case.rule, *PACK[case.rule].get("implies", [])}
    return [
        finding
        for rule, stage, check in CHECKS
        if rule in asked
        for finding in check(year[stage], parameters(rule, **case.parameters.get(rule, {})))
    ]


def as_expected(first: str = "") -> bool:
    """Whether every case finds what it should; the cases of the rule `first` come first."""
    if look(facts.year()):
        return False
    for ask, changed, expected in GATES.values():
        if ask(**changed) != expected:
            return False
    return all(
        [plain(finding) for finding in near(case)] == EXPECTED.get(case.name, [])
        for case in sorted([*BROKEN, *QUIET], key=lambda case: case.rule != first)
    )


def texts_as_expected(first: str = "") -> bool:
    """The same of the rules against formalism, which look at texts and counts of their own."""
    return not texts.look(texts.YEAR) and all(
        [texts.plain(finding) for finding in texts.after(case)] == texts.EXPECTED.get(case.name, [])
        for case in sorted([*texts.BROKEN, *texts.QUIET], key=lambda case: case.rule != first)
    )
