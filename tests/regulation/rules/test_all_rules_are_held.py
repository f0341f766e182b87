"""Every rule of the regulation's pack is held: broken things are found, or what would break it is refused."""

from __future__ import annotations

import tomllib

import pytest

from tests.formalism import cases as texts
from tests.regulation.rules.pack import PACK, ROOT
from tests.regulation.rules.test_rules import BROKEN, EXPECTED, HERE

HELD = tomllib.loads((HERE / "refusals.toml").read_text(encoding="utf-8"))
SHOWN = {case.rule for case in [*BROKEN, *texts.BROKEN]}


def test_the_pack_holds_all_rules_of_the_regulation():
    assert {rule for rule in PACK if rule[0] == "R"} == {f"R{number:02}" for number in range(1, 56)}


def test_every_expected_finding_has_its_case():
    assert set(EXPECTED) == {case.name for case in BROKEN}


def test_every_rule_of_the_pack_is_shown_broken_or_refused():
    assert set(PACK) - SHOWN - set(HELD) == set()


def test_every_rule_that_cannot_be_broken_or_is_refused_names_the_test_that_shows_it():
    held = {rule for rule, row in PACK.items() if row.get("mode", "finding") != "finding"}
    assert held - set(HELD) == set()


@pytest.mark.parametrize("rule", HELD)
def test_the_test_that_shows_a_refusal_is_there(rule: str):
    for place in HELD[rule]["shown_by"]:
        file, name = place.split("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), place
