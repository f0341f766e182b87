"""The rules against formalism over plain facts: a year that satisfies them, and what breaks each."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.formalism.cases import BROKEN, QUIET
from tests.formalism.year import CHECKS, YEAR, after, changed, like, look, plain
from tests.regulation.rules.changing import Case
from tests.regulation.rules.pack import parameters
from zhiyan.rectification.checks import r48_measures_can_be_verified

EXPECTED = tomllib.loads((Path(__file__).parent / "findings.toml").read_text(encoding="utf-8"))


def test_a_year_of_own_words_has_no_finding():
    assert look(YEAR) == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_what_breaks_a_rule_is_found_by_it_alone_word_for_word(case: Case):
    found = after(case)
    assert {one.rule for one in found} == {case.rule}
    assert [plain(one) for one in found] == EXPECTED[case.name]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_finding_has_a_key_of_its_own_and_its_places_lie_in_their_texts(case: Case):
    found = after(case)
    assert len({one.key for one in found}) == len(found)
    for place in (place for one in found for place in one.passages):
        assert 0 <= place.start <= place.end <= len(place.text)


@pytest.mark.parametrize("case", QUIET, ids=lambda case: case.name)
def test_what_a_rule_allows_is_no_finding(case: Case):
    assert after(case) == []


def test_every_expected_finding_has_its_case():
    assert set(EXPECTED) == {case.name for case in BROKEN}
    assert len({case.name for case in [*BROKEN, *QUIET]}) == len([*BROKEN, *QUIET])


def test_texts_that_are_alike_stand_side_by_side_and_each_writer_may_answer():
    found = look(changed("statements", "alike", to=[like("a", "b")]))
    assert [one.member for one in found] == ["p1", "p2"]
    assert [place.label for place in found[0].passages] == ["a", "b"]
    assert [place.label for place in found[1].passages] == ["b", "a"]
    assert [place.link.id for place in found[0].passages if place.link] == ["a", "b"]


@pytest.mark.parametrize(
    ("stage", "name", "pair", "check", "parameter"),
    [
        ("statements", "alike", like("a", "b", 0.3), "R29", 40),
        ("meeting", "repeated", like("c", "d", 0.5), "R40", 60),
        ("rectification", "returning", like("q1", "q-last", 0.7), "R53", 80),
    ],
)
def test_a_higher_threshold_of_the_unit_lets_a_pair_pass(stage: str, name: str, pair: Any, check: str, parameter: int):
    year = changed(stage, name, to=[pair])
    look_for = CHECKS[check][1]
    assert look_for(year[stage], parameters(check))
    assert look_for(year[stage], {**parameters(check), "least": parameter}) == []


def test_a_word_of_the_units_own_makes_a_measure_vague():
    year = changed("rectification", "measures", 0, "text", to="赋能跃升，擦亮招牌")
    given = {**parameters("R48"), "words": ["赋能", "跃升", "擦亮", "招牌"]}
    assert r48_measures_can_be_verified(year["rectification"], parameters("R48")) == []
    assert [one.subject for one in r48_measures_can_be_verified(year["rectification"], given)] == ["m1"]
