"""Rules are data: every check has its rule, every rule is held in some way, and the packs that come along are sound."""

from __future__ import annotations

import importlib
import re

import pytest

from zhiyan.regulation.checking import STAGES, checks, stage_checks
from zhiyan.regulation.reading import BASE, names, of_year, shipped

RULES = {rule.id: rule for rule in shipped(BASE).rules}
BASES = [name for name in names() if not shipped(name).over]


@pytest.mark.parametrize("name", BASES)
def test_every_rule_has_words_source_remedy_and_how_sure_it_is(name):
    for rule in shipped(name).rules:
        assert re.fullmatch(r"[A-Z]\d\d", rule.id)
        assert all((rule.text, rule.article, rule.remedy)), rule.id
        assert rule.stage in STAGES
        assert rule.confidence in {"高", "中", "低"}, rule.id


def test_a_rule_stands_in_one_base_pack_only():
    ids = [rule.id for name in BASES for rule in shipped(name).rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("year", range(2016, 2026))
def test_every_year_of_the_regulation_has_its_notice_pack(year):
    pack = of_year(str(year))
    assert pack is not None
    assert (pack.year, pack.over) == (year, BASE)
    assert pack.confidence in {"高", "中", "低"}


def test_a_year_without_a_notice_pack_stands_on_the_regulation_alone():
    assert of_year("2015") is None


def test_every_rule_of_the_regulation_is_there():
    assert {f"R{n:02}" for n in range(1, 56)} <= set(RULES)


def test_every_check_has_a_rule():
    assert set(checks()) - set(RULES) == set()


def test_every_rule_is_looked_for_or_cannot_be_broken():
    assert {rule.id for rule in RULES.values() if rule.mode != "constraint"} - set(checks()) == set()


def test_a_rule_is_looked_for_in_its_own_stage():
    for rule in RULES.values():
        looked_for = {stage for stage, _check in checks().get(rule.id, ())}
        assert rule.stage in looked_for or rule.mode == "constraint", rule.id


def test_no_rule_that_cannot_be_broken_or_is_the_regulations_own_floor_is_passed_with_a_reason():
    for rule in RULES.values():
        assert not rule.override or (rule.mode == "gate" and rule.id not in {"R12", "R32"}), rule.id


@pytest.mark.parametrize("stage", STAGES)
def test_checks_are_named_after_their_rule_and_say_what_they_look_at(stage):
    module = importlib.import_module(f"zhiyan.{stage}.checks")
    for name, check in stage_checks(stage):
        assert re.fullmatch(r"[a-z]\d\d_[a-z_]+", name)
        assert check.__doc__, name
    assert not [name for name in vars(module) if re.fullmatch(r"[A-Z]\d\d.*", name)]
