"""The invented offices that teach the metric: well formed, and strangers to what is measured."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from benchmarks.consolidation import sets
from zhiyan.consolidation.engine.aspects import FIVE
from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.learning import HERE
from zhiyan.consolidation.engine.offices import Opinion, offices, parsed
from zhiyan.consolidation.engine.text import normalise

ROLES = {None, "team", "secretary", "director", "deputy", "discipline"}


def test_a_block_gives_its_name_and_aspect_to_its_opinions():
    found = parsed("## meals | P3 | 食堂\n饭凉\n@director 局长：菜贵\n\n## praise-door | P3 | 门卫\n门卫真好\n")
    assert found == [
        Opinion("饭凉", "meals", "P3", None),
        Opinion("局长：菜贵", "meals", "P3", "director"),
        Opinion("门卫真好", "praise-door", "P3", None),
    ]
    assert [one.praise for one in found] == [False, False, True]


def test_an_opinion_before_the_first_block_is_refused_with_its_line():
    with pytest.raises(ValueError, match="line 2"):
        parsed("\n饭凉\n")


@pytest.mark.parametrize("name", offices())
def test_every_office_has_issues_with_several_voices_under_all_five_aspects(name: str):
    said = offices()[name]
    assert {one.aspect for one in said} == set(FIVE)
    assert {one.target for one in said} <= ROLES
    assert sum(count > 1 for count in Counter(one.issue for one in said).values()) >= 40
    assert any(one.praise for one in said)


def test_no_opinion_is_said_twice_in_one_office():
    for said in offices().values():
        assert len({one.text for one in said}) == len(said)


def test_what_is_measured_was_not_taught():
    case = sets.case()
    assert case is not None
    measured = [sets.labelled("tune"), sets.labelled("report"), case, *sets.strange()]
    texts = {normalise(text) for one in measured for text in one.texts.values() if len(text) > 10}
    taught = {normalise(one.text) for said in offices().values() for one in said}
    usual = {normalise(phrase) for one in catalogue() for phrase in one.phrases}
    for name in ("aspects", "praise"):
        held = tomllib.loads((HERE / f"training/{name}.toml").read_text(encoding="utf-8"))
        taught |= {normalise(text) for said in held.values() for text in said}
    assert texts & (taught | usual) == set()
