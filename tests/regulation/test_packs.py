"""Rules are data: every check has its rule, every rule its check, and later packs lie on top."""

from __future__ import annotations

import importlib
import re
import tomllib

import pytest

from zhiyan.kernel.findings import Severity
from zhiyan.regulation.queries import STAGES, checks, stage_checks
from zhiyan.regulation.rulebook import PACKS, Rule, overlay, pack

NAMES = [path.stem for path in PACKS.glob("*.toml")]
RULES = {rule.id: rule for rule in pack("regulation")}
# Issue "the whole cycle": what `zhiyan check` runs at least.
WANTED = {"R02", "R04", "R12", "R16", "R17", "R18", "R22", "R28", "R32", "R36", "R37", "R38", "R43", "R47", "R50"}


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_loads_with_words_source_and_kind_for_every_rule(name):
    for rule in pack(name):
        assert re.fullmatch(r"[RA]\d\d", rule.id)
        assert rule.title
        assert rule.text
        assert rule.source
        assert rule.stage in STAGES
        assert rule.kind in Severity
        assert rule.mode in {"constraint", "gate", "finding"}


def test_a_rule_stands_in_one_pack_only():
    ids = [rule.id for name in NAMES for rule in pack(name)]
    assert len(ids) == len(set(ids))


def test_a_pack_that_names_a_rule_twice_does_not_load():
    text = (PACKS / "regulation.toml").read_text(encoding="utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text + text[text.index("[rules.R02]") :])


def test_every_check_has_a_rule():
    assert set(checks()) - set(RULES) == set()


def test_every_rule_has_a_check():
    assert set(RULES) - set(checks()) == set()


def test_a_rule_is_looked_for_in_its_own_stage():
    for rule in RULES.values():
        assert rule.stage in {stage for stage, _check in checks()[rule.id]}, rule.id


def test_the_rules_that_the_first_release_promises_are_there():
    assert set(RULES) & set(checks()) >= WANTED


@pytest.mark.parametrize("stage", STAGES)
def test_checks_are_named_after_their_rule_and_say_what_they_look_at(stage):
    module = importlib.import_module(f"zhiyan.{stage}.checks")
    for name, check in stage_checks(stage):
        assert re.fullmatch(r"[ra]\d\d_[a-z_]+", name)
        assert check.__doc__, name
    assert not [name for name in vars(module) if re.fullmatch(r"[RA]\d\d.*", name)]


RULE = Rule("R07", "cycle", "学习", Severity.ADVICE, "规定", parameters={"sessions": 1, "hours": 4})


def test_a_later_pack_changes_kind_and_parameters_and_is_named_as_a_source():
    (found,) = overlay([RULE], {"R07": {"kind": "必须", "parameters": {"sessions": 2}}}, "通知")
    assert found.kind is Severity.MUST
    assert found.parameters == {"sessions": 2, "hours": 4}
    assert found.source == "规定；通知"


def test_a_rule_that_no_later_pack_names_stays_as_it_is():
    assert overlay([RULE], {"R08": {"kind": "必须"}}, "通知") == [RULE]


def test_laying_a_pack_on_top_does_not_change_the_pack_below():
    overlay([RULE], {"R07": {"parameters": {"sessions": 9}}}, "通知")
    assert RULE.parameters == {"sessions": 1, "hours": 4}


def test_a_rule_as_data_has_the_keys_that_the_command_line_promises():
    assert RULE.as_dict().keys() == {"id", "mode", "kind", "source", "parameters"}
