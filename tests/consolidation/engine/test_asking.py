"""What answers settle, what they teach, and that none of it hangs on the order of things."""

from __future__ import annotations

import random

import pytest

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine import Consolidator, asking

THINGS = ["食堂", "班车", "报销", "宿舍", "空调", "会议", "体检", "停车"]
FAULTS = ["排队太久", "来得太晚", "手续繁琐", "价格太贵", "没有人管", "坏了没人修"]
TEXTS = {f"{thing}{n}": f"{thing}{fault}" for thing in THINGS for n, fault in enumerate(FAULTS)}


def of_random_answers(seed: int, count: int) -> list[tuple[str, str, bool]]:
    """Pairs with an answer by their thing: none contradicts another."""
    draw = random.Random(seed)
    pairs = [draw.sample(sorted(TEXTS), 2) for _n in range(count)]
    return [(a, b, a[:2] == b[:2]) for a, b in pairs]


def after(answers: list[tuple[str, str, bool]]) -> Consolidator:
    found = Consolidator(TEXTS, encoder=Hashing())
    for a, b, same in answers:
        found.answer(a, b, same)
    return found


def test_answers_that_agree_are_all_settled():
    same, apart = asking.settled({(1, 2): True, (2, 3): True, (3, 4): False})
    assert (same, apart) == ([(1, 2), (2, 3)], [(3, 4)])


def test_the_later_of_two_contradicting_answers_holds():
    assert asking.settled({(1, 2): True, (2, 3): True, (1, 3): False}) == ([(2, 3)], [(1, 3)])
    assert asking.settled({(1, 3): False, (1, 2): True, (2, 3): True}) == ([(1, 2), (2, 3)], [])


@pytest.mark.parametrize("seed", range(5))
def test_every_answer_is_respected_however_many_there_are(seed: int):
    answers = of_random_answers(seed, 40)
    where = {key: number for number, group in enumerate(after(answers).groups()) for key in group}
    assert all((where[a] == where[b]) == same for a, b, same in answers)


def test_answers_in_another_order_give_the_same_groups_and_questions():
    answers = of_random_answers(7, 30)
    one, other = after(answers), after(answers[::-1])
    assert one.groups() == other.groups()
    assert one.questions(10) == other.questions(10) != []


def test_what_was_told_apart_is_never_asked_about():
    answers = of_random_answers(3, 30)
    found = after(answers)
    groups = {key: number for number, group in enumerate(found.groups()) for key in group}
    barred = {frozenset((groups[a], groups[b])) for a, b, same in answers if not same}
    asked = found.questions(100)
    assert asked
    assert not any(frozenset((groups[a], groups[b])) in barred for a, b in asked)


def test_as_many_questions_are_asked_as_wanted_and_the_best_first():
    found = after(of_random_answers(3, 30))
    assert found.questions(5) == found.questions(100)[:5]
    assert len(found.questions(5)) == 5
    assert found.questions(0) == []


def test_an_answer_moves_pairs_that_are_like_the_one_it_is_about():
    found = Consolidator(TEXTS, encoder=Hashing())
    read, row = found._read(), {part.id: number for number, part in enumerate(found._distinct)}
    pair = (min(row["食堂0"], row["班车0"]), max(row["食堂0"], row["班车0"]))

    def odds(answers: dict[asking.Pair, bool], a: str, b: str) -> float:
        rows = asking.taught(read, answers)
        return float((rows.joint[row[a]] * rows.sign) @ rows.joint[row[b]])

    for same, sign in ((True, 1), (False, -1)):
        assert sign * (odds({pair: same}, "食堂1", "班车1") - odds({}, "食堂1", "班车1")) > 0


def test_nothing_is_asked_about_one_opinion_or_none():
    assert Consolidator({"a": "食堂排队太久"}, encoder=Hashing()).questions(5) == []
    assert Consolidator({}, encoder=Hashing()).questions(5) == []
