"""The measures against values worked out by hand or known from their authors."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from benchmarks.consolidation.answers import Point, curve
from benchmarks.consolidation.metrics import (
    Score,
    adjusted_rand,
    among_first,
    b_cubed,
    flagged,
    grouping,
    same_target,
)
from benchmarks.consolidation.metrics import (
    pairwise as pair_score,
)
from benchmarks.consolidation.ours import Judged, not_reached
from benchmarks.consolidation.peers import exact, linked

GOLD = dict(zip("abcdef", "111223", strict=True))
FOUND = dict(zip("abcdef", "112233", strict=True))


def test_grouping_names_each_group_by_its_place():
    assert grouping([["a", "b"], ["c"]]) == {"a": 0, "b": 0, "c": 1}


def test_an_id_in_two_groups_is_refused():
    with pytest.raises(ValueError, match="two groups"):
        grouping([["a"], ["a"]])


@pytest.mark.parametrize("measure", [b_cubed, pair_score, adjusted_rand])
def test_groups_that_lack_an_id_are_refused(measure):
    with pytest.raises(ValueError, match="same ids"):
        measure({"a": 1}, {"a": 1, "b": 1})


def test_the_same_groups_under_other_names_are_perfect():
    renamed = {key: f"g{group}" for key, group in GOLD.items()}
    assert b_cubed(renamed, GOLD) == pair_score(renamed, GOLD) == Score(1.0, 1.0)
    assert adjusted_rand(renamed, GOLD) == 1.0


def test_b_cubed_when_worked_out_by_hand():
    # found {ab}{cd}{ef}, gold {abc}{de}{f}: precision (1+1+½·4)/6, recall (⅔+⅔+⅓+½+½+1)/6
    score = b_cubed(FOUND, GOLD)
    assert score.precision == pytest.approx(4 / 6)
    assert score.recall == pytest.approx((5 / 3 + 2) / 6)
    assert score.f1 == pytest.approx(2 * (4 / 6) * (11 / 18) / (4 / 6 + 11 / 18))


def test_pairwise_when_worked_out_by_hand():
    # three pairs together of which one (ab) belongs; four pairs belong (ab ac bc de)
    assert pair_score(FOUND, GOLD) == Score(1 / 3, 1 / 4)


def test_adjusted_rand_when_worked_out_by_hand():
    # right 1, together 3, belong 4, of 15: (1 - 0.8) / (3.5 - 0.8)
    assert adjusted_rand(FOUND, GOLD) == pytest.approx(0.2 / 2.7)


def test_adjusted_rand_of_the_example_is_known():
    # the example of scikit-learn's documentation: [0, 0, 1, 2] against [0, 0, 1, 1] is 0.57
    gold, found = dict(zip("abcd", "0011", strict=True)), dict(zip("abcd", "0012", strict=True))
    assert adjusted_rand(found, gold) == pytest.approx(0.5714, abs=1e-4)


def test_adjusted_rand_can_be_worse_than_chance():
    gold, found = dict(zip("abcd", "0011", strict=True)), dict(zip("abcd", "0101", strict=True))
    assert adjusted_rand(found, gold) == pytest.approx(-0.5)


def test_every_opinion_alone_has_full_precision_and_recall_by_issue_sizes():
    score = b_cubed(grouping([[key] for key in GOLD]), GOLD)
    assert score.precision == 1.0
    assert score.recall == pytest.approx(3 / 6)  # issues ÷ opinions


def test_all_in_one_group_has_full_recall():
    score = b_cubed(grouping([list(GOLD)]), GOLD)
    assert score.recall == 1.0
    assert score.precision == pytest.approx((9 + 4 + 1) / 36)


def test_nothing_to_group_is_perfect():
    assert b_cubed({}, {}).f1 == 1.0


def test_a_score_of_zeros_has_f1_zero():
    assert Score(0.0, 0.0).f1 == 0.0


def test_among_first_counts_the_gold_value_within_the_first_so_many():
    ranked = {"a": ("P1", "P2", "P3"), "b": ("P2", "P1", "P3")}
    gold = {"a": "P1", "b": "P1"}
    assert among_first(ranked, gold, 1) == 0.5
    assert among_first(ranked, gold, 2) == 1.0


@pytest.mark.parametrize(
    ("found", "gold", "same"),
    [
        (None, "team", True),
        ("team", None, True),
        (None, None, True),
        ("deputy", None, False),
        ("deputy", "team", False),
    ],
)
def test_nobody_named_is_the_team(found, gold, same):
    assert same_target(found, gold) is same


def test_flags_missed_and_false_are_told_apart():
    found = flagged({"a", "b"}, {"b", "c"})
    assert (found.missed, found.false, found.total) == (("c",), ("a",), 2)


def test_exact_puts_the_same_words_together_whatever_their_punctuation():
    assert exact({"a": "食堂贵。", "b": "食堂，贵", "c": "食堂远"}, 0) == [["a", "b"], ["c"]]


def test_linked_ids_stand_together_however_far_around():
    assert linked(dict.fromkeys("abcd", ""), [("a", "b"), ("c", "b")]) == [["a", "b", "c"], ["d"]]


class Obedient:
    """Asks every pair of neighbours once, and groups by the answers alone."""

    def __init__(self, ids: str) -> None:
        self.ids, self.open, self.same = ids, list(pairwise(ids)), []

    def groups(self) -> list[list[str]]:
        return linked(dict.fromkeys(self.ids, ""), self.same)

    def questions(self, n: int) -> list[tuple[str, str]]:
        put, self.open = self.open[:n], self.open[n:]
        return put

    def answer(self, a: str, b: str, same: bool) -> None:
        if same:
            self.same.append((a, b))


def test_a_curve_answers_from_the_gold_and_counts_how_often_it_was_the_same():
    found = curve(Obedient("abcdef"), GOLD, steps=(0, 2, 5), at_once=2)
    assert [(one.answers, one.same) for one in found] == [(0, 0), (2, 2), (5, 3)]
    assert found[-1].score.f1 == 1.0
    assert found[-1].share == pytest.approx(0.6)


def test_a_curve_ends_where_questions_run_out():
    found = curve(Obedient("abc"), {"a": "1", "b": "1", "c": "2"}, steps=(0, 50, 100))
    assert [one.answers for one in found] == [0, 2]


ENOUGH = Score(0.75, 0.5)
KEPT = Judged(0.7, 0.9, 1.0, flagged({"x", "y"}, {"z"}), flagged({"x"}, ()))
RISEN = [Point(0, 0, ENOUGH), Point(100, 40, Score(0.8, 0.51)), Point(300, 90, Score(0.8, 0.66))]


@pytest.mark.parametrize(
    ("groups", "found", "after", "short"),
    [
        (ENOUGH, KEPT, RISEN, []),
        (ENOUGH, KEPT, [], []),
        (Score(0.74, 0.6), KEPT, [], ["precision 0.740 of 0.75"]),
        (Score(0.9, 0.3), KEPT, [], ["F1 0.450 of 0.55"]),
        (ENOUGH, replace(KEPT, aspect=0.6, aspect_two=0.8), [], ["aspect first 0.600", "aspect among two 0.800"]),
        (ENOUGH, replace(KEPT, praise=flagged({"a", "b", "c"}, ())), [], ["praise 0 missed, 3 false"]),
        (ENOUGH, replace(KEPT, personal=flagged((), {"a"})), [], ["personal data 1 missed, 0 false"]),
        (ENOUGH, KEPT, RISEN[:1], ["F1 after 100 answers 0.600", "F1 after 300 answers 0.600"]),
        (ENOUGH, KEPT, RISEN[:2], ["F1 after 300 answers 0.623"]),
    ],
)
def test_what_was_promised_and_is_not_reached_is_named(groups, found, after, short):
    told = not_reached(groups, found, after)
    assert len(told) == len(short)
    assert all(one.startswith(start) for one, start in zip(told, short, strict=True))
