"""What is asked, and what an answer does (with a stand-in encoder: two texts are alike that share signs)."""

from __future__ import annotations

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine import Consolidator
from zhiyan.consolidation.engine.catalogue import catalogue

TEXTS = {
    "a": "食堂中午排队太久，建议多开窗口",
    "b": "食堂打饭窗口太少，中午排队半小时",
    "c": "报销签字太多，一张票跑五个科室",
    "d": "报销流程繁琐，签字环节太多",
    "e": "班车早上发得太晚",
}


def made() -> Consolidator:
    return Consolidator(TEXTS, encoder=Hashing())


def test_an_answer_that_two_are_the_same_puts_them_together_whatever_the_scores_say():
    found = made()
    found.answer("a", "e", True)
    assert any({"a", "e"} <= set(group) for group in found.groups())


def test_an_answer_that_two_differ_keeps_them_apart():
    found = made()
    found.answer("a", "b", False)
    assert not any({"a", "b"} <= set(group) for group in found.groups())


def test_the_last_answer_about_a_pair_counts():
    found = made()
    found.answer("a", "e", True)
    found.answer("e", "a", False)
    assert not any({"a", "e"} <= set(group) for group in found.groups())


def test_a_pair_that_was_answered_is_not_asked_again():
    found, asked = made(), set()
    while pairs := found.questions(1):
        assert frozenset(pairs[0]) not in asked
        asked.add(frozenset(pairs[0]))
        found.answer(*pairs[0], same=False)
    assert len(asked) > 1


def test_what_two_texts_have_in_common_is_told_with_the_usual_issue_that_both_are_near():
    found = Consolidator(TEXTS | {"b": "食堂中午排队太久了，窗口太少"}, encoder=Hashing())
    near, far = found.why("a", "b"), found.why("a", "e")
    assert near.score > 0.5 > far.score
    assert near == found.why("b", "a")
    assert near.usual in {one.title for one in catalogue() if "食堂" in one.title}
    assert far.usual == ""


def test_the_order_of_the_texts_changes_neither_groups_nor_questions():
    other = Consolidator(dict(reversed(TEXTS.items())), encoder=Hashing())
    assert made().groups() == other.groups()
    assert made().questions(5) == other.questions(5) != []
