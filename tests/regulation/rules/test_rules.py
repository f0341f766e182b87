"""Every rule: a year that satisfies all of them, then one thing is broken and found, by this rule and those it implies.

What is found is held word for word to `findings.toml`. The checks are asked with plain data: no database is touched.
"""

from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.regulation.rules import facts, meeting, mending, preparing, talking_and_writing, telling
from tests.regulation.rules.changing import Case, Year
from tests.regulation.rules.pack import PACK, parameters
from zhiyan.kernel.findings import Finding

HERE = Path(__file__).parent
EXPECTED = tomllib.loads((HERE / "findings.toml").read_text(encoding="utf-8"))
PARTS = (preparing, talking_and_writing, meeting, mending, telling)
BROKEN = [case for part in PARTS for case in part.BROKEN]
QUIET = [case for part in PARTS for case in part.QUIET]


def checks() -> list[tuple[str, str, Any]]:
    """Rule, stage and function of every check over counted facts."""
    found = []
    for stage in facts.year():
        module = importlib.import_module(f"zhiyan.{stage}.checks")
        for name, check in vars(module).items():
            if re.match(r"[ra]\d\d_", name) and check.__module__ == module.__name__:
                found.append((name[:3].upper(), stage, check))
    return found


def look(year: Year, case: Case | None = None) -> list[Finding]:
    """All that all checks find in the year."""
    return [
        finding
        for rule, stage, check in checks()
        for finding in check(year[stage], parameters(rule, **(case.parameters.get(rule, {}) if case else {})))
    ]


def after(case: Case) -> list[Finding]:
    year = facts.year()
    case.change(year)
    return look(year, case)


def plain(finding: Finding) -> dict[str, Any]:
    links = [f"{link.kind} {link.id} {link.label}" for link in finding.links]
    told = {**finding.as_dict(), "links": links, "member": finding.member}
    return {key: value for key, value in told.items() if value and key not in ("severity", "source")}


def test_a_year_in_which_everything_was_done_has_no_finding():
    assert look(facts.year()) == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_breaking_one_thing_is_found_by_its_rule_and_those_it_implies_alone(case: Case):
    found = {finding.rule for finding in after(case)}
    assert case.rule in found
    assert found <= {case.rule, *PACK[case.rule].get("implies", [])}


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_finding_says_what_is_wrong_how_to_mend_it_until_when_and_by_which_records(case: Case):
    assert [plain(finding) for finding in after(case)] == EXPECTED[case.name]


@pytest.mark.parametrize("case", QUIET, ids=lambda case: case.name)
def test_what_a_rule_allows_or_whose_time_has_not_come_is_no_finding(case: Case):
    assert after(case) == []


def test_no_two_cases_have_one_name():
    assert [name for name, n in Counter(case.name for case in [*BROKEN, *QUIET]).items() if n > 1] == []
