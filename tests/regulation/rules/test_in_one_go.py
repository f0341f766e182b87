"""All cases in one test that stops at the first difference: what the mutation run asks of each mutant."""

from __future__ import annotations

from tests.regulation.rules import facts
from tests.regulation.rules.changing import Case
from tests.regulation.rules.pack import PACK, parameters
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


def test_every_case_finds_what_it_should_and_no_more():
    assert look(facts.year()) == []
    for case in BROKEN:
        assert [plain(finding) for finding in near(case)] == EXPECTED[case.name], case.name
    for case in QUIET:
        assert near(case) == [], case.name
