"""What people write and no one foresees has a defined result, and never stops a run."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine import Consolidator, Proposal

ENCODER = Hashing()
"""One for all tests: what is learned of the catalogue for it is learned once."""
PLAIN = {"p1": "食堂的饭菜太贵了，建议降价。", "p2": "报销要签六个字，太慢了。", "p3": "书记应当每年讲一次党课。"}
ODD = {
    "empty": "",
    "spaces": " \u3000\n\t",
    "one sign": "餐",
    "one mark": "。",
    "20,000 signs": "食堂的饭菜太贵了，" * 2223,
    "20,000 signs of one": "贵" * 20_000,
    "emoji": "🍚👎🏽👨‍👩‍👧‍👦❤️",
    "english": "The canteen is far too expensive, please lower the prices.",
    "mixed script": "食堂 WiFi 太慢 ２００％ кухня カフェ",
    "control": "食堂\x00\x07\x1b[31m的饭\u202e菜\u200b太贵",
    "control alone": "\x00\x01\x02",
    "markup": "<script>alert(1)</script><b>食堂</b>&amp;{{ 7*7 }}{% if %}",
    "numbers": "1234567890" * 5,
    "list": "1. \n2. \n3. ",
    "marks": "，。；！？" * 400,
}


def consolidated(texts: dict[str, str]) -> Consolidator:
    return Consolidator(texts, encoder=ENCODER)


def by_id(found: list[Proposal]) -> dict[str, list[Proposal]]:
    """Proposals by opinion."""
    parts: dict[str, list[Proposal]] = {}
    for one in found:
        parts.setdefault(one.id, []).append(one)
    return parts


def test_nothing_gives_no_groups_proposals_or_questions():
    engine = consolidated({})
    assert (engine.groups(), engine.proposals(), engine.questions(5)) == ([], [], [])


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_text_alone_is_one_group_and_its_parts_lie_in_it(kind):
    engine = consolidated({kind: ODD[kind]})
    assert engine.groups() == [[kind]]
    for one in engine.proposals():
        assert one.id == kind
        assert 0 <= one.start <= one.end <= len(ODD[kind])
        assert len(one.title) <= 60
        assert 0 <= one.confidence <= 1


@pytest.fixture(scope="module")
def among() -> Consolidator:
    """Every odd text among plain ones."""
    return consolidated(PLAIN | ODD)


def test_among_others_every_odd_text_stands_in_exactly_one_group(among):
    ids = [key for group in among.groups() for key in group]
    assert sorted(ids) == sorted(PLAIN | ODD)


def test_every_odd_text_is_proposed_and_its_parts_do_not_overlap(among):
    found = by_id(among.proposals())
    assert set(found) == set(PLAIN | ODD)
    for parts in found.values():
        parts.sort(key=lambda one: one.start)
        assert all(left.end <= right.start for left, right in pairwise(parts))


def test_an_empty_text_has_an_empty_part_no_flags_and_no_target(among):
    for kind in ("empty", "spaces"):
        parts = by_id(among.proposals())[kind]
        assert [(one.flags, one.target) for one in parts] == [((), None)]


def test_a_text_without_words_is_never_put_with_one_that_has_some(among):
    wordless = {"empty", "spaces", "one mark", "control alone", "marks"}
    for group in among.groups():
        assert set(group) <= wordless or not set(group) & wordless


def test_the_same_text_ten_thousand_times_is_one_group_and_is_read_once():
    encoder = Hashing()
    engine = Consolidator({f"n{n}": PLAIN["p1"] for n in range(10_000)} | {"x": PLAIN["p2"]}, encoder=encoder)
    groups = engine.groups()
    assert [len(group) for group in groups] == [10_000, 1]
    own = Hashing()
    Consolidator({"a": PLAIN["p1"], "x": PLAIN["p2"]}, encoder=own).groups()
    assert encoder.asked == own.asked


def test_copies_that_differ_in_invisible_signs_and_width_are_one_group():
    engine = consolidated({"a": "食堂的饭菜太贵了！", "b": "食堂的饭菜\u200b太贵了!", "c": "食堂的飯菜太貴了！"})
    assert len(engine.groups()) == 1


def test_the_order_of_the_input_plays_no_part():
    texts = PLAIN | ODD | {f"n{n}": f"第{n}研究室的会议太多，材料重复报。" for n in range(30)}
    keys = list(texts)
    random.Random(7).shuffle(keys)
    first, second = consolidated(texts), consolidated({key: texts[key] for key in keys})
    assert first.groups() == second.groups()
    assert first.proposals() == second.proposals()


def test_an_answer_about_odd_texts_is_kept_to():
    engine = consolidated(PLAIN | ODD)
    engine.answer("empty", "emoji", True)
    engine.answer("p1", "20,000 signs", False)
    where = {key: number for number, group in enumerate(engine.groups()) for key in group}
    assert where["empty"] == where["emoji"]
    assert where["p1"] != where["20,000 signs"]
